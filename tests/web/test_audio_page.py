"""The page of a recording in a real browser: hearing, naming, correcting."""

from __future__ import annotations

import re

from builders.media import shared_media
from web.browsing import card, open_card, upload


def test_a_speaker_is_named_and_a_segment_corrected_and_both_undone(page, sign_in, accessible):
    speech = shared_media("speech/jfk.flac")
    sign_in()
    upload(page, speech)
    card(page, "jfk").get_by_text("1 voice").wait_for(timeout=120_000)
    open_card(page, "jfk")
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
