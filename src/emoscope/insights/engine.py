"""What answers questions: the protocol of engines, what they are given and what they give back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from emoscope.domain.findings import Findings

USER, ASSISTANT = "user", "ai_assistant"

Emit = Callable[[str], None]
"""Takes the next piece of the answer's text; never waits."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the conversation; `role` is USER or ASSISTANT."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with all that an answer may be made from. `history` is what was said before, the first
    message first. `quota_exceeded` says that no language model may be asked any more today."""

    findings: Findings
    history: tuple[Message, ...]
    message: str
    quota_exceeded: bool = False


@dataclass(slots=True)
class Meter:
    """The tokens used so far, true also where an answer breaks off."""

    input_tokens: int = 0
    output_tokens: int = 0

    def add(self, input_tokens: int, output_tokens: int) -> None:
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens


class Engine(Protocol):
    """Answers a question piece by piece.

    `answer` hands each piece of text to `emit` as soon as there is one, counts into `meter`, and returns the
    name of what answered. Cancelling it stops the work. Errors it raises are the engine's own: the text
    handed over before is no answer.
    """

    async def answer(self, inquiry: Inquiry, emit: Emit, meter: Meter) -> str: ...
