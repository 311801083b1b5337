"""Reading still pictures safely: kind and size from the header first, pixels only if they are few enough."""

from __future__ import annotations

import struct

import cv2
import numpy as np

from emoscope.errors import DamagedMedia, MediaTooLarge, UnsupportedMedia
from emoscope.media.arrays import Picture

MAX_PICTURE_PIXELS = 100_000_000
"""Default for the largest accepted picture, in pixels."""

_JPEG_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def read_picture(data: bytes, max_pixels: int = MAX_PICTURE_PIXELS) -> Picture:
    """The picture as displayed, (height, width, 3) blue-green-red: turned as its EXIF data say, transparent
    parts on white, CMYK converted, 16 bits brought to 8, the first frame of an animation.

    Accepts JPEG, PNG and WebP. Raises UnsupportedMedia, DamagedMedia, or MediaTooLarge before reading pixels.
    """
    kind, width, height = picture_header(data)
    if width * height > max_pixels:
        raise MediaTooLarge(f"The picture has {width * height} pixels; at most {max_pixels} are accepted.")
    if width < 1 or height < 1:
        raise DamagedMedia(f"The {kind} picture states no size.")
    buffer = np.frombuffer(data, dtype=np.uint8)
    try:
        if kind != "JPEG":
            picture = cv2.imdecode(buffer, cv2.IMREAD_UNCHANGED)
            if picture is not None and picture.ndim == 3 and picture.shape[2] == 4:
                return _on_white(_eight_bits(picture))
        picture = cv2.imdecode(buffer, cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise DamagedMedia(f"The {kind} picture is damaged and cannot be read.") from error
    if picture is None:
        raise DamagedMedia(f"The {kind} picture is damaged and cannot be read.")
    return picture.astype(np.uint8, copy=False)


def sniff_picture(head: bytes) -> str | None:
    """Usual ending (jpg, png, webp) of the kind of picture that the bytes begin like, or None."""
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:3] == b"\xff\xd8\xff":
        return "jpg"
    return "webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def picture_header(data: bytes) -> tuple[str, int, int]:
    """Kind (JPEG, PNG, WebP), width and height in pixels as stored."""
    try:
        kind = sniff_picture(data)
        if kind == "png":
            return "PNG", *struct.unpack(">II", data[16:24])
        if kind == "jpg":
            return "JPEG", *_jpeg_size(data)
        if kind == "webp":
            return "WebP", *_webp_size(data)
    except (struct.error, IndexError) as error:
        raise DamagedMedia("The picture ends within its header.") from error
    raise UnsupportedMedia("The content is no picture of a kind we read (JPEG, PNG or WebP).")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    position = 2
    while True:
        while data[position] != 0xFF or data[position + 1] in {0x00, 0xFF}:
            position += 1
        marker = data[position + 1]
        if marker in _JPEG_FRAME_MARKERS:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        standalone = marker == 0x01 or 0xD0 <= marker <= 0xD9
        position += 2 if standalone else 2 + struct.unpack(">H", data[position + 2 : position + 4])[0]


def _webp_size(data: bytes) -> tuple[int, int]:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _eight_bits(picture: np.ndarray) -> Picture:
    return (picture // 257 if picture.dtype == np.uint16 else picture).astype(np.uint8)


def _on_white(picture: Picture) -> Picture:
    share = picture[:, :, 3:].astype(np.float32) / 255
    return (picture[:, :, :3] * share + 255 * (1 - share)).round().astype(np.uint8)
