"""Edits of transcripts on each database: none is lost, and all can be undone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audios.made_up import DURATION_MS, TALK, AudioStore, talk
from emoscope.audios import editing
from emoscope.audios.transcript_matching import Sent
from emoscope.db.audio_models import AudioRecord
from emoscope.errors import EmoscopeError

Edit = Callable[[AudioStore], object]


edges = st.integers(0, 39).map(lambda step: step * DURATION_MS // 40)
words = st.sampled_from(["I am so happy.", "Oh no!", "", "It was the best of times."])
speakers = st.integers(0, 3)
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)
sent = st.builds(Sent, edges, edges, speakers, words)


def edit_of(kind: Callable[..., object], *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Edit]:
    return st.tuples(*arguments).map(lambda values: lambda store: store.do(kind, *values))


edits = st.one_of(
    edit_of(editing.correct, st.lists(sent, min_size=1, max_size=3)),
    edit_of(editing.replace, st.sampled_from(["Ann: hello\nBo: hi there", "[00:01] x\n[00:30] y", "A\n\nB"])),
    edit_of(editing.delete, st.integers(0, 5)),
    edit_of(editing.rename, st.tuples(speakers, names).map(lambda pair: [pair])),
    edit_of(editing.merge, speakers, st.lists(speakers, min_size=1, max_size=2)),
    edit_of(editing.undo),
    edit_of(editing.redo),
)


def tried(store: AudioStore, edit: Edit) -> None:
    """A refused edit must leave everything as it is."""
    before = store.shown(), store.log(), store.waiting()
    try:
        edit(store)
    except EmoscopeError:
        assert (store.shown(), store.log(), store.waiting()) == before


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(edits, min_size=1, max_size=8))
def test_undoing_all_gives_the_original_and_redoing_all_gives_the_edited_audio(
    store: AudioStore, given_edits: list[Edit]
):
    store.begin()
    original = store.shown()
    for edit in given_edits:
        tried(store, edit)
    edited, steps = store.shown(), 0
    assert [one.index for one in edited.segments] == list(range(len(edited.segments)))
    while store.do(editing.history_of).done:
        before = store.shown()
        store.do(editing.undo)
        store.do(editing.redo)
        assert store.shown() == before, "undo and redo together change nothing"
        store.do(editing.undo)
        steps += 1
    assert store.shown() == original
    for _ in range(steps):
        store.do(editing.redo)
    assert store.shown() == edited
    assert [number for number, _, _ in store.log()] == list(range(1, len(store.log()) + 1))


def test_of_edits_made_at_once_none_is_lost(store: AudioStore):
    parts = [(number * 1000, number * 1000 + 900, 0, f"Word {number}.") for number in range(20)]
    store.begin(talk(*parts))
    failures: list[Exception] = []

    def write(thread: int) -> None:
        try:
            for number in range(thread * 5, thread * 5 + 5):
                start, end, speaker, _ = parts[number]
                store.do(editing.correct, [Sent(start, end, speaker, f"{number} by {thread}")])
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            failures.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [number for number, _, _ in store.log()] == list(range(1, 21))
    assert [line[3] for line in store.lines()] == [f"{number} by {number // 5}" for number in range(20)]


def test_of_two_who_delete_the_last_segments_one_is_refused(store: AudioStore):
    store.begin(talk(*TALK[:2]))
    together, outcomes = threading.Barrier(2), []

    def delete() -> None:
        together.wait()
        try:
            store.do(editing.delete, 0)
            outcomes.append("deleted")
        except EmoscopeError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=delete) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["deleted", "last_segment"]
    assert store.lines() == [TALK[1]]


def test_where_no_sound_could_be_decoded_no_words_can_be_put_in(store: AudioStore):
    store.begin([])
    with store.sessions.begin() as session:
        session.get_one(AudioRecord, store.audio_id).analysed_ms = 0
    with pytest.raises(EmoscopeError, match="No sound"):
        store.do(editing.replace, "Hello.")
    with pytest.raises(EmoscopeError, match="No sound"):
        store.do(editing.correct, [Sent(0, 1000, 0, "Hello.")])
    with pytest.raises(EmoscopeError, match="it has none"):
        store.do(editing.delete, 0)


def test_names_and_merges_need_no_worker(store: AudioStore):
    store.begin()
    store.do(editing.rename, [(0, "Ann")])
    store.do(editing.merge, 0, [1])
    assert store.waiting() == []
    assert store.do(editing.rename, [(1, "Bo")]) == [(0, "Bo")]
    assert {one.name for one in store.shown().speakers} == {"Bo"}
    with pytest.raises(EmoscopeError, match="merged into speaker 0"):
        store.do(editing.merge, 0, [1])
