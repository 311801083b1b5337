"""The table of resumable uploads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from emoscope.db.models import Base, new_id, now


class ResumableUpload(Base):
    """A file on its way to us, or here and not used yet; the row goes with the transaction that uses it.

    How much of it has arrived is the size of the file on disk, which no row could promise. `file_metadata`
    is what the client said of it, in the form of the tus protocol.
    """

    __tablename__ = "resumable_uploads"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    length_bytes: Mapped[int] = mapped_column(BigInteger)
    file_name: Mapped[str] = mapped_column(Text, default="")
    file_metadata: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
