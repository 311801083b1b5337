"""A reel: parts of a video one after the other, cut at exact times, with the sound faded across each join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import av
import cv2
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container.output import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from emoscope.domain.video import MediaLimits, Progress, ReportProgress
from emoscope.errors import DamagedMedia
from emoscope.media.arrays import FloatArray, Picture
from emoscope.media.container import open_video
from emoscope.media.decode import DecodedFrame, decode
from emoscope.media.sound_parts import RATE, has_sound
from emoscope.rendering.reel_sound import Cut, reel_sound

LONGEST_SIDE = 1920
SHORTEST_MS = 100
"""A part must be longer than its two joins."""

_FASTEST, _SLOWEST, _USUAL = Fraction(60), Fraction(5), Fraction(30)
_LOOK_BACK_MS = 1000
_AHEAD_S = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown from start_ms to end_ms, in milliseconds of the source."""

    start_ms: int
    end_ms: int


def write_reel(
    source: Path, target: Path, parts: Sequence[Part], limits: MediaLimits, report: ReportProgress
) -> int:
    """Writes the parts, in the order given, as MP4 (H.264, AAC) that plays in browsers; returns its length in
    milliseconds.

    The rate is the source's own where it is steady and at most 60 a second, else 30 or a common one; each
    frame of the reel shows what is on display at its time in the source, upright, at most 1920 pixels a side.
    A part has as many frames as fit its length, and its sound is as long as they are. At a join both sounds
    are faded across within 60 ms, so that none of the pictures is lost. Raises ValueError for a part that is
    shorter than SHORTEST_MS, BadMedia where the source cannot be read, and whatever `report` raises.
    """
    if any(part.end_ms - part.start_ms < SHORTEST_MS for part in parts):
        raise ValueError(f"A part of a reel must be at least {SHORTEST_MS} ms long.")
    rate = frame_rate(source, limits)
    counts = [max(1, round((part.end_ms - part.start_ms) * rate / 1000)) for part in parts]
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as output:
        writer: _Writer | None = None
        number = 0
        for part, count in zip(parts, counts, strict=True):
            for picture in _pictures(source, part, count, rate, limits):
                if writer is None:
                    sound = reel_sound(source, _cuts(parts, counts, rate), limits)
                    writer = _Writer(output, picture, rate, sound if has_sound(source, limits) else None)
                writer.write(picture, number)
                number += 1
                report(Progress("cutting", number / sum(counts)))
        if writer is not None:
            writer.finish()
    return round(sum(counts) * 1000 / rate)


def frame_rate(path: Path, limits: MediaLimits) -> Fraction:
    """Frames a second for a reel of this video."""
    with open_video(path, limits) as (_, stream):
        mean, common = stream.average_rate, stream.base_rate
    if mean and common and abs(common - mean) * 100 <= mean:
        return mean if _SLOWEST <= mean <= _FASTEST else max(_SLOWEST, min(_FASTEST, mean))
    # Frames at uneven times: a rate that they could have been taken at, or the usual one.
    return common if common and _USUAL * 2 / 3 <= common <= _FASTEST else _USUAL


def _cuts(parts: Sequence[Part], counts: Sequence[int], rate: Fraction) -> list[Cut]:
    """The sound that belongs to the pictures: together it is as long as they are, to the sample."""
    ends = [round(count * RATE / rate) for count in accumulate(counts)]
    begins = [0, *ends[:-1]]
    return [
        Cut(part.start_ms * RATE // 1000, end - begin)
        for part, begin, end in zip(parts, begins, ends, strict=True)
    ]


def _pictures(source: Path, part: Part, count: int, rate: Fraction, limits: MediaLimits) -> Iterator[Picture]:
    """`count` pictures: at each time the frame that is on display then."""
    half_ms = 500 / rate
    shown: DecodedFrame | None = None
    picture: Picture | None = None
    number = 0
    earliest = max(0, part.start_ms - _LOOK_BACK_MS)
    for frame in decode(source, limits, start_ms=earliest):
        # A frame is due from its own time on; half a frame of leave makes up for rounded times.
        while (
            shown is not None and number < count and frame.timestamp_ms > _due(part, number, rate) + half_ms
        ):
            picture = _fitted(shown.picture()) if picture is None else picture
            yield picture
            number += 1
        if number >= count:
            return
        shown, picture = frame, None
    if shown is None:
        raise DamagedMedia(f"The video has no pictures around {part.start_ms} ms.")
    while number < count:
        picture = _fitted(shown.picture()) if picture is None else picture
        yield picture
        number += 1


def _due(part: Part, number: int, rate: Fraction) -> Fraction:
    return part.start_ms + number * 1000 / rate


class _Writer:
    """Puts pictures and sound into the file side by side."""

    def __init__(
        self, output: OutputContainer, first: Picture, rate: Fraction, sound: Iterator[FloatArray] | None
    ) -> None:
        self._output, self._rate = output, rate
        options = {"preset": "veryfast", "crf": "20", "threads": "2"}
        self._video: VideoStream = output.add_stream("libx264", rate=rate, options=options)
        self._video.height, self._video.width = first.shape[:2]
        self._video.pix_fmt = "yuv420p"
        self._audio: AudioStream | None = None
        if sound is not None:
            self._audio = output.add_stream("aac", rate=RATE)
            self._audio.layout = "stereo"
        self._sound = sound
        self._heard = 0

    def write(self, picture: Picture, number: int) -> None:
        size = (int(self._video.width), int(self._video.height))
        if picture.shape[1::-1] != size:  # the source changed its size on the way
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        frame = VideoFrame.from_ndarray(picture, format="bgr24")
        frame.time_base, frame.pts = 1 / self._rate, number
        self._output.mux(self._video.encode(frame))
        self._hear_until(float(number / self._rate) + _AHEAD_S)

    def finish(self) -> None:
        self._output.mux(self._video.encode(None))
        self._hear_until(float("inf"))
        if self._audio is not None:
            self._output.mux(self._audio.encode(None))

    def _hear_until(self, time_s: float) -> None:
        while self._audio is not None and self._sound is not None and self._heard < time_s * RATE:
            block = next(self._sound, None)
            if block is None:
                self._sound = None
                return
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._heard
            self._heard += block.shape[1]
            self._output.mux(self._audio.encode(frame))


def _fitted(picture: Picture) -> Picture:
    """At most LONGEST_SIDE pixels a side, and even sides, which 4:2:0 colour needs."""
    height, width = picture.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    size = (max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2))
    if scale == 1.0:
        return np.ascontiguousarray(picture[: size[1], : size[0]])
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
