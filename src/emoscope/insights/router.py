"""HTTP for conversations about media: the contract's two operations."""

from __future__ import annotations

import traceback
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request, Response

from emoscope.api.auth import CurrentUser
from emoscope.api.state import State
from emoscope.api.translate import time_of
from emoscope.db.engine import SessionFactory
from emoscope.errors import EmoscopeError
from emoscope.insights import schemas as wire
from emoscope.insights import service
from emoscope.insights.engine import Emit, Engine, Meter
from emoscope.insights.errors import ANSWER_FAILED, AnswerFailed, numbered
from emoscope.insights.service import Rules, Turn
from emoscope.insights.streaming import HEARTBEAT, ClientGone, Done, Events, EventStream, pieces
from emoscope.insights.summary import Summariser
from emoscope.logging import get_logger

log = get_logger(__name__)

router = APIRouter(tags=["AI Insights API"])

MediaType = Annotated[str, Path(description="video, audio, image or text.")]
MediaId = Annotated[str, Path(description="Id of the medium (UUID).")]
_PROBLEM: dict[str, Any] = {"content": {"application/json": {"schema": {}}}}


@dataclass(frozen=True, slots=True)
class Insights:
    """What answers here, by which rules; heartbeats come every `heartbeat_s` seconds of silence."""

    engine: Engine
    rules: Rules
    summariser: Summariser
    heartbeat_s: float = 10.0


@dataclass(slots=True)
class Talk:
    """A turn on its way to an answer; `end` must follow, whatever becomes of it."""

    sessions: SessionFactory
    engine: Engine
    turn: Turn
    meter: Meter = field(default_factory=Meter)
    _ended: bool = False

    async def work(self, emit: Emit) -> str:
        return await self.engine.answer(self.turn.inquiry, emit, self.meter)

    def usage(self) -> dict[str, int]:
        return {"input_tokens": self.meter.input_tokens, "output_tokens": self.meter.output_tokens}

    async def finish(self, text: str, engine: str) -> None:
        await run_sync(service.finish, self.sessions, self.turn, text, engine, self.meter)
        self._ended = True

    async def end(self) -> None:
        """Gives the conversation free where there was no answer, for the next question."""
        if not self._ended:
            self._ended = True
            await run_sync(service.abandon, self.sessions, self.turn, self.meter)


@router.post(
    "/v2/{media_type}/{media_id}/ai-insights",
    response_model=wire.AIInsightsChatResponse,
    responses={
        200: {"description": "The answer, as events or whole.", "content": {"text/event-stream": {}}},
        400: {**_PROBLEM, "description": "error_id 1601: the figures are not there yet; try again later."},
        401: {**_PROBLEM, "description": "No key, or none that is known."},
        404: {**_PROBLEM, "description": "There is no such medium."},
        409: {**_PROBLEM, "description": "Another question of the conversation is being answered."},
        422: {**_PROBLEM, "description": "A wrong parameter, or a medium that is not analysed."},
        500: {**_PROBLEM, "description": "Something went wrong here."},
    },
)
async def chat_ai_insights(
    request: Request,
    state: State,
    user: CurrentUser,
    media_type: MediaType,
    media_id: MediaId,
    question: wire.AIInsightsChatRequest,
    stream: Annotated[
        bool, Query(description="Whether the answer comes as server-sent events, or whole as JSON.")
    ] = True,
) -> Response | wire.AIInsightsChatResponse:
    """Answers a question about an analysed medium from its figures.

    As events: `stream_start`, `metadata` with the ids, `stream_chunk` for each piece of text, `stream_end`
    with the whole text and the tokens used, `done`; or `error` as the last one. A client that goes away
    stops the work, and then neither question nor answer is kept.
    """
    insights: Insights = request.app.state.insights
    begin = partial(
        service.begin, state.sessions, state.findings_of, insights.rules, user, media_type, media_id,
        question.message,
    )  # fmt: skip
    turn = await run_sync(begin)
    talk = Talk(state.sessions, insights.engine, turn)
    if stream:
        return EventStream(_events(request, talk, insights.heartbeat_s), talk.end)
    return await _whole(request, talk, insights.heartbeat_s)


