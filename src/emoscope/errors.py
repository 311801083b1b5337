"""The root of every error Emoscope raises on purpose."""

from __future__ import annotations

from typing import Any


class EmoscopeError(Exception):
    """An error with a stable code and the HTTP status that the API answers with.

    The message is shown to users: it says what was wrong and what is accepted.
    """

    code: str = "internal_error"
    status: int = 500
    title: str = "Internal error"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class BadMedia(EmoscopeError):
    """The file cannot be analysed; trying again cannot help."""

    code = "bad_media"
    status = 422
    title = "Media cannot be analysed"


class UnsupportedMedia(BadMedia):
    """The content is not one of the accepted kinds of media."""

    code = "unsupported_media"
    title = "Unsupported media"


class DamagedMedia(BadMedia):
    """The container or a stream in it is broken beyond use."""

    code = "damaged_media"
    title = "Damaged media"


class NoSound(BadMedia):
    """There is no sound to analyse."""

    code = "no_sound"
    title = "No sound"


class MediaTooLarge(BadMedia):
    """A limit on pixels, duration, streams or bytes is exceeded."""

    code = "media_too_large"
    status = 413
    title = "Media too large"


class Cancelled(EmoscopeError):
    """The work was called off, because its medium was deleted or its lease lost."""

    code = "cancelled"
    status = 409
    title = "Cancelled"
