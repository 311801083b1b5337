"""Where a model's weights lie and what is known about the model."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from emoscope.errors import EmoscopeError


class WeightsMissing(EmoscopeError):
    code = "weights_missing"
    title = "Model weights missing"


class WeightsAltered(EmoscopeError):
    code = "weights_altered"
    title = "Model weights altered"


@dataclass(frozen=True, slots=True)
class Weights:
    """A file inside an installed package (never imported to find it), with its SHA-256.

    An empty checksum means that the model card beside the file (same name, .json) states it, as the training
    script wrote it.
    """

    package: str
    file: str
    sha256: str

    def path(self) -> Path:
        """The verified file. Raises WeightsMissing or WeightsAltered."""
        found = importlib.util.find_spec(self.package)
        if found is None or not found.submodule_search_locations:
            raise WeightsMissing(f"Package {self.package!r} is not installed; run `make setup` again.")
        path = Path(next(iter(found.submodule_search_locations))) / self.file
        if not path.is_file():
            raise WeightsMissing(f"{self.file} is not in package {self.package!r}; install it again.")
        stated = self.sha256 or card_of(path).get("sha256")
        if _sha256(path, path.stat().st_mtime_ns) != stated:
            raise WeightsAltered(
                f"{path.name} of {self.package!r} is not the file this release was made for."
            )
        return path


def card_of(path: Path) -> dict[str, Any]:
    """The model card beside a weights file, empty where there is none."""
    card = path.with_suffix(".json")
    return dict(json.loads(card.read_text(encoding="utf-8"))) if card.is_file() else {}


@lru_cache(maxsize=32)
def _sha256(path: Path, _modified: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What a model card says, in a form the program can show.

    `metrics` maps a named measure on a named set to its value, as measured by us; empty where we measured
    none. `id` has the form modality-name-version and is stored with every result.
    """

    id: str
    weights: Weights | None
    licence: str
    intended_use: str
    labels: tuple[str, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
