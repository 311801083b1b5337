"""Voices linked with faces over HTTP: by hand, by a worker, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from fastapi.testclient import TestClient

from builders import heard, seen
from emoscope.app.web import make_app
from emoscope.db import edits
from emoscope.db.models import Medium
from videos.made_up import MadeUp, made_up, three_faces

FRAMES = 1000


@pytest.fixture
def video(client, sessions, settings, tmp_path) -> MadeUp:
    """Three faces, two voices."""
    found = made_up(client, sessions, settings.data_dir, tmp_path / "work")
    listen(found, heard.said(0, 300, 0), heard.said(300, 600, 1), heard.said(600, 800, 0))
    return found


def listen(video: MadeUp, *segments) -> str:
    return heard.store(video.sessions, video.objects, video.id, segments, video.folder)


def link(video: MadeUp, *pairs: tuple[int, int, str | None], wrapped: bool = False) -> Any:
    body: Any = [{"face_id": face, "speaker_id": voice, "name": name} for face, voice, name in pairs]
    return put(video, {"mappings": body} if wrapped else body)


def put(video: MadeUp, body: Any) -> Any:
    return video.client.put(f"/v2/videos/{video.id}/speaker-face-match", json=body)


def state(video: MadeUp) -> dict[str, Any]:
    reply = video.client.get(f"/v2/videos/{video.id}/speaker-face-match")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def links(video: MadeUp) -> dict[int, int]:
    return {one["face_id"]: one["speaker_id"] for one in state(video)["links"]}


def names_of_voices(video: MadeUp) -> list[dict[str, str]]:
    """Every renaming in the audio's log, oldest first."""
    with video.sessions() as session:
        audio_id = heard.children.sound_of(video.id)
        return [
            row.body["names"] for row in edits.of_medium(session, audio_id) if row.kind == "rename_speakers"
        ]


def refused(reply, status: int, code: str) -> str:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    return str(reply.json()["detail"])


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_given_name_is_for_the_face_and_the_voice(video, wrapped):
    reply = link(video, (1, 0, " Alice "), (2, 1, None), wrapped=wrapped)
    assert (reply.status_code, reply.json()["status"]) == (200, "completed")
    assert links(video) == {1: 0, 2: 1}
    assert [face["name"] for face in video.faces().values()] == ["Alice", None, None]
    assert names_of_voices(video) == [{"0": "Alice"}]
    assert {one["made_by"] for one in state(video)["links"]} == {"hand"}
    (row,) = video.history()["edits"]
    assert (row["kind"], row["summary"]) == (
        "link_speakers",
        "Linked speaker 0 with face 1, speaker 1 with face 2",
    )


def test_without_a_name_that_of_the_voice_is_for_both_else_that_of_the_face(video):
    link(video, (1, 0, "Alice"))
    assert link(video, (2, 0, "")).status_code == 200
    assert [face["name"] for face in video.faces().values()] == ["Alice", "Alice", None]
    video.name((3, "Cy"))
    assert put(video, [{"face_id": 3, "speaker_id": 1}]).status_code == 200, "a name may be left out"
    assert names_of_voices(video) == [{"0": "Alice"}, {"1": "Cy"}]


def test_a_voice_has_one_face_and_a_face_one_voice(video):
    link(video, (1, 0, ""), (2, 1, ""))
    link(video, (2, 0, ""))
    assert links(video) == {2: 0}


def test_the_same_again_changes_nothing(video):
    link(video, (1, 0, "Alice"))
    assert link(video, (1, 0, "Alice")).status_code == 200
    assert link(video, (1, 0, "")).status_code == 200
    assert (video.history()["count"], names_of_voices(video)) == (1, [{"0": "Alice"}])
    link(video, (1, 0, "Alice Johnson"))
    assert video.faces()[1]["name"] == "Alice Johnson"
    assert names_of_voices(video)[-1] == {"0": "Alice Johnson"}


