"""What an analysis without a server found, in the form that analytics and summaries are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from emoscope.domain.audio import SpeechSegment
from emoscope.domain.faces import Person
from emoscope.domain.findings import (
    FaceFindings,
    FaceSeries,
    Findings,
    SegmentFindings,
    SpeakerFindings,
    VideoFacts,
)
from emoscope.library.audio import AudioResult
from emoscope.library.video import VideoResult
from emoscope.pipelines.face_series import bin_for, series_by_face


def of_video(result: VideoResult, title: str, created_at: datetime) -> Findings:
    """Findings of a video and, where it was analysed, of its sound."""
    info = result.info
    series = series_by_face(result.frames, bin_for(info.duration_ms))
    times = dict(result.timeline.select("frame", "timestamp_ms").iter_rows())
    seen = Findings(
        medium_id="",
        user_id="",
        kind="video",
        title=title,
        description="",
        created_at=created_at,
        duration_ms=info.duration_ms,
        source_url=title,
        video=VideoFacts(info.width, info.height, info.fps, info.frame_count, _analysed(result.timeline)),
        faces=tuple(_face(person, times, series.get(person.face_id)) for person in result.faces),
        face_emotions=result.emotions,
        face_affect=result.affect,
        models=result.models,
    )
    return seen.with_sound(of_audio(result.audio, title, created_at)) if result.audio else seen


def of_audio(result: AudioResult, title: str, created_at: datetime) -> Findings:
    return Findings(
        medium_id="",
        user_id="",
        kind="audio",
        title=title,
        description="",
        created_at=created_at,
        duration_ms=result.info.duration_ms,
        language=result.language,
        source_url=title,
        speakers=tuple(
            SpeakerFindings(
                speaker_id=speaker.speaker_id,
                name=f"speaker_{speaker.speaker_id}",
                named=False,
                face_id=None,
                speaking_ms=speaker.speaking_ms,
                segment_count=speaker.segment_count,
                emotions=speaker.emotions,
                text_emotions=speaker.text_emotions,
            )
            for speaker in result.speakers
        ),
        segments=_segments(result.segments),
        speech_ms=result.speech_ms,
        voice_emotions=result.emotions,
        text_emotions=result.text_emotions,
        words=len(result.text.split()),
        notes=result.notes,
        models=result.models,
    )


def _segments(segments: Sequence[SpeechSegment]) -> tuple[SegmentFindings, ...]:
    return tuple(
        SegmentFindings(
            index=index,
            start_ms=segment.start_ms,
            end_ms=segment.end_ms,
            speaker_id=segment.speaker_id,
            text=segment.text,
            language=segment.language,
            emotions=segment.emotions,
            text_emotions=segment.text_emotions,
            prosody=segment.prosody,
            words=segment.words,
        )
        for index, segment in enumerate(segments)
    )


def _analysed(timeline: pl.DataFrame) -> int:
    return int(timeline["analysed"].sum())


def _face(person: Person, times: Mapping[int, int], series: FaceSeries | None) -> FaceFindings:
    return FaceFindings(
        face_id=person.face_id,
        name=f"face_{person.face_id}",
        named=False,
        speaker_id=None,
        picture_key="",
        first_ms=times.get(person.first_frame, 0),
        last_ms=times.get(person.last_frame, 0),
        screen_time_ms=person.screen_time_ms,
        emotions=person.emotions,
        affect=person.affect,
        uncertain_share=person.uncertain_share,
        series=series,
    )
