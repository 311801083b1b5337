"""What people do on the pages, for tests to say in a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def upload(page: Any, *paths: Path) -> None:
    page.locator("input[type=file]").set_input_files([str(path) for path in paths])


def card(page: Any, title: str) -> Any:
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title, exact=True))


def open_card(page: Any, title: str) -> None:
    page.get_by_role("link", name="Library", exact=True).click()
    page.get_by_role("link", name=title, exact=True).first.click()
    page.get_by_role("heading", name=title, level=1).wait_for()
