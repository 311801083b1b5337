"""Shapes of the contract's multimodal analytics, with what we add to them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from emoscope.api.schemas import ValenceArousalIntensity


class OverallEmotions(BaseModel):
    """Mean emotions over the whole medium, by modality."""

    video: dict[str, float] | None = Field(None, description="Shares of 8 emotions from faces, sum 1.")
    audio: dict[str, float] = Field(
        default_factory=dict, description="Shares of 8 emotions from voices, sum 1; empty where not judged."
    )
    text: dict[str, float] = Field(
        default_factory=dict, description="Probabilities of 28 emotions from words, each 0 to 1."
    )


class SpeakerEmotions(BaseModel):
    audio: dict[str, float] = Field(
        default_factory=dict, description="Shares of 8 emotions from the voice, sum 1."
    )
    text: dict[str, float] = Field(
        default_factory=dict, description="Probabilities of 28 emotions from the words, each 0 to 1."
    )


class EmotionAnalysis(BaseModel):
    overall: OverallEmotions = Field(description="Means over the whole medium.")
    faces: dict[str, dict[str, float]] | None = Field(None, description="Name of a face to its mean shares.")
    speakers: dict[str, SpeakerEmotions] = Field(
        default_factory=dict, description="Name of a speaker to the means of voice and words."
    )


class TurningPoint(BaseModel):
    """A moment at which the leading emotion of a face or voice changed."""

    at_millis: int = Field(description="When, in milliseconds of the medium.")
    modality: str = Field(description="face or voice.")
    subject_id: int = Field(description="The face_id or speaker_id.")
    name: str = Field(description="Name of the face or speaker.")
    before: str = Field(description="The emotion that led before.")
    after: str = Field(description="The emotion that leads after.")
    share_before: float = Field(description="Share of the later emotion before the moment, 0 to 1.")
    share_after: float = Field(description="Its share after the moment, 0 to 1.")
    change: float = Field(description="How much of the eight shares moved, 0 to 1.")


class Agreement(BaseModel):
    """How two modalities of one person relate while they speak."""

    speaker_id: int = Field(description="The speaker.")
    name: str = Field(description="Name of the speaker.")
    modalities: list[str] = Field(description="The two compared, of face, voice and words.")
    compared_millis: int = Field(description="Speech in which both are pleasant or unpleasant, in ms.")
    agreeing: float = Field(description="Share of that speech in which both are the same, 0 to 1.")
    apart_millis: int | None = Field(
        None, description="Begin of the longest stretch in which they are not, null where there is none."
    )


class _Beyond(BaseModel):
    """What we tell beside the contract, alike for videos and audios."""

    summary: str = Field("", description="The findings in a few sentences.")
    language: str = Field("", description="Language of the speech (ISO 639), 'und' where it is unknown.")
    speech_millis: int = Field(0, description="Time in which anybody spoke, in milliseconds.")
    turning_points: list[TurningPoint] = Field(
        default_factory=list, description="The largest changes, in order of time."
    )
    agreement: list[Agreement] = Field(
        default_factory=list, description="Whether face, voice and words of a speaker go the same way."
    )
    notes: dict[str, str] = Field(
        default_factory=dict, description="Code to sentence: what was left out, and why."
    )
    models: dict[str, str] = Field(default_factory=dict, description="Job to the model that did it.")
    edited: bool = Field(False, description="Whether corrections by hand are in effect.")


class FullVideoAnalyticsResponse(_Beyond):
    """Everything known of a video on one page."""

    title: str = Field("", description="Title given at upload, or the file's name.")
    status: str = Field("", description="queue, processing, completed or failed.")
    description: str = Field("", description="Description given at upload.")
    created_at: str = Field("", description="When the analysis was asked for, ISO 8601 in UTC.")
    media_type: str = Field("video", description="Always 'video'.")
    video_id: str = Field("", description="Id of the video, empty when analysed without a server.")
    audio_id: str = Field("", description="Id of the audio taken from the video, empty where none is.")
    text_id: str = Field("", description="Id of the transcript, empty where there is none.")
    duration: float = Field(0, description="Duration in milliseconds.")
    total_frames_count: int = Field(0, description="Frames in the source video.")
    frame_rate: float | None = Field(None, description="Mean frame rate, in frames per second.")
    frame_height: float | None = Field(None, description="Height as displayed, in pixels.")
    frame_width: float | None = Field(None, description="Width as displayed, in pixels.")
    face_count: int = Field(0, description="How many people were seen.")
    speaker_count: int = Field(0, description="How many speakers were heard.")
    media_source_url: str = Field("", description="Where the video came from, or the file's name.")
    annotated_video_url: str = Field("", description="Signed link to the annotated video, empty where none.")
    youtube_url: str | None = Field(None, description="The YouTube address, null for other sources.")
    detected_faces: list[dict[str, Any]] = Field(
        default_factory=list,
        description="The people: face_id, name, image (signed link or data), speaker_id (null where no voice "
        "is linked), screen_time_ms, first_ms, last_ms (milliseconds), dominant_emotion, valence, arousal, "
        "intensity, uncertain_share (0 to 1).",
    )
    detected_speakers: list[dict[str, Any]] = Field(
        default_factory=list,
        description="The speakers: speaker_id, name, face_id (null where no face is linked), speaking_ms, "
        "segment_count.",
    )
    valence_arousal: ValenceArousalIntensity | None = Field(
        None, description="Mean over all faces, null where nobody was seen."
    )
    emotion_analysis: EmotionAnalysis = Field(description="Mean emotions overall, by face and by speaker.")


class FullAudioAnalyticsResponse(_Beyond):
    """Everything known of an audio on one page."""

    title: str = Field("", description="Title given at upload, or the file's name.")
    status: str = Field("", description="queue, processing, completed or failed.")
    description: str = Field("", description="Description given at upload.")
    created_at: str = Field("", description="When the analysis was asked for, ISO 8601 in UTC.")
    media_type: str = Field("audio", description="Always 'audio'.")
    audio_id: str = Field("", description="Id of the audio, empty when analysed without a server.")
    text_id: str = Field("", description="Id of the transcript, empty where there is none.")
    duration: float = Field(0, description="Duration in milliseconds.")
    speaker_count: int = Field(0, description="How many speakers were heard.")
    media_source_url: str = Field("", description="Where the audio came from, or the file's name.")
    youtube_url: str | None = Field(None, description="The YouTube address, null for other sources.")
    detected_speakers: list[dict[str, Any]] = Field(
        default_factory=list,
        description="The speakers: speaker_id, name, face_id (always null), speaking_ms, segment_count.",
    )
    emotion_analysis: EmotionAnalysis = Field(description="Mean emotions overall and by speaker.")
