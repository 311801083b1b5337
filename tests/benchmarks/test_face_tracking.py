"""Built films with known truth: the measure must hold on a short one, and must notice faults."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from builders import media
from emoscope.library.models import default_face_models

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch):
    """The benchmark's modules, skipping where its photographs or its measure are not at hand."""
    media.shared_media("photos/obama.jpg")
    pytest.importorskip("skimage.data", reason="scikit-image carries backgrounds")
    # What motmetrics 1.4 and pandas 3 warn of each other is not ours to mend.
    pytest.importorskip("motmetrics", reason="motmetrics measures")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from faces import film, measure, people, scenarios

    yield {"film": film, "measure": measure, "people": people, "scenarios": scenarios}
    for name in [name for name in sys.modules if name.split(".")[0] == "faces"]:
        sys.modules.pop(name)


def two_people(faces, number: int = 2):
    """Three people who were not used for choosing settings; only these are cut out."""
    labels = [face for face in faces["people"].labelled_faces() if not face.chosen_on and not face.copy_of]
    chosen = {face.person: face for face in labels if face.person in {"biden", "df-g", "df-j"}}
    photos = media.SHARED_MEDIA / "photos"
    return [faces["people"].cutout(chosen[name], photos) for name in sorted(chosen)][:number]


def test_two_who_cross_and_one_who_returns_after_a_cut_keep_their_ids(faces, tmp_path: Path):
    film, along = faces["film"], faces["scenarios"].along
    left, right = two_people(faces)
    pictures = faces["scenarios"].backgrounds(media.SHARED_MEDIA / "photos")
    crossing = [
        film.Actor(left, along([(0, 80, 170, 90), (1.6, 400, 170, 90)])),
        film.Actor(right, along([(0, 400, 175, 95), (1.6, 80, 175, 95)])),
    ]
    alone = [film.Actor(left, along([(0, 250, 150, 110), (1, 270, 150, 110)]))]
    shots = [film.Shot(1.6, pictures[0], crossing), film.Shot(1, pictures[1], alone)]
    path = tmp_path / "film.mp4"
    truth = faces["measure"].make_film(film.Film("test", shots, fps=15, size=(480, 320)), path)
    found = faces["measure"].analyse(path, default_face_models())
    for by in ("track", "face_id"):
        score = faces["measure"].score(truth, found, by)
        assert score.faces > 50
        assert score.idf1 >= 0.95
        assert score.switches == 0
    assert len({row.face_id for row in found}) == 2


def test_the_measure_notices_swapped_ids_lost_faces_and_false_boxes(faces):
    measure, film = faces["measure"], faces["film"]
    boxes = {"ann": (0.0, 0.0, 10.0, 10.0), "bob": (100.0, 0.0, 10.0, 10.0)}
    truth = measure.Truth(
        [tuple(film.TrueFace(name, box, box, 1.0) for name, box in boxes.items())] * 10,
        [dict.fromkeys(boxes, 0)] * 10,
    )
    good = [
        measure.Found(frame, number, number, box)
        for frame in range(10)
        for number, box in enumerate(boxes.values(), 1)
    ]
    assert measure.score(truth, good, "face_id").idf1 == 1.0
    swapped = [replace(row, face_id=3 - row.face_id) if row.frame >= 5 else row for row in good]
    assert measure.score(truth, swapped, "face_id").switches == 2
    assert measure.score(truth, swapped, "face_id").idf1 == pytest.approx(0.5)
    assert measure.score(truth, good[:10], "face_id").misses == 10
    stray = [*good, measure.Found(3, 9, 9, (50.0, 50.0, 10.0, 10.0))]
    assert measure.score(truth, stray, "face_id").false_boxes == 1
    hidden = measure.Truth(
        [tuple(film.TrueFace(n, b, b, 0.2 if n == "bob" else 1.0) for n, b in boxes.items())] * 10,
        [{"ann": 0}] * 10,
    )
    assert measure.score(hidden, good, "face_id").mota == 1.0
