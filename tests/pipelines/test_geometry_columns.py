from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from builders import media
from builders.models import face_models
from emoscope.analyzers.face_geometry import load_face_geometry
from emoscope.domain.faces import GEOMETRY_COLUMNS, UNTOLD
from emoscope.domain.video import VideoOptions
from emoscope.pipelines.image import analyze_picture
from emoscope.pipelines.models import FaceModels
from emoscope.pipelines.tables import FRAME_SCHEMA
from emoscope.pipelines.video import analyze


@pytest.fixture(scope="module")
def models() -> FaceModels:
    return replace(face_models(), geometry=load_face_geometry())


def test_every_frame_of_a_video_tells_the_geometry_of_its_face(models, tmp_path: Path):
    path = media.face_video(tmp_path / "v.mp4", 0.6, size=(640, 480), audio=False)
    seen = analyze(path, models, tmp_path / "work", VideoOptions(), lambda _progress: None)
    table = pl.read_parquet(seen.frames_path)
    assert table.schema == FRAME_SCHEMA
    assert table.height == 15
    told = table.select(GEOMETRY_COLUMNS)
    assert told.null_count().sum_horizontal()[0] == 0
    assert table["eyes_closed"].any() is False
    # The picture moves, the face does not: only noise may change.
    for column in ("head_yaw", "head_pitch", "head_roll"):
        assert np.ptp(table[column].to_numpy()) < 4
    assert {"face-geometry", "face-mesh", "face-iris"} <= set(seen.models)


def test_without_the_estimator_the_columns_are_empty(tmp_path: Path):
    path = media.face_video(tmp_path / "v.mp4", 0.2, audio=False)
    seen = analyze(path, face_models(), tmp_path / "work", VideoOptions(), lambda _progress: None)
    table = pl.read_parquet(seen.frames_path)
    assert table.schema == FRAME_SCHEMA
    assert table.select(GEOMETRY_COLUMNS).null_count().row(0) == (table.height,) * len(GEOMETRY_COLUMNS)
    assert "face-geometry" not in seen.models


def test_faces_of_a_picture_tell_theirs(models):
    (face,) = analyze_picture(media.astronaut(), models).faces
    assert face.geometry.head_yaw is not None
    assert face.geometry.action_units["au12"] > 0.3
    assert analyze_picture(media.astronaut(), face_models()).faces[0].geometry == UNTOLD
