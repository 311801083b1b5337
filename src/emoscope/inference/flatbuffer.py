"""Flatbuffer tables read by field number, without the schema's generated classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from flatbuffers import number_types as kinds
from flatbuffers.table import Table
from numpy.typing import NDArray


class Fields:
    """One table. A field that is not there reads as its default, empty or an empty list."""

    def __init__(self, data: bytes, position: int) -> None:
        self._table = Table(data, position)

    @classmethod
    def root(cls, data: bytes) -> Fields:
        return cls(data, int.from_bytes(data[:4], "little"))

    def has(self, field: int) -> bool:
        return bool(self._table.Offset(4 + 2 * field))

    def number(self, field: int, kind: Any = kinds.Int32Flags, default: int = 0) -> int:
        return int(self._scalar(field, kind, default))

    def real(self, field: int) -> float:
        return float(self._scalar(field, kinds.Float32Flags, 0.0))

    def _scalar(self, field: int, kind: Any, default: float) -> float:
        at = self._table.Offset(4 + 2 * field)
        value: float = self._table.Get(kind, self._table.Pos + at) if at else default
        return value

    def vector(self, field: int, kind: Any = kinds.Int32Flags) -> NDArray[Any]:
        at = self._table.Offset(4 + 2 * field)
        return np.asarray(self._table.GetVectorAsNumpy(kind, at)) if at else np.zeros(0, np.int64)

    def text(self, field: int) -> str:
        return self.vector(field, kinds.Uint8Flags).astype(np.uint8).tobytes().decode()

    def texts(self, field: int) -> list[str]:
        at = self._table.Offset(4 + 2 * field)
        if not at:
            return []
        start, count = self._table.Vector(at), self._table.VectorLen(at)
        return [bytes(self._table.String(start + 4 * i)).decode() for i in range(count)]

    def table(self, field: int) -> Fields:
        at = self._table.Offset(4 + 2 * field)
        return Fields(self._table.Bytes, self._table.Indirect(self._table.Pos + at))

    def tables(self, field: int) -> list[Fields]:
        at = self._table.Offset(4 + 2 * field)
        if not at:
            return []
        start, count = self._table.Vector(at), self._table.VectorLen(at)
        return [Fields(self._table.Bytes, self._table.Indirect(start + 4 * i)) for i in range(count)]
