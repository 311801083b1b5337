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
    """Prints people, averages, moments and words; leaves the JSON and an annotated frame in `folder`."""
    frames = client.get(f"/v1/videos/{video['id']}/frames").json()["processed_frames"]
    audio = client.get(f"/v1/audios/{video['audio_id']}").json() if video["audio_id"] else None
    whole = {"video": video, "audio": audio, "frames": frames}
    (folder / "result.json").write_text(json.dumps(whole, indent=1))
    out.print(
        f"\n[bold]{video['title']}[/bold]: {video['width']:.0f}x{video['height']:.0f} pixels, "
        f"{video['duration'] / 1000:.1f} s, {video['analysed_frames']} frames analysed"
    )
    out.print(video["summary"])
    moments = _print_faces(out, video["faces"]["faces"], frames)
    if audio and audio["segment_text_emotions"]:
        out.print("\nWhat was said:")
        out.print(_speech(audio))
    out.print(f"\nJSON:            {folder / 'result.json'}")
    if moments:
        image = client.get(moments[0]["frame_image"])
        image.raise_for_status()
        (folder / "annotated.jpg").write_bytes(image.content)
        out.print(f"Annotated frame: {folder / 'annotated.jpg'}")
    address = moments[0]["frame_image"] if moments else video["url"]
    out.print(f"URL to open:     {address}", soft_wrap=True)


def _print_faces(
    out: Console, people: list[dict[str, Any]], frames: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The moments that were shown."""
    if not people:
        return []
    out.print(f"\nWho was seen, with average emotions{_left_out(people)}:")
    out.print(_averages(people))
    moments = strongest(frames)
    out.print("\nStrongest moments:")
    out.print(_moments(moments))
    return moments


def _speech(audio: dict[str, Any]) -> Table:
    table = Table()
    for heading in ("time", "speaker", "words", "voice", "words' emotion"):
        table.add_column(heading, justify="right" if heading == "time" else "left")
    voices = {segment["index"]: segment["emotions"] for segment in audio["segment_audio_emotions"]}
    for segment in audio["segment_text_emotions"]:
        scores = _leading(voices.get(segment["index"])), _leading(segment["emotions"])
        table.add_row(_clock(segment["start_millis"]), segment["name"], segment["segment"], *scores)
    return table


def _leading(scores: dict[str, float] | None) -> str:
    if not scores:
        return ""
    name = max(scores, key=lambda one: scores[one])
    return f"{name} {scores[name]:.0%}"


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
