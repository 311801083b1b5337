"""The findings as one JSON document. Its schema is made from the models here; docs/exports.md explains it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceSeries, Findings

Number = Annotated[float, AfterValidator(lambda value: round(value, 6))]
Shares = Annotated[
    dict[str, Number], Field(description="Shares of the eight emotions, each 0 to 1; they sum to 1.")
]
Probabilities = Annotated[
    dict[str, Number],
    Field(description="Probabilities of the 28 text emotions, each 0 to 1, independent of each other."),
]


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AffectDocument(_Model):
    valence: Number = Field(description="Unpleasant to pleasant, -1 to 1.")
    arousal: Number = Field(description="Calm to excited, -1 to 1.")
    intensity: Number = Field(description="Strength of expression, 0 to 1.")


class SeriesDocument(_Model):
    """A face over time: lists of one length, a value for each stretch in which it was seen."""

    bin_ms: int = Field(description="Length of a stretch, in milliseconds.")
    start_ms: list[int] = Field(description="Beginnings of the stretches, in milliseconds, ascending.")
    emotions: dict[str, list[Number]] = Field(description="Emotion to its shares, 0 to 1.")
    valence: list[Number] = Field(description="Unpleasant to pleasant, -1 to 1.")
    arousal: list[Number] = Field(description="Calm to excited, -1 to 1.")
    intensity: list[Number] = Field(description="Strength of expression, 0 to 1.")
    uncertain: list[Number] = Field(description="Share of frames that cannot be read, 0 to 1.")


def _columns(series: Any) -> Any:
    if not isinstance(series, FaceSeries):
        return series
    return SeriesDocument(
        bin_ms=series.bin_ms,
        start_ms=series.start_ms.tolist(),
        emotions={name: series.emotions[:, column].tolist() for column, name in enumerate(EMOTIONS)},
        valence=series.valence.tolist(),
        arousal=series.arousal.tolist(),
        intensity=series.intensity.tolist(),
        uncertain=series.uncertain.tolist(),
    )


class BoxDocument(_Model):
    x: Number = Field(description="Left edge, in pixels of the picture as displayed.")
    y: Number = Field(description="Top edge, in pixels.")
    w: Number = Field(description="Width, in pixels.")
    h: Number = Field(description="Height, in pixels.")


class PersonalityDocument(_Model):
    """Apparent personality: how the person may come across; 0.5 is the norm."""

    openness: Number = Field(description="0 to 1.")
    conscientiousness: Number = Field(description="0 to 1.")
    extraversion: Number = Field(description="0 to 1.")
    agreeableness: Number = Field(description="0 to 1.")
    neuroticism: Number = Field(description="0 to 1.")
    confidence: Number = Field(description="How much there was to judge by, 0 to 1.")


class FaceDocument(_Model):
    face_id: int = Field(description="Number of the face in its medium, from 1.")
    name: str = Field(description="The name given, else face_N; unique in the medium.")
    named: bool = Field(description="Whether somebody gave the name.")
    speaker_id: int | None = Field(description="The voice linked to the face.")
    first_ms: int = Field(description="First seen, in milliseconds; 0 in an image.")
    last_ms: int = Field(description="Last seen, in milliseconds; 0 in an image.")
    screen_time_ms: int = Field(description="Time on screen, in milliseconds; 0 in an image.")
    emotions: Shares
    affect: AffectDocument = Field(description="Mean valence, arousal and intensity.")
    uncertain_share: Number = Field(description="Share of frames that cannot be read, 0 to 1.")
    series: Annotated[SeriesDocument | None, BeforeValidator(_columns)] = Field(
        description="The face over time; null in an image."
    )
    box: BoxDocument | None = Field(description="Where the face is in an image; null in a video.")
    personality: PersonalityDocument | None = Field(None, description="Null unless it was asked for.")
    note: str = Field(description="Note on the face, empty while nobody wrote one.")


class SpeakerDocument(_Model):
    speaker_id: int = Field(description="Number of the speaker in its medium, from 0.")
    name: str = Field(description="The name given, else speaker_N; unique in the medium.")
    named: bool = Field(description="Whether somebody gave the name.")
    face_id: int | None = Field(description="The face linked to the voice.")
    speaking_ms: int = Field(description="Time spoken, in milliseconds.")
    segment_count: int = Field(description="Number of turns.")
    emotions: Shares | None
    text_emotions: Probabilities | None


class ProsodyDocument(_Model):
    pitch_hz: Number | None = Field(description="Median fundamental frequency, in hertz.")
    pitch_low_hz: Number | None = Field(description="Its 5th percentile, in hertz.")
    pitch_high_hz: Number | None = Field(description="Its 95th percentile, in hertz.")
    voiced_share: Number = Field(description="Share of the time with a pitch, 0 to 1.")
    loudness_db: Number = Field(description="Root mean square, in decibels of full scale.")
    loudness_range_db: Number = Field(description="Spread from the 10th to the 95th percentile, in decibels.")
    words_per_s: Number | None = Field(description="Words a second.")
    pause_ms: int = Field(description="Time without speech inside of the turn, in milliseconds.")
    pauses: int = Field(description="In how many stretches.")


class SegmentDocument(_Model):
    index: int = Field(description="Number of the turn in its medium, from 0.")
    start_ms: int = Field(description="Beginning, in milliseconds.")
    end_ms: int = Field(description="End, in milliseconds.")
    speaker_id: int = Field(description="Who speaks.")
    text: str = Field(description="The words; empty where none were understood or asked for.")
    language: str = Field(description="Code of ISO 639, 'und' where it could not be told.")
    emotions: Shares | None
    text_emotions: Probabilities | None
    prosody: ProsodyDocument | None = Field(description="How it sounded; null where it was not measured.")


class SentenceDocument(_Model):
    text: str = Field(description="The words of the sentence.")
    start: int = Field(description="Where it begins in the text, in characters.")
    end: int = Field(description="Where it ends in the text, in characters.")
    paragraph: int = Field(description="Number of its paragraph, from 0.")
    language: str = Field(description="Code of ISO 639.")
    emotions: Probabilities | None


class VideoFactsDocument(_Model):
    width: int = Field(description="Width as displayed, in pixels.")
    height: int = Field(description="Height as displayed, in pixels.")
    fps: Number = Field(description="Mean rate in frames per second; 0 for an image.")
    frame_count: int = Field(description="Number of frames.")
    analysed_frames: int = Field(description="Number of frames that were analysed.")


class FindingsDocument(_Model):
    """All that is known of one analysed medium, corrections included."""

    format: str = Field("emoscope.findings/1", description="Name and version of this format.")
    medium_id: str = Field(description="Id of the medium (UUID).")
    kind: str = Field(description="video, audio, image or text.")
    title: str = Field(description="Title of the medium.")
    description: str = Field(description="Description of the medium.")
    created_at: datetime = Field(description="When the medium was received, ISO 8601 in UTC.")
    duration_ms: int = Field(description="Length, in milliseconds; 0 for images and texts.")
    language: str = Field(description="Code of ISO 639 of most words, empty where there are none.")
    audio_id: str = Field(description="Id of the medium of a video's sound, empty where there is none.")
    text_id: str = Field(description="Id of the medium of the words, empty where there is none.")
    parent_id: str = Field(description="Id of the medium that this one was taken from, else empty.")
    video: VideoFactsDocument | None = Field(description="Facts of the pictures, null without any.")
    faces: list[FaceDocument] = Field(description="The people of a video, or the faces of an image.")
    face_emotions: Shares | None
    face_affect: AffectDocument | None = Field(description="Means over all faces.")
    speakers: list[SpeakerDocument] = Field(description="The voices, by number.")
    segments: list[SegmentDocument] = Field(description="The turns of speech, in order of time.")
    speech_ms: int = Field(description="Time in which anybody spoke, in milliseconds.")
    voice_emotions: Shares | None
    text_emotions: Probabilities | None
    sentences: list[SentenceDocument] = Field(description="The sentences of a text.")
    words: int = Field(description="Number of words.")
    notes: dict[str, str] = Field(description="Code to a sentence about what was left out and why.")
    models: dict[str, str] = Field(description="Job to the id of the model that did it.")
    edited: bool = Field(description="Whether corrections by hand are in effect.")


def write(findings: Findings) -> bytes:
    """UTF-8 JSON. Keys of stored objects, the owner and biometric vectors are left out."""
    return document(findings).model_dump_json(indent=1).encode("utf-8", "replace")


def document(findings: Findings) -> FindingsDocument:
    found = FindingsDocument.model_validate(findings)
    for face in found.faces:
        ocean = findings.personality.get(face.face_id)
        if ocean is not None:
            face.personality = PersonalityDocument.model_validate(ocean)
    return found
