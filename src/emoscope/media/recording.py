"""A sound track decoded once, at one rate, into a file that can be read at any place: memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container.input import InputContainer
from numpy.typing import NDArray

from emoscope.domain.video import MediaLimits
from emoscope.errors import DamagedMedia, MediaTooLarge, NoSound
from emoscope.media.container import decoded
from emoscope.media.sound_container import open_sound, sound_codec, sound_tracks

RATE = 16_000
MOST_CHANNELS = 8
_STORED = np.dtype("<f2")  # 11 significant bits at any level, so that very quiet speech keeps its shape
_LARGEST_SLIP_S = 0.08
_SILENT = 1e-4

FloatArray = NDArray[np.float32]
ReportSeconds = Callable[[float, float], None]
"""Called with the seconds decoded so far and the expected length; may raise to stop the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A track at 16 kHz, full scale at 1; `samples` (n, channels) are mapped from the file, not in memory.

    `start_ms` is where in the source sample 0 lies. The other fields describe the source.
    """

    samples: NDArray[np.float16]
    start_ms: int
    container: str
    codec: str
    rate_hz: int
    tracks: int
    track: int

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    @property
    def duration_ms(self) -> int:
        return round(len(self.samples) * 1000 / RATE)


def record(
    path: Path,
    target: Path,
    limits: MediaLimits,
    *,
    start_ms: int = 0,
    end_ms: int = 0,
    report: ReportSeconds | None = None,
) -> Recording:
    """Decode what is heard from start_ms to end_ms (0: the end) into the file `target`.

    Of several tracks the file's default is taken, or the first other one that is not silent throughout. Gaps
    in a track become silence, so that times are those of the source; a damaged packet is passed over and a
    damaged tail ends the recording early. Raises UnsupportedMedia, DamagedMedia where nothing can be
    decoded, MediaTooLarge, NoSound where there is no track.
    """
    chosen: Recording | None = None
    with open_sound(path, limits) as container:
        count = len(sound_tracks(container))
    for number in range(count):
        with open_sound(path, limits) as container:
            stream = sound_tracks(container)[number]
            spool = target.with_suffix(f".{number}")
            writer = _Writer(spool, limits, start_ms, end_ms)
            try:
                _decode(container, stream, writer, report)
            finally:
                writer.close()
            if writer.channels:
                one = Recording(
                    samples=writer.mapped(),
                    start_ms=start_ms,
                    container=container.format.name.split(",")[0],
                    codec=sound_codec(stream),
                    rate_hz=stream.codec_context.sample_rate,
                    tracks=len(container.streams.audio),
                    track=container.streams.audio.index(stream),
                )
                chosen = chosen or one
                if writer.peak > _SILENT:
                    return one
    if chosen is None:
        raise DamagedMedia("Not one second of the sound can be decoded.")
    if not len(chosen.samples):
        raise NoSound("There is no sound in the wanted part of the file.")
    return chosen


@contextmanager
def recorded(
    path: Path,
    target: Path,
    limits: MediaLimits,
    *,
    start_ms: int = 0,
    end_ms: int = 0,
    report: ReportSeconds | None = None,
) -> Iterator[Recording]:
    """`record` for one block: what was decoded is erased behind it."""
    try:
        yield record(path, target, limits, start_ms=start_ms, end_ms=end_ms, report=report)
    finally:
        for part in target.parent.glob(f"{target.stem}.*"):
            part.unlink()


class _Writer:
    """Puts resampled sound into the file, in step with the clock of the source."""

    def __init__(self, path: Path, limits: MediaLimits, start_ms: int, end_ms: int) -> None:
        self._path = path
        self._first = start_ms * RATE // 1000
        self._behind = end_ms * RATE // 1000 if end_ms else None
        self._most = round(limits.max_duration_s * RATE)
        self._limits = limits
        self._file: IO[bytes] | None = None
        self._place = 0  # of the next sample, in the source
        self.channels = 0
        self.peak = 0.0

    @property
    def done(self) -> bool:
        return self._behind is not None and self._place >= self._behind

    @property
    def seconds(self) -> float:
        return max(0, self._place - self._first) / RATE

    def write(self, heard_s: float | None, block: FloatArray) -> None:
        """A block (channels, n) that is heard at this time; None: right behind the one before."""
        if not self.channels:
            self.channels = len(block)
            self._file = self._path.open("wb")
        if heard_s is not None:
            gap = round(heard_s * RATE) - self._place
            if gap > _LARGEST_SLIP_S * RATE or (gap > 0 and self._place == 0):
                self._silence(gap)
        self._put(block)

    def _silence(self, count: int) -> None:
        while count > 0 and not self.done:
            part = min(count, 60 * RATE)
            self._put(np.zeros((self.channels, part), np.float32))
            count -= part

    def _put(self, block: FloatArray) -> None:
        begin = max(0, self._first - self._place)
        end = block.shape[1] if self._behind is None else min(block.shape[1], self._behind - self._place)
        self._place += block.shape[1]
        if begin < end and self._file is not None:
            part = np.nan_to_num(np.clip(block[:, begin:end], -8, 8))
            self.peak = max(self.peak, float(np.abs(part).max()))
            self._file.write(part.T.astype(_STORED).tobytes())
        if self._place - self._first > self._most + RATE:
            raise MediaTooLarge(
                f"The sound is longer than {self._limits.max_duration_s:.0f} s, which is the most accepted."
            )

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def mapped(self) -> NDArray[np.float16]:
        if self._path.stat().st_size == 0:
            return np.zeros((0, self.channels), _STORED)
        return np.memmap(self._path, _STORED, "r").reshape(-1, self.channels)


def _decode(
    container: InputContainer, stream: AudioStream, writer: _Writer, report: ReportSeconds | None
) -> None:
    origin_s = max(0, container.start_time or 0) / av.time_base
    expected_s = (container.duration or 0) / av.time_base
    resampler: AudioResampler | None = None
    form: tuple[str, str, int] | None = None
    layout = ""
    expected_pts: float | None = None
    for frame in _frames(container, stream):
        if (frame.format.name, frame.layout.name, frame.sample_rate) != form:  # may change in mid-stream
            _drain(resampler, writer)
            layout = layout or _kept_layout(frame)
            form = (frame.format.name, frame.layout.name, frame.sample_rate)
            resampler = AudioResampler(format="fltp", layout=layout, rate=RATE)
            expected_pts = None
        heard_s = None
        if frame.pts is not None and frame.time_base is not None:
            time_s = float(frame.pts * frame.time_base) - origin_s
            if expected_pts is None or abs(time_s - expected_pts) > _LARGEST_SLIP_S:
                _drain(resampler, writer)
                resampler = AudioResampler(format="fltp", layout=layout, rate=RATE)
                heard_s = max(0.0, time_s)
            expected_pts = time_s + frame.samples / frame.sample_rate
        frame.pts = None
        if resampler is not None:
            for part in resampler.resample(frame):
                writer.write(heard_s, np.asarray(part.to_ndarray(), np.float32))
                heard_s = None
        if report is not None:
            report(writer.seconds, expected_s)
        if writer.done:
            return
    _drain(resampler, writer)


def _drain(resampler: AudioResampler | None, writer: _Writer) -> None:
    if resampler is not None and writer.channels:
        for part in resampler.resample(None):
            writer.write(None, np.asarray(part.to_ndarray(), np.float32))


def _kept_layout(frame: AudioFrame) -> str:
    """The frame's own channels, or one where there are too many to keep or their places are unknown."""
    return frame.layout.name if frame.layout.nb_channels <= MOST_CHANNELS else "mono"


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    for frame in decoded(container, stream):
        if isinstance(frame, AudioFrame) and frame.samples and frame.sample_rate:
            yield frame
