"""How conversations look on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from emoscope.insights.service import LONGEST_MESSAGE


def _something(text: str) -> str:
    if not text.strip():
        raise ValueError("the message is blank; ask a question")
    if "\x00" in text:
        raise ValueError("the message must not contain the character NUL")
    return text


class AIInsightsChatRequest(BaseModel):
    """A question about a medium."""

    message: Annotated[str, AfterValidator(_something)] = Field(
        min_length=1,
        max_length=LONGEST_MESSAGE,
        description="The question, 1 to 10,000 characters.",
    )


class AIInsightsChatResponse(BaseModel):
    """A whole answer."""

    conversation_id: str = Field(description="Id of the conversation (UUID), one for each user and medium.")
    message_id: int = Field(
        description="Number of the answer in the conversation, from 1; the question has the one before."
    )
    response: str = Field(description="The answer; times in it are written as [m:ss] or [h:mm:ss].")
    token_usage: dict[str, int] | None = Field(
        None,
        description="Tokens of a language model: input_tokens and output_tokens, 0 from the built-in "
        "analyst.",
    )
    is_quota_exceeded: bool = Field(
        False,
        description="Whether the user's tokens of the day are used up, so that the built-in analyst "
        "answered.",
    )


class AIInsightsChatMessage(BaseModel):
    """A question or an answer."""

    role: str = Field(description="'user' for questions, 'ai_assistant' for answers.")
    text: str = Field(description="What was asked or answered.")
    message_id: int = Field(description="Number in the conversation, from 1.")
    timestamp: str | None = Field(None, description="When it was written, ISO 8601 in UTC.")


class AIInsightsHistoryResponse(BaseModel):
    """A conversation."""

    conversation_id: str = Field(
        description="Id of the conversation (UUID), the same before its first message as after."
    )
    messages: list[AIInsightsChatMessage] = Field(
        description="Questions and answers, the first one first; empty before the first question."
    )


class MediumSummary(BaseModel):
    """A medium in a few sentences."""

    summary: str = Field(description="Who, leading emotions, turning points with times, what agrees.")
    engine: str = Field(description="What wrote it: 'built-in', or the name of the language model.")
