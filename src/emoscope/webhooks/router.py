"""HTTP for callbacks: their log, sending again, and the secrets that sign them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request

from emoscope.api.auth import CurrentUser
from emoscope.api.paging import make_page
from emoscope.api.schemas import PaginatedResponse
from emoscope.api.state import State, desk_of
from emoscope.api.translate import time_of
from emoscope.db.webhook_models import Delivery, SigningSecret
from emoscope.webhooks import schemas as wire
from emoscope.webhooks import service

router = APIRouter(prefix="/v2/webhooks", tags=["Webhooks"])

DeliveryId = Annotated[str, Path(description="Id of the delivery (UUID).")]


@router.get("/deliveries")
def list_webhook_deliveries(
    state: State,
    user: CurrentUser,
    media_id: Annotated[str, Query(description="Only those about this medium.")] = "",
    status: Annotated[str, Query(description="Only waiting, pending, delivered or failed ones.")] = "",
    start_after: Annotated[str, Query(description="Id of the last delivery of the page before.")] = "",
    page_size: Annotated[int, Query(description="Deliveries per page, 1 to 100.")] = 10,
    direction: Annotated[
        str, Query(description="'forward' to older deliveries, 'backward' to newer ones.")
    ] = "forward",
) -> PaginatedResponse:
    """The caller's callbacks, newest first."""
    page = make_page(start_after, page_size, direction)
    found, count = service.listed(desk_of(state), user, page, media_id, status)
    return PaginatedResponse(documents=[_item(delivery) for delivery in found], count=count)


@router.get("/deliveries/{delivery_id}")
def get_webhook_delivery(
    state: State, user: CurrentUser, delivery_id: DeliveryId
) -> wire.WebhookDeliveryDetail:
    """One callback with every try at it."""
    delivery, tries = service.get(desk_of(state), user, delivery_id)
    log = [
        wire.WebhookTry(
            began_at=time_of(one.began_at),
            duration_ms=one.duration_ms,
            response_code=one.response_code,
            problem=one.problem,
        )
        for one in tries
    ]
    return wire.WebhookDeliveryDetail(**_item(delivery).model_dump(), log=log)


@router.post("/deliveries/{delivery_id}/replay")
def replay_webhook_delivery(
    state: State, user: CurrentUser, delivery_id: DeliveryId
) -> wire.WebhookDeliveryItem:
    """Sends a callback again under the same id; one that is still being sent stays as it is."""
    return _item(service.replay(desk_of(state), user, delivery_id))


@router.get("/secrets")
def get_webhook_secrets(request: Request, state: State, user: CurrentUser) -> wire.WebhookSecrets:
    """The secrets that sign the caller's callbacks now."""
    return _secrets(service.signing_secrets(desk_of(state), user, request.app.state.webhook_key))


@router.post("/secrets")
def rotate_webhook_secret(
    request: Request,
    state: State,
    user: CurrentUser,
    overlap_hours: Annotated[
        float, Form(ge=0, le=168, description="How long the secret before stays valid, 0 to 168 hours.")
    ] = 24,
) -> wire.WebhookSecrets:
    """Makes a new secret. Until the one before expires, callbacks carry a signature by each."""
    overlap = timedelta(hours=overlap_hours)
    return _secrets(service.rotate_secret(desk_of(state), user, request.app.state.webhook_key, overlap))


def _item(delivery: Delivery) -> wire.WebhookDeliveryItem:
    return wire.WebhookDeliveryItem(
        id=delivery.id,
        media_id=delivery.media_id,
        url=delivery.url,
        event=delivery.event,
        medium_status=delivery.medium_status,
        status=delivery.status,
        tries=delivery.tries,
        response_code=delivery.response_code,
        problem=delivery.problem,
        created_at=time_of(delivery.created_at),
        next_try_at=_time(delivery.next_try_at),
        ended_at=_time(delivery.ended_at),
    )


def _secrets(found: Sequence[tuple[SigningSecret, str]]) -> wire.WebhookSecrets:
    return wire.WebhookSecrets(
        secrets=[
            wire.WebhookSecret(
                id=secret.id,
                secret=value,
                created_at=time_of(secret.created_at),
                expires_at=_time(secret.expires_at),
            )
            for secret, value in found
        ]
    )


def _time(moment: datetime | None) -> str | None:
    return time_of(moment) if moment else None
