from __future__ import annotations

from emoscope.domain.faces import GEOMETRY_COLUMNS, UNTOLD, FaceGeometry
from emoscope.rendering.tables import geometry_cells, safe_cell


def test_cells_are_numbers_words_for_yes_and_no_and_nothing_for_the_untold():
    seen = FaceGeometry(-12.34567, eyes_closed=True, action_units={"au43": 1.0})
    cells = dict(zip(GEOMETRY_COLUMNS, geometry_cells(seen), strict=True))
    assert (cells["head_yaw"], cells["eyes_closed"], cells["au43"]) == ("-12.3457", "true", "1.0")
    assert (cells["gaze_yaw"], cells["au01"]) == ("", "")
    assert set(geometry_cells(UNTOLD)) == {""}


def test_no_cell_is_a_formula():
    assert safe_cell("=1+1") == "'=1+1"
    assert safe_cell("a=1") == "a=1"
