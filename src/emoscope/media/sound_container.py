"""Opening a file for its sound safely: local file only, listed containers and codecs only, bounded
waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container.input import InputContainer
from av.stream import Disposition

from emoscope.domain.video import MediaLimits
from emoscope.errors import DamagedMedia, MediaTooLarge, NoSound, UnsupportedMedia
from emoscope.media.container import open_local

ACCEPTED = "MP3, WAV, AAC, M4A, FLAC, Ogg, Opus, or the sound of a video"

_DEMUXERS = (
    "wav", "w64", "mp3", "aac", "flac", "ogg", "aiff", "caf", "amr", "au", "asf",
    "mov", "matroska", "avi", "mpeg", "mpegts",
)  # fmt: skip
_CODEC_FAMILIES = ("pcm_", "adpcm_", "mp3", "mp2", "mp1", "aac", "wma", "amr")
_CODECS = frozenset(
    {"flac", "alac", "vorbis", "opus", "ac3", "eac3", "dca", "gsm", "gsm_ms", "truehd", "mlp"}
)
_DECODER_FAMILY = {"libopus": "opus", "libvorbis": "vorbis", "libopencore_amrnb": "amr"}


@contextmanager
def open_sound(path: Path, limits: MediaLimits) -> Iterator[InputContainer]:
    """The opened file; its tracks are those of `sound_tracks`.

    Raises UnsupportedMedia, DamagedMedia, MediaTooLarge, or NoSound where no track can be read.
    """
    if not path.is_file():
        raise UnsupportedMedia(f"Not a regular file: {path.name}.")
    if path.stat().st_size == 0:
        raise DamagedMedia("The file is empty.")
    try:
        container = open_local(path, _DEMUXERS)
    except (av.FFmpegError, ValueError) as error:
        raise UnsupportedMedia(f"The content is no sound that can be read ({ACCEPTED}).") from error
    with container:
        if container.format.name.split(",")[0] not in _DEMUXERS:
            raise UnsupportedMedia(f"The content is no sound of a kind we read ({ACCEPTED}).")
        if len(container.streams) > limits.max_streams:
            raise MediaTooLarge(
                f"The file has {len(container.streams)} streams; at most {limits.max_streams} are accepted."
            )
        if not container.streams.audio:
            raise NoSound("The file has no sound track.")
        if not sound_tracks(container):
            raise NoSound("The sound is coded in a way we do not read; MP3, AAC, PCM, FLAC and Opus work.")
        yield container


def sound_tracks(container: InputContainer) -> list[AudioStream]:
    """The tracks that can be decoded, the one that the file calls its default first."""
    known = [stream for stream in container.streams.audio if _is_known(stream)]
    return sorted(known, key=lambda stream: not stream.disposition & Disposition.default)


def has_pictures(path: Path, limits: MediaLimits) -> bool:
    """Whether the file holds a moving picture; cover art does not count. Raises as `open_sound` does, except
    that a video without sound is simply one with pictures."""
    try:
        with open_sound(path, limits) as container:
            return any(not s.disposition & Disposition.attached_pic for s in container.streams.video)
    except NoSound:
        return True


def claimed_ms(path: Path, limits: MediaLimits) -> int:
    """How long the file says it is, in milliseconds, 0 where it does not say. Raises as `open_sound` does."""
    with open_sound(path, limits) as container:
        return round((container.duration or 0) * 1000 / av.time_base)


def sound_codec(stream: AudioStream) -> str:
    """The codec's common name, whichever decoder reads it."""
    name = stream.codec_context.name
    return _DECODER_FAMILY.get(name, name).removesuffix("float")


def _is_known(stream: AudioStream) -> bool:
    if stream.codec_context is None:
        return False
    name = sound_codec(stream)
    return name in _CODECS or name.startswith(_CODEC_FAMILIES)
