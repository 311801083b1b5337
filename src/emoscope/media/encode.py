"""Writing small videos: the demo's sample, annotated copies, the material of tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container.output import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from emoscope.media.arrays import FloatArray, Picture

_AUDIO_CHUNK_S = 0.1


@dataclass(frozen=True, slots=True)
class EncodingProfile:
    """A container and the codecs in it; quality is the video codec's own option set."""

    container: str
    video: str
    audio: str
    sample_format: str = "fltp"
    video_options: tuple[tuple[str, str], ...] = ()
    container_options: tuple[tuple[str, str], ...] = ()


_X264 = (("preset", "veryfast"), ("crf", "21"), ("threads", "2"))
MP4 = EncodingProfile("mp4", "libx264", "aac", "fltp", _X264, (("movflags", "+faststart"),))
MOV = EncodingProfile("mov", "libx264", "aac", "fltp", _X264)
AVI = EncodingProfile("avi", "mpeg4", "libmp3lame", "fltp", (("qscale", "4"),))
WEBM = EncodingProfile("webm", "libvpx", "libopus", "s16", (("deadline", "realtime"), ("cpu-used", "8")))
MPEG = EncodingProfile("mpeg", "mpeg2video", "mp2", "s16", (("qscale", "4"),))
MPEGTS = EncodingProfile("mpegts", "libx264", "mp2", "s16", _X264)


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono samples in [-1, 1], shape (samples,), at `rate` samples per second."""

    samples: FloatArray
    rate: int


def write_video(
    path: Path,
    pictures: Iterable[Picture],
    *,
    fps: float,
    sound: Sound | None = None,
    times_ms: Iterable[int] | None = None,
    profile: EncodingProfile = MP4,
    rotation: int = 0,
    bit_rate: int = 2_000_000,
) -> None:
    """Encode pictures of one even-sided size, at a steady rate or at the given times.

    `rotation` is stored as metadata: players turn the picture clockwise by so many degrees.
    """
    times = None if times_ms is None else iter(times_ms)
    with av.open(str(path), "w", format=profile.container, options=dict(profile.container_options)) as output:
        video: VideoStream | None = None
        audio = _Audio(output, sound, profile) if sound is not None else None
        for index, picture in enumerate(pictures):
            if video is None:
                video = _add_video(output, picture, fps, profile, rotation, bit_rate)
                if times is not None:
                    video.codec_context.time_base = Fraction(1, 1000)
            frame = VideoFrame.from_ndarray(picture, format="bgr24")
            clock = Fraction(1, 1000) if times is not None else 1 / Fraction(fps).limit_denominator(1001)
            frame.time_base = clock
            frame.pts = next(times) if times is not None else index
            if audio is not None:
                audio.write_until(float(frame.pts * clock))
            output.mux(video.encode(frame))
        if video is None:
            raise ValueError("A video needs at least one picture.")
        output.mux(video.encode(None))
        if audio is not None:
            audio.finish()


def _add_video(
    output: OutputContainer,
    picture: Picture,
    fps: float,
    profile: EncodingProfile,
    rotation: int,
    bit_rate: int,
) -> VideoStream:
    stream = output.add_stream(
        profile.video, rate=Fraction(fps).limit_denominator(1001), options=dict(profile.video_options)
    )
    assert isinstance(stream, VideoStream)  # noqa: S101  # the union is by codec name only
    stream.height, stream.width = picture.shape[:2]
    stream.pix_fmt = "yuv420p"
    if profile.video != "libx264":  # which is steered by its quality, not its size
        stream.bit_rate = bit_rate
    if rotation:
        stream.set_display_rotation(-rotation)
    return stream


class _Audio:
    """Feeds sound to the muxer in step with the pictures, so that neither is held back."""

    def __init__(self, output: OutputContainer, sound: Sound, profile: EncodingProfile) -> None:
        stream = output.add_stream(profile.audio, rate=sound.rate)
        assert isinstance(stream, AudioStream)  # noqa: S101  # the union is by codec name only
        stream.layout = "mono"
        self._output, self._stream, self._sound = output, stream, sound
        self._format = profile.sample_format
        self._written = 0

    def write_until(self, time_s: float) -> None:
        size = int(self._sound.rate * _AUDIO_CHUNK_S)
        while self._written < min(len(self._sound.samples), int(time_s * self._sound.rate) + size):
            self._write(self._sound.samples[self._written : self._written + size])

    def finish(self) -> None:
        self._output.mux(self._stream.encode(None))

    def _write(self, samples: FloatArray) -> None:
        if self._format == "s16":
            frame = AudioFrame.from_ndarray((samples * 32767).astype(np.int16)[None], "s16", "mono")
        else:
            frame = AudioFrame.from_ndarray(samples[None].astype(np.float32), "fltp", "mono")
        frame.sample_rate = self._sound.rate
        frame.time_base = Fraction(1, self._sound.rate)
        frame.pts = self._written
        self._written += samples.shape[0]
        self._output.mux(self._stream.encode(frame))
