"""A browser, a server with a worker, and pages built by `make web`, for tests that look through a window."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import pytest

from builders.media import astronaut, face_video
from emoscope.app.ui import BUILT
from stack.running import Stack, stack
from web.browsing import card, upload

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LOOK = """async rules => (await axe.run(document, {runOnly: rules})).violations.flatMap(
    found => found.nodes.map(node => `${found.id}: ${node.html.slice(0, 200)}`))"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium on PATH to look at pages with")
    if not (BUILT / "index.html").is_file():
        pytest.skip("the web pages are not built; make web does that")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:  # noqa: ARG001
    """A server with a worker, shared as it is slow to start; none is started where there is no browser."""
    settings = {"EMOSCOPE_SIGN_UP": "open", "EMOSCOPE_JOB_LEASE_S": "30"}
    with stack(tmp_path_factory.mktemp("web"), **settings) as server:
        yield server


@pytest.fixture
def page(browser: Any, running: Stack) -> Iterator[Any]:
    """A tab at the server's address. It fails the test if the page reports a fault of its own."""
    with opened(browser, running) as page:
        yield page


@contextmanager
def opened(
    browser: Any, running: Stack, allowed: Sequence[str] | None = None, timeout_ms: int = 30_000
) -> Iterator[Any]:
    """A tab at the server's address that may use the `allowed` devices; as usual where none is named."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    address = str(running.client.base_url)
    if allowed is not None:
        context.grant_permissions(list(allowed), origin=address.rstrip("/"))
    page = context.new_page()
    page.set_default_timeout(timeout_ms)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if _is_fault(line) else None)
    page.goto(address)
    yield page
    context.close()
    assert faults == []


def _is_fault(line: Any) -> bool:
    """Chromium also reports replies such as 401 and 422, which tests provoke."""
    return line.type == "error" and not line.text.startswith("Failed to load resource")


@pytest.fixture
def sign_in(page: Any, running: Stack) -> Callable[[], None]:
    def act() -> None:
        page.get_by_role("tab", name="API key").click()
        page.locator("input[type=password]").fill(running.client.headers["X-API-Key"])
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Library", level=1).wait_for()

    return act


@pytest.fixture
def accessible(page: Any) -> Callable[[], None]:
    """Says that axe finds nothing on the page as it is now, and that nothing is cut off at the side."""
    if not AXE.is_file():
        pytest.skip("axe-core is not in web/node_modules; make web puts it there")
    source = AXE.read_text()

    def act() -> None:
        page.wait_for_timeout(300)  # colours on their way would be taken for poor contrast
        page.evaluate(source)
        assert page.evaluate(LOOK, RULES) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return act


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portrait, two seconds of it as a video, and a text."""
    folder = tmp_path_factory.mktemp("files")
    cv2.imwrite(str(folder / "portrait.jpg"), astronaut())
    face_video(folder / "clip.mp4")
    (folder / "letter.txt").write_text("I love this. Nobody came, and I was so sad!")
    return folder


@pytest.fixture
def library(page: Any, sign_in: Callable[[], None], files: Path, running: Stack) -> Path:
    """Signed in, with one medium of each kind analysed; the first test to ask uploads them."""
    sign_in()
    titles = {item["title"] for item in running.client.get("/v1/videos").json()["documents"]}
    if "clip" not in titles:
        upload(page, files / "portrait.jpg", files / "clip.mp4", files / "letter.txt")
    card(page, "clip").get_by_text("1 person").wait_for(timeout=120_000)
    card(page, "portrait").get_by_text("1 face").wait_for(timeout=120_000)
    card(page, "letter").get_by_text(re.compile(r"\d+ words")).wait_for(timeout=120_000)
    return files
