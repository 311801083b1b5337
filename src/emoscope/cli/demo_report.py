"""What the demo shows at its end, made from replies of the public API alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2 as httpx
from rich.console import Console
from rich.table import Table

MOMENTS = 5
APART_MS = 1000
COLUMNS = 6


def print_report(out: Console, client: httpx.Client, video: dict[str, Any], folder: Path) -> None:
    """Prints people, averages and moments; leaves the JSON and an annotated frame in `folder`."""
    frames = client.get(f"/v1/videos/{video['id']}/frames").json()["processed_frames"]
    (folder / "result.json").write_text(json.dumps({"video": video, "frames": frames}, indent=1))
    out.print(
        f"\n[bold]{video['title']}[/bold]: {video['width']:.0f}x{video['height']:.0f} pixels, "
        f"{video['duration'] / 1000:.1f} s, {video['analysed_frames']} frames analysed"
    )
    people = video["faces"]["faces"]
    if not people:
        out.print("No face was seen in this video.")
        out.print(f"\nJSON: {folder / 'result.json'}\nURL to open: {video['url']}")
        return
    out.print(f"\nWho was seen, with average emotions{_left_out(people)}:")
    out.print(_averages(people))
    moments = strongest(frames)
    out.print("\nStrongest moments:")
    out.print(_moments(moments))
    image = client.get(moments[0]["frame_image"])
    image.raise_for_status()
    (folder / "annotated.jpg").write_bytes(image.content)
    out.print(f"\nJSON:            {folder / 'result.json'}")
    out.print(f"Annotated frame: {folder / 'annotated.jpg'}")
    out.print(f"URL to open:     {moments[0]['frame_image']}", soft_wrap=True)


def strongest(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The frames with the most intense faces, strongest first, at least a second apart."""
    chosen: list[dict[str, Any]] = []
    for frame in sorted(filter(_intensity, frames), key=_intensity, reverse=True):
        if all(abs(frame["timestamp"] - other["timestamp"]) >= APART_MS for other in chosen):
            chosen.append(frame)
        if len(chosen) == MOMENTS:
            break
    return chosen


def _intensity(frame: dict[str, Any]) -> float:
    return max((float(face["intensity"]) for face in frame["faces"]), default=0.0)


def _left_out(people: list[dict[str, Any]]) -> str:
    return f" (the first {COLUMNS} of {len(people)}; all are in the JSON)" if len(people) > COLUMNS else ""


def _averages(people: list[dict[str, Any]]) -> Table:
    shown = people[:COLUMNS]
    table = Table()
    table.add_column("")
    for person in shown:
        table.add_column(person["name"] or f"face_{person['face_id']}", justify="right")
    table.add_row("on screen", *(f"{person['screen_time_ms'] / 1000:.1f} s" for person in shown))
    for name in people[0]["emotions"]:
        table.add_row(name, *(f"{person['emotions'][name]:.1%}" for person in shown))
    for name in ("valence", "arousal", "intensity"):
        table.add_row(name, *(f"{person['valence_arousal'][name]:+.2f}" for person in shown))
    return table


def _moments(moments: list[dict[str, Any]]) -> Table:
    table = Table()
    for heading in ("time", "frame", "person", "emotion", "share", "intensity"):
        table.add_column(heading, justify="left" if heading in {"person", "emotion"} else "right")
    for frame in moments:
        face = max(frame["faces"], key=lambda one: float(one["intensity"]))
        table.add_row(
            _clock(frame["timestamp"]),
            str(frame["frame_id"]),
            face["name"] or f"face_{face['face_id']}",
            face["dominant_emotion"],
            f"{face['emotions'][face['dominant_emotion']]:.0%}",
            f"{face['intensity']:.2f}",
        )
    return table


def _clock(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
