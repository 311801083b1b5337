"""`emoscope analyze`: files in, results out, without server or database."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from emoscope.errors import EmoscopeError
from emoscope.library.video import VideoResult, analyze_video

err = Console(stderr=True)


def analyze(
    files: Annotated[list[Path], typer.Argument(help="Video files.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document per file and line, nothing else.")
    ] = False,
    fps: Annotated[
        float | None, typer.Option(help="Analyse at most so many frames a second.", min=0.01)
    ] = None,
    frames: Annotated[
        Path | None, typer.Option(help="Folder for the frame tables, one CSV file per video.")
    ] = None,
) -> None:
    """Analyse media files. A file that cannot be analysed makes the exit status 1; the others are done."""
    failed = False
    for file in files:
        try:
            result = _run(file, fps)
        except (EmoscopeError, OSError) as error:
            failed = True
            code = error.code if isinstance(error, EmoscopeError) else "unreadable_file"
            if as_json:
                print(
                    json.dumps({"title": file.name, "status": "failed", "code": code, "detail": str(error)})
                )
            else:
                err.print(f"[red]{file}[/red]: {error} ({code})")
            continue
        if as_json:
            print(_document(file, result))
        else:
            _show(file, result)
        if frames is not None:
            frames.mkdir(parents=True, exist_ok=True)
            result.frames.write_csv(frames / f"{file.stem}.csv")
    raise typer.Exit(1 if failed else 0)


def _run(file: Path, fps: float | None) -> VideoResult:
    columns = (
        TextColumn("{task.description:<28.28}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}% {task.fields[stage]:<12}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(file.name, total=1.0, stage="")
        return analyze_video(
            file,
            fps=fps,
            on_progress=lambda done: bar.update(task, completed=done.fraction, stage=done.stage),
        )


def _document(file: Path, result: VideoResult) -> str:
    from emoscope.videos.translate import analytics  # noqa: PLC0415 - brings the web half along

    reply = analytics(result, title=file.name, created_at=datetime.now(UTC))
    return reply.model_dump_json()


def _show(file: Path, result: VideoResult) -> None:
    out = Console()
    info = result.info
    out.print(
        f"[bold]{file.name}[/bold]  {info.width}x{info.height}, {info.fps:.2f} frames/s, "
        f"{info.duration_ms / 1000:.1f} s"
    )
    if not result.faces:
        out.print("  No face was seen.")
    for face in result.faces:
        shares = sorted(face.emotions.items(), key=lambda item: -item[1])[:3]
        leading = ", ".join(f"{name} {share:.0%}" for name, share in shares)
        out.print(
            f"  face_{face.face_id}: {face.screen_time_ms / 1000:.1f} s on screen; {leading}; "
            f"valence {face.affect.valence:+.2f}, arousal {face.affect.arousal:+.2f}"
        )
