"""What can go wrong with a request about a video."""

from __future__ import annotations

from emoscope.errors import EmoscopeError


class FrameNotFound(EmoscopeError):
    code = "frame_not_found"
    status = 404
    title = "Frame not found"


class FaceNotFound(EmoscopeError):
    code = "face_not_found"
    status = 404
    title = "Face not found"


class FrameUnreadable(EmoscopeError):
    code = "frame_unreadable"
    status = 503
    title = "Frame cannot be read"
