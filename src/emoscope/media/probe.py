"""What a file is, found by its content and by decoding its first frame."""

from __future__ import annotations

from pathlib import Path

import av
from av.container.input import InputContainer
from av.video.stream import VideoStream

from emoscope.domain.video import MediaLimits, VideoInfo
from emoscope.errors import DamagedMedia, MediaTooLarge
from emoscope.media.container import codec_of, open_video
from emoscope.media.decode import pixel_aspect, raw_frames, square_size
from emoscope.media.orientation import orientation_of

_CONTAINERS = {"avi": "avi", "matroska": "webm", "mpeg": "mpeg", "mpegts": "mpeg", "mpegvideo": "mpeg"}


def probe(path: Path, limits: MediaLimits, *, start_ms: int = 0, end_ms: int = 0) -> VideoInfo:
    """Describe a video, or refuse it.

    The limit on duration applies to the part from start_ms to end_ms (0: the end). Raises UnsupportedMedia
    where the content is no video we read, DamagedMedia where it cannot be decoded, MediaTooLarge where a
    limit is exceeded.
    """
    with open_video(path, limits) as (container, stream):
        frame = next(raw_frames(container, stream), None)
        if frame is None:
            raise DamagedMedia("Not one frame of the video can be decoded.")
        orientation = orientation_of(frame)
        width, height = square_size(frame.width, frame.height, pixel_aspect(stream))
        if width * height > limits.max_pixels:
            raise MediaTooLarge(f"A frame has {width * height} pixels; {limits.max_pixels} are accepted.")
        if orientation.swaps_sides:
            width, height = height, width
        fps = _rate(stream)
        duration_ms = _duration_ms(container, stream, fps)
        _check_duration(duration_ms, limits, start_ms, end_ms)
        return VideoInfo(
            container=_container_name(container),
            codec=codec_of(stream),
            width=width,
            height=height,
            rotation=orientation.clockwise,
            fps=fps,
            frame_count=max(1, stream.frames or round(duration_ms * fps / 1000)),
            duration_ms=duration_ms,
            has_audio=any(s.codec_context is not None for s in container.streams.audio),
        )


def _container_name(container: InputContainer) -> str:
    demuxer = container.format.name.split(",")[0]
    if demuxer == "mov":
        brand = container.metadata.get("major_brand", "qt  ")
        return "mov" if brand.startswith("qt") else "mp4"
    return _CONTAINERS[demuxer]


def _rate(stream: VideoStream) -> float:
    for rate in (stream.average_rate, stream.guessed_rate, stream.base_rate):
        if rate and 0.01 <= float(rate) <= 1000:
            return float(rate)
    return 25.0


def _duration_ms(container: InputContainer, stream: VideoStream, fps: float) -> int:
    """The video stream's own length, else the file's, else what its frames make at the mean rate."""
    if stream.duration and stream.time_base:
        return max(1, round(float(stream.duration * stream.time_base) * 1000))
    if container.duration:
        return max(1, round(container.duration * 1000 / av.time_base))
    return max(1, round(1000 * max(1, stream.frames) / fps))


def _check_duration(duration_ms: int, limits: MediaLimits, start_ms: int, end_ms: int) -> None:
    part_ms = (min(end_ms, duration_ms) if end_ms else duration_ms) - start_ms
    if part_ms > limits.max_duration_s * 1000:
        raise MediaTooLarge(
            f"The video lasts {part_ms / 1000:.0f} s; at most {limits.max_duration_s:.0f} s are accepted."
        )