@router.get(
    "/v2/{media_type}/{media_id}/ai-insights",
    responses={
        401: {**_PROBLEM, "description": "No key, or none that is known."},
        404: {**_PROBLEM, "description": "There is no such medium."},
        422: {**_PROBLEM, "description": "A media type that is not known."},
    },
)
def get_ai_insights_history(
    state: State, user: CurrentUser, media_type: MediaType, media_id: MediaId
) -> wire.AIInsightsHistoryResponse:
    """The caller's conversation about a medium, from the first message on."""
    conversation_id, messages = service.history(state.sessions, user, media_type, media_id)
    return wire.AIInsightsHistoryResponse(
        conversation_id=conversation_id,
        messages=[
            wire.AIInsightsChatMessage(
                role=one.role, text=one.text, message_id=one.number, timestamp=time_of(one.created_at)
            )
            for one in messages
        ],
    )


@router.get(
    "/v2/{media_type}/{media_id}/summary",
    responses={
        400: {**_PROBLEM, "description": "error_id 1601: the figures are not there yet; try again later."},
        404: {**_PROBLEM, "description": "There is no such medium."},
        422: {**_PROBLEM, "description": "A wrong media type, or a medium that is not analysed."},
    },
)
async def get_summary(
    request: Request, state: State, user: CurrentUser, media_type: MediaType, media_id: MediaId
) -> wire.MediumSummary:
    """A medium in a few sentences, by the language model where one is set, from the figures alone."""
    insights: Insights = request.app.state.insights
    look = partial(
        service.figures, state.sessions, state.findings_of, insights.rules, user, media_type, media_id
    )
    findings, quota_exceeded = await run_sync(look)
    meter = Meter()
    try:
        found = await insights.summariser.summary(findings, meter, quota_exceeded=quota_exceeded)
    finally:
        with anyio.CancelScope(shield=True):
            await run_sync(service.count, state.sessions, user.user_id, meter)
    return wire.MediumSummary(summary=found.text, engine=found.engine)


async def _gone(request: Request) -> None:
    """Returns when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _events(request: Request, talk: Talk, heartbeat_s: float) -> AsyncGenerator[bytes]:
    events, turn = Events(), talk.turn
    try:
        yield events.event("stream_start", {"status": "initializing"})
        ids = {"message_id": turn.number, "conversation_id": turn.conversation_id}
        yield events.event("metadata", ids)
        text = ""
        async with aclosing(pieces(talk.work, partial(_gone, request), heartbeat_s)) as found:
            async for piece in found:
                if isinstance(piece, Done):
                    await talk.finish(text, piece.result)
                elif piece is None:
                    yield HEARTBEAT
                else:
                    text += piece
                    yield events.event("stream_chunk", {"text": piece})
        end = {"message_id": turn.number, "full_text": text, "token_usage": talk.usage()}
        if turn.inquiry.quota_exceeded:
            end["is_quota_exceeded"] = True
        yield events.event("stream_end", end)
        yield events.event("done", {})
    except ClientGone:
        log.info("insights_client_gone", conversation=turn.conversation_id)
    except Exception as error:  # noqa: BLE001 - the reply has begun: what is left is to say so in it
        failure = _failure(error)
        facts = {**numbered(ANSWER_FAILED, failure.message), **failure.facts, "code": failure.code}
        yield events.event("error", facts)


def _failure(error: Exception) -> EmoscopeError:
    """What is told of an error. One of ours is logged without values: they hold what people said."""
    if isinstance(error, EmoscopeError):
        return error
    log.error("insights_failed", traceback="".join(traceback.format_exception(error)))
    return AnswerFailed()


async def _whole(request: Request, talk: Talk, heartbeat_s: float) -> Response | wire.AIInsightsChatResponse:
    text = ""
    try:
        async with aclosing(pieces(talk.work, partial(_gone, request), heartbeat_s)) as found:
            async for piece in found:
                if isinstance(piece, Done):
                    await talk.finish(text, piece.result)
                elif piece is not None:
                    text += piece
    except ClientGone:
        log.info("insights_client_gone", conversation=talk.turn.conversation_id)
        return Response(status_code=499)  # nobody reads it; the log shows what became of the request
    except Exception as error:  # noqa: BLE001 - whatever it is, `_failure` logs it
        raise _failure(error) from None
    finally:
        with anyio.CancelScope(shield=True):
            await talk.end()
    return wire.AIInsightsChatResponse(
        conversation_id=talk.turn.conversation_id,
        message_id=talk.turn.number,
        response=text,
        token_usage=talk.usage(),
        is_quota_exceeded=talk.turn.inquiry.quota_exceeded,
    )
