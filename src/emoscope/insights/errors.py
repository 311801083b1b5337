"""What can be wrong with a question, in the shapes of this part of the API."""

from __future__ import annotations

from emoscope.db.models import now
from emoscope.errors import EmoscopeError

FIGURES_MISSING = 1601
ANSWER_FAILED = 1600
CONVERSATION_BUSY = 1602


class BadMediaType(EmoscopeError):
    code = "bad_media_type"
    status = 422
    title = "Media type unknown"


class FiguresMissing(EmoscopeError):
    """The medium is analysed, but its figures cannot be read now: they are being replaced."""

    code = "figures_missing"
    status = 400
    title = "Figures not there yet"

    def __init__(self) -> None:
        message = "The figures of this medium are not there yet; ask again in half a minute."
        super().__init__(message, retry_after_s=30)
        self.facts |= numbered(FIGURES_MISSING, message)


class ConversationBusy(EmoscopeError):
    """Another question in the same conversation is still being answered."""

    code = "conversation_busy"
    status = 409
    title = "Conversation busy"

    def __init__(self) -> None:
        message = "Another question of this conversation is still being answered; ask again when it is."
        super().__init__(message, retry_after_s=5)
        self.facts |= numbered(CONVERSATION_BUSY, message)


class AnswerFailed(EmoscopeError):
    """The fault is ours; the log says more."""

    code = "answer_failed"
    status = 500
    title = "Answer failed"

    def __init__(self) -> None:
        super().__init__("Internal Server Error")
        self.facts |= numbered(ANSWER_FAILED, "The answer could not be made; please ask again.")


def numbered(error_id: int, message: str) -> dict[str, int | str]:
    """The members that errors of this part of the API have besides those of all others."""
    return {"error_id": error_id, "message": message, "timestamp": now().isoformat()}
