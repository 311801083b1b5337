"""`emoscope analyze`: files in, results out, without server or database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from emoscope.cli.kinds import Analysed, analyse_file
from emoscope.errors import EmoscopeError

out = Console(highlight=False)
err = Console(stderr=True)


def analyze(
    files: Annotated[list[Path], typer.Argument(help="Videos, sound, pictures and texts (.txt, .md).")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document per file and line, nothing else.")
    ] = False,
    fps: Annotated[
        float | None, typer.Option(help="Analyse at most so many frames a second.", min=0.01)
    ] = None,
    frames: Annotated[
        Path | None, typer.Option(help="Folder for the tables of frames, segments or sentences as CSV.")
    ] = None,
    smooth: Annotated[
        float,
        typer.Option(
            metavar="MS", min=0, help="Smooth the scores in tables of frames over so many milliseconds."
        ),
    ] = 0,
) -> None:
    """Analyse media files. A file that cannot be analysed makes the exit status 1; the others are done."""
    failed = False
    for file in files:
        try:
            result = _with_progress(file, fps, smooth)
        except (EmoscopeError, OSError) as error:
            failed = True
            _say_failed(file, error, as_json)
            continue
        if as_json:
            print(result.to_json(), flush=True)
        else:
            out.print(f"[bold]{file.name}[/bold]")
            for line in result.summary:
                out.print(f"  {line}", markup=False)
        if frames is not None and result.table is not None:
            frames.mkdir(parents=True, exist_ok=True)
            result.table.write_csv(frames / f"{file.stem}.csv")
    raise typer.Exit(1 if failed else 0)


def _with_progress(file: Path, fps: float | None, smooth_ms: float) -> Analysed:
    columns = (
        TextColumn("{task.description:<28.28}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}% {task.fields[stage]:<12}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(file.name, total=1.0, stage="")
        return analyse_file(
            file, fps, lambda done: bar.update(task, completed=done.fraction, stage=done.stage), smooth_ms
        )


def _say_failed(file: Path, error: EmoscopeError | OSError, as_json: bool) -> None:
    code = error.code if isinstance(error, EmoscopeError) else "unreadable_file"
    if as_json:
        failure = {"title": file.name, "status": "failed", "code": code, "detail": str(error)}
        print(json.dumps(failure), flush=True)
    else:
        err.print(f"{file}: {error} ({code})", style="red", markup=False)
