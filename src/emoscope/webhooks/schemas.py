"""How deliveries and secrets look on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field


class WebhookDeliveryItem(BaseModel):
    """An event and how telling it goes."""

    id: str = Field(description="Id of the delivery (UUID), sent as webhook-id at every try.")
    media_id: str = Field(description="Id of the medium that the event is about (UUID).")
    url: str = Field(description="Where it is sent.")
    event: str = Field(description="What it tells of: analysis, annotated_video, report, metadata, ...")
    medium_status: str = Field(description="completed or failed; empty while the work goes on.")
    status: str = Field(description="waiting for the work to end, pending, delivered or failed.")
    tries: int = Field(description="How often it was sent since it was scheduled.")
    response_code: int | None = Field(description="HTTP status of the last answer, null without one.")
    problem: str = Field(description="What went wrong at the last try, empty where nothing did.")
    created_at: str = Field(description="When it was asked for, ISO 8601 in UTC.")
    next_try_at: str | None = Field(description="When it is sent next, null where it is not.")
    ended_at: str | None = Field(description="When it was delivered or given up, ISO 8601 in UTC.")


class WebhookTry(BaseModel):
    """One POST and what came of it."""

    began_at: str = Field(description="When it was sent, ISO 8601 in UTC.")
    duration_ms: int = Field(description="How long it took, in milliseconds.")
    response_code: int | None = Field(description="HTTP status of the answer, null without one.")
    problem: str = Field(description="What went wrong, empty where nothing did.")


class WebhookDeliveryDetail(WebhookDeliveryItem):
    """A delivery with its tries."""

    log: list[WebhookTry] = Field(description="Every try, the first one first.")


class WebhookSecret(BaseModel):
    """What signs callbacks."""

    id: str = Field(description="Id of the secret (UUID).")
    secret: str = Field(description="The secret: whsec_ and base64, as Standard Webhooks libraries take it.")
    created_at: str = Field(description="When it was made, ISO 8601 in UTC.")
    expires_at: str | None = Field(description="When it stops signing; null for the newest.")


class WebhookSecrets(BaseModel):
    """The secrets that are valid now."""

    secrets: list[WebhookSecret] = Field(description="One, or two while one takes over from the other.")
