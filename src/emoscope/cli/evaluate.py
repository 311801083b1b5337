"""`emoscope models eval`: repeats the figures of a model card."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from emoscope.errors import EmoscopeError


class Model(StrEnum):
    FACE_EXPRESSION = "face-expression"
    VOICE_EMOTION = "voice-emotion"


class Split(StrEnum):
    PRIVATE = "private"
    PUBLIC = "public"


class Result(Protocol):
    """Figures to print."""

    def document(self) -> dict[str, Any]: ...

    def markdown(self) -> str: ...


def evaluate(
    model: Annotated[Model, typer.Argument(help="The model's job.")],
    data: Annotated[
        Path, typer.Option(help="Folder with the data: ferplus48.npz for faces, metadata.csv for voices.")
    ],
    split: Annotated[
        Split, typer.Option(help="Of faces. private: the card's figures; public: the set for choices.")
    ] = (Split.PRIVATE),
    weights: Annotated[Path | None, typer.Option(help="Another ONNX file, its JSON beside it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    write: Annotated[bool, typer.Option(help="Put the figures into the JSON beside the weights.")] = False,
    most: Annotated[int, typer.Option(min=0, help="Of voices: clips of a corpus at most, 0: all.")] = 0,
) -> None:
    """Run a model on a labelled collection as the product runs it, and print tables like its card's."""
    if write and weights is None:
        raise typer.BadParameter("--write needs --weights: the installed model is not written to.")
    if write and model is not Model.FACE_EXPRESSION:
        raise typer.BadParameter("--write is for face-expression.")
    try:
        result = _evaluated(model, data, split, weights, most)
    except EmoscopeError as error:
        print(f"{error.code}: {error.message}", file=sys.stderr)
        raise typer.Exit(1) from error
    print(json.dumps(result.document(), indent=2) if as_json else result.markdown())
    if write and weights is not None:
        _write(weights.with_suffix(".json"), result.document())


def _evaluated(model: Model, data: Path, split: Split, weights: Path | None, most: int) -> Result:
    if model is Model.VOICE_EMOTION:
        from emoscope.evaluation.voice_emotion import evaluate_voice_emotion  # noqa: PLC0415

        return evaluate_voice_emotion(data, most, weights, _say)
    from emoscope.evaluation.face_expression import evaluate_face_expression  # noqa: PLC0415

    return evaluate_face_expression(data, split.value, weights, _say)


def _write(path: Path, document: dict[str, object]) -> None:
    card = json.loads(path.read_text(encoding="utf-8"))
    names = ("figures", "robustness", "milliseconds_per_face")
    card["metrics"] = {name: document[name] for name in names}
    path.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _say(done: int, count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {count} done", end="", file=sys.stderr, flush=True)
