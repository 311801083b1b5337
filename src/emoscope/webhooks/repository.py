"""SQL on the log of deliveries."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from emoscope.api.paging import BadPage, Page
from emoscope.db.webhook_models import Delivery, Try


def page_of(
    session: Session, user_id: str, page: Page, media_id: str, status: str
) -> tuple[Sequence[Delivery], int]:
    """A page of a user's deliveries, newest first, and how many there are in all."""
    mine = select(Delivery).where(Delivery.user_id == user_id)
    if media_id:
        mine = mine.where(Delivery.media_id == media_id)
    if status:
        mine = mine.where(Delivery.status == status)
    count = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    found = session.scalars(_on_page(session, mine, page).limit(page.size)).all()
    return (found[::-1] if page.direction == "backward" and page.after else found), count


def _on_page(session: Session, mine: Select[Delivery], page: Page) -> Select[Delivery]:
    newest_first = (Delivery.created_at.desc(), Delivery.id.desc())
    if not page.after:
        return mine.order_by(*newest_first)
    seen = session.scalars(mine.where(Delivery.id == page.after)).first()
    if seen is None:
        raise BadPage(f"There is no delivery with the id {page.after!r} to page from.")
    place = tuple_(Delivery.created_at, Delivery.id)
    if page.direction == "forward":
        return mine.where(place < (seen.created_at, seen.id)).order_by(*newest_first)
    return mine.where(place > (seen.created_at, seen.id)).order_by(Delivery.created_at, Delivery.id)


def tries_of(session: Session, delivery_id: str) -> Sequence[Try]:
    """Every try at a delivery, the first one first."""
    return session.scalars(
        select(Try).where(Try.delivery_id == delivery_id).order_by(Try.began_at, Try.id)
    ).all()
