"""The loudness of a file's sound over time."""

from __future__ import annotations

import numpy as np
import pytest

from builders.media import blank_video
from builders.sounds import RATE, encoded, harmonic
from emoscope.domain.video import MediaLimits
from emoscope.errors import BadMedia
from emoscope.pipelines.loudness import HOP_MS, loudness_of


def measured(path, folder, start_ms=0, end_ms=0):
    return loudness_of(path, folder / "spool", MediaLimits(), start_ms, end_ms, lambda _done, _all: None)


@pytest.fixture
def bursts(tmp_path):
    """A second of silence, a second of sound, and so on for four seconds, in two channels."""
    tone, silence = harmonic(200, 1.0), np.zeros(RATE, np.float32)
    mono = np.concatenate([silence, tone, silence, tone])
    return encoded(tmp_path / "bursts.mp4", "aac", [np.stack([mono, mono])], RATE, "stereo")


def test_sound_is_loud_where_it_is_and_quiet_where_it_is_not(bursts, tmp_path):
    found = measured(bursts, tmp_path)
    seconds = found.levels_db[: 4000 // HOP_MS].reshape(4, -1)[:, 20:80].mean(axis=1)
    assert seconds[[1, 3]] == pytest.approx(-20, abs=4)
    assert (seconds[[0, 2]] < -50).all()
    assert not list(tmp_path.glob("spool*")), "what was decoded is erased"


def test_a_part_keeps_the_times_of_the_source(bursts, tmp_path):
    found = measured(bursts, tmp_path, 1000, 3000)
    assert found.start_ms == 1000
    assert len(found.levels_db) == pytest.approx(200, abs=3)
    assert found.levels_db[20:80].mean() > found.levels_db[120:180].mean() + 20


def test_a_file_without_sound_has_no_loudness(tmp_path):
    with pytest.raises(BadMedia):
        measured(blank_video(tmp_path / "silent.mp4"), tmp_path)


def test_long_sound_is_measured_in_blocks_alike(tmp_path):
    tone = harmonic(200, 70.0)
    found = measured(encoded(tmp_path / "long.m4a", "aac", [tone[None]], RATE), tmp_path)
    assert len(found.levels_db) == pytest.approx(7000, abs=20)
    assert found.levels_db[50:6950].std() < 0.5
