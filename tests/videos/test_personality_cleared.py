"""Apparent personality goes when what it rests on changes, and only then."""

from __future__ import annotations

import pytest

from builders import heard
from videos.made_up import MadeUp
from videos.two_people import analyse, ask, link, result, two_people


@pytest.fixture
def video(client, sessions, settings, tmp_path) -> MadeUp:
    return two_people(client, sessions, settings.data_dir, tmp_path / "work")


@pytest.mark.parametrize(
    ("edit", "cleared"),
    [
        (lambda v: link(v, 1, 1), [1]),
        (lambda v: v.put("faces", selected_face_id=1, merge_face_id="2"), [1]),
        (lambda v: v.split(1, 0, 99), [1]),
        (lambda v: v.put("frames/5/faces/1/emotions", happy=1), [1]),
        (lambda v: v.name((1, "Ann")), []),
        (lambda v: v.put("frames/5/faces/1/note", note="Look"), []),
        (analyse, [1, 2]),
    ],
    ids=["link", "merge", "split", "emotions", "name", "note", "analysis"],
)
def test_what_changes_a_face_clears_its_personality_and_no_other(video, run_jobs, edit, cleared):
    for face in (1, 2):
        ask(video, face, "combined")
    run_jobs()
    edit(video)
    for face in video.faces().keys() & {1, 2}:
        found = result(video, face)
        assert ((found["overall"], found["by_segment"]) == (None, None)) == (face in cleared)
        assert (found["analysis_status"] is None) == (face in cleared)


def test_the_same_link_again_keeps_the_result_and_undo_of_a_link_clears_it(video, run_jobs):
    link(video, 1, 0)
    ask(video)
    run_jobs()
    link(video, 1, 0, "Alice")
    assert result(video)["overall"] is not None, "a name changes nothing that it rests on"
    video.step("undo")
    assert result(video)["overall"] is not None
    video.step("undo")
    assert result(video)["overall"] is None


def test_new_speech_clears_what_rests_on_the_old(video, run_jobs):
    link(video, 1, 0)
    for face in (1, 2):
        ask(video, face)
    run_jobs()
    heard.store(video.sessions, video.objects, video.id, [heard.said(0, 9000, 0)], video.folder)
    assert result(video, 1)["overall"] is None
    assert result(video, 2)["overall"] is not None, "no voice was linked to it"


def test_an_edit_while_it_is_worked_out_voids_it(video, run_jobs):
    ask(video)
    link(video, 1, 0)
    assert run_jobs() == 1
    assert result(video)["overall"] is None
    ask(video)
    run_jobs()
    assert result(video)["overall"] is not None