@pytest.mark.parametrize(
    ("pairs", "status", "code"),
    [
        ([], 400, "bad_mapping"),
        ([(1, 0, ""), (1, 1, "")], 400, "bad_mapping"),
        ([(1, 0, ""), (2, 0, "")], 400, "bad_mapping"),
        ([(9, 0, "")], 404, "face_not_found"),
        ([(0, 0, "")], 404, "face_not_found"),
        ([(1, 2, "")], 404, "speaker_not_found"),
        ([(1, -1, "")], 404, "speaker_not_found"),
        ([(1, 0, "x" * 201)], 422, "bad_edit"),
        ([(1, 0, "a\nb")], 422, "bad_edit"),
        ([(1, 0, "Alice"), (9, 1, "Bo")], 404, "face_not_found"),
    ],
)
def test_mappings_that_are_refused_change_nothing(video, pairs, status, code):
    assert len(refused(link(video, *pairs), status, code)) > 15
    assert (video.history()["count"], names_of_voices(video), links(video)) == (0, [], {})


@pytest.mark.parametrize("body", [{"mappings": 5}, {}, "x", [5], [{"face_id": 1}], None, {"mappings": [{}]}])
def test_other_bodies_are_refused(video, body):
    refused(put(video, body), 422, "invalid_request")


def test_a_face_that_was_merged_away_is_not_linked_and_a_link_goes_where_its_face_goes(video):
    link(video, (2, 1, "Bo"))
    video.put("faces", selected_face_id=1, merge_face_id="2")
    assert (links(video), video.faces()[1]["name"]) == ({1: 1}, "Bo")
    assert "merged into face 1" in refused(link(video, (2, 0, "")), 404, "face_not_found")
    video.delete_faces("1")
    assert links(video) == {}


def test_undo_takes_back_link_and_name_of_the_face_and_redo_brings_them_back(video):
    video.name((1, "Ann"))
    link(video, (1, 0, "Alice"))
    assert video.step("undo").json()["message"] == "Undone: Linked speaker 0 with face 1"
    assert (links(video), video.faces()[1]["name"]) == ({}, "Ann")
    assert names_of_voices(video) == [{"0": "Alice"}], "the audio's log has its own undo"
    video.step("redo")
    assert (links(video), video.faces()[1]["name"]) == ({1: 0}, "Alice")


def test_links_outlive_a_new_analysis_where_the_face_is_found_again(video):
    link(video, (1, 0, "Alice"), (3, 1, "Cy"))
    rows = three_faces().filter(pl.col("face_id") != 3)
    swapped = rows.with_columns((3 - pl.col("face_id")).alias("face_id")).sort("frame", "face_id")
    video.analyse(swapped)
    assert links(video) == {2: 0}
    assert video.faces()[2]["name"] == "Alice"
    row = next(one for one in video.history()["edits"] if one["kind"] == "link_speakers")
    assert (row["status"], row["reason"]) == ("applied", "The new analysis does not find face 3 again.")


def test_a_video_without_sound_or_results_has_nothing_to_link(client, sessions, settings, tmp_path):
    silent = made_up(client, sessions, settings.data_dir, tmp_path / "work")
    refused(link(silent, (1, 0, "")), 400, "no_audio")
    refused(match(silent), 400, "no_audio")
    with sessions() as session:
        owner = session.get_one(Medium, silent.id).user_id
    silent.id = seen.add_video(sessions, owner)
    refused(link(silent, (1, 0, "")), 422, "not_analysed")
    refused(match(silent), 409, "not_completed")


def test_while_the_sound_is_being_analysed_nothing_is_linked(video):
    with video.sessions.begin() as session:
        session.get_one(Medium, heard.children.sound_of(video.id)).status = "processing"
    refused(link(video, (1, 0, "")), 422, "not_analysed")
    refused(match(video), 409, "not_completed")


def test_others_see_nothing_and_admins_may_link(video, settings, make_key):
    with TestClient(make_app(settings)) as other:
        other.headers["X-API-Key"] = make_key("eve@example.org")
        path = f"/v2/videos/{video.id}/speaker-face-match"
        for reply in (other.get(path), other.put(path, json=[]), other.post(path)):
            assert reply.status_code in {400, 404}
        pair = [{"face_id": 1, "speaker_id": 0, "name": "Eve"}]
        refused(other.put(path, json=pair), 404, "video_not_found")
        other.headers["X-API-Key"] = make_key("root@example.org", "admin")
        assert other.put(path, json=pair).status_code == 200
    assert links(video) == {1: 0}


def match(video: MadeUp) -> Any:
    return video.client.post(f"/v2/videos/{video.id}/speaker-face-match")


