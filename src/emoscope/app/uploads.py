"""Resumable uploads, put together from settings."""

from __future__ import annotations

from datetime import timedelta

from emoscope.db.engine import SessionFactory
from emoscope.settings import Settings
from emoscope.storage.growing import UploadFolder
from emoscope.uploads.service import Rules, UploadDesk


def make_uploads(settings: Settings, sessions: SessionFactory, folder: UploadFolder) -> UploadDesk:
    rules = Rules(
        bytes_at_most=settings.max_upload_bytes,
        open_at_most=settings.open_uploads_per_user,
        lifetime=timedelta(hours=settings.upload_lifetime_h),
    )
    return UploadDesk(sessions, folder, rules)
