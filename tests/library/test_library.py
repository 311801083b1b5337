from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import cv2
import polars as pl
import pytest

import emoscope
from builders import media
from builders.sounds import RATE, two_cities
from builders.talking import talking_video
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.video import FRAME_TABLE_COLUMNS
from emoscope.library import default_face_models


def test_a_video_in_one_call(tmp_path: Path):
    steps: list[emoscope.Progress] = []
    path = media.face_video(tmp_path / "v.mp4", 1.0)
    result = emoscope.analyze_video(path, fps=10, on_progress=steps.append)
    assert result.to_polars() is result.frames
    assert tuple(result.frames.columns) == FRAME_TABLE_COLUMNS
    assert len(result.faces) == 1
    assert result.emotions is not None
    assert max(result.emotions, key=result.emotions.__getitem__) == "happy"  # she smiles
    assert result.faces[0].affect.valence > 0.3
    assert result.audio is not None
    assert (result.audio.segments, "no_speech" in result.audio.notes) == ((), True), "it is a tone"
    assert [one.fraction for one in steps] == sorted(one.fraction for one in steps)
    assert result.timeline.filter(pl.col("analysed")).height == result.frames.height
    assert steps[-1].fraction == 1.0
    raw = result.frames.clone()
    smooth = result.smoothed(500)
    assert smooth["happy"].std() < 0.9 * raw["happy"].std()
    assert result.frames.equals(raw)
    assert 0 <= result.faces[0].uncertain_share <= 1


def test_the_sound_of_a_video_is_heard_where_there_is_one_and_it_is_wanted(tmp_path: Path):
    path = talking_video(tmp_path / "v.mp4", two_cities()[: 4 * RATE], fps=2)
    heard = emoscope.analyze_video(path, start_ms=1000, end_ms=4000).audio
    assert heard is not None
    assert "best of times" in heard.text
    assert heard.segments[0].start_ms >= 1000
    assert emoscope.analyze_video(path, sound=False).audio is None
    steps: list[emoscope.Progress] = []
    mute = media.blank_video(tmp_path / "m.mp4", 0.4)
    assert emoscope.analyze_video(mute, on_progress=steps.append).audio is None
    assert steps[-1].fraction == 1.0


def test_a_picture_in_one_call(tmp_path: Path):
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), media.astronaut())
    (face,) = emoscope.analyze_image(path).faces
    assert face.face_id == 1
    assert tuple(face.emotions) == EMOTIONS
    assert max(face.emotions, key=face.emotions.__getitem__) == "happy"
    assert face.valence > 0.3
    assert 0 <= face.intensity <= 1
    (whole,) = emoscope.analyze_image(path, assume_face=True).faces
    assert (whole.box.w, whole.box.h) == (320, 240)


@pytest.mark.parametrize(
    "wrong", [{"fps": 0}, {"fps": -1.0}, {"start_ms": -1}, {"start_ms": 500, "end_ms": 400}]
)
def test_a_senseless_wish_is_an_error_of_the_caller(tmp_path: Path, wrong):
    with pytest.raises(ValueError, match="must"):
        emoscope.analyze_video(tmp_path / "v.mp4", **wrong)


def test_models_are_loaded_once_even_by_many_threads():
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(default_face_models())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(models) for models in found}) == 1


def test_every_public_name_exists():
    for name in emoscope.__all__:
        assert getattr(emoscope, name) is not None
    with pytest.raises(AttributeError):
        _ = emoscope.no_such_name


def test_importing_the_package_loads_no_decoder_and_no_model():
    check = (
        "import sys, emoscope; sys.exit(any(m in sys.modules for m in ('av', 'cv2', 'onnxruntime', 'dlib')))"
    )
    source = str(Path(emoscope.__file__).parents[1])
    assert (
        subprocess.run([sys.executable, "-c", check], env={"PYTHONPATH": source}, check=False).returncode == 0
    )
