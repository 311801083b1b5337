from __future__ import annotations

from pathlib import Path

import pytest

from builders import media
from emoscope.domain.video import MediaLimits
from emoscope.errors import DamagedMedia, MediaTooLarge, UnsupportedMedia
from emoscope.media.encode import AVI, MOV, MP4, MPEG, MPEGTS, WEBM
from emoscope.media.probe import probe
from emoscope.media.sniff import sniff_video

LIMITS = MediaLimits()


@pytest.mark.parametrize(
    ("container", "profile"),
    [("mp4", MP4), ("mov", MOV), ("avi", AVI), ("webm", WEBM), ("mpeg", MPEG), ("mpeg", MPEGTS)],
)
def test_a_container_is_known_by_its_content_not_its_name(tmp_path: Path, container, profile):
    path = media.face_video(tmp_path / "file.bin", seconds=0.6, profile=profile)
    info = probe(path, LIMITS)
    assert info.container == container
    assert (info.width, info.height) == (320, 240)
    assert info.fps == pytest.approx(25, abs=0.1)
    assert info.has_audio
    assert abs(info.duration_ms - 600) <= 100
    assert sniff_video(path.read_bytes()[:4096]) == container


def test_sound_is_not_claimed_where_there_is_none(tmp_path: Path):
    assert not probe(media.face_video(tmp_path / "v.mp4", 0.2, audio=False), LIMITS).has_audio


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_size_is_as_displayed_after_rotation(tmp_path: Path, rotation: int):
    path = media.face_video(tmp_path / "v.mp4", 0.2, size=(240, 320), rotation=rotation)
    info = probe(path, LIMITS)
    assert (info.width, info.height, info.rotation) == (240, 320, rotation)


def test_a_text_file_is_no_video(tmp_path: Path):
    with pytest.raises(UnsupportedMedia, match="MP4, MOV, AVI, WebM or MPEG"):
        probe(media.text_as_mp4(tmp_path / "letter.mp4"), LIMITS)


def test_an_empty_file_is_no_video(tmp_path: Path):
    path = tmp_path / "empty.mp4"
    path.touch()
    with pytest.raises(UnsupportedMedia):
        probe(path, LIMITS)


def test_a_folder_is_no_video(tmp_path: Path):
    with pytest.raises(UnsupportedMedia):
        probe(tmp_path, LIMITS)


def test_an_mp4_without_its_index_is_damaged(tmp_path: Path):
    with pytest.raises(DamagedMedia):
        probe(media.truncated_without_index(tmp_path / "v.mp4"), LIMITS)


def test_noise_behind_a_video_header_is_damaged(tmp_path: Path):
    path = tmp_path / "v.avi"
    path.write_bytes(b"RIFF\xff\xff\x00\x00AVI LIST" + bytes(range(256)) * 200)
    with pytest.raises((DamagedMedia, UnsupportedMedia)):
        probe(path, LIMITS)


def test_sound_alone_is_refused_with_a_reason(tmp_path: Path):
    with pytest.raises(UnsupportedMedia, match="no video stream"):
        probe(media.sound_only(tmp_path / "v.mp4"), LIMITS)


def test_a_playlist_cannot_reach_another_file(tmp_path: Path):
    target = media.face_video(tmp_path / "secret.ts", 0.4, profile=MPEGTS)
    with pytest.raises(UnsupportedMedia):
        probe(media.playlist_as_mp4(tmp_path / "v.mp4", str(target)), LIMITS)


def test_a_playlist_is_not_even_opened_where_the_first_look_is_fooled(tmp_path: Path, monkeypatch):
    """DamagedMedia means that opening failed; were playlists allowed, the target would be read."""
    target = media.face_video(tmp_path / "secret.ts", 0.4, profile=MPEGTS)
    monkeypatch.setattr("emoscope.media.container.sniff_video", lambda _head: "mp4")
    with pytest.raises(DamagedMedia):
        probe(media.playlist_as_mp4(tmp_path / "v.m3u8", str(target)), LIMITS)


def test_limits_hold(tmp_path: Path):
    path = media.face_video(tmp_path / "v.mp4", 1.0)
    with pytest.raises(MediaTooLarge, match="pixels"):
        probe(path, MediaLimits(max_pixels=320 * 240 - 1))
    with pytest.raises(MediaTooLarge, match="lasts"):
        probe(path, MediaLimits(max_duration_s=0.5))
    with pytest.raises(MediaTooLarge, match="streams"):
        probe(path, MediaLimits(max_streams=1))


def test_the_limit_on_duration_is_on_the_part_analysed(tmp_path: Path):
    path = media.face_video(tmp_path / "v.mp4", 1.0)
    assert probe(path, MediaLimits(max_duration_s=0.5), start_ms=200, end_ms=600).duration_ms == 1000


def test_one_frame_is_a_video(tmp_path: Path):
    assert probe(media.one_frame_video(tmp_path / "v.mp4"), LIMITS).frame_count == 1
