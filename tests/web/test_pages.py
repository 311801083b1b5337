"""What the server answers where the web pages are, built or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from emoscope.app import ui
from emoscope.app.web import make_app
from emoscope.settings import Settings

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def site(built: Path, **settings: str) -> TestClient:
    app = FastAPI()
    ui.install(app, Settings(_env_file=None, **settings), built)
    return TestClient(app)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text('<!doctype html><div id="root"></div>')
    (tmp_path / "assets" / "index-Ab12.js").write_text("// " + "x" * 5000)
    (tmp_path / "secret.txt").write_text("not an asset")
    return tmp_path


def policy_of(reply) -> dict[str, str]:
    parts = reply.headers["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def test_every_page_is_the_same_document(built):
    pages = site(built)
    for path in ["/", *(page.replace("{id}", "0b5a") for page in ui.PAGES)]:
        reply = pages.get(path, headers=HTML)
        assert (reply.status_code, 'id="root"' in reply.text) == (200, True), path
        assert reply.headers["cache-control"] == "no-cache"


def test_clients_that_do_not_read_html_get_json_at_the_root(built):
    reply = site(built).get("/", headers={"Accept": "*/*"})
    assert reply.json()["openapi"] == "http://testserver/openapi.json"
    assert reply.headers["vary"] == "Accept"


def test_scripts_and_styles_come_from_this_server_alone(built):
    policy = policy_of(site(built).get("/", headers=HTML))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["media-src"] == "'self' blob:"
    assert policy["frame-ancestors"] == "'none'"


def test_media_may_come_from_where_the_links_lead(built):
    public = policy_of(site(built, public_url="https://emo.example.org/base").get("/", headers=HTML))
    assert public["img-src"].split() == ["'self'", "https://emo.example.org", "blob:"]
    stored = policy_of(site(built, storage_url="s3://bucket/place").get("/", headers=HTML))
    assert "https:" in stored["media-src"].split()
    assert stored["script-src"] == "'self'"


def test_files_with_hashed_names_are_kept_for_good_and_sent_small(built):
    reply = site(built).get("/assets/index-Ab12.js", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.text.startswith("// xxx")


def test_nothing_outside_the_assets_is_served(built):
    pages = site(built)
    for path in ("/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/..%2fsecret.txt", "/assets/"):
        assert pages.get(path).status_code == 404, path


def test_before_they_are_built_the_root_says_how(tmp_path):
    pages = site(tmp_path / "nothing")
    for path in ("/", "/profile", "/videos/some"):
        reply = pages.get(path, headers=HTML)
        assert reply.status_code == 200
        assert "make web" in reply.text
        assert "http://testserver/v2/videos" in reply.text
    assert pages.get("/", headers={"Accept": "application/json"}).json()["name"] == "Emoscope"


def test_other_addresses_stay_the_api_s(client):
    reply = client.get("/nowhere", headers=HTML)
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert client.get("/v1/videos", headers=HTML).json()["documents"] == []
    policy = client.get("/v1/videos").headers["content-security-policy"]
    assert policy == "default-src 'none'; frame-ancestors 'none'"


def test_pages_are_no_part_of_the_api_s_document(settings):
    described = make_app(settings).openapi()["paths"]
    assert not {"/", *ui.PAGES} & set(described)
