"""Sound files are told by their content, with every encoder at hand."""

from __future__ import annotations

import av
import numpy as np
import pytest

from builders.media import blank_video, sound_only
from builders.sounds import encoded, harmonic, wav
from emoscope.media.encode import WEBM
from emoscope.media.sniff import HEAD_BYTES
from emoscope.media.sniff_sound import sniff_audible, sniff_sound

TONE = harmonic(150, 1.0, rate=48_000)[None]


def head(path) -> bytes:
    return path.read_bytes()[:HEAD_BYTES]


@pytest.mark.parametrize(
    ("name", "codec", "ending"),
    [
        ("a.mp3", "libmp3lame", "mp3"),
        ("a.aac", "aac", "aac"),
        ("a.m4a", "aac", "m4a"),
        ("a.flac", "flac", "flac"),
        ("a.ogg", "libopus", "ogg"),
        ("a.webm", "libopus", "webm"),
        ("a.aiff", "pcm_s16be", "aiff"),
    ],
)
def test_each_kind_of_sound_is_named(tmp_path, name, codec, ending):
    assert sniff_sound(head(encoded(tmp_path / name, codec, [TONE], 48_000))) == ending


def test_wav_and_sound_in_an_mp4_of_the_common_brand(tmp_path):
    assert sniff_sound(head(wav(tmp_path / "a.bin", TONE[0], 48_000))) == "wav"
    path = sound_only(tmp_path / "a.mp4")
    assert path.read_bytes()[8:12] == b"isom"
    assert sniff_sound(head(path)) == "m4a"


def test_frames_without_a_tag_and_a_tag_before_other_frames(tmp_path):
    mp3 = encoded(tmp_path / "a.mp3", "libmp3lame", [TONE], 48_000).read_bytes()
    start = mp3.index(b"\xff\xfb")
    assert mp3[:3] == b"ID3"
    assert sniff_sound(mp3[start:HEAD_BYTES]) == "mp3"
    aac = encoded(tmp_path / "a.aac", "aac", [TONE], 48_000).read_bytes()
    tag = b"ID3\x04\x00\x00" + bytes([0, 0, 1, 72]) + bytes(200)
    assert sniff_sound(tag + aac[:5000]) == "aac"


def test_films_are_no_sound_but_may_be_heard(tmp_path):
    film = head(blank_video(tmp_path / "a.mp4", audio=True))
    assert (sniff_sound(film), sniff_audible(film)) == (None, "mp4")
    with av.open(str(tmp_path / "a.avi"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert sniff_sound(head(tmp_path / "a.avi")) is None
    assert sniff_audible(head(blank_video(tmp_path / "b.webm", profile=WEBM))) == "webm"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff", b"ID", b"RIFF\x00\x00\x00\x00AVI LIST", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
        b"GIF89a" + bytes(9),
        "A letter in UTF-16, with its mark in front".encode("utf-16"), b"<!doctype html><html>" * 9,
        b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", b"%PDF-1.7\n",
        b"\xff\xf1\x50\x80\x02\x1f\xfc" + b"text" * 99,
        b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ",
    ],
)  # fmt: skip
def test_other_content_is_not_taken_for_sound(content):
    assert sniff_sound(content) is None
