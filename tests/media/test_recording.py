"""Sound of many forms becomes one: 16 kHz, in step with the source's clock."""

from __future__ import annotations

import numpy as np
import pytest

from builders.media import blank_video
from builders.sounds import encoded, harmonic, wav
from emoscope.domain.video import MediaLimits
from emoscope.errors import DamagedMedia, MediaTooLarge, NoSound, UnsupportedMedia
from emoscope.media.channels import separate, together
from emoscope.media.recording import RATE, record

LIMITS = MediaLimits()


def pitch_of(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return np.argmax(spectrum) * RATE / len(samples)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_any_rate_comes_out_at_16_khz(tmp_path, rate):
    path = wav(tmp_path / "a.wav", harmonic(440, 2.0, rate=rate), rate)
    found = record(path, tmp_path / "spool", LIMITS)
    assert (found.rate_hz, found.channels) == (rate, 1)
    assert abs(len(found.samples) - 2 * RATE) < 0.01 * RATE
    assert pitch_of(found.samples[:, 0].astype(np.float64)) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [("a.mp3", "libmp3lame", 44_100), ("a.m4a", "aac", 44_100), ("a.aac", "aac", 44_100),
     ("a.flac", "flac", 44_100), ("a.ogg", "libopus", 48_000), ("a.webm", "libopus", 48_000)],
)  # fmt: skip
def test_compressed_sound_keeps_its_length_and_pitch(tmp_path, name, codec, rate):
    path = encoded(tmp_path / name, codec, [harmonic(300, 2.0, rate=rate)[None]], rate)
    found = record(path, tmp_path / "spool", LIMITS)
    assert abs(found.duration_ms - 2000) < 80
    assert pitch_of(found.samples[:, 0].astype(np.float64)) == pytest.approx(300, abs=2)


def test_a_part_is_cut_to_the_sample_and_knows_its_place(tmp_path):
    ramp = np.linspace(0, 0.9, 3 * RATE)
    found = record(wav(tmp_path / "a.wav", ramp), tmp_path / "spool", LIMITS, start_ms=1000, end_ms=2500)
    assert (found.start_ms, len(found.samples)) == (1000, 1.5 * RATE)
    assert found.samples[0, 0] == pytest.approx(0.3, abs=0.001)
    with pytest.raises(NoSound):
        record(tmp_path / "a.wav", tmp_path / "spool", LIMITS, start_ms=60_000)


def test_a_silent_track_is_passed_over_for_one_that_sounds(tmp_path):
    silence, tone = np.zeros((1, 2 * RATE), np.float32), harmonic(200, 2.0)[None]
    path = encoded(tmp_path / "a.mkv", "pcm_s16le", [silence, tone], RATE)
    found = record(path, tmp_path / "spool", LIMITS)
    assert (found.tracks, found.track) == (2, 1)
    assert np.abs(found.samples).max() > 0.05


def test_six_channels_are_kept(tmp_path):
    path = encoded(tmp_path / "a.flac", "flac", [np.tile(harmonic(200, 1.0), (6, 1))], RATE, "5.1")
    found = record(path, tmp_path / "spool", LIMITS)
    assert found.channels == 6
    assert len(separate(found)) == 1


def test_what_is_no_sound_is_refused_by_name(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"")
    with pytest.raises(DamagedMedia):
        record(tmp_path / "a.wav", tmp_path / "spool", LIMITS)
    (tmp_path / "a.mp3").write_text("This is a letter and no sound. " * 50)
    with pytest.raises(UnsupportedMedia):
        record(tmp_path / "a.mp3", tmp_path / "spool", LIMITS)
    with pytest.raises(NoSound) as caught:
        record(blank_video(tmp_path / "a.mp4"), tmp_path / "spool", LIMITS)
    assert caught.value.code == "no_sound"
    path = wav(tmp_path / "long.wav", harmonic(200, 5.0))
    with pytest.raises(MediaTooLarge):
        record(path, tmp_path / "spool", MediaLimits(max_duration_s=2.0))


def test_a_playlist_does_not_reach_other_files(tmp_path):
    wav(tmp_path / "secret.wav", harmonic(200, 1.0))
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nsecret.wav\n#EXT-X-ENDLIST\n")
    with pytest.raises(UnsupportedMedia):
        record(tmp_path / "list.m3u8", tmp_path / "spool", LIMITS)


def noise(seconds, seed):
    """Bursts as of two people who do not wait for each other."""
    rng = np.random.default_rng(seed)
    bursts = np.repeat(rng.random(round(seconds * 4)) < 0.6, RATE // 4)
    return 0.1 * rng.standard_normal(len(bursts)) * bursts


def test_channels_of_different_sources_are_kept_apart(tmp_path):
    left, right = noise(10, 1), noise(10, 2)
    found = record(wav(tmp_path / "a.wav", np.stack([left, right], 1)), tmp_path / "spool", LIMITS)
    voices = separate(found)
    assert [voice.channel for voice in voices] == [0, 1]
    assert np.allclose(voices[0].read(0, RATE), left[:RATE], atol=0.002)
    assert np.allclose(together(found).read(0, RATE), (left + right)[:RATE] / 2, atol=0.002)


def test_what_leaks_from_a_louder_channel_is_muted(tmp_path):
    rng = np.random.default_rng(3)
    turns = np.repeat([1, 0, 1, 0, 1, 0, 1, 0], RATE)
    speech = 0.2 * rng.standard_normal(len(turns))
    left = speech * np.where(turns, 1, 0.05)
    right = speech * np.where(turns, 0.05, 1)
    found = record(wav(tmp_path / "a.wav", np.stack([left, right], 1)), tmp_path / "spool", LIMITS)
    first, second = separate(found)
    assert first.muted.tolist() == [False, False, True, True] * 4
    assert second.muted.tolist() == [True, True, False, False] * 4


@pytest.mark.parametrize("delay", [0, 60])
def test_one_source_in_two_channels_is_mixed(tmp_path, delay):
    source = noise(10, 1)
    both = np.stack([source, 0.8 * np.roll(source, delay)], 1)
    found = record(wav(tmp_path / "a.wav", both), tmp_path / "spool", LIMITS)
    assert [voice.channel for voice in separate(found)] == [None]
