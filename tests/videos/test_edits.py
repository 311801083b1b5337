"""Corrections of videos over HTTP: each operation, what it refuses, and what then shows it."""

from __future__ import annotations

import numpy as np
import pytest

from builders.seen import FRAME_MS
from emoscope.domain.emotions import EMOTIONS
from videos.made_up import FRAME_COUNT, MadeUp, made_up


@pytest.fixture
def video(client, sessions, settings, tmp_path) -> MadeUp:
    return made_up(client, sessions, settings.data_dir, tmp_path / "work")


def refused(reply, status: int, code: str) -> str:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    return reply.json()["detail"]


def test_a_name_is_shown_wherever_the_face_is(video):
    assert video.name((1, " 花子 "), (2, "=SUM(A1)")).json() == [
        {"face_id": 1, "name": "花子"},
        {"face_id": 2, "name": "=SUM(A1)"},
    ]
    assert [face["name"] for face in video.faces().values()] == ["花子", "=SUM(A1)", None]
    assert [face["name"] for face in video.frames(start_frame="12")[0]["faces"]] == ["花子", "=SUM(A1)", None]
    names = {row["face_id"]: row["name"] for row in video.table()}
    assert names == {"1": "花子", "2": "'=SUM(A1)", "3": "face_3"}
    assert video.name((1, "Hanako")).status_code == 200, "named again"
    assert video.name((3, "Hanako")).status_code == 200, "two people may have one name"
    assert {row["face_id"]: row["name"] for row in video.table()}["3"] == "Hanako (2)"


@pytest.mark.parametrize(
    ("names", "status", "code"),
    [
        ([], 422, "bad_edit"),
        ([(1, "")], 422, "bad_edit"),
        ([(1, "  ")], 422, "bad_edit"),
        ([(1, "x" * 201)], 422, "bad_edit"),
        ([(1, "a\x00b")], 422, "bad_edit"),
        ([(1, "a\nb")], 422, "bad_edit"),
        ([(1, "evil \u202e name")], 422, "bad_edit"),
        ([(1, "Ann"), (1, "Bo")], 422, "bad_edit"),
        ([(1, "Ann"), (9, "Bo")], 404, "face_not_found"),
        ([(0, "Ann")], 404, "face_not_found"),
        ([(-1, "Ann")], 404, "face_not_found"),
    ],
)
def test_names_that_are_refused_change_nothing(video, names, status, code):
    assert len(refused(video.name(*names), status, code)) > 15
    assert video.history()["count"] == 0
    assert video.faces()[1]["name"] is None


def test_half_of_a_character_is_no_name(video):
    reply = video.client.put(
        f"/v1/videos/{video.id}/faces/names",
        content=b'[{"face_id": 1, "name": "\\ud800"}]',
        headers={"Content-Type": "application/json"},
    )
    assert reply.status_code == 422
    assert video.history()["count"] == 0


def test_merged_faces_are_one_with_the_means_of_all_their_rows(video):
    before = video.frames()
    video.name((2, "Bo"))
    assert video.put("faces", selected_face_id=1, merge_face_id="3, 2").json() == {
        "message": "Faces 2, 3 merged into face 1."
    }
    assert list(video.faces()) == [1]
    assert video.faces()[1]["name"] == "Bo", "the target had no name of its own"
    assert video.faces()[1]["screen_time_ms"] == FRAME_COUNT * FRAME_MS, "seen together they count once"
    assert video.frames(start_frame="15", length="1")[0]["found_faces"] == [1]
    rows = [frame["faces"][0] for frame in before]
    assert video.mean("happy", 1) == pytest.approx(np.mean([r["emotions"]["happy"] for r in rows]), abs=1e-4)
    assert "merged into face 1" in refused(
        video.client.get(f"/v2/videos/{video.id}/emotions/average", params={"face_id": 2}),
        404,
        "face_not_found",
    )
    assert video.name((2, "Cy")).json() == [{"face_id": 1, "name": "Cy"}]


