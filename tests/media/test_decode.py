from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from builders import media
from emoscope.domain.video import MediaLimits
from emoscope.errors import DamagedMedia, MediaTooLarge
from emoscope.media.decode import decode, decode_frame_at
from emoscope.media.encode import AVI, MP4, MPEG, MPEGTS, WEBM, EncodingProfile, write_video

LIMITS = MediaLimits()
PROFILES = [MP4, AVI, WEBM, MPEG, MPEGTS]
OFTEN_KEYED = EncodingProfile("mp4", "libx264", "aac", "fltp", (*MP4.video_options, ("g", "12")))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.container)
def test_frames_come_in_order_with_their_numbers_and_times(tmp_path: Path, profile):
    path = media.numbered_video(tmp_path / "v", 30, profile=profile)
    frames = [(f.index, f.timestamp_ms, media.read_number(f.picture())) for f in decode(path, LIMITS)]
    assert frames == [(i, 40 * i, i) for i in range(30)]


@pytest.mark.parametrize(
    "profile", [*PROFILES, OFTEN_KEYED], ids=["mp4", "avi", "webm", "mpeg", "ts", "keyed"]
)
def test_a_part_keeps_the_numbers_and_times_of_the_source(tmp_path: Path, profile):
    path = media.numbered_video(tmp_path / "v", 60, profile=profile)
    frames = decode(path, LIMITS, start_ms=1010, end_ms=1200)
    assert [(f.index, f.timestamp_ms, media.read_number(f.picture())) for f in frames] == [
        (26, 1040, 26), (27, 1080, 27), (28, 1120, 28), (29, 1160, 29)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "profile", [*PROFILES, OFTEN_KEYED], ids=["mp4", "avi", "webm", "mpeg", "ts", "keyed"]
)
def test_a_sought_frame_equals_the_streamed_one(tmp_path: Path, profile):
    path = media.numbered_video(tmp_path / "v", 40, profile=profile)
    for frame in decode(path, LIMITS):
        if frame.index in {0, 1, 11, 12, 25, 39}:
            assert np.array_equal(
                decode_frame_at(path, frame.index, frame.timestamp_ms, LIMITS), frame.picture()
            )


def test_a_frame_that_is_not_there_is_an_error(tmp_path: Path):
    path = media.numbered_video(tmp_path / "v.mp4", 5)
    with pytest.raises(DamagedMedia, match="Frame 99"):
        decode_frame_at(path, 99, 123_456, LIMITS)


def test_uneven_times_are_kept(tmp_path: Path):
    times = (0, 40, 80, 400, 440, 1000, 1040, 1900)
    path = media.vfr_video(tmp_path / "v.mp4", times)
    assert tuple(f.timestamp_ms for f in decode(path, LIMITS)) == times


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_frames_are_turned_as_players_turn_them(tmp_path: Path, rotation: int):
    path = media.face_video(tmp_path / "v.mp4", 0.1, size=(240, 320), rotation=rotation)
    upright = next(media.drifting(media.astronaut(), 1, (240, 320)))
    shown = next(decode(path, LIMITS)).picture()
    assert shown.shape == (320, 240, 3)
    assert np.abs(shown.astype(int) - upright).mean() < 8


def test_a_mirrored_recording_is_mirrored_back(tmp_path: Path):
    path = tmp_path / "v.mp4"
    write_video(path, media.drifting(media.astronaut(), 2, (320, 240)), fps=25, rotation=180)
    raw = path.read_bytes()
    half_turn = (-65536).to_bytes(4, "big", signed=True)
    at = raw.index(half_turn + bytes(12) + half_turn)
    # Only the first axis stays negated: left and right change places.
    path.write_bytes(raw[: at + 16] + (65536).to_bytes(4, "big") + raw[at + 20 :])
    plain = next(media.drifting(media.astronaut(), 1, (320, 240)))
    shown = next(decode(path, LIMITS)).picture()
    assert np.abs(shown.astype(int) - plain[:, ::-1]).mean() < 8


def test_a_damaged_tail_keeps_the_frames_before_it(tmp_path: Path):
    path = media.truncated(media.face_video(tmp_path / "v.mp4", 2.0, audio=False), 0.6)
    count = sum(1 for _ in decode(path, LIMITS))
    assert 1 <= count < 50


def test_garbage_in_the_middle_neither_stops_nor_hangs(tmp_path: Path):
    path = media.face_video(tmp_path / "v.mp4", 2.0, audio=False, profile=OFTEN_KEYED)
    raw = bytearray(path.read_bytes())
    middle = raw.index(b"mdat") + 4000
    raw[middle : middle + 3000] = np.random.default_rng(1).bytes(3000)
    path.write_bytes(raw)
    times = [f.timestamp_ms for f in decode(path, LIMITS)]
    assert times[-1] == 1960


def test_frames_that_outgrow_the_limit_are_refused(tmp_path: Path):
    with pytest.raises(MediaTooLarge):
        next(decode(media.face_video(tmp_path / "v.mp4", 0.2), MediaLimits(max_pixels=1000)))


def test_wide_pixels_are_made_square(tmp_path: Path):
    import av

    path = tmp_path / "v.mp4"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 180, 144, "yuv420p"
        stream.codec_context.sample_aspect_ratio = 2
        frame = av.VideoFrame.from_ndarray(cv2.resize(media.astronaut(), (180, 144)), "bgr24")
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    assert next(decode(path, LIMITS)).picture().shape == (144, 360, 3)
