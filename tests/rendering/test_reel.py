"""Reels of real files, decoded again: which frames are in them, when, and what is heard."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from builders import media
from emoscope.domain.video import MediaLimits, Progress
from emoscope.errors import DamagedMedia
from emoscope.media.encode import AVI, MP4, MPEGTS, WEBM, EncodingProfile, Sound, write_video
from emoscope.rendering.reel import Part, frame_rate, write_reel

LIMITS = MediaLimits()
RATE = 48_000


def reel(source: Path, *parts: tuple[int, int], reports: list[Progress] | None = None) -> Path:
    target = source.with_name("reel.mp4")
    seen = reports if reports is not None else []
    write_reel(source, target, [Part(*part) for part in parts], LIMITS, seen.append)
    return target


def frames(path: Path) -> list[tuple[float, np.ndarray]]:
    with av.open(str(path)) as container:
        return [(frame.time, frame.to_ndarray(format="bgr24")) for frame in container.decode(video=0)]


def numbers(path: Path) -> list[int]:
    return [media.read_number(picture) for _, picture in frames(path)]


def heard(path: Path) -> np.ndarray:
    """Samples from time 0 on, left channel."""
    with av.open(str(path)) as container:
        blocks = [(frame.pts, frame.to_ndarray()[0]) for frame in container.decode(audio=0)]
    origin = blocks[0][0]
    assert origin <= 0
    return np.concatenate([block for _, block in blocks])[-origin:]


def tone_video(
    path: Path, seconds: float = 6.0, hz: float = 220.0, rate: int = RATE, fps: float = 25
) -> Path:
    samples = (0.4 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)
    picture = np.full((64, 96, 3), 120, np.uint8)
    write_video(path, [picture] * round(seconds * fps), fps=fps, sound=Sound(samples, rate))
    return path


@pytest.mark.parametrize(
    "profile",
    [
        MP4,
        AVI,
        WEBM,
        MPEGTS,
        EncodingProfile("mp4", "libx264", "aac", "fltp", (*MP4.video_options, ("g", "9"))),
    ],
    ids=["mp4", "avi", "webm", "ts", "keyed"],
)
def test_the_frames_of_the_parts_are_in_it_and_no_others(tmp_path: Path, profile):
    source = media.numbered_video(tmp_path / "v", 100, profile=profile)
    seen = numbers(reel(source, (1000, 1400), (2400, 2800)))
    assert seen == [*range(25, 35), *range(60, 70)]


def test_parts_keep_the_order_in_which_they_are_given_and_may_come_again(tmp_path: Path):
    source = media.numbered_video(tmp_path / "v.mp4", 60)
    assert numbers(reel(source, (1600, 1720), (0, 120), (1640, 1760))) == [40, 41, 42, 0, 1, 2, 41, 42, 43]


def test_a_cut_between_two_frames_shows_what_is_on_display(tmp_path: Path):
    source = media.numbered_video(tmp_path / "v.mp4", 60)
    assert numbers(reel(source, (1010, 1130))) == [25, 26, 27]
    assert numbers(reel(source, (1035, 1155))) == [26, 27, 28], "rounded to the nearest frame"


@pytest.mark.parametrize("fps", [24, Fraction(30000, 1001), 50])
def test_a_steady_rate_is_kept(tmp_path: Path, fps):
    source = media.numbered_video(tmp_path / "v.mp4", 120, fps=fps)
    path = reel(source, (500, 1500), (1800, 2100))
    with av.open(str(path)) as container:
        assert container.streams.video[0].average_rate == pytest.approx(float(fps), rel=1e-3)
    times = [time for time, _ in frames(path)]
    assert len(times) == round(fps * 1) + round(fps * Fraction(3, 10))
    assert np.diff(times) == pytest.approx(1 / float(fps), abs=1e-4)
    first = numbers(path)
    assert first[0] == pytest.approx(0.5 * float(fps), abs=1)
    assert np.diff(first[: round(fps)]).tolist() == [1] * (round(fps) - 1), "none twice, none left out"


def test_uneven_times_become_even_ones_and_each_frame_stays_as_long(tmp_path: Path):
    """Frames at uneven times, told by their grey: 0, 20, ... from black on."""
    times = (0, 40, 80, 400, 440, 1000, 1040, 1900)
    source = tmp_path / "vfr.mp4"
    pictures = (np.full((64, 96, 3), 20 + 25 * i, np.uint8) for i in range(len(times)))
    write_video(source, pictures, fps=25, times_ms=times)
    shown = frames(reel(source, (200, 1200)))
    rate = float(frame_rate(source, LIMITS))
    levels = [round((float(picture.mean()) - 20) / 25) for _, picture in shown]
    assert len(shown) == pytest.approx(rate, abs=1)
    for number, level in enumerate(levels):
        due = 200 + number * 1000 / rate
        assert times[level] <= due + 500 / rate + 1
        assert level == len(times) - 1 or due < times[level + 1] + 500 / rate


def test_a_sideways_phone_video_comes_out_upright(tmp_path: Path):
    source = media.face_video(tmp_path / "v.mp4", 1.0, size=(240, 320), rotation=90)
    _, first = frames(reel(source, (0, 400)))[0]
    upright = next(media.drifting(media.astronaut(), 1, (240, 320)))
    assert first.shape == (320, 240, 3)
    assert np.abs(first.astype(int) - upright).mean() < 8


def test_large_pictures_are_made_smaller_and_odd_sides_even(tmp_path: Path):
    large = tmp_path / "large.mp4"
    write_video(large, [np.full((1200, 2400, 3), 90, np.uint8)] * 10, fps=25)
    assert frames(reel(large, (0, 200)))[0][1].shape == (960, 1920, 3)


def test_it_plays_in_browsers(tmp_path: Path):
    path = reel(tone_video(tmp_path / "v.mp4"), (1000, 2000), (3000, 4000))
    with av.open(str(path)) as container:
        video, sound = container.streams
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (sound.codec_context.name, sound.codec_context.sample_rate) == ("aac", RATE)
    raw = path.read_bytes()
    assert raw.index(b"moov") < raw.index(b"mdat"), "the index comes first, so that playing begins at once"


def test_sound_is_as_long_as_the_pictures_and_comes_from_the_same_time(tmp_path: Path):
    """A beep of 100 ms at each full second, of another height each time."""
    rate, count = 44_100, 8
    samples = np.zeros(rate * count, np.float32)
    for second in range(count):
        wave = np.sin(2 * np.pi * (300 + 200 * second) * np.arange(rate // 10) / rate)
        samples[second * rate : second * rate + rate // 10] = 0.5 * wave
    source = tmp_path / "v.mp4"
    picture = np.full((64, 96, 3), 120, np.uint8)
    write_video(source, [picture] * 25 * count, fps=25, sound=Sound(samples, rate))
    path = reel(source, (4500, 5700), (1500, 2700))
    sound = heard(path)
    assert len(frames(path)) == 60
    assert len(sound) / RATE == pytest.approx(2.4, abs=0.03)
    loud = np.flatnonzero(np.abs(sound) > 0.25) / RATE
    for begin, hz in ((0.5, 1300), (1.7, 700)):
        beep = loud[(loud > begin - 0.3) & (loud < begin + 0.3)]
        assert beep.min() == pytest.approx(begin, abs=0.01)
        assert beep.max() == pytest.approx(begin + 0.1, abs=0.01)
        part = sound[round((begin + 0.02) * RATE) : round((begin + 0.08) * RATE)]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
        assert np.argmax(spectrum) * RATE / len(part) == pytest.approx(hz, abs=20)


def test_no_click_is_heard_at_a_join(tmp_path: Path):
    """A steady tone, cut at other phases: a hard cut would jump by up to 0.8."""
    path = reel(tone_video(tmp_path / "v.mp4"), (503, 1507), (2011, 3017), (4123, 5129))
    sound = heard(path)
    steepest = 0.4 * 2 * np.pi * 220 / RATE
    assert np.abs(np.diff(sound)).max() < 2 * steepest
    for join in (1.0, 2.0):
        around = sound[round((join - 0.1) * RATE) : round((join + 0.1) * RATE)]
        level = np.sqrt(np.convolve(around**2, np.ones(480) / 480, "valid"))
        assert level.max() < 0.45, "equal power: no louder than the tone could be"
    assert np.abs(sound[:40]).max() < 0.05, "faded in"
    assert np.abs(sound[RATE : RATE * 2]).max() > 0.35


def test_a_join_of_what_belongs_together_is_not_heard_at_all(tmp_path: Path):
    sound = heard(reel(tone_video(tmp_path / "v.mp4"), (1000, 2000), (2000, 3000)))
    whole = heard(reel(tone_video(tmp_path / "w.mp4"), (1000, 3000)))
    middle = slice(round(0.9 * RATE), round(1.1 * RATE))
    assert np.abs(sound[middle] - whole[middle]).max() < 0.03


def test_a_video_without_sound_gives_a_reel_without(tmp_path: Path):
    source = media.numbered_video(tmp_path / "v.mp4", 50)
    with av.open(str(reel(source, (0, 400), (800, 1200)))) as container:
        assert [stream.type for stream in container.streams] == ["video"]


def test_sound_that_ends_early_is_silent_afterwards(tmp_path: Path):
    source = tmp_path / "v.mp4"
    samples = (0.4 * np.sin(np.arange(RATE) * 0.05)).astype(np.float32)
    picture = np.full((64, 96, 3), 120, np.uint8)
    write_video(source, [picture] * 100, fps=25, sound=Sound(samples, RATE))
    sound = heard(reel(source, (2000, 3000), (500, 1500)))
    assert len(sound) / RATE == pytest.approx(2.0, abs=0.03)
    assert np.abs(sound[: round(0.9 * RATE)]).max() < 0.01
    assert np.abs(sound[round(1.1 * RATE) : round(1.4 * RATE)]).max() > 0.35


def test_progress_is_told_and_stops_the_work(tmp_path: Path):
    source, seen = media.numbered_video(tmp_path / "v.mp4", 50), []
    reel(source, (0, 400), (800, 1200), reports=seen)
    assert [one.fraction for one in seen] == pytest.approx([n / 20 for n in range(1, 21)])

    def stop(_: Progress) -> None:
        raise RuntimeError("called off")

    with pytest.raises(RuntimeError, match="called off"):
        write_reel(source, tmp_path / "other.mp4", [Part(0, 400)], LIMITS, stop)


def test_a_part_behind_the_last_frame_or_too_short_is_an_error(tmp_path: Path):
    source = media.numbered_video(tmp_path / "v.mp4", 25)
    with pytest.raises(DamagedMedia, match="no pictures around 9000 ms"):
        reel(source, (9000, 9500))
    with pytest.raises(ValueError, match="at least 100 ms"):
        reel(source, (0, 99))


def test_the_end_of_the_last_frame_is_filled_with_it(tmp_path: Path):
    source = media.numbered_video(tmp_path / "v.mp4", 25)
    assert numbers(reel(source, (800, 1200))) == [20, 21, 22, 23, 24, 24, 24, 24, 24, 24]


def test_a_rate_that_was_made_up_is_replaced(tmp_path: Path):
    steady = media.numbered_video(tmp_path / "v.mp4", 10, fps=25)
    assert frame_rate(steady, LIMITS) == 25
    assert cv2.VideoCapture(str(reel(steady, (0, 200)))).get(cv2.CAP_PROP_FPS) == 25
    fast = media.numbered_video(tmp_path / "fast.mp4", 240, fps=120)
    assert frame_rate(fast, LIMITS) == 60
    assert numbers(reel(fast, (500, 600))) == pytest.approx([60, 62, 64, 66, 68, 70], abs=1)
