from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from emoscope.domain.faces import FaceGeometry
from emoscope.pipelines import tables
from emoscope.pipelines.tables import FRAME_SCHEMA, PartWriter, averages, join_faces


def row(frame: int, track: int, happy: float = 0.5) -> tuple[float, ...]:
    told = (
        frame, 40 * frame, track, 1, 2, 3, 4, 0.9, 0.8,
        0, 0, 0, 0, happy, 1 - happy, 0, 0, 0.1, 0.2, 0.3, happy < 0.5,
    )  # fmt: skip
    return (*told, *FaceGeometry().values())


@pytest.fixture
def joined(tmp_path: Path, monkeypatch) -> tuple[pl.DataFrame, Path]:
    monkeypatch.setattr(tables, "ROW_GROUP_SIZE", 10)
    writer = PartWriter(tmp_path, "faces", FRAME_SCHEMA)
    for frame in range(40):
        writer.add([row(frame, 1, 0.2), row(frame, 2, 0.6), row(frame, 3)])
    assert len(writer.close()) > 3
    target = tmp_path / "frames.parquet"
    join_faces(writer.close(), target, {1: 2, 2: 1})
    return pl.read_parquet(target), target


def test_rows_are_in_order_of_frame_then_face_and_dropped_tracks_are_gone(joined):
    table, path = joined
    assert table.schema == FRAME_SCHEMA
    assert table["frame"].to_list() == [frame for frame in range(40) for _ in "ab"]
    assert table["face_id"].to_list() == [1, 2] * 40
    assert table.filter(pl.col("face_id") == 1)["happy"].unique().to_list() == pytest.approx([0.6])
    assert [item.name for item in path.parent.iterdir()] == ["frames.parquet"]


def test_averages_are_per_face_and_over_all(joined):
    per_face, overall = averages(joined[1])
    assert per_face["face_id"].to_list() == [1, 2]
    assert per_face["happy"].to_list() == pytest.approx([0.6, 0.2])
    assert per_face["frame_count"].to_list() == [40, 40]
    assert per_face["uncertain_share"].to_list() == [0, 1]
    assert overall["happy"][0] == pytest.approx(0.4)


def test_no_rows_make_an_empty_table_with_all_columns(tmp_path: Path):
    target = tmp_path / "frames.parquet"
    join_faces(PartWriter(tmp_path, "faces", FRAME_SCHEMA).close(), target, {})
    assert pl.read_parquet(target).schema == FRAME_SCHEMA
