"""From statements to sentences: figures put into words by their unit, forms filled, lists joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emoscope.domain.clock import clock
from emoscope.insights.analyst.facts import Fact, Statement, Unit, Value
from emoscope.insights.analyst.sentences import FORMS


def worded(statements: Sequence[Statement]) -> str:
    """The whole answer; list items stand on lines of their own."""
    text = ""
    for statement in statements:
        piece = _piece(statement)
        own_line = piece.startswith("- ")
        after_list = text.rsplit("\n", 1)[-1].startswith("- ")
        text += ("\n" if own_line or after_list else " ") + piece if text else piece
    return text


def _piece(statement: Statement) -> str:
    form = FORMS[statement.form]
    return form.format_map({name: _filling(value, form) for name, value in statement.values.items()})


def _filling(value: Value, form: str) -> Any:
    if isinstance(value, Fact):
        return _Shown(value)
    if isinstance(value, str):
        return value
    pieces = [_piece(statement) for statement in value]
    if any(piece.startswith("- ") for piece in pieces):
        return "\n" + "\n".join(pieces)
    return _enumerated(pieces) if "{items}" in form else "".join(pieces)


def _enumerated(pieces: Sequence[str]) -> str:
    return pieces[0] if len(pieces) == 1 else f"{', '.join(pieces[:-1])} and {pieces[-1]}" if pieces else ""


class _Shown:
    """A figure in a form; `{n:face|faces}` gives its noun in the right number."""

    def __init__(self, fact: Fact) -> None:
        self._fact = fact

    def __format__(self, nouns: str) -> str:
        text = shown(self._fact)
        if not nouns:
            return text
        one, many = nouns.split("|")
        return f"{text} {one if text == '1' else many}"


def shown(fact: Fact) -> str:
    """A figure as it is written in answers."""
    return _WRITERS[fact.unit](fact.value)


def cited(at_ms: float) -> str:
    """A time in the form that readers can go to: [1:02]."""
    return f"[{clock(at_ms)}]"


def _share(value: float) -> str:
    percent = 100 * value
    return f"{percent:.0f}%" if percent >= 9.95 or percent == 0 else f"{percent:.1f}%"


def _lasting(value: float) -> str:
    seconds = value / 1000
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    parts = [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    parts += [f"{whole % 60} s"] if whole % 60 and not hours else []
    return " ".join(parts)


_WRITERS: Mapping[Unit, Callable[[float], str]] = {
    Unit.SHARE: _share,
    Unit.MOMENT: cited,
    Unit.LASTING: _lasting,
    Unit.COUNT: lambda value: f"{value:.0f}",
    Unit.NUMBER: lambda value: f"sentence {value:.0f}",
    Unit.STRENGTH: lambda value: f"{value:.2f}",
    Unit.LEVEL: lambda value: f"{value:+.2f}",
    Unit.HERTZ: lambda value: f"{value:.0f} Hz",
    Unit.DECIBEL: lambda value: f"{value:.1f} dB",
    Unit.PER_SECOND: lambda value: f"{value:.1f}",
}
