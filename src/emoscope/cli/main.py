"""The command line. Heavy parts are imported by the command that needs them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from emoscope.cli import analyze, demo, evaluate, serve, users, webhooks

app = typer.Typer(
    name="emoscope",
    help="Emotion analysis of video, audio, images and text, on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
models = typer.Typer(help="The models behind the results.", no_args_is_help=True)
app.add_typer(users.app, name="users")
app.add_typer(models, name="models")
app.add_typer(webhooks.app, name="webhooks")
app.command()(analyze.analyze)
app.command()(serve.serve)
app.command()(serve.worker)
app.command()(demo.demo)
models.command("eval")(evaluate.evaluate)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema (`serve` does it by itself)."""
    from emoscope.db.engine import make_engine  # noqa: PLC0415
    from emoscope.db.migrate import migrate as apply  # noqa: PLC0415
    from emoscope.settings import Settings  # noqa: PLC0415

    apply(make_engine(Settings().resolved_database_url()))
    print("The database is up to date.")


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP API."""
    from emoscope.app.web import openapi_document  # noqa: PLC0415

    json.dump(openapi_document(), sys.stdout, indent=2)
    print()


@models.command("list")
def list_models() -> None:
    """List the models, where their weights come from, and under which licence."""
    from emoscope.analyzers.registry import REGISTRY  # noqa: PLC0415

    for job, entries in REGISTRY.items():
        for spec in (entry.spec for entry in entries.values()):
            source = f"{spec.weights.package}/{spec.weights.file}" if spec.weights else "formula"
            print(f"{job}\t{spec.id}\t{source}\t{spec.licence}\t{spec.intended_use}")


@app.command()
def sample(path: Annotated[Path, typer.Argument(help="Where to write the MP4 file.")]) -> None:
    """Make the sample video of the demo: a face, movement, sound."""
    from emoscope.media.sample import make_sample  # noqa: PLC0415

    make_sample(path)
    print(path)
