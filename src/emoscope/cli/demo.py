"""`emoscope demo`: the whole path of a video, through the public API, before your eyes."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx2 as httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from emoscope.cli.demo_report import print_report

out = Console(highlight=False)

START_LIMIT_S = 60
STAGE_LIMIT_S = 600


class DemoFailed(Exception):
    """Shown to the user as it is."""


def demo(
    file: Annotated[
        Path | None, typer.Argument(help="A video of yours; without it a sample is made.")
    ] = None,
    folder: Annotated[Path, typer.Option(help="Where the results go.")] = Path("demo-output"),
    keep: Annotated[
        bool | None, typer.Option(help="Whether to keep serving at the end; by default on a terminal only.")
    ] = None,
) -> None:
    """Start everything, analyse a video through the API, and show what was found."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        video = file or _make_sample(folder / "sample.mp4")
        with (
            _stack(folder) as (base_url, key),
            httpx.Client(base_url=base_url, headers={"X-API-Key": key}, timeout=60) as client,
        ):
            result = _analysed(client, video)
            print_report(out, client, result, folder)
            if sys.stdout.isatty() if keep is None else keep:
                out.print("The server keeps running; press Ctrl-C to end it.")
                with contextlib.suppress(KeyboardInterrupt):
                    _wait_for_ever()
    except (DemoFailed, httpx.HTTPError, OSError) as error:
        out.print(f"[red]The demo failed:[/red] {error}")
        out.print(f"The server's log is {folder / 'server.log'}.")
        raise typer.Exit(1) from error


def _make_sample(path: Path) -> Path:
    from emoscope.media.sample import make_sample  # noqa: PLC0415 - brings the demo's own packages

    out.print(f"Making a sample video: {path}")
    make_sample(path)
    return path


@contextlib.contextmanager
def _stack(folder: Path) -> Iterator[tuple[str, str]]:
    """API, worker, database, queue and storage in `folder`; gives the address and a fresh key."""
    data = (folder / "data").resolve()
    shutil.rmtree(data, ignore_errors=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EMOSCOPE_")}
    env = {**kept, "EMOSCOPE_DATA_DIR": str(data), "EMOSCOPE_PORT": str(port)}
    command = [sys.executable, "-c", "from emoscope.cli.main import app; app()"]
    made = subprocess.run(  # noqa: S603 - our own program
        [*command, "users", "create", "demo@emoscope.example"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise DemoFailed(made.stderr.strip())
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen([*command, "serve"], env=env, stdout=log, stderr=log)  # noqa: S603
        try:
            base_url = f"http://127.0.0.1:{port}"
            _wait_until_up(base_url, server)
            yield base_url, made.stdout.strip()
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_until_up(base_url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        if server.poll() is not None:
            raise DemoFailed(f"The server ended with status {server.returncode}.")
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{base_url}/health", timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise DemoFailed(f"The server did not answer within {START_LIMIT_S} seconds.")


def _analysed(client: httpx.Client, video: Path) -> dict[str, Any]:
    """The finished document of the video, with a progress bar on the way."""
    with video.open("rb") as file:
        reply = client.post("/v2/videos", data={"title": video.name}, files={"video_file": file}, timeout=600)
    if reply.status_code != 200:
        raise DemoFailed(_reason(reply))
    address = f"/v1/videos/{reply.json()['id']}"
    columns = (
        TextColumn("{task.fields[stage]:<12}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=out) as bar:
        task = bar.add_task("analysis", total=100, stage="queue")
        last, changed = None, time.monotonic()
        while time.monotonic() - changed < STAGE_LIMIT_S:
            document: dict[str, Any] = client.get(address).json()
            bar.update(task, completed=document["progress"], stage=document["stage"])
            if document["status"] == "failed":
                raise DemoFailed(document["error"]["message"])
            if document["status"] == "completed":
                return document
            if (document["stage"], document["progress"]) != last:
                last, changed = (document["stage"], document["progress"]), time.monotonic()
            time.sleep(0.2)
    raise DemoFailed("The analysis made no progress.")


def _reason(reply: httpx.Response) -> str:
    try:
        return str(reply.json()["detail"])
    except (json.JSONDecodeError, KeyError):
        return f"The server answered {reply.status_code}."


def _wait_for_ever() -> None:
    while True:
        time.sleep(3600)
