"""Charts: what is drawn where."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from builders import findings as made
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceSeries
from emoscope.rendering import charts

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: bytes) -> list[str]:
    return ["".join(one.itertext()).strip() for one in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def flat_series(start_ms: list[int], bin_ms: int = 1000) -> FaceSeries:
    count = len(start_ms)
    shares = np.tile([0.0, 0, 0, 0, 0.75, 0.25, 0, 0], (count, 1))
    zero = np.zeros(count)
    return FaceSeries(bin_ms, np.array(start_ms), shares, zero, zero, zero, zero)


def test_a_timeline_names_its_rows_its_means_and_its_unit():
    face = made.face(1, duration_ms=600_000)
    shown = texts(charts.timeline(charts.face_course(face, face.series, 600_000)))
    assert set(EMOTIONS) | {"uncertain", "mean", "time (min:s)"} <= set(shown)
    assert f"{face.emotions['happy']:.0%}" in shown
    assert {"0:00", "4:00", "10:00"} <= set(shown)


def test_times_beyond_an_hour_have_hours():
    face = made.face(1, duration_ms=4 * 3_600_000, bin_ms=10_000)
    shown = texts(charts.timeline(charts.face_course(face, face.series, 4 * 3_600_000)))
    assert {"time (h:min:s)", "2:00:00", "4:00:00"} <= set(shown)


def test_where_the_face_is_away_there_is_nothing():
    series = flat_series([0, 1000, 6000, 7000])
    course = charts.face_course(made.face(1, duration_ms=8000), series, 10_000)
    happy = course.rows["happy"]
    assert course.edges.tolist() == [*range(0, 10_001, 1000)]
    assert happy[:2].tolist() == [0.75, 0.75]
    assert np.isnan(happy[2:6]).all()
    assert happy[6:8].tolist() == [0.75, 0.75]


def test_long_series_are_drawn_as_means_of_few_steps():
    series = made.series(3_600_000, 1000, 1, "sad")
    face = made.face(1, duration_ms=3_600_000, bin_ms=1000)
    course = charts.face_course(face, series, 3_600_000)
    assert len(course.edges) <= 241
    known = np.array([course.rows[name] for name in EMOTIONS])
    assert known.sum(axis=0) == pytest.approx(1)
    assert known.mean(axis=1) == pytest.approx(series.emotions.mean(axis=0), abs=0.005)


def test_a_voice_is_drawn_where_it_speaks():
    (first, second, *_) = made.segments(60_000)
    course = charts.voice_course([first, second], made.shares(sad=1), 12_000)
    spoken = ~np.isnan(course.rows["neutral"])
    assert course.edges[1] == 250
    assert spoken[: 4300 // 250].all()
    assert not spoken[4500 // 250 : 5000 // 250].any()


def test_the_wheel_says_each_share_and_its_scale():
    shown = texts(charts.wheel(made.shares(happy=0.9, neutral=0.02)))
    assert {"50%", "100%"} <= set(shown)
    assert any("happy" in one for one in shown)


def test_a_face_seen_once_has_a_path_of_one_point():
    svg = charts.affect_path(flat_series([0]))
    assert {"beginning", "end", "mean"} <= set(texts(svg))
    assert "nan" not in re.sub(rb"<title>.*?</title>", b"", svg).decode().lower()


def test_the_same_figures_give_the_same_bytes():
    face = made.face(1)
    assert charts.wheel(face.emotions) == charts.wheel(face.emotions)
    assert charts.affect_path(face.series) == charts.affect_path(face.series)


def test_sentences_that_were_not_scored_are_left_open():
    one = {"positive": 0.8, "negative": 0.1, "ambiguous": 0.1, "neutral": 0.0}
    course = charts.sentence_course([one, None, one])
    assert np.isnan(course.rows["positive"]).tolist() == [False, True, False]
    assert course.means["positive"] == pytest.approx(0.8)
