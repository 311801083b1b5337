"""Projects and the admin's page in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from stack.running import EMOSCOPE, Stack
from web.browsing import card


@pytest.fixture
def signed_in(page: Any, sign_in: Callable[[], None], running: Stack) -> Iterator[Any]:
    """The page, signed in; afterwards no project is left for other tests to stumble on."""
    sign_in()
    yield page
    for project in running.client.get("/v2/projects").json():
        running.client.delete(f"/v2/projects/{project['id']}")


def _add_text(page: Any, title: str) -> None:
    page.get_by_role("tab", name="Text").click()
    page.get_by_label("Text to analyse").fill("We all laughed until it was dark.")
    page.get_by_label("Title (optional)").fill(title)
    page.get_by_role("button", name="Analyse", exact=True).click()
    card(page, title).get_by_text("7 words").wait_for()


def _make_project(page: Any, name: str) -> None:
    page.get_by_role("button", name="Make a project").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Purpose").select_option("workplace")
    form.get_by_role("button", name="Make a project").click()
    form.get_by_role("alert").get_by_text("banned in the EU (AI Act").wait_for()
    form.get_by_label("Purpose").select_option("accessibility")
    form.get_by_label("Legal basis").select_option("consent")
    form.get_by_role("button", name="Make a project").click()
    form.wait_for(state="detached")
    page.get_by_role("heading", name=name, level=2).wait_for()


def test_media_are_added_to_a_project_moved_into_it_and_found_by_it(signed_in, running, accessible):
    page = signed_in
    _add_text(page, "loose")
    page.get_by_role("link", name="Projects", exact=True).click()
    page.get_by_role("heading", name="No project yet").wait_for()
    accessible()
    _make_project(page, "Captions")
    accessible()
    page.get_by_role("link", name="Library", exact=True).click()
    page.get_by_label("Add to project").select_option(label="Captions")
    _add_text(page, "bound")
    page.get_by_role("search").get_by_label("Project").select_option(label="In no project")
    page.get_by_role("link", name="bound", exact=True).wait_for(state="detached")
    page.get_by_label("Select loose").check()
    page.get_by_role("button", name="Move into a project").click()
    page.get_by_role("dialog").get_by_role("button", name="Move into a project").click()
    page.get_by_text("1 medium is in Captions.").wait_for()
    page.get_by_role("link", name="loose", exact=True).wait_for(state="detached")
    page.get_by_role("link", name="Projects", exact=True).click()
    page.get_by_role("link", name="2 media").click()
    page.get_by_role("link", name="loose", exact=True).wait_for()
    page.get_by_role("link", name="bound", exact=True).wait_for()
    page.get_by_text(re.compile("^2 of")).wait_for()
    top = running.client.get("/v1/texts").json()["documents"][0]["top"]
    page.get_by_label("Leading emotion").select_option(value=top)
    page.get_by_text(re.compile("^2 of")).wait_for()
    page.get_by_role("button", name="Select all shown").click()
    page.get_by_role("button", name="Analyse again").click()
    page.get_by_role("dialog").get_by_role("button", name="Analyse again").click()
    page.get_by_text("2 media queued for a new analysis.").wait_for()
    page.get_by_label("Select bound").uncheck()
    page.get_by_label("Select loose").check()
    page.get_by_role("button", name="Move into a project").click()
    page.get_by_role("dialog").get_by_label("Project").select_option(label="In no project")
    page.get_by_role("dialog").get_by_role("button", name="Move into a project").click()
    page.get_by_text("1 medium is in no project.").wait_for()
    page.get_by_role("link", name="loose", exact=True).wait_for(state="detached")
    page.get_by_role("link", name="Projects", exact=True).click()
    page.get_by_role("button", name="Delete: Captions").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_role("heading", name="No project yet").wait_for()


@pytest.fixture
def admin_key(running: Stack) -> str:
    command = [EMOSCOPE, "users", "create", "boss@example.org", "--admin"]
    env = {**os.environ, "EMOSCOPE_DATA_DIR": str(running.data)}
    made = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return made.stdout.strip()


def test_an_admin_grants_credits_and_invites(page, admin_key, accessible):
    page.get_by_role("tab", name="API key").click()
    page.locator("input[type=password]").fill(admin_key)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Admin", exact=True).click()
    page.get_by_role("searchbox").fill("boss@")
    page.get_by_role("rowheader", name="ada@example.org").wait_for(state="detached")
    page.get_by_role("button", name="Edit: Credits of boss@example.org").click()
    page.get_by_label("Credits to grant").fill("12.5")
    page.get_by_label("Refuse analyses").check()
    accessible()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="boss@example.org")
    row.get_by_text("12.5").wait_for()
    row.get_by_text("ends with the balance").wait_for()
    page.get_by_label("Only for this address").fill("new@example.org")
    page.get_by_role("button", name="Invite").click()
    page.get_by_text("Copy the code now").wait_for()
    accessible()
    page.get_by_role("button", name="Withdraw: new@example.org").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    page.get_by_text("No invitation is open.").wait_for()
    assert page.get_by_text("Copy the code now").count() == 0


def test_others_see_no_way_to_the_admins_page_and_nothing_on_it(page, sign_in, running):
    sign_in()
    page.goto(f"{running.client.base_url}/admin")
    page.get_by_text("This page is for admins.").wait_for()
    assert page.get_by_role("link", name="Admin", exact=True).count() == 0
