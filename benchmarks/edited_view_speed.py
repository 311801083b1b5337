"""How long it takes to show a long video after many edits: an hour at 25 frames a second with three faces.

edited_view_speed.py [--frames 90000] [--faces 3]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from emoscope.analyzers.circumplex import affect_columns
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.pipelines.tables import FRAME_SCHEMA, ROW_GROUP_SIZE, averages
from emoscope.videos.corrections import Corrections, fold
from emoscope.videos.edit_checks import Sightings
from emoscope.videos.edited_view import SUMMARY_COLUMNS, SeenFace, Summary, corrected, summarised
from emoscope.videos.face_matching import COLUMNS, match_faces

FPS, WINDOW, REPEATS = 25.0, 250, 7


def table(frames: int, faces: int) -> pl.DataFrame:
    rng = np.random.default_rng(0)
    count = frames * faces
    shares = rng.dirichlet(np.ones(len(EMOTIONS)), count)
    numbers = np.repeat(np.arange(frames), faces)
    columns: dict[str, Any] = {
        "frame": numbers,
        "timestamp_ms": numbers * 40,
        "face_id": np.tile(np.arange(1, faces + 1), frames),
        **{name: rng.uniform(50, 100, count) for name in "xywh"},
        **{name: rng.uniform(0.3, 1, count) for name in ("detection_score", "quality")},
        **dict(zip(EMOTIONS, shares.T, strict=True)),
        **dict(zip(("valence", "arousal", "intensity"), affect_columns(shares).T, strict=True)),
    }
    columns["x"] += 200 * columns["face_id"]
    filled = {name: pl.Series(values) for name, values in columns.items()} | {
        "uncertain": pl.lit(value=False)
    }
    return pl.select(
        (filled.get(name, pl.lit(0.0))).cast(kind).alias(name) for name, kind in FRAME_SCHEMA.items()
    )


def edits(frames: int) -> list[tuple[str, dict[str, Any]]]:
    """A thousand overrides, a thousand scattered frames reassigned, a split, a merge, names."""
    places = np.linspace(0, frames - 1, 1000).astype(int).tolist()
    sad = dict.fromkeys(EMOTIONS, 0.0) | {"sad": 1.0}
    return [
        ("rename", {"names": [{"face_id": 1, "name": "Ann"}]}),
        ("split", {"face_id": 2, "first_frame": frames // 2, "last_frame": frames, "new_face_id": 4}),
        (
            "reassign",
            {"from": 1, "to": 4, "frames": [[place, place] for place in places if place < frames // 2]},
        ),
        ("merge", {"into": 1, "faces": [2]}),
        *(("emotions", {"frame": place, "face_id": 3, "emotions": sad}) for place in places),
    ]


def measured(name: str, work: Callable[[], object]) -> None:
    work()
    cpu, wall = [], []
    for _ in range(REPEATS):
        began = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - began[0])
        wall.append(time.perf_counter() - began[1])
    print(f"{name:58} {np.median(cpu) * 1000:8.1f} {np.median(wall) * 1000:8.1f}")


def window(path: Path, corrections: Corrections, first: int) -> pl.DataFrame:
    inside = pl.col("frame").is_between(first, first + WINDOW - 1)
    return corrected(pl.scan_parquet(path).filter(inside).collect(), corrections)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--frames", type=int, default=90_000)
    parser.add_argument("--faces", type=int, default=3)
    asked = parser.parse_args()
    rows = table(asked.frames, asked.faces)
    timeline = rows.select("frame", "timestamp_ms").unique("frame").with_columns(analysed=True)
    means = averages(rows)[0]
    people = [
        SeenFace(row["face_id"], "key", 0, row["face_id"], 0, 0, 0, 0, {}, 0, 0, 0)
        for row in means.iter_rows(named=True)
    ]
    predicted = Summary(people, {}, Affect(0, 0, 0))
    given = edits(asked.frames)
    corrections = fold(range(1, asked.faces + 1), given)
    print(f"{rows.height} rows, {len(given)} edits, {pl.thread_pool_size()} threads; median of {REPEATS}")
    print(f"{'':58} {'CPU ms':>8} {'wall ms':>8}")
    measured("fold of the edits", lambda: fold(range(1, asked.faces + 1), given))
    measured("corrections to JSON and back", lambda: Corrections.from_json(corrections.to_json()))
    measured("what a check looks at (who is in which frame)", lambda: Sightings.of(rows, timeline))
    measured("all rows as shown", lambda: corrected(rows, corrections))
    measured(
        "faces and means",
        lambda: summarised(rows.select(SUMMARY_COLUMNS), timeline, FPS, corrections, predicted),
    )
    measured(
        "faces of two analyses matched",
        lambda: match_faces(rows.select(COLUMNS), rows.select(COLUMNS), {}, {}),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frames.parquet"
        rows.write_parquet(path, row_group_size=ROW_GROUP_SIZE)
        measured(
            f"{WINDOW} frames in the middle, read and shown",
            lambda: window(path, corrections, asked.frames // 2),
        )
        measured(
            "what the means need of the file read",
            lambda: pl.read_parquet(path, columns=list(SUMMARY_COLUMNS)),
        )


if __name__ == "__main__":
    main()
