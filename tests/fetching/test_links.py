"""What kind of link an address is, and where the file behind it lies."""

from __future__ import annotations

import httpx2 as httpx
import pytest

from emoscope.fetching.links import confirmed, recognise

FILE_ID = "1aBcD_eFgH-iJkLmNoP"
DRIVE = f"https://drive.usercontent.google.com/download?id={FILE_ID}&export=download&confirm=t"


@pytest.mark.parametrize(
    ("url", "kind", "target"),
    [
        ("https://example.org/clip.mp4?a=1", "direct_url", "https://example.org/clip.mp4?a=1"),
        ("https://notdropbox.com/s/x/a.mp4?dl=0", "direct_url", "https://notdropbox.com/s/x/a.mp4?dl=0"),
        ("https://www.dropbox.com/s/x/a.mp4", "dropbox", "https://www.dropbox.com/s/x/a.mp4?dl=1"),
        ("https://www.dropbox.com/scl/fi/x/a.mp4?rlkey=k&dl=0", "dropbox",
         "https://www.dropbox.com/scl/fi/x/a.mp4?rlkey=k&dl=1"),
        ("https://dropbox.com/s/x/a.mp4?raw=1", "dropbox", "https://dropbox.com/s/x/a.mp4?dl=1"),
        ("https://dl.dropbox.com/s/x/a.mp4", "dropbox", "https://dl.dropbox.com/s/x/a.mp4"),
        (f"https://drive.google.com/file/d/{FILE_ID}/view?usp=sharing", "google_drive", DRIVE),
        (f"https://drive.google.com/open?id={FILE_ID}", "google_drive", DRIVE),
        (f"https://drive.google.com/uc?export=download&id={FILE_ID}", "google_drive", DRIVE),
        (f"https://drive.google.com/file/d/{FILE_ID}/view?resourcekey=0-k", "google_drive",
         DRIVE + "&resourcekey=0-k"),
        ("https://drive.google.com/drive/folders/x", "google_drive", "https://drive.google.com/drive/folders/x"),
        ("https://www.youtube.com/watch?v=x", "youtube", "https://www.youtube.com/watch?v=x"),
        ("https://youtu.be/x", "youtube", "https://youtu.be/x"),
        ("https://m.youtube.com/shorts/x", "youtube", "https://m.youtube.com/shorts/x"),
        ("https://www.instagram.com/reel/x/", "instagram", "https://www.instagram.com/reel/x/"),
        ("https://fb.watch/x/", "facebook", "https://fb.watch/x/"),
        ("https://www.facebook.com/watch?v=1", "facebook", "https://www.facebook.com/watch?v=1"),
        ("https://x.com/a/status/1", "x", "https://x.com/a/status/1"),
        ("https://mobile.twitter.com/a/status/1", "x", "https://mobile.twitter.com/a/status/1"),
        ("https://netflix.com/a", "direct_url", "https://netflix.com/a"),
        ("https://x.com.example.org/a", "direct_url", "https://x.com.example.org/a"),
    ],
)  # fmt: skip
def test_links_are_recognised(url: str, kind: str, target: str):
    link = recognise(httpx.URL(url))
    assert (link.kind, link.url) == (kind, target)


@pytest.mark.parametrize(
    "page", ["", "<html><p>Too many users have viewed this file.</p></html>", "<form id='download-form'><",
             "<form id='other' action='/x'><input name='id' value='1'></form>"],
)  # fmt: skip
def test_a_page_without_the_form_leads_nowhere(page: str):
    assert confirmed(page, "https://drive.google.com/x") is None


def test_the_form_may_name_its_target_relatively():
    page = "<form id='download-form' action='/download'><input name='id' value='a&amp;b'></form>"
    assert confirmed(page, "https://drive.test/uc?id=1") == "https://drive.test/download?id=a%26b"
