"""The web pages in a real browser, before a real server with a worker and real media."""

from __future__ import annotations

import re

import pytest

from web.browsing import card, open_card, upload


def test_a_wrong_key_is_refused_and_a_right_one_kept_in_the_tab(page, sign_in):
    page.get_by_role("tab", name="API key").click()
    page.locator("input[type=password]").fill("emo_wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("The server does not know this key.").wait_for()
    sign_in()
    page.reload()
    page.get_by_role("heading", name="Library", level=1).wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert "emo_" not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")


def test_an_account_is_made_and_logged_into_again(page):
    page.get_by_role("tab", name="New account").click()
    page.get_by_label("Email address").fill("grace@example.org")
    page.get_by_label("Password, at least").fill("short")
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("alert").get_by_text("10").wait_for()
    page.get_by_label("Password, at least").fill("a long enough one")
    page.get_by_role("button", name="Create account").click()
    page.get_by_text("Nothing here yet").wait_for()
    page.get_by_role("button", name="Try a sample text").click()
    page.get_by_role("link", name="A sample", exact=True).wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.reload()
    page.get_by_label("Email address").fill("grace@example.org")
    page.get_by_role("tabpanel").get_by_label("Password").fill("a long enough one")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="A sample", exact=True).wait_for()
    page.reload()
    page.get_by_role("link", name="A sample", exact=True).wait_for()


def test_a_sample_text_is_the_way_to_a_first_result(page, sign_in):
    sign_in()
    page.get_by_role("button", name="Try a sample text").click()
    page.get_by_role("link", name="A sample", exact=True).first.click()
    page.get_by_role("button", name=re.compile("I can't believe we won")).click()
    page.get_by_text("In the whole text").wait_for()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("Deleted.").wait_for()
    page.get_by_role("link", name="A sample", exact=True).wait_for(state="detached")


def test_a_file_of_an_unknown_kind_is_refused_before_and_a_false_one_after_upload(page, sign_in, tmp_path):
    sign_in()
    (tmp_path / "table.xyz").write_bytes(b"x")
    (tmp_path / "false.mp4").write_bytes(b"no video at all" * 100)
    upload(page, tmp_path / "table.xyz", tmp_path / "false.mp4")
    page.get_by_text("Emoscope does not know what to do with this kind of file.").wait_for()
    page.get_by_text("The file is not a video by its content").wait_for()


@pytest.mark.usefixtures("library")
def test_texts_are_edited_and_analysed_again(page):
    open_card(page, "letter")
    page.get_by_role("button", name="Edit the text").click()
    page.get_by_label("Edit the text").fill("I love this. Nobody came, and I was angry!")
    page.get_by_role("button", name="Save and analyse again").click()
    page.get_by_role("button", name=re.compile("I was angry!")).wait_for()


@pytest.mark.usefixtures("library")
def test_the_library_is_searched_and_many_are_deleted_at_once(page):
    for title in ("one", "two"):
        page.get_by_role("tab", name="Text").click()
        page.get_by_label("Text to analyse").fill(f"This is number {title}.")
        page.get_by_label("Title (optional)").fill(f"spare {title}")
        page.get_by_role("button", name="Analyse", exact=True).click()
    card(page, "spare two").get_by_text("4 words").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("spare")
    page.get_by_role("link", name="clip", exact=True).wait_for(state="detached")
    page.get_by_role("button", name="Select all shown").click()
    page.get_by_text("2 media selected").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export (JSON)").click()
    assert saved.value.suggested_filename in {"spare_one.json", "spare_two.json"}
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("2 media deleted.").wait_for()
    page.get_by_text("Nothing that is loaded matches.").wait_for()


def test_the_list_of_shortcuts_opens_by_a_key_and_turns_them_off(page, sign_in):
    sign_in()
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_label("Keys without Ctrl").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.keyboard.press("?")
    page.wait_for_timeout(200)
    assert page.get_by_role("dialog").count() == 0


@pytest.mark.usefixtures("library")
def test_a_lost_connection_is_said_and_found_again(page):
    page.context.set_offline(True)
    page.get_by_role("button", name="Try a sample text").click()
    page.get_by_text("The server does not answer. What you see may be old").wait_for()
    page.context.set_offline(False)
    page.get_by_text("What you see may be old").wait_for(state="detached")


def test_an_address_that_leads_nowhere_says_so(page, sign_in, running):
    sign_in()
    page.goto(f"{running.client.base_url}/videos/00000000-0000-0000-0000-000000000000")
    page.get_by_role("heading", name="Nothing here").wait_for()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.usefixtures("library")
def test_axe_finds_nothing_on_any_page(page, accessible, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    accessible()
    for way in ("Address", "Text", "Record"):
        page.get_by_role("tab", name=way).click()
        accessible()
    for title in ("letter", "portrait", "clip"):
        open_card(page, title)
        accessible()
    for side in ("Now", "Transcript", "Ask", "Highlights", "Notes", "Edits"):
        page.get_by_role("tab", name=side).click()
        accessible()
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    accessible()
    page.keyboard.press("Escape")
    for name, title in (("Projects", "Projects"), ("API", "API reference"), ("My profile", "My profile")):
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=title, level=1).wait_for()
        accessible()
    page.get_by_role("button", name="Sign out").click()
    for way in ("Password", "API key", "New account"):
        page.get_by_role("tab", name=way).click()
        accessible()