def conversation(video: MadeUp) -> None:
    """Forty seconds: face 1 speaks with voice 1, face 2 with voice 0; voice 2 is off screen."""
    rows = seen.frame_table(seen.beside(2, range(FRAMES)))
    segments = [
        heard.said(start, start + 3000, number % 3) for number, start in enumerate(range(500, 36_000, 4000))
    ]
    video.analyse(with_mouths(rows, segments, {1: 1, 2: 0}), FRAMES)
    listen(video, *segments)


def with_mouths(rows: pl.DataFrame, segments, voices: dict[int, int]) -> pl.DataFrame:
    rng = np.random.default_rng(5)
    times, faces = rows["timestamp_ms"].to_numpy(), rows["face_id"].to_numpy()
    opening = np.abs(rng.normal(0, 0.01, len(rows)))
    for one in segments:
        moving = (times >= one.start_ms) & (times < one.end_ms)
        moving &= np.array([voices.get(face) == one.speaker_id for face in faces])
        opening[moving] = rng.uniform(0, 0.6, moving.sum())
    return rows.with_columns(pl.Series(name, opening, dtype=pl.Float32) for name in ("au25", "au26"))


def test_a_worker_matches_voices_with_faces_and_says_why_not(video, run_jobs: Callable[[], int]):
    conversation(video)
    video.name((1, "Bo"))
    reply = match(video)
    audio_id = heard.children.sound_of(video.id)
    assert reply.status_code == 200, reply.text
    assert reply.json() == {
        "video_id": video.id,
        "audio_id": audio_id,
        "status": "processing",
        "message": reply.json()["message"],
    }
    assert state(video)["status"] == "queue"
    assert match(video).status_code == 200, "asking twice is one match"
    assert run_jobs() == 1
    found = state(video)
    assert (found["status"], links(video)) == ("completed", {1: 1, 2: 0})
    assert all(one["made_by"] == "automatic" and one["score"] > 0.9 for one in found["links"])
    assert [one["speaker_id"] for one in found["refused"]] == [2]
    assert "off screen" in found["refused"][0]["reason"]
    newest = video.history()["edits"][0]
    assert (newest["kind"], newest["user_id"]) == ("link_speakers", "automatic")
    assert newest["summary"] == "Matched speaker 0 with face 2, speaker 1 with face 1"
    assert names_of_voices(video) == [{"1": "Bo"}], "the face's name is the voice's too"


def test_a_match_leaves_what_was_linked_by_hand(video, run_jobs):
    conversation(video)
    link(video, (1, 2, "By hand"))
    match(video)
    run_jobs()
    assert links(video) == {1: 2, 2: 0}
    assert [one["made_by"] for one in state(video)["links"]] == ["hand", "automatic"]
    link(video, (1, 0, ""))
    match(video)
    run_jobs()
    assert links(video) == {1: 0}, "voice 0 was given by hand"


def test_a_match_gives_up_no_name_that_either_has(video, run_jobs):
    conversation(video)
    link(video, (1, 1, "Ann"))
    video.step("undo")
    video.name((1, "Bo"))
    match(video)
    run_jobs()
    assert (links(video)[1], video.faces()[1]["name"]) == (1, "Bo")
    assert names_of_voices(video) == [{"1": "Ann"}]


def test_a_second_match_replaces_the_first(video, run_jobs):
    conversation(video)
    match(video)
    run_jobs()
    count = video.history()["count"]
    match(video)
    run_jobs()
    assert video.history()["count"] == count, "nothing new"
    video.delete_faces("2")
    match(video)
    run_jobs()
    assert links(video) == {1: 1}
    assert {one["speaker_id"] for one in state(video)["refused"]} == {0, 2}


def test_a_match_without_the_file_goes_by_the_segments_alone(video, run_jobs):
    conversation(video)
    assert video.objects.head("none") is None
    match(video)
    run_jobs()
    assert links(video) == {1: 1, 2: 0}


def test_what_came_of_a_match_is_forgotten_with_a_new_analysis(video, run_jobs):
    conversation(video)
    match(video)
    run_jobs()
    conversation(video)
    assert state(video)["refused"] == []
    assert links(video) == {1: 1, 2: 0}, "links are edits and stay"
