"""Which findings a report shows: the same for equal findings, another for any that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import numpy as np

from emoscope.domain.findings import Findings

_DIGITS = 6
"""Figures are compared up to here: sums over many rows may differ in their last bits from run to run."""


def version_of(findings: Findings) -> str:
    """32 hexadecimal digits; a new release of the software makes new reports too."""
    digest = sha256(version("emoscope").encode())
    for part in _parts(findings):
        digest.update(part)
        digest.update(b"\x00")
    return digest.hexdigest()[:32]


def _parts(value: Any) -> Iterable[bytes]:
    if is_dataclass(value):
        for one in fields(value):
            yield one.name.encode()
            yield from _parts(getattr(value, one.name))
    elif isinstance(value, np.ndarray):
        # Adding zero makes the negative one, which rounding can leave, the positive one.
        yield (np.round(value, _DIGITS) + 0).tobytes()
    elif isinstance(value, Mapping):
        for key, content in value.items():
            yield repr(key).encode()
            yield from _parts(content)
    elif isinstance(value, tuple | list):
        yield str(len(value)).encode()
        for content in value:
            yield from _parts(content)
    elif isinstance(value, float):
        yield f"{value:.{_DIGITS}f}".encode()
    else:
        yield repr(value).encode()
