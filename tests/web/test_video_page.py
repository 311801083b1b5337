"""The page of a video in a real browser: watching, correcting, asking, making a reel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.browsing import card, open_card, upload


def test_a_person_is_named_the_name_undone_and_the_video_deleted(page, library, running):
    upload(page, _copy(library / "clip.mp4", "scene.mp4"))
    card(page, "scene").get_by_text("1 person").wait_for(timeout=120_000)
    open_card(page, "scene")
    page.get_by_role("button", name="Rename: face_1").click()
    page.get_by_label("New name of face_1").fill("Eileen")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Rename: Eileen").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Rename: face_1").wait_for()
    page.get_by_role("tab", name="Edits").click()
    assert "undone" in page.get_by_role("tabpanel", name="Edits").inner_text()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_role("heading", name="Library", level=1).wait_for()
    page.get_by_text("Deleted.").wait_for()
    titles = {item["title"] for item in running.client.get("/v1/videos").json()["documents"]}
    assert "scene" not in titles


@pytest.mark.usefixtures("library")
def test_the_video_is_walked_through_by_keys(page):
    open_card(page, "clip")
    lanes = page.get_by_role("slider", name="Timeline")
    clock = page.locator(".controls .numbers")
    page.locator("video").evaluate("v => v.readyState >= 2 || new Promise(r => v.onloadeddata = r)")
    for _ in range(3):
        page.keyboard.press(".")
        page.wait_for_timeout(150)
    assert "frame 3" in clock.inner_text()
    page.keyboard.press(",")
    page.wait_for_function(
        "() => document.querySelector('.controls .numbers').textContent.includes('frame 2')"
    )
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.controls .numbers').textContent.startsWith('0:01.0')"
    )
    lanes.focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => document.querySelector('[role=slider]').ariaValueNow === '0'")
    page.keyboard.press("]")  # no stretch ends where it begins
    assert page.get_by_role("button", name=re.compile("^Loop")).count() == 0
    page.keyboard.press("End")
    page.keyboard.press("]")
    page.get_by_role("button", name=re.compile("^Loop 0:00.0 to 0:0[12]")).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^Loop")).wait_for(state="detached")


@pytest.mark.usefixtures("library")
def test_the_timeline_seeks_where_it_is_clicked(page):
    open_card(page, "clip")
    lanes = page.get_by_role("slider", name="Timeline")
    lanes.scroll_into_view_if_needed()
    box = lanes.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 1) < 0.05")
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 40, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.get_by_role("button", name=re.compile("^Loop 0:00.[45] to 0:01.[45]")).wait_for()


@pytest.mark.usefixtures("library")
def test_the_boxes_and_what_is_shown_now_follow_the_frame(page):
    open_card(page, "clip")
    page.get_by_role("tab", name="Now").click()
    page.get_by_role("img", name=re.compile("Emotion wheel: Anger")).wait_for()
    painted = "() => { const c = document.querySelector('.stage canvas');"
    painted += "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v) }"
    page.wait_for_function(painted)
    page.get_by_role("button", name="Overlay").click()
    page.wait_for_function(f"() => !({painted})()")


@pytest.mark.usefixtures("library")
def test_what_a_frame_shows_is_corrected_by_hand(page):
    open_card(page, "clip")
    page.get_by_role("tab", name="Now").click()
    page.get_by_text("Correct what this frame shows").click()
    page.get_by_role("button", name="Disgust", exact=True).last.click()
    page.get_by_role("img", name=re.compile("Emotion wheel: .*Disgust 100%")).wait_for()
    page.keyboard.press("u")
    page.get_by_role("img", name=re.compile("Emotion wheel: .*Disgust 100%")).wait_for(state="detached")


@pytest.mark.usefixtures("library")
def test_a_question_is_answered_and_the_cited_time_leads_there(page):
    open_card(page, "clip")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_label("Your question").fill("When is the face seen last?")
    page.keyboard.press("Enter")
    log = page.get_by_role("log")
    log.get_by_text("When is the face seen last?").wait_for()
    page.get_by_role("button", name="Summarise this.").wait_for(state="detached")
    page.get_by_label("Your question").fill("Summarise this.")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("button", name="Stop").wait_for(state="detached")
    cited = log.get_by_role("button", name=re.compile("^Go to 0:0")).last
    cited.click()
    seconds = int(cited.inner_text().rpartition(":")[2])
    page.wait_for_function(f"() => Math.abs(document.querySelector('video').currentTime - {seconds}) < 0.1")


@pytest.mark.usefixtures("library")
def test_a_reel_is_made_of_a_part_whose_edge_was_moved(page):
    open_card(page, "clip")
    page.get_by_role("tab", name="Highlights").click()
    page.get_by_role("button", name="Add 5 s from here").click()
    edge = page.get_by_role("slider", name="Beginning of part 1")
    edge.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name=re.compile("^Watch 0:00.5")).wait_for()
    page.get_by_role("button", name="Make the reel").click()
    page.get_by_role("link", name=re.compile(r"Reel \(0:01\)")).wait_for(timeout=120_000)


@pytest.mark.usefixtures("library")
def test_a_note_on_a_frame_is_kept(page):
    open_card(page, "clip")
    page.get_by_role("tab", name="Notes").click()
    page.get_by_label("Note on the frame at 0:00.0").fill("Here it begins")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("tabpanel", name="Notes").get_by_text("Here it begins").last.wait_for()
    page.keyboard.press("u")
    page.get_by_text("No notes yet.").wait_for()


def _copy(path: Path, name: str) -> Path:
    copy = path.with_name(name)
    copy.write_bytes(path.read_bytes())
    return copy
