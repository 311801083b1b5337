from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from emoscope.domain.video import MediaLimits
from emoscope.media.probe import probe
from emoscope.media.sample import make_sample


def test_the_demo_s_sample_has_picture_and_sound(tmp_path: Path):
    pytest.importorskip("skimage")
    if importlib.util.find_spec("moonshine_voice") is None:
        pytest.skip("the demo's packages are not installed")
    info = probe(make_sample(tmp_path / "sample.mp4"), MediaLimits())
    assert (info.container, info.codec, info.width, info.height) == ("mp4", "h264", 640, 480)
    assert info.has_audio
    assert info.duration_ms == pytest.approx(12_000, abs=100)
