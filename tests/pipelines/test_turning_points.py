from __future__ import annotations

import numpy as np
import pytest

from builders.whole import face, segment, speaker, video
from emoscope.domain.emotions import EMOTIONS
from emoscope.pipelines.turning_points import turning_points


def shares(*names: str) -> np.ndarray:
    """A row of shares per name, 0.9 for it and the rest spread evenly."""
    rows = np.full((len(names), 8), 0.1 / 7)
    rows[range(len(names)), [EMOTIONS.index(name) for name in names]] = 0.9
    return rows


def test_a_face_that_changes_once_has_one_turning_point_at_that_time() -> None:
    seen = face(1, shares(*["neutral"] * 20, *["surprise"] * 20), bin_ms=500)
    (point,) = turning_points(video(faces=[seen]))
    assert (point.at_ms, point.before, point.after) == (10_000, "neutral", "surprise")
    assert point.share_before == pytest.approx(0.1 / 7)
    assert point.share_after == pytest.approx(0.9)
    assert point.change == pytest.approx(0.9 - 0.1 / 7)


def test_a_calm_face_has_none() -> None:
    assert turning_points(video(faces=[face(1, shares(*["happy"] * 40), bin_ms=500)])) == ()


def test_a_flicker_of_one_stretch_is_none() -> None:
    seen = face(1, shares(*["neutral"] * 20, "angry", *["neutral"] * 20), bin_ms=250)
    assert turning_points(video(faces=[seen])) == ()


def test_what_cannot_be_read_makes_none() -> None:
    changing = shares(*["neutral"] * 20, *["surprise"] * 20)
    assert turning_points(video(faces=[face(1, changing, bin_ms=500, uncertain=1.0)])) == ()


def test_the_largest_are_kept_and_put_in_order_of_time() -> None:
    slight = shares(*["neutral"] * 20, *["sad"] * 20)
    slight[20:] = 0.45 * shares(*["sad"] * 20) + 0.55 * shares(*["neutral"] * 20)
    slight[20:, EMOTIONS.index("sad")] += 0.1
    large = shares(*["happy"] * 10, *["angry"] * 30, *["happy"] * 10)
    found = video(faces=[face(1, slight, bin_ms=500), face(2, large, bin_ms=500)])
    assert [point.at_ms for point in turning_points(found, most=2)] == [5000, 20_000]
    assert {point.subject_id for point in turning_points(found, most=2)} == {2}
    assert len(turning_points(found, most=3)) == 3


def test_a_voice_that_changes_between_segments_turns_too() -> None:
    calm, angry = (
        {name: float(row[i]) for i, name in enumerate(EMOTIONS)} for row in shares("neutral", "angry")
    )
    said = [segment(i, 3000 * i, 3000 * i + 2500, emotions=calm if i < 4 else angry) for i in range(8)]
    (point,) = turning_points(video(speakers=[speaker(0)], segments=said))
    assert (point.modality, point.at_ms, point.after) == ("voice", 12_000, "angry")
