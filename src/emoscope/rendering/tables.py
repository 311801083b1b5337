"""Cells of tables that people open in spreadsheets."""

from __future__ import annotations

from emoscope.domain.faces import FaceGeometry

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula (an apostrophe before it prevents that)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def geometry_cells(geometry: FaceGeometry) -> list[str]:
    """What a face's geometry tells, in the order of GEOMETRY_COLUMNS; empty where it tells nothing."""
    return [_cell(value) for value in geometry.values()]


def _cell(value: float | bool | None) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(round(value, 4))
