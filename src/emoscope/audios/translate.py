"""From what we know to what the contract says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from emoscope.api.paging import window
from emoscope.api.state import Links
from emoscope.api.translate import failure, time_of
from emoscope.audios import schemas as wire
from emoscope.audios.edited_view import EditedAudio, EditedSegment, EditedSpeaker
from emoscope.audios.repository import Audio
from emoscope.db.audio_models import AudioRecord
from emoscope.db.models import Medium
from emoscope.domain.affect import dominant
from emoscope.domain.audio import Prosody, SpokenWord
from emoscope.domain.text import leading

_MEASURED = 4
"""Digits behind the point of what is measured."""


def accepted(medium: Medium) -> wire.AudioEmotionResponseV2:
    return wire.AudioEmotionResponseV2(**_heading(medium))


def list_item(medium: Medium, record: AudioRecord) -> wire.AudioListItem:
    return wire.AudioListItem(
        **_heading(medium),
        description=medium.description,
        language=record.language,
        segment_count=record.segment_count,
        project_id=medium.project_id,
        dominant_emotion=dominant(record.emotions) if record.emotions else "",
        error=failure(medium),
    )


def _heading(medium: Medium) -> dict[str, object]:
    return {
        "id": medium.id,
        "title": medium.title,
        "status": medium.status,
        "duration": medium.duration_ms,
        "media_source": medium.source,
        "media_source_url": medium.source_url,
        "media_source_type": "url" if medium.source_url else "file",
        "user_id": medium.user_id,
        "created_at": time_of(medium.created_at),
    }


def audio(
    found: Audio, view: EditedAudio | None, links: Links, first: int = 0, count: int | None = None
) -> wire.Audio:
    """The document of an audio, with `count` of its segments from number `first` on, or all that follow;
    `view` is None while it is not analysed."""
    reply, record = _standing(found, links), found.record
    if view is None:
        return reply
    names = {speaker.speaker_id: speaker.name for speaker in view.speakers}
    segments = window(view.segments, first, count)
    return reply.model_copy(
        update={
            "model_id": ",".join(sorted(set(record.models.values()))),
            "models": record.models,
            "notes": record.notes,
            "text_id": record.text_id,
            "edited": view.edited,
            "sound": _sound(record),
            "summary": _summary(view),
            "average_audio_emotions": _rounded(view.emotions),
            "average_text_emotions": _rounded(view.text_emotions),
            "speakers": [_speaker(speaker) for speaker in view.speakers],
            "segment_audio_emotions": [_heard(one, names) for one in segments],
            "segment_text_emotions": [_said(one, names) for one in segments],
        }
    )


def _standing(found: Audio, links: Links) -> wire.Audio:
    """What was asked for, and how far it is."""
    medium, record, job = found.medium, found.record, found.job
    return wire.Audio(
        id=medium.id,
        user_id=medium.user_id,
        title=medium.title,
        description=medium.description or "",
        status=medium.status,
        created_at=time_of(medium.created_at),
        url=links.to_object(medium.object_key),
        audio_duration=medium.duration_ms,
        task_completion_status=job.progress if job else None,
        parent_id=record.parent_id or None,
        media_source=medium.source,
        media_source_url=medium.source_url,
        start_millis=medium.start_ms,
        end_millis=medium.end_ms,
        speaker_diarization=record.speaker_diarization,
        text_emotion_analysis=record.text_emotion_analysis,
        language=record.wanted_language or None,
        min_speakers=record.min_speakers,
        max_speakers=record.max_speakers,
        stage=job.stage if job else "",
        progress=job.progress if job else 0,
        attempts=job.attempts if job else 0,
        error=failure(medium),
    )


def _sound(record: AudioRecord) -> wire.Sound | None:
    if not record.codec:
        return None
    return wire.Sound(
        container=record.container,
        codec=record.codec,
        rate_hz=record.rate_hz,
        channels=record.channels,
        separate_channels=record.separate_channels,
        tracks=record.tracks,
        track=record.track,
        analysed_ms=record.analysed_ms,
    )


def _summary(view: EditedAudio) -> wire.Summary:
    return wire.Summary(
        speaker_count=len(view.speakers),
        segment_count=len(view.segments),
        speech_ms=view.speech_ms,
        word_count=len(view.text.split()),
        language=view.language,
    )


def _speaker(speaker: EditedSpeaker) -> wire.Speaker:
    return wire.Speaker(
        speaker_id=speaker.speaker_id,
        name=speaker.name,
        named=speaker.named,
        speaking_ms=speaker.speaking_ms,
        segment_count=speaker.segment_count,
        emotions=_rounded(speaker.emotions),
        text_emotions=_rounded(speaker.text_emotions),
    )


def _heard(one: EditedSegment, names: Mapping[int, str]) -> wire.SegmentAudioEmotions:
    return wire.SegmentAudioEmotions(
        **_place(one, names),
        emotions=_rounded(one.emotions),
        max_emotion=_leading(one.emotions),
        speaker_probability=round(one.speaker_probability, 4),
        channel=one.channel,
        prosody=_prosody(one.prosody),
        changed=list(one.changed),
        scores_pending=one.scores_pending,
    )


def _said(one: EditedSegment, names: Mapping[int, str]) -> wire.SegmentTextEmotions:
    return wire.SegmentTextEmotions(
        **_place(one, names),
        segment=one.text,
        language=one.language,
        confidence=None if one.confidence is None else round(one.confidence, 4),
        words=[_word(word) for word in one.words],
        emotions=_rounded(one.text_emotions),
        max_emotion=_leading(one.text_emotions),
    )


def _word(word: SpokenWord) -> wire.SpokenWord:
    return wire.SpokenWord(
        word=word.text,
        start_millis=word.start_ms,
        end_millis=word.end_ms,
        probability=round(word.probability, _MEASURED),
    )


def _place(one: EditedSegment, names: Mapping[int, str]) -> dict[str, object]:
    return {
        "index": one.index,
        "start_millis": one.start_ms,
        "end_millis": one.end_ms,
        "speaker_id": one.speaker_id,
        "name": names[one.speaker_id],
    }


def _prosody(measured: Prosody | None) -> wire.Prosody | None:
    if measured is None:
        return None
    values = {
        name: round(value, _MEASURED) if value is not None else None
        for name, value in asdict(measured).items()
    }
    return wire.Prosody(**values)


def _leading(scores: Mapping[str, float] | None) -> dict[str, str | float] | None:
    if scores is None:
        return None
    label = leading(scores)
    return {"emotion": label, "score": round(float(scores[label]), 6)}


def _rounded(scores: Mapping[str, float] | None) -> dict[str, float] | None:
    if scores is None:
        return None
    return {name: round(float(share), 6) for name, share in scores.items()}
