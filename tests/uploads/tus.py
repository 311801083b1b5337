"""The few lines that speak tus, for tests to say what they mean in one."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

HEADERS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}


def named(name: str) -> str:
    return f"filename {base64.b64encode(name.encode()).decode()}"


def begin(client: Any, length: int, name: str = "clip.mp4", **headers: str) -> str:
    """The id of a new upload."""
    reply = client.post(
        "/v2/uploads",
        headers={**HEADERS, "Upload-Length": str(length), "Upload-Metadata": named(name), **headers},
    )
    assert reply.status_code == 201, reply.text
    return reply.headers["Location"].rsplit("/", 1)[-1]


def add(client: Any, upload_id: str, offset: int, data: Any, **headers: str) -> Any:
    return client.patch(
        f"/v2/uploads/{upload_id}",
        content=data,
        headers={**HEADERS, **BYTES, "Upload-Offset": str(offset), **headers},
    )


def head(client: Any, upload_id: str, **headers: str) -> Any:
    return client.head(f"/v2/uploads/{upload_id}", headers={**HEADERS, **headers})


def end(client: Any, upload_id: str, **headers: str) -> Any:
    return client.delete(f"/v2/uploads/{upload_id}", headers={**HEADERS, **headers})


def offset(client: Any, upload_id: str) -> int:
    reply = head(client, upload_id)
    assert reply.status_code == 200, reply.status_code
    return int(reply.headers["Upload-Offset"])


def sent(client: Any, content: bytes, name: str = "clip.mp4") -> str:
    """The id of an upload that is whole."""
    upload_id = begin(client, len(content), name)
    reply = add(client, upload_id, 0, content)
    assert (reply.status_code, reply.headers["Upload-Offset"]) == (204, str(len(content)))
    return upload_id


def checksum(data: bytes, algorithm: str = "sha1") -> dict[str, str]:
    digest = base64.b64encode(hashlib.new(algorithm, data).digest()).decode()
    return {"Upload-Checksum": f"{algorithm} {digest}"}


def refusal(reply: Any) -> tuple[int, str]:
    """Status and code of an error, which must look like one of ours and of tus."""
    assert reply.headers["Tus-Resumable"] == "1.0.0"
    problem = reply.json()
    assert problem["type"] == f"urn:emoscope:error:{problem['code']}"
    assert len(problem["detail"]) > 15
    return reply.status_code, problem["code"]
