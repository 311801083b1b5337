"""The tables of videos that are made from others on demand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from emoscope.db.models import Base


class HighlightReel(Base):
    """The newest wish for a reel of a video, and what came of it.

    `job_id` is the job that makes it, `run_id` the analysis it was asked of. `wanted` are the user's own
    parts, a list of [start_ms, end_ms]; None: choose them. Once it is made, `moments` are those in it, in the
    order shown, in the form of `highlights.repository`, and `reel_key` is the object, empty where no moment
    stood out.
    """

    __tablename__ = "highlight_reels"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    job_id: Mapped[str] = mapped_column(String(36))
    run_id: Mapped[str] = mapped_column(String(36))
    wanted: Mapped[list[Any] | None]
    moments: Mapped[list[Any] | None]
    reel_key: Mapped[str] = mapped_column(String(300), default="")


class AnnotatedVideoOrder(Base):
    """How an annotated video is to look, for the job that draws it; `key` is the object it becomes."""

    __tablename__ = "annotated_video_orders"

    job_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(300))
    captions: Mapped[bool]
    smooth_ms: Mapped[int]
