"""The live page in a browser whose camera and microphone are made up: what is seen, heard, said, refused."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builders.sounds import RATE, two_cities, wav
from stack.running import Stack
from web.conftest import opened

DEVICES = ("camera", "microphone")


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the made-up microphone hears, again and again: a sentence or two, and a pause."""
    sound = np.concatenate([two_cities()[: 6 * RATE], np.zeros(2 * RATE, np.float32)])
    return wav(tmp_path_factory.mktemp("sound") / "speech.wav", sound)


@pytest.fixture
def page(browser: Any, running: Stack, speech: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A tab at the server's address that may use the devices named by the test, both without any."""
    allowed = getattr(request, "param", DEVICES)
    flags = [
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
    ]
    flags.append(f"--use-file-for-fake-audio-capture={speech}")
    chromium = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=flags)
    with opened(chromium, running, allowed, timeout_ms=120_000) as page:
        yield page
    chromium.close()


@pytest.fixture
def live(page: Any, sign_in: Callable[[], None]) -> Any:
    sign_in()
    page.get_by_role("link", name="Live", exact=True).click()
    page.get_by_role("heading", name="Live", level=1).wait_for()
    return page


def test_words_and_voice_are_told_beside_the_picture(live, accessible):
    accessible()
    live.get_by_role("button", name="Start", exact=True).click()
    live.get_by_text("Camera and microphone are on").wait_for()
    voice = live.get_by_role("region", name="Voice")
    voice.get_by_text("Somebody speaks").wait_for()
    words = live.get_by_role("log", name="What was said")
    words.get_by_text(re.compile("best of times", re.IGNORECASE)).first.wait_for(timeout=120_000)
    assert voice.get_by_role("list", name="How the last words sounded").get_by_role("listitem").count() == 4
    live.get_by_text("frames per second").wait_for()
    accessible()
    live.get_by_role("button", name="Mute the microphone").click()
    voice.get_by_text("Muted").wait_for()
    live.get_by_role("button", name="Stop", exact=True).click()
    live.get_by_text("Nothing is on.").wait_for()
    words.get_by_text(re.compile("best of times", re.IGNORECASE)).first.wait_for()
    assert live.evaluate("document.querySelector('video').srcObject") is None


def test_the_microphone_works_without_the_camera(live):
    live.get_by_role("checkbox", name="Camera").uncheck()
    live.get_by_role("button", name="Start", exact=True).click()
    live.get_by_text("The microphone is on").wait_for()
    assert not live.locator("video").is_visible()
    live.get_by_role("region", name="Voice").get_by_text("Somebody speaks").wait_for()
    live.get_by_role("button", name="Stop", exact=True).click()
    live.get_by_role("checkbox", name="Microphone").uncheck()
    assert live.get_by_role("button", name="Start", exact=True).is_disabled()


@pytest.mark.parametrize("page", [("camera",)], indirect=True)
def test_where_the_microphone_is_refused_the_camera_goes_on(live, accessible):
    live.get_by_role("button", name="Start", exact=True).click()
    live.get_by_role("alert").get_by_text("The browser may not use the microphone.").wait_for()
    live.get_by_text("The camera is on").wait_for()
    assert live.get_by_role("region", name="Voice").count() == 0
    accessible()


@pytest.mark.parametrize("page", [()], indirect=True)
def test_where_both_are_refused_nothing_is_on_and_it_says_why(live, accessible):
    live.get_by_role("button", name="Start", exact=True).click()
    alert = live.get_by_role("alert")
    alert.get_by_text("The browser may not use the camera.").wait_for()
    alert.get_by_text("The browser may not use the microphone.").wait_for()
    assert live.get_by_role("button", name="Start", exact=True).is_enabled()
    accessible()


def test_a_missing_microphone_is_told_as_missing(live):
    live.evaluate("""() => { const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = wanted => wanted.audio
            ? Promise.reject(new DOMException('none', 'NotFoundError')) : real(wanted) }""")
    live.get_by_role("checkbox", name="Camera").uncheck()
    live.get_by_role("button", name="Start", exact=True).click()
    live.get_by_role("alert").get_by_text("No microphone was found.").wait_for()
