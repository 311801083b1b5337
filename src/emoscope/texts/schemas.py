"""The contract's shapes for texts, with what we add beside them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from emoscope.api.schemas import Failure


class TextEmotionResponseV2(BaseModel):
    """An accepted text."""

    id: str = Field(description="Id of the text (UUID), with which results are fetched.")
    title: str = Field(description="Title given with the text.")
    status: str = Field(description="queue, processing, completed or failed.")
    word_count: int = Field(description="Words in the text: stretches without white space.")
    user_id: str = Field(description="Id of the owner (UUID).")
    created_at: str | None = Field(None, description="When the text was sent, ISO 8601 in UTC.")


class TextListItem(TextEmotionResponseV2):
    """A line of the list of texts."""

    language: str = Field("", description="Language of most words, ISO 639; empty until it is analysed.")
    project_id: str = Field("", description="Id of the project it is in (UUID), empty for none.")
    top: str = Field("", description="The leading one of 28 emotions; empty while nothing is known.")
    error: Failure | None = Field(None, description="Why the analysis failed, null unless it did.")


class Emotions(BaseModel):
    """A sentence with its scores."""

    emotions: dict[str, Any] = Field(
        default_factory=dict,
        description="Label to probability, 28 labels, each 0 to 1 by itself; empty in a language that the "
        "model does not know.",
    )
    sentence: str = Field("", description="The sentence, as it stands in the text.")
    start: int = Field(0, description="Where it begins, in characters from the beginning of the text.")
    end: int = Field(0, description="Where it ends, in characters; the character there is not part of it.")
    paragraph: int = Field(0, description="The paragraph it stands in, from 0.")
    language: str = Field("", description="Language of the sentence, ISO 639.")
    top: str | None = Field(None, description="The likeliest label, null where there are no scores.")
    sentiment: str | None = Field(
        None, description="positive, negative, ambiguous or neutral; null where there are no scores."
    )


class TranscriptEmotions(BaseModel):
    """A segment of a transcript with its scores."""

    emotions: dict[str, str] | None = Field(
        None, description="Label to probability, written as text; null where the words are not judged."
    )
    start_time: int | None = Field(None, description="Where the segment begins, in milliseconds.")
    end_time: int | None = Field(None, description="Where the segment ends, in milliseconds.")
    speaker_id: int | None = Field(None, description="Number of the speaker, from 0.")
    name: str | None = Field(None, description="The name given to the speaker, null while nobody gave one.")
    max_emotion: dict[str, str | float] = Field(
        description="emotion: the likeliest label; score: its probability, 0 to 1; empty where the words are "
        "not judged."
    )
    segment: str | None = Field(None, description="The words of the segment.")


class FetchTextResponse(BaseModel):
    """A text, where its analysis stands, and what it found."""

    id: str = Field(description="Id of the text (UUID); empty when analysed without a server.")
    status: str = Field(description="queue, processing, completed or failed.")
    title: str | None = Field(None, description="Title given with the text, or the file's name.")
    model_id: str | None = Field(None, description="Id of the model behind the scores, null until analysed.")
    document_type: str | None = Field(
        "text", description="'text', or 'transcript' for words that were spoken."
    )
    user_id: str | None = Field(None, description="Id of the owner (UUID).")
    word_count: int | None = Field(None, description="Words in the text: stretches without white space.")
    segments: list[Emotions | TranscriptEmotions] | None = Field(
        None, description="The sentences in order with their scores, null until analysed."
    )
    created_at: str | None = Field(None, description="When the text was sent, ISO 8601 in UTC.")
    text: str | None = Field(None, description="The text itself.")
    emotions: dict[str, Any] | None = Field(
        None,
        description="Label to mean probability over the scored sentences, weighted by their words; null "
        "where nothing was scored.",
    )
    parent_id: str | None = Field(None, description="Id of the medium whose words these are, else null.")
    peak: dict[str, float] | None = Field(
        None, description="Label to the highest probability in any sentence, 0 to 1."
    )
    top: str | None = Field(
        None, description="The label with the largest mean, null where nothing was scored."
    )
    sentiment: dict[str, float] | None = Field(
        None, description="positive, negative, ambiguous, neutral: the group's largest mean, 0 to 1."
    )
    language: str = Field("", description="Language of most words, ISO 639; empty until analysed.")
    sentence_count: int = Field(0, description="Sentences in the text.")
    scored_count: int = Field(0, description="Sentences in a language that the model knows.")
    models: dict[str, str] = Field(default_factory=dict, description="Job to id of the model that did it.")
    stage: str = Field("", description="What the analysis is doing now.")
    progress: int = Field(0, description="Share of the analysis that is done, in percent.")
    attempts: int = Field(0, description="How often the newest analysis was started.")
    error: Failure | None = Field(None, description="Why the analysis failed, null unless it did.")


class DeleteTextResponse(BaseModel):
    id: str = Field(description="Id of the deleted text.")
    status: str = Field(description="'deleted'.")


class TextReprocessResponse(BaseModel):
    id: str = Field(description="Id of the text.")
    status: str = Field(description="queue, processing, completed or failed.")
    message: str = Field(description="What was done.")


class TextStatus(BaseModel):
    """Where the analysis of a text stands, for those who ask for a report too early."""

    id: str = Field(description="Id of the text (UUID).")
    status: str = Field(description="queue or processing.")
    progress: int = Field(description="Share of the analysis that is done, in percent.")
