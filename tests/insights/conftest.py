from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from builders import findings as made
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium, User
from emoscope.domain.findings import Findings

MEDIA: Mapping[str, Callable[[], Findings]] = {
    "video": made.video,
    "audio": made.audio,
    "image": made.image,
    "text": made.text,
}


@dataclass
class Served:
    """Media of every kind that the API serves, with made-up findings."""

    client: TestClient
    ids: dict[str, str]
    findings: dict[str, Findings | Exception]

    def path(self, kind: str = "video") -> str:
        return f"/v2/{kind}/{self.ids[kind]}/ai-insights"

    def ask(self, message: str, kind: str = "video", **options: Any) -> dict[str, Any]:
        reply = self.client.post(
            self.path(kind), json={"message": message}, params={"stream": False}, **options
        )
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    def history(self, kind: str = "video") -> dict[str, Any]:
        return dict(self.client.get(self.path(kind)).json())


def add_media(sessions: SessionFactory, email: str = "ada@example.org") -> dict[str, str]:
    with sessions.begin() as session:
        owner = session.scalars(select(User.id).where(User.email == email)).one()
        media = [
            Medium(user_id=owner, kind=kind, title="T", status="completed", object_key="k", size_bytes=1)
            for kind in MEDIA
        ]
        session.add_all(media)
        session.flush()
        return {medium.kind: medium.id for medium in media}


@pytest.fixture
def served(client: TestClient, sessions: SessionFactory) -> Served:
    served = Served(client, add_media(sessions), {kind: make() for kind, make in MEDIA.items()})

    def findings_of(medium: Medium) -> Findings:
        found = served.findings[medium.kind]
        if isinstance(found, Exception):
            raise found
        return found

    client.app.state.emoscope = replace(client.app.state.emoscope, findings_of=findings_of)
    return served
