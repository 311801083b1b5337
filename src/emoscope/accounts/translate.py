"""From accounts as they are stored to what the API says of them."""

from __future__ import annotations

from emoscope.accounts import schemas as wire
from emoscope.accounts.usage import Day
from emoscope.api.translate import time_of
from emoscope.db.account_models import CreditEntry, Invitation
from emoscope.db.models import ApiKey, User


def account(user: User, balance: float, csrf_token: str) -> wire.Account:
    return wire.Account(
        **user_item(user, balance).model_dump(),
        has_password=bool(user.password_hash),
        csrf_token=csrf_token,
    )


def user_item(user: User, balance: float) -> wire.UserItem:
    return wire.UserItem(
        id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        created_at=time_of(user.created_at),
        credits_limited=user.credits_limited,
        credit_balance=balance,
    )


def key(record: ApiKey) -> wire.Key:
    return wire.Key(
        id=record.id,
        name=record.name,
        hint=record.hint,
        created_at=time_of(record.created_at),
        last_used_at=time_of(record.last_used_at) if record.last_used_at else None,
    )


def invitation(record: Invitation) -> wire.InvitationItem:
    return wire.InvitationItem(
        id=record.id,
        email=record.email,
        role=record.role,
        created_at=time_of(record.created_at),
        expires_at=time_of(record.expires_at),
    )


def day(found: Day) -> wire.UsageDay:
    return wire.UsageDay(
        date=found.date.isoformat(), credits=found.credits, analyses=found.analyses, by_kind=found.by_kind
    )


def line(entry: CreditEntry) -> wire.CreditLine:
    return wire.CreditLine(
        kind=entry.kind,
        amount=entry.amount,
        units=entry.units,
        media_id=entry.media_id,
        note=entry.note,
        created_at=time_of(entry.created_at),
    )
