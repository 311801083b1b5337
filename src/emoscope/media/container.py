"""Opening a video file safely: local file only, listed containers and codecs only, bounded waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container.input import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from emoscope.domain.video import MediaLimits
from emoscope.errors import DamagedMedia, MediaTooLarge, UnsupportedMedia
from emoscope.media.sniff import HEAD_BYTES, sniff_video

ACCEPTED = "MP4, MOV, AVI, WebM or MPEG"

_DEMUXERS = ("mov", "avi", "matroska", "mpeg", "mpegts", "mpegvideo")
_CODECS = frozenset({
    "h264", "hevc", "av1", "vp8", "vp9", "mpeg4", "mpeg2video", "mpeg1video", "h263",
    "mjpeg", "msmpeg4v2", "msmpeg4v3", "prores", "dvvideo",
})  # fmt: skip
_DECODER_FAMILY = {"libdav1d": "av1", "libvpx": "vp8", "libvpx-vp9": "vp9", "libaom-av1": "av1"}
_OPEN_SECONDS = 30.0
_READ_SECONDS = 30.0


def open_local(
    path: Path, demuxers: Sequence[str], options: Mapping[str, str] = MappingProxyType({})
) -> InputContainer:
    """The file, read by these demuxers alone, without following references to other files, with bounded
    waits. Raises av.FFmpegError or ValueError."""
    safe = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(demuxers),
        "max_streams": "1000",
        "enable_drefs": "0",
    }
    return av.open(
        f"file:{path.resolve()}", mode="r", options={**safe, **options}, metadata_errors="replace",
        timeout=(_OPEN_SECONDS, _READ_SECONDS),
    )  # fmt: skip


def decoded(
    container: InputContainer, stream: VideoStream | AudioStream
) -> Iterator[VideoFrame | AudioFrame]:
    """The frames of a stream, as far as they can be read; damaged packets are passed over."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except (av.FFmpegError, OSError):  # the tail is damaged or missing: what was read so far stands
            return
        if packet is None:
            return
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            if isinstance(frame, VideoFrame | AudioFrame):
                yield frame


@contextmanager
def open_video(
    path: Path, limits: MediaLimits, threads: int = 1
) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The opened file and its main video stream.

    Raises UnsupportedMedia, DamagedMedia or MediaTooLarge.
    """
    with _opened(path, limits) as container:
        stream = _main_video(container, limits)
        stream.thread_count = threads
        stream.thread_type = "AUTO"
        yield container, stream


def codec_of(stream: VideoStream) -> str:
    """The codec's common name (h264, vp9, av1), whichever decoder reads it."""
    name = stream.codec_context.name
    return _DECODER_FAMILY.get(name, name)


@contextmanager
def _opened(path: Path, limits: MediaLimits) -> Iterator[InputContainer]:
    if not path.is_file():
        raise UnsupportedMedia(f"Not a regular file: {path.name}.")
    with path.open("rb") as file:
        kind = sniff_video(file.read(HEAD_BYTES))
    if kind is None:
        raise UnsupportedMedia(f"The content is no video of a kind we read ({ACCEPTED}).")
    try:
        container = open_local(path, _DEMUXERS, {"max_pixels": str(limits.max_pixels)})
    except (av.FFmpegError, ValueError) as error:
        raise DamagedMedia(
            f"The {kind.upper()} file is damaged or incomplete and cannot be opened."
        ) from error
    with container:
        if container.format.name.split(",")[0] not in _DEMUXERS:
            raise UnsupportedMedia(f"The content is no video of a kind we read ({ACCEPTED}).")
        yield container


def _main_video(container: InputContainer, limits: MediaLimits) -> VideoStream:
    """The largest moving picture of the file; cover art does not count."""
    if len(container.streams) > limits.max_streams:
        raise MediaTooLarge(
            f"The file has {len(container.streams)} streams; at most {limits.max_streams} are accepted."
        )
    moving = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not moving:
        raise UnsupportedMedia("The file has no video stream; a video with pictures is needed here.")
    known = [s for s in moving if s.codec_context is not None and codec_of(s) in _CODECS]
    if not known:
        raise UnsupportedMedia("The video is coded in a way we do not read; H.264, HEVC, VP9 and AV1 work.")
    stream = max(known, key=lambda s: s.codec_context.width * s.codec_context.height)
    pixels = stream.codec_context.width * stream.codec_context.height
    if pixels > limits.max_pixels:
        raise MediaTooLarge(f"A frame has {pixels} pixels; at most {limits.max_pixels} are accepted.")
    return stream
