"""What can go wrong with a request about a text."""

from __future__ import annotations

from emoscope.errors import EmoscopeError


class BadText(EmoscopeError):
    code = "bad_text"
    status = 422
    title = "Text not acceptable"
