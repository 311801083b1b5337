"""What can go wrong with a request about a text."""

from __future__ import annotations

from emoscope.errors import EmoscopeError


class BadText(EmoscopeError):
    code = "bad_text"
    status = 422
    title = "Text not acceptable"


class TextIsTranscript(EmoscopeError):
    """The words belong to a recording, and change with it alone."""

    code = "text_is_transcript"
    status = 409
    title = "Text is a transcript"
