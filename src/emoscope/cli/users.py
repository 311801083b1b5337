"""`emoscope users`: users, their keys, passwords and credits, for who has the machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from emoscope.db.models import User

app = typer.Typer(help="Users and their API keys.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="Email address of the user.")]


@contextmanager
def _database() -> Iterator[Session]:
    """A transaction on the configured database; an error of ours becomes a line and exit code 1."""
    from emoscope.db.engine import make_engine, make_sessions  # noqa: PLC0415
    from emoscope.db.migrate import migrate  # noqa: PLC0415
    from emoscope.errors import EmoscopeError  # noqa: PLC0415
    from emoscope.settings import Settings  # noqa: PLC0415

    engine = make_engine(Settings().resolved_database_url())
    migrate(engine)
    try:
        with make_sessions(engine).begin() as session:
            yield session
    except EmoscopeError as error:
        print(error.message, file=sys.stderr)
        raise typer.Exit(1) from error


@app.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="The user's name.")] = "",
    admin: Annotated[bool, typer.Option(help="Whether the user may read everything.")] = False,
) -> None:
    """Create a user with an API key; the key is shown this once."""
    from emoscope.accounts import service  # noqa: PLC0415

    with _database() as session:
        user = service.create_user(session, email, name, "admin" if admin else "user")
        key = service.create_key(session, user.id, "first key")
        heading = f"User {user.email} ({user.role}) has the id {user.id}."
    print(heading, file=sys.stderr)
    print("The API key, shown only now:", file=sys.stderr)
    print(key)


@app.command("list")
def list_users() -> None:
    """List the users: email, role, id, credits, and whether they can log in with a password."""
    from sqlalchemy import select  # noqa: PLC0415

    from emoscope.db.models import User  # noqa: PLC0415
    from emoscope.jobs import ledger  # noqa: PLC0415

    with _database() as session:
        for user in session.scalars(select(User).order_by(User.email)):
            login = "password" if user.password_hash else "keys only"
            print(f"{user.email}\t{user.role}\t{user.id}\t{ledger.balance(session, user.id):g}\t{login}")


@app.command()
def password(
    email: Email,
    new: Annotated[
        str,
        typer.Option("--password", prompt="New password", hide_input=True, confirmation_prompt=True),
    ],
) -> None:
    """Set a user's password and log out all their browsers."""
    from emoscope.accounts import logins  # noqa: PLC0415

    with _database() as session:
        logins.set_password(session, _user(session, email), new)
    print(f"The password of {email} was changed.")


@app.command()
def key(
    email: Email, name: Annotated[str, typer.Option(help="What the key is for.")] = "made by the owner"
) -> None:
    """Make another API key for a user; it is shown this once."""
    from emoscope.accounts import service  # noqa: PLC0415

    with _database() as session:
        made = service.create_key(session, _user(session, email).id, name)
    print(made)


@app.command()
def invite(
    email: Annotated[str, typer.Option(help="The only address that may use it.")] = "",
    admin: Annotated[bool, typer.Option(help="Whether it makes an admin.")] = False,
    days: Annotated[int, typer.Option(help="Days for which it can be used.")] = 7,
) -> None:
    """Make an invitation to sign up; its code is shown this once."""
    from emoscope.accounts import invitations  # noqa: PLC0415

    with _database() as session:
        _, code = invitations.invite(session, email, "admin" if admin else "user", days)
    print(code)


@app.command("credits")
def grant_credits(
    email: Email,
    amount: Annotated[float, typer.Argument(help="Credits to grant; negative ones are taken back.")] = 0,
    limited: Annotated[
        bool | None,
        typer.Option("--limited/--unlimited", help="Whether analyses end when the balance does."),
    ] = None,
) -> None:
    """Grant a user credits, limit them to what they have, or show where they stand."""
    from emoscope.jobs import ledger  # noqa: PLC0415

    with _database() as session:
        user = _user(session, email)
        if amount:
            ledger.grant(session, user.id, amount, "granted by the owner")
        if limited is not None:
            user.credits_limited = limited
        session.flush()
        standing = "limited" if user.credits_limited else "unlimited"
        print(f"{user.email}: {ledger.balance(session, user.id):g} credits, {standing}")


def _user(session: Session, email: str) -> User:
    from sqlalchemy import select  # noqa: PLC0415

    from emoscope.db.models import User  # noqa: PLC0415

    found = session.scalars(select(User).where(User.email == email.strip().lower())).first()
    if found is None:
        print(f"There is no user with the address {email}.", file=sys.stderr)
        raise typer.Exit(1)
    return found