def test_a_merge_of_faces_that_are_never_seen_together_adds_up(video):
    assert video.split(2, 0, 9).json()["new_face_id"] == 4
    times = {face: shown["screen_time_ms"] for face, shown in video.faces().items()}
    assert times == {1: 800, 2: 400, 3: 400, 4: 400}
    before = [video.mean("sad", 3), video.mean("sad", 4)]
    video.put("faces", selected_face_id=3, merge_face_id="4")
    assert video.faces()[3]["screen_time_ms"] == 800
    assert (video.faces()[3]["first_frame"], video.faces()[3]["last_frame"]) == (0, 19)
    assert video.mean("sad", 3) == pytest.approx(np.mean(before), abs=1e-5)


@pytest.mark.parametrize(
    ("into", "faces", "status", "code"),
    [
        (1, "1", 422, "bad_edit"),
        (1, "2,1", 422, "bad_edit"),
        (1, " , ", 422, "bad_edit"),
        (1, "two", 422, "bad_number"),
        (1, "9", 404, "face_not_found"),
        (9, "1", 404, "face_not_found"),
        (1, "0", 404, "face_not_found"),
    ],
)
def test_merges_that_are_refused(video, into, faces, status, code):
    refused(video.put("faces", selected_face_id=into, merge_face_id=faces), status, code)
    assert (video.history()["count"], list(video.faces())) == (0, [1, 2, 3])


def test_deleted_faces_are_gone_from_everything_and_one_remains(video):
    happy = [face["emotions"]["happy"] for frame in video.frames(face_ids="2") for face in frame["faces"]]
    assert video.delete_faces("1,3").json() == {"id": video.id, "message": "Faces 1, 3 deleted."}
    assert list(video.faces()) == [2]
    assert {row["face_id"] for row in video.table()} == {"2"}
    assert video.mean("happy") == pytest.approx(np.mean(happy), abs=1e-4)
    assert video.frames(start_frame="3", length="1")[0]["found_faces"] == [2]
    refused(video.delete_faces("2"), 400, "last_face")
    refused(video.delete_faces("1"), 404, "face_not_found")
    assert video.client.get(f"/v1/videos/{video.id}/frames", params={"face_ids": "1"}).status_code == 404


def test_all_faces_at_once_cannot_be_deleted(video):
    assert "At least one" in refused(video.delete_faces("1,2,3"), 400, "last_face")
    refused(video.delete_faces(","), 422, "bad_edit")
    assert len(video.faces()) == 3


def test_a_face_is_somebody_else_in_some_frames(video):
    reply = video.put("frames/faces", frame_ids="4,2,3,2", current_face_id=1, new_face_id=3).json()
    assert reply == {"message": "Face 1 is face 3 in 3 frames.", "updated_frames": [2, 3, 4]}
    assert [frame["found_faces"] for frame in video.frames(start_frame="1", length="5")] == [
        [1, 2], [2, 3], [2, 3], [2, 3], [1, 2],
    ]  # fmt: skip
    assert (video.faces()[3]["first_frame"], video.faces()[3]["screen_time_ms"]) == (2, 13 * FRAME_MS)
    assert video.history()["edits"][0]["details"] == {"from": 1, "to": 3, "frames": [[2, 4]]}


@pytest.mark.parametrize(
    ("frames", "old", "new", "status", "code"),
    [
        ("9,10,11", 1, 3, 409, "face_already_in_frame"),
        ("3", 3, 1, 404, "face_not_found"),
        ("20", 1, 3, 404, "frame_not_found"),
        ("999999999", 1, 3, 404, "frame_not_found"),
        ("-1", 1, 3, 422, "bad_number"),
        (",", 1, 3, 422, "bad_edit"),
        ("1", 1, 1, 422, "bad_edit"),
        ("1", 1, 7, 404, "face_not_found"),
        ("1", 7, 1, 404, "face_not_found"),
    ],
)
def test_reassignments_that_are_refused_change_no_frame(video, frames, old, new, status, code):
    refused(video.put("frames/faces", frame_ids=frames, current_face_id=old, new_face_id=new), status, code)
    assert video.history()["count"] == 0


