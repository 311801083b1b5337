"""The fold of edits against the plainest way to do the same: every row on its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.seen import beside, frame_table
from emoscope.domain.emotions import EMOTIONS
from emoscope.videos.corrections import GONE, Corrections, fold, uncorrected
from emoscope.videos.edit_checks import Sightings
from emoscope.videos.edited_view import PREDICTED, Summary, View, corrected, shown_as, summarised

FACES, FRAMES = (1, 2, 3), range(12)
Edit = tuple[str, dict[str, Any]]

faces = st.sampled_from([*FACES, 4, 5])
frames = st.sampled_from(FRAMES)
ranges = st.tuples(frames, frames).map(sorted)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    kind = draw(st.sampled_from(["rename", "merge", "delete", "reassign", "split", "emotions", "note"]))
    one, other = draw(faces), draw(faces)
    body: dict[str, Any] = {
        "rename": lambda: {"names": [{"face_id": one, "name": draw(st.sampled_from(["Ann", "Bo"]))}]},
        "merge": lambda: {"into": one, "faces": [other] if other != one else []},
        "delete": lambda: {"faces": [one]},
        "reassign": lambda: {"from": one, "to": other, "frames": [draw(ranges)]},
        "split": lambda: {
            "face_id": one,
            **dict(zip(("first_frame", "last_frame"), draw(ranges), strict=True)),
            "new_face_id": draw(st.sampled_from([4, 5])),
        },
        "emotions": lambda: {"frame": draw(frames), "face_id": one, "emotions": sad(draw(st.floats(0, 1)))},
        "note": lambda: {"frame": draw(frames), "face_id": draw(st.sampled_from([0, one])), "text": "hm"},
    }[kind]()
    return kind, body


def sad(share: float) -> dict[str, float]:
    return dict.fromkeys(EMOTIONS, 0.0) | {"sad": share, "happy": 1 - share}


def row_by_row(
    given_edits: list[Edit],
) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], list[float]]]:
    """What each row, named by frame and predicted face, is shown as, and the scores set by hand."""
    shown = {(frame, face): face for frame in FRAMES for face in FACES}
    scores: dict[tuple[int, int], list[float]] = {}
    for kind, body in given_edits:
        for row, now in list(shown.items()):
            frame = row[0]
            if kind == "merge" and now in body["faces"]:
                shown[row] = body["into"]
            elif kind == "delete" and now in body["faces"]:
                shown[row] = GONE
            elif kind == "reassign" and now == body["from"]:
                inside = any(first <= frame <= last for first, last in body["frames"])
                shown[row] = body["to"] if inside else now
            elif kind == "split" and now == body["face_id"]:
                inside = body["first_frame"] <= frame <= body["last_frame"]
                shown[row] = body["new_face_id"] if inside else now
            elif kind == "emotions" and frame == body["frame"] and now == body["face_id"]:
                scores[row] = [body["emotions"][name] for name in EMOTIONS]
    return shown, scores


@settings(max_examples=150, deadline=None)
@given(st.lists(edits(), max_size=12))
def test_the_fold_does_to_each_row_what_the_edits_say(given_edits: list[Edit]):
    corrections = fold(FACES, given_edits)
    shown, scores = row_by_row(given_edits)
    assert {row: corrections.shown[row[1]].at(row[0]) for row in shown} == shown
    assert corrections.scores == scores
    keys = pl.DataFrame(list(shown), schema=["frame", "face"], orient="row")
    assert shown_as(keys["frame"], keys["face"], corrections).to_list() == list(shown.values())
    assert Corrections.from_json(corrections.to_json()).to_json() == corrections.to_json()
    seen = Sightings(
        {face: np.arange(len(FRAMES), dtype=np.int32) for face in FACES}, np.arange(12, dtype=np.int32)
    )
    assert seen.faces(corrections) == set(shown.values()) - {GONE}
    for face in {*FACES, 4, 5}:
        there = sorted({frame for (frame, _), now in shown.items() if now == face})
        assert seen.frames_of(corrections, face).tolist() == there
        assert [frame for frame in FRAMES if seen.is_in(corrections, face, frame)] == there


@settings(max_examples=60, deadline=None)
@given(st.lists(edits(), max_size=8))
def test_the_shown_rows_are_one_per_face_and_frame_with_the_scores_set(given_edits: list[Edit]):
    rows = frame_table(beside(3, FRAMES))
    shown, scores = row_by_row(given_edits)
    view = corrected(rows, fold(FACES, given_edits))
    keys = list(zip(view["frame"], view["face_id"], strict=True))
    assert keys == sorted({(frame, now) for (frame, _), now in shown.items() if now != GONE})
    for row in view.iter_rows(named=True):
        source = (row["frame"], row[PREDICTED])
        assert shown[source] == row["face_id"]
        original = rows.row(
            by_predicate=(pl.col("frame") == source[0]) & (pl.col("face_id") == source[1]), named=True
        )
        expected = dict(zip(EMOTIONS, scores[source], strict=True)) if source in scores else original
        assert [row[name] for name in EMOTIONS] == pytest.approx([expected[name] for name in EMOTIONS])
        assert row["x"] == original["x"]


def test_what_is_corrected_is_a_copy():
    rows = frame_table(beside(3, FRAMES))
    before = rows.clone()
    body = {"frame": 3, "face_id": 1, "emotions": sad(1)}
    view = corrected(rows, fold(FACES, [("delete", {"faces": [2]}), ("emotions", body)]))
    assert rows.equals(before)
    assert len(view) == 2 * len(FRAMES)
    assert view.filter(frame=3, face_id=1)["valence"].item() == pytest.approx(-0.63)
    assert not corrected(rows, uncorrected(FACES)).drop(PREDICTED).equals(view.drop(PREDICTED))
    assert corrected(rows, uncorrected(FACES)).drop(PREDICTED).equals(rows)


def test_of_two_rows_that_become_one_face_the_one_predicted_as_it_is_shown():
    rows = frame_table(beside(3, FRAMES))
    view = corrected(rows, fold(FACES, [("merge", {"into": 3, "faces": [1, 2]})]))
    assert view[PREDICTED].to_list() == [3] * len(FRAMES)
    rows = rows.filter((pl.col("face_id") != 3) | (pl.col("frame") == 0))
    view = corrected(rows, fold(FACES, [("merge", {"into": 3, "faces": [1, 2]})]))
    quality = (
        rows.filter(pl.col("frame") > 0).group_by("frame", maintain_order=True).agg(pl.col("quality").max())
    )
    assert view.filter(pl.col("frame") > 0)["quality"].to_list() == quality["quality"].to_list()


def test_names_follow_a_merge_and_two_of_one_name_can_be_told_apart():
    names = [{"face_id": 1, "name": "Ann"}, {"face_id": 3, "name": "face_2"}]
    body = {"into": 2, "faces": [1]}
    merged = fold(FACES, [("rename", {"names": names}), ("merge", body)])
    assert merged.names == {2: "Ann", 3: "face_2"}
    assert merged.resolve(1) == 2
    again = fold(FACES, [("merge", body), ("merge", {"into": 3, "faces": [2]})])
    assert (again.resolve(1), again.resolve(2), again.resolve(3)) == (3, 3, 3)

    rows = frame_table(beside(3, FRAMES))
    same = [{"face_id": 1, "name": "Ann"}, {"face_id": 2, "name": "Ann"}, {"face_id": 3, "name": "Ann"}]
    for renamed, expected in [
        (same, {1: "Ann", 2: "Ann (2)", 3: "Ann (3)"}),
        ([{"face_id": 1, "name": "face_2"}], {1: "face_2 (2)", 2: "face_2", 3: "face_3"}),
    ]:
        kept = fold(
            FACES, [("rename", {"names": renamed}), ("note", {"frame": 1, "face_id": 0, "text": "x"})]
        )
        summary = summarised(rows, rows, 25, kept, _everybody())
        assert View(kept, summary).labels() == expected


def _everybody() -> Summary:
    from emoscope.videos.edited_view import SeenFace

    return Summary([SeenFace(face, "k", 0, face, 0, 0, 1, 40, {}, 0, 0, 0) for face in FACES], {}, None)
