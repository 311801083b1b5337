from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from emoscope.analyzers.circumplex import affect_columns
from emoscope.domain.emotions import EMOTIONS
from emoscope.pipelines.smoothing import smoothed
from emoscope.pipelines.tables import FRAME_SCHEMA, MEASURES


def table(happy: list[float], face: int = 1, start_ms: int = 0, left: float = 10) -> pl.DataFrame:
    """A person at 25 frames a second who is either happy or sad."""
    shares = np.zeros((len(happy), len(EMOTIONS)))
    shares[:, EMOTIONS.index("happy")] = happy
    shares[:, EMOTIONS.index("sad")] = 1 - np.array(happy)
    columns = dict(zip(MEASURES, np.hstack([shares, affect_columns(shares)]).T, strict=True))
    count = len(happy)
    rows = {
        "frame": np.arange(count) + start_ms // 40, "timestamp_ms": start_ms + 40 * np.arange(count),
        "face_id": [face] * count, "x": [left] * count, "y": [10] * count, "w": [50] * count,
        "h": [60] * count, "uncertain": [False] * count, **columns,
    }  # fmt: skip
    return pl.DataFrame(rows, schema={name: FRAME_SCHEMA[name] for name in rows})


def test_nothing_is_done_unless_asked_for_and_the_table_itself_never_changes():
    rows = table([0, 1] * 20)
    before = rows.clone()
    assert smoothed(rows, 0).equals(before)
    assert not smoothed(rows, 400).equals(before)
    assert rows.equals(before)


def test_a_flicker_is_evened_out_and_shares_and_affect_agree():
    seen = smoothed(table([0, 1] * 20), 400)
    shares = seen.select(EMOTIONS).to_numpy()
    assert shares.sum(axis=1) == pytest.approx(1)
    assert shares[10:30, EMOTIONS.index("happy")] == pytest.approx(0.5, abs=0.05)
    affect = affect_columns(shares.astype(np.float64))
    assert seen.select("valence", "arousal", "intensity").to_numpy() == pytest.approx(affect, abs=1e-5)


def test_half_the_width_away_a_frame_weighs_half():
    """One happy frame among sad ones: its share at a distance is the weight over the sum of weights."""
    seen = smoothed(table([0] * 50 + [1] + [0] * 50), 400)["happy"].to_numpy()
    assert seen[50 + 5] / seen[50] == pytest.approx(0.5, abs=0.01)
    assert seen[50 + 20] == 0
    assert seen.sum() == pytest.approx(1, abs=0.01)


def test_people_are_smoothed_apart_and_rows_keep_their_order():
    rows = pl.concat([table([1] * 20, 1), table([0] * 20, 2)]).sort("frame", "face_id")
    seen = smoothed(rows, 1000)
    assert seen.select("frame", "face_id").equals(rows.select("frame", "face_id"))
    assert seen.filter(face_id=1)["happy"].to_list() == pytest.approx([1] * 20)
    assert seen.filter(face_id=2)["happy"].to_list() == pytest.approx([0] * 20)


def test_no_mean_reaches_across_a_pause_or_a_jump_of_the_box():
    pause = pl.concat([table([1] * 10), table([0] * 10, start_ms=1400)])
    jump = pl.concat([table([1] * 10), table([0] * 10, start_ms=400, left=300)])
    steady = pl.concat([table([1] * 10), table([0] * 10, start_ms=400)])
    for rows in (pause, jump):
        assert smoothed(rows, 400)["happy"].to_list() == pytest.approx([1] * 10 + [0] * 10)
    assert 0.3 < smoothed(steady, 400)["happy"][10] < 0.7


def test_a_negative_width_is_refused_and_an_empty_table_stays_empty():
    with pytest.raises(ValueError, match="negative"):
        smoothed(table([1]), -1)
    assert smoothed(table([]), 100).is_empty()
