"""What can be done with conversations: ask, keep the answer, give up, read what was said."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.exc import IntegrityError

from emoscope.api import media
from emoscope.api.findings import FindingsOf
from emoscope.api.keys import Identity
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.insight_models import Conversation, InsightMessage
from emoscope.db.models import Medium, new_id, now
from emoscope.domain.findings import Findings
from emoscope.insights import repository
from emoscope.insights.engine import ASSISTANT, USER, Inquiry, Message, Meter
from emoscope.insights.errors import BadMediaType, ConversationBusy, FiguresMissing

KINDS = ("video", "audio", "image", "text")
LONGEST_MESSAGE = 10_000
_HISTORY = 24
"""Messages that an engine is given to go by."""
_ASK_AGAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Rules:
    """`tokens_per_day` of language models for each user, 0: no bound. A question that has not ended after
    `claim_s` is given up for lost; another one waits `patience_s` for it."""

    tokens_per_day: int
    claim_s: float
    patience_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that is being answered. `number` is that of the answer in the conversation."""

    conversation_id: str
    user_id: str
    claim: str
    number: int
    inquiry: Inquiry


def conversation_id_of(user_id: str, medium_id: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"urn:emoscope:conversation:{user_id}:{medium_id}"))


def history(
    sessions: SessionFactory, user: Identity, kind: str, medium_id: str
) -> tuple[str, Sequence[InsightMessage]]:
    """The conversation's id and all its messages; nothing is begun by looking."""
    _check_kind(kind)
    conversation_id = conversation_id_of(user.user_id, medium_id)
    with reading(sessions) as session:
        media.readable(session, user, kind, medium_id)
        return conversation_id, repository.messages(session, conversation_id)


def begin(
    sessions: SessionFactory,
    findings_of: FindingsOf,
    rules: Rules,
    user: Identity,
    kind: str,
    medium_id: str,
    message: str,
) -> Turn:
    """Lets a question into its conversation.

    Raises MediumNotFound, NotAnalysed, FiguresMissing, and ConversationBusy where another question is still
    being answered after some patience. Every turn must be ended by `finish` or `abandon`.
    """
    _check_kind(kind)
    with reading(sessions) as session:
        medium = media.readable(session, user, kind, medium_id)
    findings = _figures(sessions, findings_of, medium)
    conversation_id = conversation_id_of(user.user_id, medium_id)
    _open(sessions, conversation_id, user.user_id, medium)
    claim = _claimed(sessions, rules, conversation_id)
    with reading(sessions) as session:
        before = repository.messages(session, conversation_id, _HISTORY)
        number = repository.last_number(session, conversation_id)
        used = repository.tokens_used(session, user.user_id, _today())
    inquiry = Inquiry(
        findings=findings,
        history=tuple(Message(one.role, one.text) for one in before),
        message=message,
        quota_exceeded=0 < rules.tokens_per_day <= used,
    )
    return Turn(conversation_id, user.user_id, claim, number + 2, inquiry)


def finish(sessions: SessionFactory, turn: Turn, answer: str, engine: str, meter: Meter) -> None:
    """Keeps question and answer. Raises ConversationBusy when the turn took so long that another one took
    over, MediumNotFound when the medium was deleted meanwhile."""
    with sessions.begin() as session:
        if not repository.release(session, turn.conversation_id, turn.claim):
            if session.get(Conversation, turn.conversation_id) is None:
                raise media.MediumNotFound(turn.inquiry.findings.kind)
            raise ConversationBusy
        session.add_all(
            [
                InsightMessage(
                    conversation_id=turn.conversation_id,
                    number=turn.number - 1,
                    role=USER,
                    text=turn.inquiry.message,
                ),
                InsightMessage(
                    conversation_id=turn.conversation_id,
                    number=turn.number,
                    role=ASSISTANT,
                    text=answer,
                    engine=engine,
                    input_tokens=meter.input_tokens,
                    output_tokens=meter.output_tokens,
                ),
            ]
        )
    count(sessions, turn.user_id, meter)


def abandon(sessions: SessionFactory, turn: Turn, meter: Meter) -> None:
    """Gives the conversation free without an answer; what was used of a language model still counts."""
    count(sessions, turn.user_id, meter)
    with sessions.begin() as session:
        repository.release(session, turn.conversation_id, turn.claim)


def figures(
    sessions: SessionFactory, findings_of: FindingsOf, rules: Rules, user: Identity, kind: str, medium_id: str
) -> tuple[Findings, bool]:
    """What is known of a medium, and whether the user's tokens of today are used up. Raises as `begin`."""
    _check_kind(kind)
    with reading(sessions) as session:
        medium = media.readable(session, user, kind, medium_id)
        used = repository.tokens_used(session, user.user_id, _today())
    return _figures(sessions, findings_of, medium), 0 < rules.tokens_per_day <= used


def count(sessions: SessionFactory, user_id: str, meter: Meter) -> None:
    """Adds what was used of a language model to the user's tokens of today."""
    tokens = meter.input_tokens + meter.output_tokens
    if not tokens:
        return
    for _ in range(2):  # the second time if another request wrote the day's first row in between
        try:
            with sessions.begin() as session:
                repository.add_tokens(session, user_id, _today(), tokens)
        except IntegrityError:
            continue
        return


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise BadMediaType(f"Invalid media_type. Must be one of: {', '.join(KINDS)}")


def _figures(sessions: SessionFactory, findings_of: FindingsOf, medium: Medium) -> Findings:
    if medium.status != "completed":
        raise media.not_analysed(medium)
    try:
        return findings_of(medium)
    except media.NotAnalysed as error:
        raise FiguresMissing from error
    except media.MediumNotFound as error:
        with reading(sessions) as session:
            if media.find(session, medium.kind, medium.id) is None:
                raise
        raise FiguresMissing from error


def _open(sessions: SessionFactory, conversation_id: str, user_id: str, medium: Medium) -> None:
    """Makes the conversation where there is none."""
    with reading(sessions) as session:
        if session.get(Conversation, conversation_id) is not None:
            return
    try:
        with sessions.begin() as session:
            session.add(Conversation(id=conversation_id, user_id=user_id, media_id=medium.id))
    except IntegrityError as error:  # another request made it, or the medium was deleted meanwhile
        with reading(sessions) as session:
            if session.get(Conversation, conversation_id) is None:
                raise media.MediumNotFound(medium.kind) from error


def _claimed(sessions: SessionFactory, rules: Rules, conversation_id: str) -> str:
    claim, give_up = new_id(), time.monotonic() + rules.patience_s
    while True:
        moment = now()
        with sessions.begin() as session:
            until = moment + timedelta(seconds=rules.claim_s)
            if repository.claim(session, conversation_id, claim, moment, until):
                return claim
        if time.monotonic() > give_up:
            raise ConversationBusy
        time.sleep(_ASK_AGAIN_S)


def _today() -> str:
    return now().date().isoformat()
