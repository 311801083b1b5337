"""The kind of a sound file by its first bytes, without opening a decoder."""

from __future__ import annotations

from emoscope.media.sniff import sniff_video

_SOUND_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "})
_STARTS = {
    b"fLaC": "flac", b"OggS": "ogg", b"#!AMR": "amr", b"caff": "caf", b".snd": "au",
    b"riff\x2e\x91\xcf\x11": "w64", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "wma",
    b"\x1aE\xdf\xa3": "webm",
}  # fmt: skip
_FORMS = {
    (b"RIFF", b"WAVE"): "wav", (b"RF64", b"WAVE"): "wav", (b"FORM", b"AIFF"): "aiff",
    (b"FORM", b"AIFC"): "aiff",
}  # fmt: skip
_ID3_HEADER = 10


def sniff_sound(head: bytes) -> str | None:
    """The ending of the sound file that the content starts like (mp3, wav, aac, m4a, and others that can be
    decoded), or None.

    MP4 and WebM may hold pictures too; one whose head says so already is none. A name is no promise that the
    file can be decoded.
    """
    if head[4:8] == b"ftyp":
        is_sound = head[8:12] in _SOUND_BRANDS or not _names_pictures(head)
        return "m4a" if is_sound and head[8:12] != b"qt  " else None
    for start, ending in _STARTS.items():
        if head.startswith(start):
            return ending
    if (form := _FORMS.get((head[:4], head[8:12]))) is not None:
        return form
    if head[:3] == b"ID3":
        return _frame_kind(head[_behind_tag(head) :]) or "mp3"
    return _frame_kind(head)


def sniff_audible(head: bytes) -> str | None:
    """As `sniff_sound`, for sources whose sound is taken out of a video where they are one."""
    return sniff_sound(head) or sniff_video(head)


def _names_pictures(head: bytes) -> bool:
    """Whether a track of moving pictures is described within the head."""
    place = head.find(b"hdlr")
    while place >= 0:
        if head[place + 12 : place + 16] == b"vide":
            return True
        place = head.find(b"hdlr", place + 4)
    return False


def _behind_tag(head: bytes) -> int:
    """The place behind an ID3v2 tag, whose length is written in 7 bits a byte."""
    length = 0
    for byte in head[6:_ID3_HEADER]:
        length = length << 7 | byte & 0x7F
    return _ID3_HEADER + length


def _frame_kind(head: bytes) -> str | None:
    """aac or mp3 where the content starts with a frame of MPEG audio; for aac, as far as can be seen, with a
    second one behind it."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        second = head[length : length + 2]
        is_frame = length >= 7 and (len(second) < 2 or (second[0] == 0xFF and second[1] & 0xF6 == 0xF0))
        return "aac" if is_frame else None
    version, layer, bitrate, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    # Layer I, which nobody uses, is left out: text in UTF-16 begins like it.
    return "mp3" if version != 1 and layer in {1, 2} and bitrate not in {0, 15} and rate != 3 else None
