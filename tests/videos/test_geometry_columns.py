from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from emoscope.domain.faces import GEOMETRY_COLUMNS


def report(client, video_id: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/v1/videos/{video_id}/report").text)))


def stored_table(settings) -> Path:
    """The one Parquet file among the stored objects that is a frame table."""
    tables = [
        path for path in settings.data_dir.rglob("*.parquet") if "happy" in pl.read_parquet_schema(path)
    ]
    (table,) = tables
    return table


def test_the_report_tells_geometry_and_a_table_without_it_still_reads(client, analysed, settings):
    rows = report(client, analysed)
    assert set(GEOMETRY_COLUMNS) <= set(rows[0])
    assert all(-30 < float(row["head_yaw"]) < 30 for row in rows)
    assert {row["eyes_closed"] for row in rows} <= {"true", "false", ""}
    path = stored_table(settings)
    table = pl.read_parquet(path, memory_map=False)
    assert table["head_yaw"][0] is not None
    table.drop(GEOMETRY_COLUMNS).write_parquet(path)
    older = report(client, analysed)
    assert [row["happy"] for row in older] == [row["happy"] for row in rows]
    assert {row[name] for row in older for name in GEOMETRY_COLUMNS} == {""}
    frames = client.get(f"/v1/videos/{analysed}/frames").json()["processed_frames"]
    assert len(frames[10]["faces"]) == 1
