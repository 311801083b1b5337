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


class LastFace(EmoscopeError):
    code = "last_face"
    status = 400
    title = "Last face"


class FaceAlreadyInFrame(EmoscopeError):
    code = "face_already_in_frame"
    status = 409
    title = "Face already in frame"
