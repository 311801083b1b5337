"""`emoscope webhooks`: the log of callbacks for the server's owner, and sending them again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

app = typer.Typer(help="Callbacks: their log, and sending them again.", no_args_is_help=True)


@app.command("list")
def list_deliveries(
    status: Annotated[str, typer.Option(help="Only waiting, pending, delivered or failed ones.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 20,
) -> None:
    """List callbacks of all users: id, status, tries, response code, medium, address, problem."""
    from emoscope.db.webhook_models import Delivery  # noqa: PLC0415

    query = select(Delivery).order_by(Delivery.created_at.desc(), Delivery.id).limit(limit)
    if status:
        query = query.where(Delivery.status == status)
    with _database() as session:
        for one in session.scalars(query):
            code = one.response_code or "-"
            print(one.id, one.status, one.tries, code, one.media_id, one.url, one.problem, sep="\t")


@app.command()
def replay(
    delivery_ids: Annotated[list[str] | None, typer.Argument(help="Ids of deliveries.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every delivery that has failed.")] = False,
) -> None:
    """Send callbacks again, under the ids they had; a running server carries them out."""
    from emoscope.db.webhook_models import Delivery  # noqa: PLC0415
    from emoscope.errors import EmoscopeError  # noqa: PLC0415
    from emoscope.webhooks.service import send_again  # noqa: PLC0415

    wanted = delivery_ids or []
    chosen = Delivery.status == "failed" if failed else Delivery.id.in_(wanted)
    with _database() as session:
        found = session.scalars(select(Delivery).where(chosen)).all()
        missing = [] if failed else sorted(set(wanted) - {delivery.id for delivery in found})
        try:
            for delivery in found:
                send_again(session, delivery)
        except EmoscopeError as error:
            print(error.message, file=sys.stderr)
            raise typer.Exit(1) from error
    print(f"{len(found)} to be sent again.")
    if missing:
        print(f"There is no delivery {', '.join(missing)}.", file=sys.stderr)
        raise typer.Exit(1)


@contextmanager
def _database() -> Iterator[Session]:
    from emoscope.db.engine import make_engine, make_sessions  # noqa: PLC0415
    from emoscope.db.migrate import migrate  # noqa: PLC0415
    from emoscope.settings import Settings  # noqa: PLC0415

    engine = make_engine(Settings().resolved_database_url())
    try:
        migrate(engine)
        with make_sessions(engine).begin() as session:
            yield session
    finally:
        engine.dispose()
