"""Frames of a video, one after the other, in flat memory, or one frame by its number and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
from av.container.input import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from emoscope.domain.video import MediaLimits
from emoscope.errors import DamagedMedia, MediaTooLarge
from emoscope.media.arrays import Picture
from emoscope.media.container import decoded, open_video
from emoscope.media.orientation import orientation_of

_SEEKABLE = frozenset({"mov", "matroska"})
"""Containers whose index leads to a key frame before the wanted time; others are read from the start."""


@dataclass(slots=True)
class DecodedFrame:
    """A frame of the source: its 0-based number and its time in milliseconds from the start."""

    index: int
    timestamp_ms: int
    raw: VideoFrame
    aspect: float = 1.0

    def picture(self) -> Picture:
        """The frame as displayed: rotated, with square pixels, blue-green-red. Costly, so only on demand."""
        width, height = square_size(self.raw.width, self.raw.height, self.aspect)
        stored = self.raw.to_ndarray(format="bgr24", width=width, height=height)
        return orientation_of(self.raw).apply(cast("Picture", stored))


def square_size(width: int, height: int, aspect: float) -> tuple[int, int]:
    """Width and height after stretching pixels of the given aspect ratio (width by height) to squares."""
    return (width if abs(aspect - 1.0) < 0.01 else max(2, round(width * aspect / 2) * 2)), height


def pixel_aspect(stream: VideoStream) -> float:
    """Width of a pixel over its height; nonsense in the file counts as square."""
    ratio = float(stream.sample_aspect_ratio or 1)
    return ratio if 0.25 <= ratio <= 4 else 1.0


def decode(
    path: Path, limits: MediaLimits, *, start_ms: int = 0, end_ms: int = 0, threads: int = 1
) -> Iterator[DecodedFrame]:
    """Frames with start_ms <= time < end_ms (0: to the end), in display order.

    A damaged packet is passed over and a damaged tail ends the video early. Raises DamagedMedia where not one
    frame of the whole video can be decoded, MediaTooLarge where frames outgrow the limits.
    """
    if start_ms > 0:
        first = _first_after_seek(path, limits, start_ms, threads)
        if first is not None:
            yield from _from_key_frame(path, limits, first, start_ms, end_ms, threads)
            return
    with open_video(path, limits, threads) as (container, stream):
        seen = False
        for frame in _numbered(container, stream, limits, 0):
            seen = True
            if end_ms and frame.timestamp_ms >= end_ms:
                return
            if frame.timestamp_ms >= start_ms:
                yield frame
        if not seen:
            raise DamagedMedia("Not one frame of the video can be decoded.")


def decode_frame_at(path: Path, frame_index: int, timestamp_ms: int, limits: MediaLimits) -> Picture:
    """The frame that `decode` gave this number and time, without decoding all before it where possible.

    Raises DamagedMedia where there is no such frame.
    """
    with open_video(path, limits) as (container, stream):
        if _seek(container, stream, timestamp_ms):
            for frame in _numbered(container, stream, limits, 0):
                if frame.timestamp_ms == timestamp_ms:
                    return frame.picture()
                if frame.timestamp_ms > timestamp_ms:
                    break
    for frame in decode(path, limits):
        if frame.index == frame_index:
            return frame.picture()
    raise DamagedMedia(f"Frame {frame_index} of the video cannot be decoded.")


def _numbered(
    container: InputContainer, stream: VideoStream, limits: MediaLimits, first_index: int
) -> Iterator[DecodedFrame]:
    aspect = pixel_aspect(stream)
    index, previous_ms = first_index, -1
    for raw in raw_frames(container, stream):
        if raw.width * raw.height > limits.max_pixels:
            raise MediaTooLarge(
                f"A frame has {raw.width * raw.height} pixels; {limits.max_pixels} are accepted."
            )
        time_ms = _time_ms(container, stream, raw.pts)
        if time_ms is None:  # no clock in the stream: go on at the mean rate
            time_ms = previous_ms + _gap_ms(stream) if previous_ms >= 0 else 0
        yield DecodedFrame(index, time_ms, raw, aspect)
        index, previous_ms = index + 1, time_ms


def raw_frames(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    for frame in decoded(container, stream):
        if isinstance(frame, VideoFrame) and frame.width and frame.height:
            yield frame


def _time_ms(container: InputContainer, stream: VideoStream, pts: int | None) -> int | None:
    """Milliseconds since the start of the file, in which sound and picture share one clock."""
    if pts is None or stream.time_base is None:
        return None
    origin_s = max(0, container.start_time or 0) / av.time_base
    return max(0, round((float(pts * stream.time_base) - origin_s) * 1000))


def _gap_ms(stream: VideoStream) -> int:
    rate = float(stream.average_rate or stream.guessed_rate or 25)
    return max(1, round(1000 / rate))


def _seek(container: InputContainer, stream: VideoStream, time_ms: int) -> bool:
    """Go to a key frame at or before the time; False where the container cannot."""
    if container.format.name.split(",")[0] not in _SEEKABLE or stream.time_base is None:
        return False
    target_s = max(0.0, (time_ms - 1) / 1000) + max(0, container.start_time or 0) / av.time_base
    try:
        container.seek(int(target_s / stream.time_base), stream=stream, backward=True)
    except av.FFmpegError:
        return False
    return True


def _first_after_seek(path: Path, limits: MediaLimits, start_ms: int, threads: int) -> int | None:
    """The number of the frame that decoding begins with after a seek to the time; None: read from the start.

    Frames are counted by their packets' times, which needs no decoding.
    """
    with open_video(path, limits, threads) as (container, stream):
        if not _seek(container, stream, start_ms):
            return None
        first = next(raw_frames(container, stream), None)
        if first is None or first.pts is None:
            return None
        if (_time_ms(container, stream, first.pts) or 0) > start_ms:
            return None
        landed = first.pts
    count = 0
    with open_video(path, limits, threads) as (container, stream):
        for packet in container.demux(stream):
            if packet.size and not packet.is_discard:
                if packet.pts is None:
                    return None
                count += packet.pts < landed
    return count


def _from_key_frame(
    path: Path, limits: MediaLimits, first_index: int, start_ms: int, end_ms: int, threads: int
) -> Iterator[DecodedFrame]:
    with open_video(path, limits, threads) as (container, stream):
        _seek(container, stream, start_ms)
        for frame in _numbered(container, stream, limits, first_index):
            if end_ms and frame.timestamp_ms >= end_ms:
                return
            if frame.timestamp_ms >= start_ms:
                yield frame