def test_emotions_set_by_hand_are_normalised_and_means_follow(video):
    before = [face["emotions"]["sad"] for frame in video.frames(face_ids="1") for face in frame["faces"]]
    reply = video.put("frames/5/faces/1/emotions", sad=3, angry="1").json()
    assert (reply["frame_id"], reply["face_id"]) == ("5", 1)
    assert reply["emotions"] == dict.fromkeys(EMOTIONS, 0.0) | {"sad": 0.75, "angry": 0.25}
    face = video.frames(start_frame="5", length="1", face_ids="1")[0]["faces"][0]
    assert (face["emotions"]["sad"], face["dominant_emotion"]) == (0.75, "sad")
    assert face["valence"] == pytest.approx(0.75 * -0.63 + 0.25 * -0.51, abs=1e-4)
    before[5] = 0.75
    assert video.mean("sad", 1) == pytest.approx(np.mean(before), abs=1e-4)
    (row,) = [row for row in video.table() if (row["frame"], row["face_id"]) == ("5", "1")]
    assert (float(row["sad"]), row["dominant_emotion"], row["uncertain"]) == (0.75, "sad", "false")
    huge = video.put("frames/5/faces/1/emotions", sad=1e308, happy=1e308).json()
    assert huge["emotions"]["sad"] == 0.5


@pytest.mark.parametrize(
    ("path", "form", "status", "code"),
    [
        ("frames/5/faces/1/emotions", {}, 422, "bad_edit"),
        ("frames/5/faces/1/emotions", {"sad": 0, "happy": 0}, 422, "bad_edit"),
        ("frames/5/faces/1/emotions", {"sad": -1, "happy": 2}, 422, "bad_edit"),
        ("frames/5/faces/1/emotions", {"sad": "nan"}, 422, "bad_edit"),
        ("frames/5/faces/1/emotions", {"sad": "inf"}, 422, "bad_edit"),
        ("frames/5/faces/1/emotions", {"sad": "much"}, 422, "invalid_request"),
        ("frames/5/faces/3/emotions", {"sad": 1}, 404, "face_not_found"),
        ("frames/5/faces/9/emotions", {"sad": 1}, 404, "face_not_found"),
        ("frames/20/faces/1/emotions", {"sad": 1}, 404, "frame_not_found"),
        ("frames/x/faces/1/emotions", {"sad": 1}, 422, "bad_number"),
        ("frames/5/faces/3/note", {"note": "x"}, 404, "face_not_found"),
        ("frames/20/faces/0/note", {"note": "x"}, 404, "frame_not_found"),
        ("frames/5/faces/1/note", {"note": "x" * 5001}, 422, "bad_edit"),
        ("frames/5/faces/1/note", {"note": "a\x00"}, 422, "bad_edit"),
        ("frames/5/faces/1/note", {}, 422, "invalid_request"),
    ],
)
def test_scores_and_notes_that_are_refused(video, path, form, status, code):
    refused(video.put(path, **form), status, code)
    assert video.history()["count"] == 0


def test_notes_on_a_face_and_on_a_frame(video):
    assert video.put("frames/5/faces/1/note", note="looks\naway").json() == {
        "id": video.id,
        "status": "updated",
    }
    video.put("frames/5/faces/0/note", note="@door opens")
    frame = video.client.get(f"/v1/videos/{video.id}/frames/5").json()
    assert (frame["note"], [face["note"] for face in frame["faces"]]) == ("@door opens", ["looks\naway", ""])
    noted = [(row["face_id"], row["note"], row["frame_note"]) for row in video.table() if row["frame"] == "5"]
    assert noted == [("1", "looks\naway", "'@door opens"), ("2", "", "'@door opens")]
    video.put("frames/5/faces/0/note", note=" ")
    assert video.frames(start_frame="5", length="1")[0]["note"] == ""
    video.put("faces", selected_face_id=2, merge_face_id="1")
    assert video.frames(start_frame="5", length="1")[0]["faces"][0]["note"] == "", "face 2's own row is shown"
    video.delete_faces("3")
    video.step("undo")
    video.step("undo")
    assert video.frames(start_frame="5", length="1")[0]["faces"][0]["note"] == "looks\naway"


