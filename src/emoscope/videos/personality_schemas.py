"""The contract's shapes for apparent personality, with ours beside."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

Trait = Annotated[float, Field(ge=0, le=1)]
Confidence = Annotated[float, Field(ge=0, le=1)]


class PersonalityTriggerResponse(BaseModel):
    """An analysis that a worker was set to."""

    video_id: str = Field(description="Id of the video.")
    face_id: int = Field(description="Number of the face, from 1.")
    speaker_id: int | None = Field(
        None, description="Number of the speaker whose voice and words count too, null where none is linked."
    )
    analysis_type: str = Field(description="overall, by_segment or combined.")
    status: str = Field(description="'processing'.")
    message: str = Field(description="What was done.")


class PersonalityAnalysisStatus(BaseModel):
    """Where one analysis stands."""

    status: str = Field(
        pattern="^(pending|processing|completed|failed)$",
        description="pending: waits for a worker. processing, completed, failed.",
    )
    percentage: int | None = Field(None, ge=0, le=100, description="How much of it is done, 0 to 100.")
    message: str = Field("", description="Why it failed, empty otherwise.")


class PersonalityOceanMetrics(BaseModel):
    """Apparent personality: 0.5 is the norm, or that nothing speaks to the trait."""

    agreeableness: Trait = Field(description="Cold to warm, 0 to 1.")
    conscientiousness: Trait = Field(description="Careless to orderly, 0 to 1.")
    extraversion: Trait = Field(description="Reserved to outgoing, 0 to 1.")
    neuroticism: Trait = Field(description="Calm to anxious, 0 to 1.")
    openness: Trait = Field(description="Conventional to open to new things, 0 to 1.")


class PersonalityConfidence(BaseModel):
    """How much can be made of an impression: the correlation with people's ratings that its cues could reach.

    Never near 1: even all cues together say little.
    """

    overall: Confidence = Field(description="Mean of the five, 0 to 1.")
    agreeableness: Confidence = Field(description="Of agreeableness, 0 to 1.")
    conscientiousness: Confidence = Field(description="Of conscientiousness, 0 to 1.")
    extraversion: Confidence = Field(description="Of extraversion, 0 to 1.")
    neuroticism: Confidence = Field(description="Of neuroticism, 0 to 1.")
    openness: Confidence = Field(description="Of openness, 0 to 1.")


class PersonalityCue(BaseModel):
    """What was observed, and what it did to the impression."""

    name: str = Field(description="Name of the cue; the model's card describes each.")
    value: float = Field(description="What was measured, in `unit`.")
    unit: str = Field(description="Unit of the value.")
    amount: float = Field(description="Seconds (of words: how many) that it rests on.")
    norm: float = Field(description="The value that counts as average.")
    z: float = Field(description="Distance from it in standard deviations, -3 to 3.")
    reliance: float = Field(description="How far it was relied on, 0 to 1; grows with `amount`.")
    pull: dict[str, float] = Field(
        description="Trait to what the cue added, in standard deviations; below 0 it speaks against it."
    )
    basis: str = Field(
        description="published: weights are a study's correlations. stand-in: a study's, of a similar cue. "
        "convention: a study names the cue, the size is ours."
    )
    source: str = Field(description="The study.")


class PersonalityOverallMetrics(BaseModel):
    """The impression over the whole video."""

    ocean_metrics: PersonalityOceanMetrics = Field(description="The five traits.")
    confidence: PersonalityConfidence = Field(description="How much can be made of it.")
    cues: list[PersonalityCue] = Field(description="What it rests on.")


class PersonalitySegmentItem(BaseModel):
    """The impression of one part of the video."""

    segment_id: int = Field(
        ge=1, description="Number of the part, from 1; those without evidence are missing."
    )
    start_millis: int = Field(ge=0, description="Where it begins, in milliseconds.")
    end_millis: int = Field(gt=0, description="Where it ends, in milliseconds.")
    ocean_metrics: PersonalityOceanMetrics = Field(description="The five traits.")
    confidence: PersonalityConfidence = Field(description="How much can be made of it.")


class PersonalitySegmentMetrics(BaseModel):
    """The impressions of parts of equal length."""

    segment_interval_millis: int = Field(gt=0, description="Length of a part, in milliseconds.")
    segments: list[PersonalitySegmentItem] = Field(description="The parts, in order of time.")


class PersonalityAnalysisResponse(BaseModel):
    """Apparent personality of a face."""

    video_id: str = Field(description="Id of the video.")
    face_id: int = Field(ge=1, description="Number of the face, from 1.")
    analysis_status: dict[str, PersonalityAnalysisStatus] | None = Field(
        None, description="Where the analyses asked for stand: overall, by_segment. Null where none was."
    )
    overall: PersonalityOverallMetrics | None = Field(
        None, description="The impression over the whole video, null until it is there."
    )
    by_segment: PersonalitySegmentMetrics | None = Field(
        None, description="The impressions of its parts, null until they are there."
    )
    speaker_id: int | None = Field(None, description="Number of the linked speaker, null without.")
    model: str | None = Field(None, description="Id of the model, null until there is a result.")
    notice: str = Field(description="What these figures are and what they are not.")
