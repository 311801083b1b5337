"""`emoscope models eval`: repeats the figures of a model card."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from emoscope.errors import EmoscopeError


class Model(StrEnum):
    FACE_EXPRESSION = "face-expression"


class Split(StrEnum):
    PRIVATE = "private"
    PUBLIC = "public"


def evaluate(
    model: Annotated[Model, typer.Argument(help="The model's job.")],
    data: Annotated[Path, typer.Option(help="Folder with the evaluation data (ferplus48.npz).")],
    split: Annotated[
        Split, typer.Option(help="private: the card's figures; public: the set for choices.")
    ] = (Split.PRIVATE),
    weights: Annotated[Path | None, typer.Option(help="Another ONNX file, its JSON beside it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    write: Annotated[bool, typer.Option(help="Put the figures into the JSON beside the weights.")] = False,
) -> None:
    """Detect, align and score the faces of a labelled collection, and print the model card's tables."""
    from emoscope.evaluation.face_expression import evaluate_face_expression  # noqa: PLC0415

    if write and weights is None:
        raise typer.BadParameter("--write needs --weights: the installed model is not written to.")
    del model  # one so far; typer has refused every other
    try:
        result = evaluate_face_expression(data, split.value, weights, _say)
    except EmoscopeError as error:
        print(f"{error.code}: {error.message}", file=sys.stderr)
        raise typer.Exit(1) from error
    print(json.dumps(result.document(), indent=2) if as_json else result.markdown())
    if write and weights is not None:
        _write(weights.with_suffix(".json"), result.document())


def _write(path: Path, document: dict[str, object]) -> None:
    card = json.loads(path.read_text(encoding="utf-8"))
    names = ("figures", "robustness", "milliseconds_per_face")
    card["metrics"] = {name: document[name] for name in names}
    path.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _say(done: int, count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {count} faces cut", end="", file=sys.stderr, flush=True)
