"""The kind of a media file by its first bytes, without opening a decoder."""

from __future__ import annotations

HEAD_BYTES = 64 * 1024
"""How much of the start of a file `sniff_video` wants to see; less works for most files."""

_ISO_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"uuid", b"styp"})
_TS_SYNC = 0x47


def sniff_video(head: bytes) -> str | None:
    """Name the container (mp4, mov, avi, webm, mpeg) that the file starts like, or None.

    A name is no promise that the file can be decoded: only `probe` tells.
    """
    if head[4:8] == b"ftyp":
        return "mov" if head[8:12] == b"qt  " else "mp4"
    if head[4:8] in _ISO_BOXES:
        return "mov"
    if head[:4] == b"RIFF" and head[8:11] == b"AVI":
        return "avi"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm"
    if head[:4] in {b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3"} or _is_transport_stream(head):
        return "mpeg"
    return None


def _is_transport_stream(head: bytes) -> bool:
    """Packets of 188 bytes, or 192 where each carries a time stamp, that all begin with the sync byte."""
    for size, first in ((188, 0), (192, 4)):
        marks = head[first : first + 5 * size : size]
        if len(marks) >= 3 and all(mark == _TS_SYNC for mark in marks):
            return True
    return False