def test_a_part_of_a_face_becomes_somebody_new(video):
    reply = video.split(1, 15, 99).json()
    assert (reply["face_id"], reply["new_face_id"]) == (1, 4)
    times = {face: shown["screen_time_ms"] / FRAME_MS for face, shown in video.faces().items()}
    assert times == {1: 15, 2: 20, 3: 10, 4: 5}
    assert f"/v1/videos/{video.id}/frames/" in video.faces()[4]["image"], "cut out when it is opened"
    assert video.faces()[1]["image"].partition("?")[0].endswith("faces/1.jpg")
    assert video.split(4, 15, 16).json()["new_face_id"] == 5
    for face, first, last, status, code in [
        (1, 5, 4, 422, "bad_edit"),
        (1, 0, 19, 422, "bad_edit"),
        (1, 16, 18, 404, "face_not_found"),
        (9, 0, 1, 404, "face_not_found"),
        (1, "x", 1, 422, "bad_number"),
    ]:
        refused(video.split(face, first, last), status, code)
    assert video.history()["count"] == 2


def test_undo_and_redo_follow_one_line_and_the_log_forgets_nothing(video):
    original = video.everything()
    refused(video.step("undo"), 409, "nothing_to_undo")
    video.name((1, "Ann"))
    video.delete_faces("2")
    both = video.everything()
    undone = video.step("undo").json()
    assert (undone["message"], undone["edit"]["status"]) == ("Undone: Deleted face 2", "undone")
    assert (undone["can_undo"], undone["can_redo"]) == (True, True)
    assert list(video.faces()) == [1, 2, 3]
    video.step("undo")
    assert video.everything() == original
    video.step("redo")
    redone = video.step("redo").json()
    assert (redone["edit"]["number"], redone["can_redo"]) == (2, False)
    assert video.everything() == both
    refused(video.step("redo"), 409, "nothing_to_redo")
    video.step("undo")
    video.name((2, "Bo"))
    refused(video.step("redo"), 409, "nothing_to_redo")
    history = video.history()
    assert [(edit["number"], edit["kind"], edit["status"]) for edit in history["edits"]] == [
        (8, "rename", "applied"), (7, "undo", "applied"), (6, "redo", "applied"), (5, "redo", "applied"),
        (4, "undo", "applied"), (3, "undo", "applied"), (2, "delete", "replaced"), (1, "rename", "applied"),
    ]  # fmt: skip
    assert history["edits"][-1]["summary"] == "Named face 1 Ann"
    assert (history["count"], history["can_undo"], history["can_redo"]) == (8, True, False)
    assert [edit["number"] for edit in video.history(before=4, page_size=2)["edits"]] == [3, 2]


def test_edits_are_their_owners(video, make_key):
    video.name((1, "Ann"))
    paths = [
        ("PUT", "/v1/videos/{}/faces/names"), ("PUT", "/v1/videos/{}/faces"),
        ("DELETE", "/v1/videos/{}/faces"), ("PUT", "/v1/videos/{}/frames/faces"),
        ("PUT", "/v1/videos/{}/frames/1/faces/1/emotions"),
        ("PUT", "/v1/videos/{}/frames/1/faces/1/note"), ("POST", "/v1/videos/{}/faces/1/split"),
        ("POST", "/v2/videos/{}/edits/undo"), ("POST", "/v2/videos/{}/edits/redo"),
    ]  # fmt: skip
    form = {"selected_face_id": 1, "merge_face_id": 2, "face_ids": "1", "frame_ids": 1, "current_face_id": 1,
            "new_face_id": 3, "sad": 1, "note": "x", "first_frame": 1, "last_frame": 2}  # fmt: skip
    for email, role, can_read in [("eve@example.org", "user", False), ("root@example.org", "admin", True)]:
        video.client.headers["X-API-Key"] = make_key(email, role=role)
        for method, path in paths:
            sent = {"json": [{"face_id": 1, "name": "x"}]} if path.endswith("names") else {"data": form}
            refused(video.client.request(method, path.format(video.id), **sent), 404, "video_not_found")
        reply = video.client.get(f"/v2/videos/{video.id}/edits")
        assert reply.status_code == (200 if can_read else 404)


def test_a_video_is_edited_when_it_is_analysed(client, upload, face_file):
    video_id = upload(face_file)["id"]
    reply = client.put(f"/v1/videos/{video_id}/faces/names", json=[{"face_id": 1, "name": "Ann"}])
    refused(reply, 422, "not_analysed")
    assert client.get(f"/v2/videos/{video_id}/edits").json()["count"] == 0
