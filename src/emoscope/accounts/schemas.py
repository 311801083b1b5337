"""Shapes of the account operations, which are ours: the contract has none."""

from __future__ import annotations

from pydantic import BaseModel, Field

from emoscope.api.schemas import Words


class SignUp(BaseModel):
    email: Words = Field(max_length=320, description="Email address, which is the name to log in with.")
    password: Words = Field(max_length=1000, description="Password, 10 to 200 characters.")
    name: Words = Field("", description="What to call the user, at most 200 characters.")
    invitation: Words = Field(
        "", max_length=200, description="The code of an invitation, where one is needed."
    )


class LogIn(BaseModel):
    email: Words = Field(max_length=320, description="Email address.")
    password: Words = Field(max_length=1000, description="Password.")


class PasswordChange(BaseModel):
    old_password: Words = Field(max_length=1000, description="The password so far.")
    new_password: Words = Field(max_length=1000, description="The new one, 10 to 200 characters.")


class NameChange(BaseModel):
    name: Words = Field(description="What to call the user, at most 200 characters.")


class NewKey(BaseModel):
    name: Words = Field(description="What the key is for, at most 200 characters.")


class NewInvitation(BaseModel):
    email: Words = Field("", max_length=320, description="The only address that may use it, empty for any.")
    role: Words = Field("user", description="Role of who uses it: user or admin.")
    days: int = Field(7, description="Days for which it can be used, 1 to 90.")


class Account(BaseModel):
    """The caller's account."""

    id: str = Field(description="Id of the user (UUID).")
    email: str = Field(description="Email address.")
    name: str = Field(description="What to call the user.")
    role: str = Field(description="user or admin.")
    created_at: str = Field(description="When the account was made, ISO 8601 in UTC.")
    has_password: bool = Field(description="Whether the user can log in with a password.")
    credits_limited: bool = Field(description="Whether analyses are refused once the balance is spent.")
    credit_balance: float = Field(description="Credits granted less those charged.")
    csrf_token: str = Field(
        "",
        description="To be sent as X-CSRF-Token with every request of a logged-in browser that changes "
        "something; empty for callers with an API key.",
    )


class SignUpPolicy(BaseModel):
    """Who may sign up on this server."""

    sign_up: str = Field(description="open, invitation, or first while there is no user at all.")


class Key(BaseModel):
    """An API key, without the key itself."""

    id: str = Field(description="Id of the key (UUID).")
    name: str = Field(description="What it is for.")
    hint: str = Field(description="How the key begins.")
    created_at: str = Field(description="When it was made, ISO 8601 in UTC.")
    last_used_at: str | None = Field(None, description="When it was last used, to the minute; null: never.")


class KeyMade(Key):
    key: str = Field(description="The key itself, told this once.")


class InvitationItem(BaseModel):
    id: str = Field(description="Id of the invitation (UUID).")
    email: str = Field(description="The only address that may use it, empty for any.")
    role: str = Field(description="Role that it gives.")
    created_at: str = Field(description="When it was made, ISO 8601 in UTC.")
    expires_at: str = Field(description="Until when it can be used, ISO 8601 in UTC.")


class InvitationMade(InvitationItem):
    code: str = Field(description="The code to sign up with, told this once.")


class UserItem(BaseModel):
    """A user, as admins see them."""

    id: str = Field(description="Id of the user (UUID).")
    email: str = Field(description="Email address.")
    name: str = Field(description="What to call the user.")
    role: str = Field(description="user or admin.")
    created_at: str = Field(description="When the account was made, ISO 8601 in UTC.")
    credits_limited: bool = Field(description="Whether analyses are refused once the balance is spent.")
    credit_balance: float = Field(description="Credits granted less those charged.")


class CreditGrant(BaseModel):
    amount: float = Field(0, description="Credits to grant; a negative number takes some back.")
    limited: bool | None = Field(
        None, description="Whether analyses are to be refused once the balance is spent; null: as it is."
    )
    note: Words = Field("", max_length=500, description="Why, for the ledger.")


class CreditLine(BaseModel):
    """A line of the ledger."""

    kind: str = Field(description="charge or grant.")
    amount: float = Field(description="Credits; charges are negative.")
    units: int = Field(description="Seconds, words or pictures that were analysed; 0 for a grant.")
    media_id: str = Field(description="The medium that was analysed, empty for a grant.")
    note: str = Field(description="What it was for.")
    created_at: str = Field(description="When, ISO 8601 in UTC.")


class UsageDay(BaseModel):
    """What was analysed on one day (UTC)."""

    date: str = Field(description="The day, YYYY-MM-DD.")
    credits: float = Field(description="Credits charged.")
    analyses: int = Field(description="Analyses completed.")
    by_kind: dict[str, float] = Field(description="Credits charged by kind of medium.")


class Usage(BaseModel):
    limited: bool = Field(description="Whether analyses are refused once the balance is spent.")
    balance: float = Field(description="Credits granted less those charged.")
    days: list[UsageDay] = Field(description="The days with charges, oldest first.")
    latest: list[CreditLine] = Field(description="The newest 50 lines of the ledger, newest first.")


class Done(BaseModel):
    message: str = Field(description="What was done.")
