"""What answers are made of: figures with where they come from, and statements that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from emoscope.insights.analyst.question import Span


class Unit(StrEnum):
    SHARE = "share"  # in [0, 1]
    MOMENT = "moment"  # ms from the beginning
    LASTING = "lasting"  # ms
    COUNT = "count"
    NUMBER = "number"  # of a sentence or segment, from 1
    LEVEL = "level"  # signed, in [-1, 1]
    STRENGTH = "strength"  # in [0, 1]
    HERTZ = "hertz"
    DECIBEL = "decibel"
    PER_SECOND = "per second"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure: `measure` of `label` in `modality` for `subject` (face_id or speaker_id; None: all) within
    `span` (None: the whole). `index` is the segment or sentence it belongs to, -1 where it is none's.
    `detail` tells apart what the rest does not."""

    measure: str
    value: float
    unit: Unit
    modality: str = ""
    subject: int | None = None
    label: str = ""
    span: Span | None = None
    index: int = -1
    detail: str = ""


Value = Fact | str | tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence to be: the name of its form and what fills it."""

    form: str
    values: Mapping[str, Value]

    def facts(self) -> Iterator[Fact]:
        for value in self.values.values():
            if isinstance(value, Fact):
                yield value
            elif isinstance(value, tuple):
                for statement in value:
                    yield from statement.facts()


def say(form: str, **values: Value) -> Statement:
    return Statement(form, values)


@dataclass(frozen=True, slots=True)
class Figures:
    """The statements that answer a question, and the part of the medium that they end up at, which a later
    "then" means."""

    statements: tuple[Statement, ...]
    focus: Span | None = None

    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for statement in self.statements for fact in statement.facts())
