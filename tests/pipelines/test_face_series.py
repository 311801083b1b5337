from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from emoscope.domain.emotions import EMOTIONS
from emoscope.pipelines.face_series import bin_for, series_by_face


def row(frame: int, face_id: int, happy: float, uncertain: bool = False) -> dict[str, object]:
    shares = dict.fromkeys(EMOTIONS, 0.0) | {"happy": happy, "neutral": 1 - happy}
    rest = {"quality": 0.9, "valence": happy, "arousal": 0.0, "intensity": happy}
    return (
        {"frame": frame, "timestamp_ms": frame * 40, "face_id": face_id, "uncertain": uncertain}
        | shares
        | rest
    )


def test_rows_become_means_of_stretches_with_gaps_where_the_face_was_away() -> None:
    rows = [row(frame, 1, frame / 100) for frame in range(50)] + [
        row(frame, 1, 1.0) for frame in range(100, 110)
    ]
    found = series_by_face(pl.DataFrame([*rows, row(3, 2, 0.5, uncertain=True)]), 1000)
    assert found[1].start_ms.tolist() == [0, 1000, 4000]
    assert found[1].emotions[:, EMOTIONS.index("happy")] == pytest.approx([0.12, 0.37, 1.0])
    assert found[1].valence == pytest.approx([0.12, 0.37, 1.0])
    assert found[2].uncertain.tolist() == [1.0]
    assert found[1].emotions.sum(axis=1) == pytest.approx(np.ones(3))


def test_no_rows_give_no_series() -> None:
    assert series_by_face(pl.DataFrame([row(0, 1, 0.5)]).clear(), 1000) == {}


def test_stretches_grow_with_the_video_so_that_their_number_stays_bounded() -> None:
    assert (bin_for(1000), bin_for(3_600_000)) == (250, 5000)
    assert all(duration / bin_for(duration) <= 1500 for duration in (0, 500_000, 6 * 3_600_000))
