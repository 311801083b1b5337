from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from emoscope.db.children import sound_of
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium
from emoscope.settings import Settings
from videos.two_people import two_people

PLAN = {"name": "Interviews", "purpose": "research", "legal_basis": "consent"}


def make(client: TestClient, **changes: str) -> str:
    reply = client.post("/v2/projects", json=PLAN | changes)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


def test_a_project_is_made_renamed_filled_and_ended_without_losing_media(client: TestClient) -> None:
    project_id = make(client)
    text_id = client.post("/v2/texts", data={"title": "T", "text": "Hello there."}).json()["id"]
    put = client.put(f"/v2/projects/{project_id}/media", json={"media_ids": [text_id]})
    assert put.json()["message"] == "1 media are in the project."
    changed = client.put(f"/v2/projects/{project_id}", json=PLAN | {"name": "Talks"}).json()
    assert (changed["name"], changed["media_count"]) == ("Talks", 1)
    assert [one["id"] for one in client.get("/v2/projects").json()] == [project_id]
    assert client.get("/v1/texts").json()["documents"][0]["project_id"] == project_id
    assert client.delete(f"/v2/projects/{project_id}").status_code == 200
    assert client.get("/v2/projects").json() == []
    assert client.get(f"/v1/texts/{text_id}").status_code == 200


def test_media_are_taken_out_of_their_projects_all_or_none(client: TestClient) -> None:
    project_id = make(client)
    ids = [client.post("/v2/texts", data={"title": "T", "text": "Hello."}).json()["id"]]
    client.put(f"/v2/projects/{project_id}/media", json={"media_ids": ids})
    refused = client.post("/v2/projects/removals", json={"media_ids": [*ids, "nobody's"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_project")
    assert client.get("/v2/projects").json()[0]["media_count"] == 1
    done = client.post("/v2/projects/removals", json={"media_ids": ids})
    assert done.json()["message"] == "1 media are in no project."
    assert client.get("/v1/texts").json()["documents"][0]["project_id"] == ""
    assert client.get("/v2/projects").json()[0]["media_count"] == 0


def test_a_video_moves_with_its_sound_and_words(
    client: TestClient, sessions: SessionFactory, settings: Settings, tmp_path: Path
) -> None:
    project_id = make(client)
    video = two_people(client, sessions, settings.data_dir, tmp_path / "work")
    for path, expected in ((f"{project_id}/media", project_id), ("removals", "")):
        method = "POST" if path == "removals" else "PUT"
        reply = client.request(method, f"/v2/projects/{path}", json={"media_ids": [video.id]})
        assert reply.status_code == 200, reply.text
        with sessions() as session:
            found = {medium.id: medium.project_id for medium in session.query(Medium)}
        assert {video.id, sound_of(video.id)} <= found.keys()
        assert set(found.values()) == {expected}


@pytest.mark.parametrize("purpose", ["workplace", "education"])
def test_purposes_that_the_law_bans_are_refused_but_for_an_admin_with_a_reason(
    client: TestClient, make_key: Callable[..., str], purpose: str
) -> None:
    wanted = PLAN | {"purpose": purpose}
    reply = client.post("/v2/projects", json=wanted | {"justification": "I want to."})
    assert (reply.status_code, reply.json()["code"]) == (403, "purpose_refused")
    boss = {"X-API-Key": make_key("boss@example.org", "admin")}
    assert client.post("/v2/projects", json=wanted, headers=boss).status_code == 403
    reason = wanted | {"justification": "Detecting drowsy pilots: a safety reason."}
    assert client.post("/v2/projects", json=reason, headers=boss).status_code == 201
    project_id = make(client)
    assert client.put(f"/v2/projects/{project_id}", json=wanted).status_code == 403


@pytest.mark.parametrize(
    "change", [{"name": " "}, {"name": "x" * 201}, {"purpose": "spying"}, {"legal_basis": "because"}]
)
def test_what_cannot_be_a_project_is_refused(client: TestClient, change: dict[str, str]) -> None:
    reply = client.post("/v2/projects", json=PLAN | change)
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_project")


def test_projects_and_media_of_others_are_out_of_reach(
    client: TestClient, make_key: Callable[..., str]
) -> None:
    project_id = make(client)
    eve = {"X-API-Key": make_key("eve@example.org")}
    assert client.get("/v2/projects", headers=eve).json() == []
    assert client.delete(f"/v2/projects/{project_id}", headers=eve).status_code == 404
    theirs = client.post("/v2/texts", data={"title": "T", "text": "Mine."}, headers=eve).json()["id"]
    mine = client.post("/v2/texts", data={"title": "T", "text": "Mine."}).json()["id"]
    put = client.put(f"/v2/projects/{project_id}/media", json={"media_ids": [mine, theirs]})
    assert (put.status_code, put.json()["code"]) == (422, "bad_project")
    assert client.get("/v2/projects").json()[0]["media_count"] == 0
