"""Edits on each database: none is lost, all can be undone, a new analysis keeps what it can."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.databases import KINDS, migrated
from emoscope.domain.emotions import EMOTIONS
from emoscope.errors import EmoscopeError
from emoscope.videos import editing
from videos.made_up import FRAME_COUNT, three_faces
from videos.store import Store

Edit = Callable[[Store], object]


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("edits")
    with migrated(request.param, folder / "one.db") as sessions:
        yield Store(sessions, folder)


faces = st.integers(1, 5)
frames = st.integers(0, FRAME_COUNT - 1)
shares = st.sampled_from([{"sad": 1.0}, {"happy": 2.0, "fear": 6.0}])
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)


def edit_of(kind: Callable[..., object], *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Edit]:
    return st.tuples(*arguments).map(lambda values: lambda store: store.do(kind, *values))


edits = st.one_of(
    edit_of(editing.rename, st.tuples(faces, names).map(lambda pair: [pair])),
    edit_of(editing.merge, faces, st.lists(faces, min_size=1, max_size=2)),
    edit_of(editing.delete, st.lists(faces, min_size=1, max_size=2)),
    edit_of(editing.reassign, faces, faces, st.lists(frames, min_size=1, max_size=5)),
    edit_of(editing.split, faces, frames, frames),
    edit_of(editing.write_note, frames, st.integers(0, 4), names),
    edit_of(
        editing.set_emotions, frames, faces, shares.map(lambda given_: dict.fromkeys(EMOTIONS, 0.0) | given_)
    ),
    edit_of(editing.undo),
    edit_of(editing.redo),
)


def tried(store: Store, edit: Edit) -> bool:
    """Whether the edit was accepted; a refused one must leave everything as it is."""
    before = store.everything(), store.log()
    try:
        edit(store)
    except EmoscopeError:
        assert (store.everything(), store.log()) == before
        return False
    return True


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(edits, min_size=1, max_size=8))
def test_undoing_all_gives_the_original_and_redoing_all_gives_the_edited_video(
    store: Store, given_edits: list[Edit]
):
    store.begin()
    original, table = store.everything(), _stored_table(store)
    for edit in given_edits:
        tried(store, edit)
    edited, steps = store.everything(), 0
    while store.do(editing.history_of).done:
        before = store.everything()
        store.do(editing.undo)
        store.do(editing.redo)
        assert store.everything() == before, "undo and redo together change nothing"
        store.do(editing.undo)
        steps += 1
    assert store.everything() == original
    for _ in range(steps):
        store.do(editing.redo)
    assert store.everything() == edited
    assert [number for number, _, _ in store.log()] == list(range(1, len(store.log()) + 1))
    assert _stored_table(store) == table, "predictions never change"


def _stored_table(store: Store) -> bytes:
    record = store.video().record
    assert record is not None
    return store.objects.read(record.frames_key)


def test_of_edits_made_at_once_none_is_lost(store: Store):
    store.begin()
    failures: list[Exception] = []

    def write(thread: int) -> None:
        try:
            for count in range(5):
                store.do(editing.write_note, thread * 5 + count, 0, f"{thread}/{count}")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            failures.append(error)

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [number for number, _, _ in store.log()] == list(range(1, 21))
    notes = store.video().view.corrections.frame_notes
    assert notes == {number: f"{number // 5}/{number % 5}" for number in range(20)}


def test_of_two_who_delete_each_others_last_face_one_is_refused(store: Store):
    store.begin()
    store.do(editing.delete, [3])
    together, outcomes = threading.Barrier(2), []

    def delete(face: int) -> None:
        together.wait()
        try:
            store.do(editing.delete, [face])
            outcomes.append("deleted")
        except EmoscopeError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=delete, args=[face]) for face in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["deleted", "last_face"]
    assert len(store.video().view.faces) == 1


def renumbered(**faces_: int) -> pl.DataFrame:
    """The same video, analysed with other numbers for the faces; those not named are not found."""
    new = {int(old.removeprefix("face_")): number for old, number in faces_.items()}
    rows = three_faces().filter(pl.col("face_id").is_in(list(new)))
    return rows.with_columns(
        pl.col("face_id").replace_strict(new, return_dtype=pl.Int32),
        pl.col("x") + 3.0,  # boxes are never quite the same again
    ).sort("frame", "face_id")


def test_a_new_analysis_keeps_edits_by_where_the_faces_are(store: Store):
    store.begin()
    store.do(editing.rename, [(1, "Ann"), (2, "Bo"), (3, "Cy")])
    store.do(editing.set_emotions, 5, 1, dict.fromkeys(EMOTIONS, 0.0) | {"sad": 1.0})
    store.do(editing.reassign, 1, 3, [2, 3])
    store.do(editing.write_note, 7, 0, "frame")
    assert store.do(editing.split, 2, 0, 4) == 4
    store.do(editing.rename, [(4, "Di")])
    store.do(editing.delete, [2])
    store.do(editing.undo)
    before = store.video().view
    store.analyse(renumbered(face_1=2, face_2=3, face_3=1))
    after = store.video().view
    assert after.names == {2: "Ann", 3: "Bo", 1: "Cy", 4: "Di"}
    same = {1: 2, 2: 3, 3: 1, 4: 4}
    for face in before.faces:
        again = next(one for one in after.faces if one.face_id == same[face.face_id])
        assert again.emotions == pytest.approx(face.emotions)
        assert (again.frame_count, again.screen_time_ms) == (face.frame_count, face.screen_time_ms)
    assert after.corrections.frame_notes == {7: "frame"}
    assert {status for _, _, status in store.log()} == {"applied", "undone"}
    store.do(editing.redo)
    assert {face.face_id for face in store.video().view.faces} == {1, 2, 4}, "Bo, now face 3, is deleted"
    for _ in range(7):
        store.do(editing.undo)
    assert store.video().view.names == {}


def test_edits_whose_subject_is_gone_are_listed_with_the_reason(store: Store):
    store.begin()
    store.do(editing.rename, [(1, "Ann"), (2, "Bo")])
    store.do(editing.rename, [(2, "Bob")])
    store.do(editing.set_emotions, 5, 2, dict.fromkeys(EMOTIONS, 0.0) | {"sad": 1.0})
    store.do(editing.write_note, 19, 1, "late")
    store.do(editing.reassign, 1, 3, [2, 3])
    store.do(editing.merge, 1, [2])
    store.do(editing.delete, [3])
    store.analyse(renumbered(face_1=2, face_3=1).filter(pl.col("frame") < 19), 19)
    entries = store.do(editing.history_of).entries
    assert [(entry.kind, entry.status) for entry in entries] == [
        ("rename", "applied"), ("rename", "unplaced"), ("emotions", "unplaced"), ("note", "unplaced"),
        ("reassign", "applied"), ("merge", "unplaced"), ("delete", "applied"), ("reanalysis", "applied"),
    ]  # fmt: skip
    reasons = [entry.reason for entry in entries]
    assert reasons[0] == reasons[1] == "The new analysis does not find face 2 again."
    assert "frame 19" in reasons[3]
    assert "nothing to merge" in reasons[5]
    assert [face.face_id for face in store.video().view.faces] == [2]
    assert store.video().view.names == {2: "Ann"}
    for _ in range(3):
        store.do(editing.undo)
    assert len(store.video().view.faces) == 2
    with pytest.raises(EmoscopeError, match="nothing to undo"):
        store.do(editing.undo)


def test_faces_that_a_new_analysis_joins_need_no_merge(store: Store):
    store.begin()
    store.do(editing.split, 1, 0, 4)
    store.do(editing.merge, 2, [3])
    rows, three = three_faces(), pl.col("face_id") == 3
    # Face 2 is lost in the second half, where face 3 is taken for it.
    kept = rows.filter(~three & ((pl.col("face_id") == 1) | (pl.col("frame") < 10)))
    taken = rows.filter(three & (pl.col("frame") < 18)).with_columns(pl.lit(2, pl.Int32).alias("face_id"))
    store.analyse(pl.concat([kept, taken]).sort("frame", "face_id"))
    split, merge, _ = store.do(editing.history_of).entries
    assert (split.status, merge.status) == ("applied", "applied")
    assert merge.reason == "The new analysis takes face 3 for face 2."
    assert {face.face_id for face in store.video().view.faces} == {1, 2, 3}, "3 is what was split from 1"


def test_a_video_whose_objects_were_lost_is_analysed_again_all_the_same(store: Store):
    store.begin()
    store.do(editing.rename, [(1, "Ann")])
    store.objects.delete_under(f"media/{store.video_id}")
    store.analyse(three_faces())
    assert [status for _, _, status in store.log()] == ["unplaced", "applied"]
    assert store.video().view.names == {}


def test_a_new_analysis_that_finds_nobody_leaves_nothing_but_the_log(store: Store):
    store.begin()
    store.do(editing.rename, [(1, "Ann")])
    store.do(editing.delete, [2])
    store.do(editing.write_note, 3, 0, "frame")
    store.analyse(three_faces().clear())
    assert [status for _, _, status in store.log()] == ["unplaced", "unplaced", "applied", "applied"]
    assert (store.video().view.faces, store.video().view.corrections.frame_notes) == ([], {3: "frame"})
    store.do(editing.undo)
    store.analyse(three_faces())
    assert [face.face_id for face in store.video().view.faces] == [1, 2, 3]
