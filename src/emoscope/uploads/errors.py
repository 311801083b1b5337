"""What can go wrong with a request about a resumable upload."""

from __future__ import annotations

from emoscope.errors import EmoscopeError


class UploadTooLarge(EmoscopeError):
    code = "upload_too_large"
    status = 413
    title = "Upload too large"


class TooManyUploads(EmoscopeError):
    code = "too_many_uploads"
    status = 429
    title = "Too many open uploads"


class OffsetMismatch(EmoscopeError):
    code = "upload_offset_mismatch"
    status = 409
    title = "Offset mismatch"


class UploadStalled(EmoscopeError):
    code = "upload_stalled"
    status = 408
    title = "Upload stalled"


class UploadInterrupted(EmoscopeError):
    """The client went away; only the log will read this."""

    code = "upload_interrupted"
    status = 400
    title = "Upload interrupted"


class BadTusRequest(EmoscopeError):
    code = "bad_tus_request"
    status = 400
    title = "Not a request of tus 1.0.0"


class TusVersionMismatch(EmoscopeError):
    code = "tus_version_mismatch"
    status = 412
    title = "Version of tus not spoken"


class WrongBodyType(EmoscopeError):
    code = "wrong_body_type"
    status = 415
    title = "Wrong type of body"


class ChecksumMismatch(EmoscopeError):
    """460 is the status that the tus protocol sets for this."""

    code = "checksum_mismatch"
    status = 460
    title = "Checksum mismatch"
