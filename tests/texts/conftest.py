from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

LETTER = "I love this place! Thank you so much for everything.\n\nBut I am so angry about the bill. 😡"


@pytest.fixture
def send(client: TestClient) -> Callable[..., dict[str, Any]]:
    def post(text: str = LETTER, **form: Any) -> dict[str, Any]:
        reply = client.post("/v2/texts", data={"title": "Letter", "text": text, **form})
        assert reply.status_code == 200, reply.text
        return reply.json()

    return post


@pytest.fixture
def analysed(send: Callable[..., dict[str, Any]], run_jobs: Callable[[], int]) -> str:
    """The id of an analysed text of three sentences in two paragraphs."""
    text_id = send()["id"]
    run_jobs()
    return str(text_id)
