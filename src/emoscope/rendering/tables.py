"""Cells of tables that people open in spreadsheets."""

from __future__ import annotations

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula (an apostrophe before it prevents that)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
