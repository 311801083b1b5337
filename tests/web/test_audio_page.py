"""The page of a recording in a real browser: hearing, naming, correcting."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from builders.media import shared_media
from stack.running import Stack
from web.browsing import card, open_card, upload


@pytest.fixture
def speech(page: Any, sign_in: Callable[[], None], running: Stack) -> str:
    """The id of an analysed speech of one man, whose page is open; the first test to ask uploads it."""
    file = shared_media("speech/jfk.flac")
    sign_in()
    if "jfk" not in {item["title"] for item in running.client.get("/v1/audios").json()["documents"]}:
        upload(page, file)
    card(page, "jfk").get_by_text("1 voice").wait_for(timeout=120_000)
    open_card(page, "jfk")
    return str(page.url.rpartition("/")[2])


@pytest.mark.usefixtures("speech")
def test_a_speaker_is_named_and_a_segment_corrected_and_both_undone(page, accessible):
    accessible()
    page.get_by_role("button", name="Rename: speaker_0").click()
    page.get_by_label("New name of speaker_0").fill("Jack")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Rename: Jack").wait_for()
    lines = page.locator(".transcript li")
    before = lines.first.inner_text()
    assert "ask not what your country" in before.lower()
    page.get_by_role("button", name=re.compile("^Edit this segment")).first.click()
    page.get_by_label("Words of the segment").fill("Something else entirely.")
    page.get_by_role("button", name="Save", exact=True).click()
    lines.filter(has_text="Something else entirely.").wait_for()
    page.get_by_role("button", name="Undo").click()
    lines.filter(has_text=re.compile("ask not what your country", re.IGNORECASE)).first.wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Rename: speaker_0").wait_for()
    lines.first.get_by_role("button", name=re.compile("^Go to")).click()
    page.wait_for_function("() => document.querySelector('audio').currentTime < 2")


def _times(running: Stack, audio_id: str) -> list[tuple[int, int]]:
    segments = running.client.get(f"/v1/audios/{audio_id}").json()["segment_audio_emotions"]
    return [(one["start_millis"], one["end_millis"]) for one in segments]


def _edits(running: Stack, audio_id: str) -> int:
    count: int = running.client.get(f"/v2/audios/{audio_id}/edits").json()["count"]
    return count


def _value(edge: Any) -> int:
    return int(edge.get_attribute("aria-valuenow"))


def _wait_until(page: Any, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came about")


def test_the_edge_of_a_segment_is_dragged_taken_back_and_undone_as_one_edit(page, speech, running):
    before, edits = _times(running, speech), _edits(running, speech)
    edge = page.get_by_role("slider", name=re.compile("^End of what")).first
    edge.scroll_into_view_if_needed()
    box = edge.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    start = _value(edge)
    assert start == before[0][1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 80, y, steps=4)
    page.locator(".edge-times").wait_for()
    assert _value(edge) < start - 500
    page.keyboard.press("Escape")
    assert _value(edge) == start
    page.mouse.move(x - 90, y)
    page.mouse.up()
    assert _value(edge) == start, "Esc has ended the drag"
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y, steps=6)
    wanted = _value(edge)
    page.mouse.up()
    _wait_until(page, lambda: _times(running, speech)[0] == (before[0][0], wanted))
    assert len(_times(running, speech)) == len(before)
    assert _edits(running, speech) == edits + 1
    page.locator(".edge-times").wait_for(state="detached")
    page.get_by_role("button", name="Undo").click()
    _wait_until(page, lambda: _times(running, speech) == before)
    _wait_until(page, lambda: _value(edge) == start)


def test_an_edge_is_dragged_to_the_playhead_by_touch(page, speech, running):
    before = _times(running, speech)
    lanes = page.get_by_role("slider", name="Timeline")
    lanes.scroll_into_view_if_needed()
    lanes.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    edge = page.get_by_role("slider", name=re.compile("^Beginning of what")).first
    grip, plane = edge.bounding_box(), lanes.bounding_box()
    duration = int(lanes.get_attribute("aria-valuemax"))
    playhead = int(lanes.get_attribute("aria-valuenow"))
    grasp, y = grip["x"] + 6, grip["y"] + 10
    off = grasp - (plane["x"] + plane["width"] * before[0][0] / duration)
    target = plane["x"] + plane["width"] * playhead / duration + off + 5  # five pixels beside it
    session = page.context.new_cdp_session(page)
    for kind, x in (("touchStart", grasp), ("touchMove", grasp + 20), ("touchMove", target)):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(50)
    assert _value(edge) == playhead
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    _wait_until(page, lambda: _times(running, speech)[0] == (playhead, before[0][1]))
    page.get_by_role("button", name="Undo").click()
    _wait_until(page, lambda: _times(running, speech) == before)


def test_an_edge_is_moved_by_keys_and_by_numbers(page, speech, running, accessible):
    before, edits = _times(running, speech), _edits(running, speech)
    page.get_by_role("slider", name="Timeline").focus()
    page.keyboard.press("Tab")
    edge = page.locator(":focus")
    assert edge.get_attribute("aria-label").startswith("Beginning of what")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert _value(edge) == before[0][0] + 140
    accessible()
    page.keyboard.press("Enter")
    _wait_until(page, lambda: _times(running, speech)[0] == (before[0][0] + 140, before[0][1]))
    assert _edits(running, speech) == edits + 1
    assert page.evaluate("document.activeElement.getAttribute('role')") == "slider"
    page.get_by_role("button", name=re.compile("^Edit this segment")).first.click()
    page.get_by_label("Begins (s)", exact=True).fill(str(before[0][0] / 1000))
    accessible()
    page.get_by_role("button", name="Save", exact=True).click()
    _wait_until(page, lambda: _times(running, speech) == before)


def test_the_waveform_is_drawn_from_what_the_server_tells(page, speech):
    with page.expect_response(lambda one: "/peaks?" in one.url and one.status == 200, timeout=120_000):
        page.reload()
    page.get_by_role("slider", name="Timeline").scroll_into_view_if_needed()
    # The middle of the waveform's lane is inked from side to side, thinly where it is quiet; rows above it
    # here and there.
    inked = """() => { const c = document.querySelector('.lanes canvas'), k = devicePixelRatio;
        const row = y => c.getContext('2d').getImageData(0, Math.round(y * k), c.width, 1).data;
        const share = y => row(y).filter((v, i) => i % 4 == 3 && v > 128).length / c.width;
        return share(26 + 28) > 0.8 && share(26 + 12) > 0.02 && share(26 + 12) < 0.95 }"""
    page.wait_for_function(inked)
    with page.expect_response(lambda one: speech in one.url and "/peaks?" in one.url):
        for _ in range(3):
            page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function(inked)
