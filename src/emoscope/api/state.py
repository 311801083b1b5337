"""What every router needs, made once when the process starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from emoscope.api.findings import FindingsOf
from emoscope.api.media import Desk
from emoscope.api.rate_limit import RateLimiter
from emoscope.api.sound import SpokenIn
from emoscope.db.engine import SessionFactory
from emoscope.fetching.fetch import Fetcher
from emoscope.queue.messages import Transport
from emoscope.storage.growing import UploadFolder
from emoscope.storage.links import LinkSigner
from emoscope.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class ApiState:
    sessions: SessionFactory
    transport: Transport
    objects: Objects
    uploads: UploadFolder
    fetcher: Fetcher
    signer: LinkSigner
    public_url: str
    link_lifetime_s: int
    max_upload_bytes: int
    job_attempts: int
    findings_of: FindingsOf
    spoken_in: SpokenIn
    rate_limiter: RateLimiter


def desk_of(state: ApiState) -> Desk:
    """What the use cases need of it."""
    return Desk(
        state.sessions, state.transport, state.objects, state.uploads, state.fetcher, state.job_attempts
    )


def get_state(request: Request) -> ApiState:
    state: ApiState = request.app.state.emoscope
    return state


State = Annotated[ApiState, Depends(get_state, scope="function")]


class Links:
    """Makes the links of one reply, good for a limited time and without a key."""

    def __init__(self, state: ApiState, base_url: str) -> None:
        self._state = state
        self._base = (state.public_url or base_url).rstrip("/")

    def to_object(self, key: str) -> str:
        """A link to a stored object, or nothing where there is none."""
        if not key:
            return ""
        by_store = self._state.objects.link(key, self._state.link_lifetime_s)
        return by_store or self.to_path(f"/files/{key}")

    def to_path(self, path: str) -> str:
        return self._base + self._state.signer.sign(path)


def get_links(request: Request, state: State) -> Links:
    return Links(state, str(request.base_url))


ReplyLinks = Annotated[Links, Depends(get_links, scope="function")]
