"""Videos with made-up results in a database, without a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from builders import seen
from emoscope.accounts import service as accounts
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium
from emoscope.storage.objects import open_objects
from emoscope.videos import editing, repository
from emoscope.videos.corrections import Corrections
from emoscope.videos.edited_view import Summary
from emoscope.videos.tables import frames_between
from videos.made_up import FRAME_COUNT, three_faces


class Store:
    def __init__(self, sessions: SessionFactory, folder: Path) -> None:
        self.folder, self.sessions = folder, sessions
        self.objects = open_objects("", folder / "objects")
        with sessions.begin() as session:
            self.user = Identity(accounts.create_user(session, f"{uuid4()}@example.org").id, "user")
        self.desk = Desk(sessions, None, self.objects, None, None, 3)
        self.video_id = ""

    def begin(self) -> None:
        self.video_id = seen.add_video(self.sessions, self.user.user_id)
        self.analyse(three_faces())

    def analyse(self, rows: pl.DataFrame, frame_count: int = FRAME_COUNT) -> None:
        seen.store(self.sessions, self.objects, self.video_id, rows, frame_count, self.folder / "work")

    def do(self, what: Callable[..., Any], *args: Any) -> Any:
        return what(self.desk, self.user, self.video_id, *args)

    def video(self) -> repository.Video:
        with reading(self.sessions) as session:
            return repository.load(session, session.get_one(Medium, self.video_id))

    def everything(self) -> tuple[Summary, Corrections, list[Any]]:
        video = self.video()
        assert video.record is not None
        rows = frames_between(self.objects, video.record, video.view.corrections, 0, None)
        return video.view.summary, video.view.corrections, rows

    def log(self) -> list[tuple[int, str, str]]:
        history = self.do(editing.history_of)
        return [(entry.number, entry.kind, entry.status) for entry in history.entries]
