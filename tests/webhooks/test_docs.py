"""The receiver that the manual shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

MANUAL = Path(__file__).parents[2] / "docs" / "webhooks.md"


def test_the_receiver_of_the_manual_checks_real_messages(client, receiver, send, run_jobs, deliver):
    (code,) = re.findall(r"```python\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    shown: dict = {"__name__": "shown"}
    exec(compile(code, str(MANUAL), "exec"), shown)  # noqa: S102 - our own manual
    text_id = send()
    client.post("/v2/webhooks/secrets")
    run_jobs()
    deliver()
    (seen,) = receiver.seen
    for secret in client.get("/v2/webhooks/secrets").json()["secrets"]:
        assert shown["verify"](secret["secret"], seen.headers, seen.body)["id"] == text_id
    with pytest.raises(ValueError, match="no signature"):
        shown["verify"](secret["secret"], seen.headers, seen.body.replace(b"completed", b"failed"))
    with pytest.raises(ValueError, match=r"no signature|too old"):
        shown["verify"](secret["secret"], {**seen.headers, "webhook-timestamp": "1"}, seen.body)
