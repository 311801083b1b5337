"""Carrying the sound of one file over into another, in step with its pictures."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container.input import InputContainer
from av.container.output import OutputContainer

from emoscope.domain.video import MediaLimits
from emoscope.media.container import open_video

RATE = 48_000
_LARGEST_SLIP_MS = 80
_AHEAD_MS = 500


class CarriedSound:
    """The first sound track of a video from `start_ms` to `end_ms` (0: to its end), as stereo AAC in another.

    A damaged track ends early. Memory does not grow with its length.
    """

    def __init__(
        self, path: Path, limits: MediaLimits, output: OutputContainer, start_ms: int, end_ms: int
    ) -> None:
        self._close = ExitStack()
        container, _ = self._close.enter_context(open_video(path, limits))
        self._start_ms = start_ms
        self._length_ms = end_ms - start_ms if end_ms else math.inf
        self._frames: Iterator[tuple[int, AudioFrame]] = iter(())
        self._waiting: tuple[int, AudioFrame] | None = None
        self._output = output
        self._next_sample = 0
        if container.streams.audio:
            self._stream = output.add_stream("aac", rate=RATE)
            self._stream.layout = "stereo"
            self._frames = self._resampled(container)
            self._waiting = next(self._frames, None)

    def write_until(self, time_ms: int) -> None:
        """Writes what is heard up to shortly after this time of the new video."""
        while self._waiting is not None and self._waiting[0] < min(time_ms + _AHEAD_MS, self._length_ms):
            self._write(*self._waiting)
            self._waiting = next(self._frames, None)

    def finish(self) -> None:
        """Writes the rest."""
        self.write_until(sys.maxsize)
        if self._next_sample:
            self._output.mux(self._stream.encode(None))
        self._close.close()

    def _write(self, time_ms: int, frame: AudioFrame) -> None:
        heard = time_ms * RATE // 1000
        # Samples follow each other without gaps until the track itself has one.
        if abs(heard - self._next_sample) * 1000 > _LARGEST_SLIP_MS * RATE and heard > self._next_sample:
            self._next_sample = heard
        frame.pts = self._next_sample
        frame.time_base = Fraction(1, RATE)
        self._next_sample += frame.samples
        self._output.mux(self._stream.encode(frame))

    def _resampled(self, container: InputContainer) -> Iterator[tuple[int, AudioFrame]]:
        """Sound from the start on, with its time in the new video."""
        resampler = AudioResampler(format="fltp", layout="stereo", rate=RATE, frame_size=1024)
        origin_s = max(0, container.start_time or 0) / av.time_base
        packets = container.demux(container.streams.audio[0])
        while True:
            try:
                packet = next(packets, None)
                frames = [] if packet is None else packet.decode()
            except (av.FFmpegError, OSError):
                return
            for frame in frames:
                if frame.pts is None or frame.time_base is None:
                    continue
                time_ms = round((float(frame.pts * frame.time_base) - origin_s) * 1000) - self._start_ms
                if time_ms < -1000 * frame.samples / max(1, frame.sample_rate):
                    continue
                frame.pts = None
                for number, part in enumerate(resampler.resample(frame)):
                    yield max(0, time_ms + number * 1024 * 1000 // RATE), part
            if packet is None:
                return
