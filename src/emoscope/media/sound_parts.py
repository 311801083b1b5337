"""Parts of a video's sound, exact to the sample, in flat memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container.input import InputContainer

from emoscope.domain.video import MediaLimits
from emoscope.media.arrays import FloatArray
from emoscope.media.container import decoded, open_video

RATE = 48_000
_LARGEST_SLIP = RATE * 80 // 1000
_RUN_UP_S = 2.0
"""Decoders need some sound before a place until they are right about it."""

_SEEKABLE = frozenset({"mov", "matroska"})


def has_sound(path: Path, limits: MediaLimits) -> bool:
    with open_video(path, limits) as (container, _):
        return bool(container.streams.audio)


def sound_part(path: Path, limits: MediaLimits, first: int, count: int) -> Iterator[FloatArray]:
    """`count` samples of the first sound track from sample `first` on, counted at RATE from the beginning of
    the file: blocks (2, n), left and right, full scale at 1.

    Where nothing is heard, before the beginning and behind the end too, there are zeros. A damaged packet is
    passed over. A video without sound gives zeros alone.
    """
    place, behind = first, first + count
    for heard, block in _from(path, limits, first):
        if heard + block.shape[1] <= place:
            continue
        if heard >= behind:
            break
        yield from _silence(heard - place)
        part = block[:, max(0, place - heard) : behind - heard]
        place = max(place, heard) + part.shape[1]
        yield part
        if place >= behind:
            return
    yield from _silence(behind - place)


def _silence(count: int) -> Iterator[FloatArray]:
    while count > 0:
        yield np.zeros((2, min(count, RATE)), np.float32)
        count -= RATE


def _from(path: Path, limits: MediaLimits, first: int) -> Iterator[tuple[int, FloatArray]]:
    """Blocks with the number of their first sample, from before `first` on where the file has sound there."""
    if first > _RUN_UP_S * RATE:
        found = _blocks(path, limits, first)
        begin = next(found, None)
        if begin is not None and begin[0] <= first:
            yield begin
            yield from found
            return
    yield from _blocks(path, limits, 0)


def _blocks(path: Path, limits: MediaLimits, near: int) -> Iterator[tuple[int, FloatArray]]:
    with open_video(path, limits) as (container, _):
        if not container.streams.audio:
            return
        stream = container.streams.audio[0]
        if near and not _seek(container, stream, near):
            return
        stretch: _Stretch | None = None
        for frame in decoded(container, stream):
            if not isinstance(frame, AudioFrame) or not frame.samples or not frame.sample_rate:
                continue
            heard = _number_of(container, frame)
            if stretch is None or not stretch.goes_on_with(frame, heard):
                if stretch is not None:
                    yield from stretch.rest()
                stretch = _Stretch(frame, heard or 0)
            yield from stretch.blocks(frame)
        if stretch is not None:
            yield from stretch.rest()


class _Stretch:
    """Sound without a gap and of one kind; its first sample has the number `begin`."""

    def __init__(self, frame: AudioFrame, begin: int) -> None:
        self._kind = _kind(frame)
        self._begin = begin
        self._read_s = 0.0
        self._given = 0
        # One channel is heard on both sides as it is; the resampler would make it quieter by 3 dB.
        layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
        self._resampler = AudioResampler(format="fltp", layout=layout, rate=RATE)

    def goes_on_with(self, frame: AudioFrame, heard: int | None) -> bool:
        expected = self._begin + self._read_s * RATE
        return _kind(frame) == self._kind and (heard is None or abs(heard - expected) <= _LARGEST_SLIP)

    def blocks(self, frame: AudioFrame) -> Iterator[tuple[int, FloatArray]]:
        self._read_s += frame.samples / frame.sample_rate
        frame.pts = None
        yield from self._resampled(frame)

    def rest(self) -> Iterator[tuple[int, FloatArray]]:
        yield from self._resampled(None)

    def _resampled(self, frame: AudioFrame | None) -> Iterator[tuple[int, FloatArray]]:
        for part in self._resampler.resample(frame):
            block = np.nan_to_num(np.asarray(part.to_ndarray(), np.float32))
            yield self._begin + self._given, np.broadcast_to(block, (2, block.shape[1]))
            self._given += block.shape[1]


def _kind(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _number_of(container: InputContainer, frame: AudioFrame) -> int | None:
    """Where a frame begins, in samples at RATE since the start of the file."""
    if frame.pts is None or frame.time_base is None:
        return None
    origin_s = max(0, container.start_time or 0) / av.time_base
    return round((float(frame.pts * frame.time_base) - origin_s) * RATE)


def _seek(container: InputContainer, stream: AudioStream, near: int) -> bool:
    """Goes to somewhat before a sample; False where the container cannot."""
    if container.format.name.split(",")[0] not in _SEEKABLE or stream.time_base is None:
        return False
    target_s = max(0.0, near / RATE - _RUN_UP_S) + max(0, container.start_time or 0) / av.time_base
    try:
        container.seek(int(target_s / stream.time_base), stream=stream, backward=True)
    except av.FFmpegError:
        return False
    return True
