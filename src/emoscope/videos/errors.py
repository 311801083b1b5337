"""What can go wrong with a request about a video."""

from __future__ import annotations

from emoscope.errors import EmoscopeError


class VideoNotFound(EmoscopeError):
    code = "video_not_found"
    status = 404
    title = "Video not found"


class FrameNotFound(EmoscopeError):
    code = "frame_not_found"
    status = 404
    title = "Frame not found"


class FaceNotFound(EmoscopeError):
    code = "face_not_found"
    status = 404
    title = "Face not found"


class NotAnalysed(EmoscopeError):
    code = "not_analysed"
    status = 422
    title = "Not analysed"


class BadUpload(EmoscopeError):
    code = "bad_upload"
    status = 422
    title = "Upload not acceptable"


class BadNumber(EmoscopeError):
    code = "bad_number"
    status = 422
    title = "Not a number"


class SourceUnavailable(EmoscopeError):
    code = "source_unavailable"
    status = 422
    title = "Source not available"


class CallbackUnavailable(EmoscopeError):
    code = "callback_unavailable"
    status = 422
    title = "Callback not available"


class FrameUnreadable(EmoscopeError):
    code = "frame_unreadable"
    status = 503
    title = "Frame cannot be read"
