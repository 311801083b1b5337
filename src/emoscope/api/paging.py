"""Keyset paging over (created_at, id), newest first, as all lists of the contract do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from emoscope.db.children import was_uploaded
from emoscope.db.models import Medium
from emoscope.errors import EmoscopeError

Item = TypeVar("Item")


class BadPage(EmoscopeError):
    code = "bad_page"
    status = 422
    title = "Page not available"


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the id of the last item seen; backward gives the page that ends before it."""

    after: str
    size: int
    direction: Literal["forward", "backward"]


def make_page(after: str, size: int, direction: str) -> Page:
    if not 1 <= size <= 100:
        raise BadPage(f"page_size is {size}; accepted are 1 to 100.")
    if direction not in ("forward", "backward"):
        raise BadPage(f"direction is {direction!r}; accepted are 'forward' and 'backward'.")
    return Page(after, size, "forward" if direction == "forward" else "backward")


def media_page(session: Session, user_id: str, kind: str, page: Page) -> tuple[Sequence[Medium], int]:
    """A page of what the user handed in of one kind, newest first, and how many there are in all."""
    mine = select(Medium).where(Medium.user_id == user_id, Medium.kind == kind, was_uploaded())
    count = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    place = tuple_(Medium.created_at, Medium.id)
    newest_first = (Medium.created_at.desc(), Medium.id.desc())
    if not page.after:
        query = mine.order_by(*newest_first)
        return session.scalars(query.limit(page.size)).all(), count
    seen = session.scalars(mine.where(Medium.id == page.after)).first()
    if seen is None:
        raise BadPage(f"There is no {kind} with the id {page.after!r} to page from.")
    if page.direction == "forward":
        query = mine.where(place < (seen.created_at, seen.id)).order_by(*newest_first)
        return session.scalars(query.limit(page.size)).all(), count
    query = mine.where(place > (seen.created_at, seen.id)).order_by(Medium.created_at, Medium.id)
    return session.scalars(query.limit(page.size)).all()[::-1], count


def window(items: Sequence[Item], first: int, count: int | None) -> Sequence[Item]:
    """The items from number `first` on, `count` of them or all that follow."""
    return items[first:] if count is None else items[first : first + count]
