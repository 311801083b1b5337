"""Looking into what the API answers."""

from __future__ import annotations

import cv2
import numpy as np
from standardwebhooks.webhooks import Webhook

from builders.servers import Seen


def picture(reply) -> np.ndarray:
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "image/jpeg"
    return cv2.imdecode(np.frombuffer(reply.content, np.uint8), cv2.IMREAD_COLOR)


def path_of(link: str) -> str:
    return link.removeprefix("http://testserver")


def verified(client, seen: Seen) -> dict:
    """The message, checked with the secret that the API shows, as a receiver does."""
    secret = client.get("/v2/webhooks/secrets").json()["secrets"][0]["secret"]
    return Webhook(secret).verify(seen.body, seen.headers)
