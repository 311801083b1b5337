"""A new analysis keeps the edits whose subject it finds again, and names the others; on each database."""

from __future__ import annotations

import pytest

from audios.made_up import TALK, AudioStore, segment, talk
from emoscope.audios import editing
from emoscope.audios.transcript_matching import Sent
from emoscope.domain.audio import SpeechSegment
from emoscope.errors import EmoscopeError


def shifted(by_ms: int, **changes: SpeechSegment | None) -> list[SpeechSegment]:
    """The talk as another analysis finds it, `s1` being its second segment; None: not found."""
    found = [segment(start + by_ms, end + by_ms, *rest) for start, end, *rest in TALK]
    swapped = [changes.get(f"s{number}", one) for number, one in enumerate(found)]
    return [one for one in swapped if one is not None]


def test_a_new_analysis_keeps_edits_by_where_the_segments_are(store: AudioStore):
    store.begin()
    store.do(editing.rename, [(0, "Ann"), (1, "Bo")])
    store.reword(1, "I hate this place!")
    store.reword(1, "I hate this place so much!")
    store.do(editing.correct, [Sent(2000, 2500, 5, "Hm.")])
    store.do(editing.rename, [(5, "Cy")])
    store.do(editing.delete, 3)
    store.do(editing.merge, 0, [5])
    store.do(editing.undo)
    before = store.lines()
    again = [segment(start + 40, end + 40, 1 - speaker, words) for start, end, speaker, words in TALK]
    again.insert(0, segment(0, 30, 1, "Hm"))
    store.analyse(again)
    after = store.shown()
    assert [one.text for one in after.segments] == ["Hm", *(words for *_, words in before)]
    assert {one.name for one in after.speakers if one.named} == {"Ann", "Bo", "Cy"}
    assert [one.speaker_id for one in after.segments[:4]] == [1, 1, 5, 0]
    assert {status for _, _, status in store.log()} == {"applied", "undone"}
    store.do(editing.redo)
    assert len(store.shown().speakers) == 2
    store.run_jobs()
    assert store.text() == store.shown().text
    assert not store.shown().scores_pending


def test_edits_whose_subject_is_gone_are_listed_with_the_reason(store: AudioStore):
    store.begin()
    store.reword(1, "I hate this place!")
    store.reword(4, "Good-bye!")
    store.do(editing.delete, 2)
    store.do(editing.rename, [(0, "Ann"), (1, "Bo")])
    store.do(editing.correct, [Sent(0, 4000, 0, "One."), Sent(16_500, 19_000, 0, "Five.")])
    one_speaker = [segment(*(start, end, 0, words)) for start, end, _, words in TALK]
    hardly_the_same = segment(11_500, 12_200, 0, "Hm.")
    dove = segment(4000, 8000, 0, "I dove this place!")
    store.analyse([one_speaker[0], dove, hardly_the_same, one_speaker[4]])
    entries = store.do(editing.history_of).entries
    assert [(entry.kind, entry.status) for entry in entries] == [
        ("correct_segments", "unplaced"), ("correct_segments", "applied"), ("delete_segment", "unplaced"),
        ("rename_speakers", "applied"), ("correct_segments", "applied"), ("reanalysis", "applied"),
    ]  # fmt: skip
    assert entries[0].reason == "The new analysis understands other words from 00:00:04.000 to 00:00:08.000."
    assert entries[2].reason == "The new analysis finds no segment from 00:00:08.500 to 00:00:12.000."
    assert entries[3].reason == "The new analysis does not find speaker 1 again."
    assert [line[3] for line in store.lines()] == ["One.", "I dove this place!", "Hm.", "Five."]
    for _ in range(3):
        store.do(editing.undo)
    assert [line[3] for line in store.lines()] == [TALK[0][3], "I dove this place!", "Hm.", TALK[4][3]]
    with pytest.raises(EmoscopeError, match="nothing to undo"):
        store.do(editing.undo)


def test_what_a_new_analysis_finds_by_itself_needs_no_edit(store: AudioStore):
    store.begin()
    store.reword(1, "I hate this place!")
    store.do(editing.merge, 0, [1])
    one_speaker = [segment(start, end, 0, words) for start, end, _, words in TALK]
    one_speaker[1] = segment(4000, 8000, 0, "I hate this place")
    store.analyse(one_speaker)
    correct, merge, _ = store.do(editing.history_of).entries
    assert (correct.status, merge.status) == ("applied", "applied")
    assert merge.reason == "The new analysis takes speaker 1 for speaker 0."
    assert store.lines()[1][3] == "I hate this place!"


def test_a_replaced_transcript_outlives_a_new_analysis(store: AudioStore):
    store.begin()
    store.do(editing.replace, "[00:00] Ann: Hello.\n[00:04] Bo: Hi.\n[00:10] Cy: Well.")
    before = store.lines()
    names = {one.speaker_id: one.name for one in store.shown().speakers}
    store.run_jobs()
    assert not store.shown().scores_pending
    store.analyse(shifted(20, s4=None))
    assert store.shown().scores_pending, "a new run's scores are by its own models"
    assert store.lines() == before
    assert {one.speaker_id: one.name for one in store.shown().speakers} == names
    assert store.run_jobs() == 1
    assert not store.shown().scores_pending
    assert store.text() == "Hello.\nHi.\nWell."
    store.analyse([])
    assert [line[3] for line in store.lines()] == ["Hello.", "Hi.", "Well."]
    assert [one.name for one in store.shown().speakers] == ["Ann", "Bo", "Cy"]


def test_an_audio_whose_objects_were_lost_is_analysed_again_all_the_same(store: AudioStore):
    store.begin()
    store.do(editing.rename, [(1, "Ann")])
    store.reword(0, "New words.")
    store.objects.delete_under(f"media/{store.audio_id}/runs")
    with pytest.raises(EmoscopeError, match="not found"):
        store.do(editing.delete, 0)
    store.analyse(talk())
    assert [status for _, _, status in store.log()] == ["unplaced", "unplaced", "applied"]
    assert store.lines() == list(TALK)


def test_what_an_edit_took_the_place_of_stays_where_the_edit_is_lost(store: AudioStore):
    parts = [(0, 2000, 0, "one"), (2000, 4000, 0, "two"), (8000, 9000, 0, "three")]
    store.begin(talk(*parts))
    store.do(editing.correct, [Sent(0, 4000, 0, "one two"), Sent(8000, 9000, 0, "Three!")])
    assert store.lines() == [(0, 4000, 0, "one two"), (8000, 9000, 0, "Three!")]
    again = talk((0, 2000, 0, "won"), *parts[1:])
    store.analyse(again)
    assert store.lines() == [(0, 2000, 0, "won"), (2000, 4000, 0, "two"), (8000, 9000, 0, "Three!")]
    (entry, _) = store.do(editing.history_of).entries
    assert (entry.status, entry.reason) == (
        "applied", "The new analysis understands other words from 00:00:00.000 to 00:00:02.000.",
    )  # fmt: skip
