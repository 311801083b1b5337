"""What may go wrong in a live session, beside what may be wrong with a picture.

A message or a frame that is refused leaves the session as it is; the rest end it.
"""

from __future__ import annotations

from emoscope.errors import EmoscopeError


class BadMessage(EmoscopeError):
    code = "bad_message"
    status = 422
    title = "Message not understood"


class FrameTooLarge(EmoscopeError):
    code = "frame_too_large"
    status = 413
    title = "Frame too large"


class BadSound(EmoscopeError):
    code = "bad_sound"
    status = 422
    title = "Sound not understood"


class LiveOff(EmoscopeError):
    code = "live_off"
    status = 503
    title = "Live analysis is off"


class LiveBusy(EmoscopeError):
    code = "live_busy"
    status = 503
    title = "Too many live sessions"


class ForeignOrigin(EmoscopeError):
    code = "foreign_origin"
    status = 403
    title = "Foreign origin"


class SessionIdle(EmoscopeError):
    code = "session_idle"
    status = 408
    title = "Nothing came"


class SessionOver(EmoscopeError):
    code = "session_over"
    status = 408
    title = "Session over"
