"""From findings to the contract's analytics documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from emoscope.analytics import schemas as wire
from emoscope.api.translate import affect, time_of
from emoscope.domain.affect import dominant
from emoscope.domain.findings import FaceFindings, Findings, SpeakerFindings
from emoscope.pipelines.agreement import agreements
from emoscope.pipelines.summary import summarise
from emoscope.pipelines.turning_points import turning_points

Picture = Callable[[FaceFindings], str]
"""Where the picture of a face can be had: a link, or the picture itself as a data address."""


def video_document(
    findings: Findings, picture: Picture, source: str, annotated: str = ""
) -> wire.FullVideoAnalyticsResponse:
    """The one-page document of an analysed video. `source` is where the video is to be had."""
    facts = findings.video
    return wire.FullVideoAnalyticsResponse(
        **_heading(findings, source),
        video_id=findings.medium_id,
        audio_id=findings.audio_id,
        total_frames_count=facts.frame_count if facts else 0,
        frame_rate=round(facts.fps, 3) if facts else None,
        frame_height=facts.height if facts else None,
        frame_width=facts.width if facts else None,
        face_count=len(findings.faces),
        annotated_video_url=annotated,
        detected_faces=[_face(face, picture(face)) for face in findings.faces],
        valence_arousal=affect(findings.face_affect) if findings.face_affect else None,
        emotion_analysis=wire.EmotionAnalysis(
            overall=wire.OverallEmotions(
                video=_rounded(findings.face_emotions) if findings.face_emotions else None,
                **_overall_sound(findings),
            ),
            faces={face.name: _rounded(face.emotions) for face in findings.faces},
            speakers=_speakers(findings),
        ),
    )


def audio_document(findings: Findings, source: str) -> wire.FullAudioAnalyticsResponse:
    """The one-page document of an analysed audio."""
    return wire.FullAudioAnalyticsResponse(
        **_heading(findings, source),
        audio_id=findings.medium_id,
        emotion_analysis=wire.EmotionAnalysis(
            overall=wire.OverallEmotions(**_overall_sound(findings)), speakers=_speakers(findings)
        ),
    )


def _heading(findings: Findings, source: str) -> dict[str, Any]:
    return {
        "title": findings.title,
        "status": "completed",
        "description": findings.description,
        "created_at": time_of(findings.created_at),
        "text_id": findings.text_id,
        "duration": findings.duration_ms,
        "speaker_count": len(findings.speakers),
        "media_source_url": source,
        "youtube_url": findings.source_url if "youtu" in findings.source_url else None,
        "detected_speakers": [_speaker(speaker) for speaker in findings.speakers],
        "summary": summarise(findings),
        "language": findings.language,
        "speech_millis": findings.speech_ms,
        "turning_points": [
            wire.TurningPoint(at_millis=point.at_ms, **_without(asdict(point), "at_ms"))
            for point in turning_points(findings)
        ],
        "agreement": [
            wire.Agreement(
                speaker_id=one.speaker_id,
                name=one.name,
                modalities=list(one.modalities),
                compared_millis=one.compared_ms,
                agreeing=round(one.agreeing, 4),
                apart_millis=one.apart_ms,
            )
            for one in agreements(findings)
        ],
        "notes": dict(findings.notes),
        "models": dict(findings.models),
        "edited": findings.edited,
    }


def _face(face: FaceFindings, image: str) -> dict[str, Any]:
    return {
        "face_id": face.face_id,
        "name": face.name,
        "image": image,
        "speaker_id": face.speaker_id,
        "screen_time_ms": face.screen_time_ms,
        "first_ms": face.first_ms,
        "last_ms": face.last_ms,
        "dominant_emotion": dominant(face.emotions),
        **affect(face.affect).model_dump(),
        "uncertain_share": round(face.uncertain_share, 4),
    }


def _speaker(speaker: SpeakerFindings) -> dict[str, Any]:
    return {
        "speaker_id": speaker.speaker_id,
        "name": speaker.name,
        "face_id": speaker.face_id,
        "speaking_ms": speaker.speaking_ms,
        "segment_count": speaker.segment_count,
    }


def _overall_sound(findings: Findings) -> dict[str, dict[str, float]]:
    return {"audio": _rounded(findings.voice_emotions), "text": _rounded(findings.text_emotions)}


def _speakers(findings: Findings) -> dict[str, wire.SpeakerEmotions]:
    return {
        speaker.name: wire.SpeakerEmotions(
            audio=_rounded(speaker.emotions), text=_rounded(speaker.text_emotions)
        )
        for speaker in findings.speakers
    }


def _rounded(scores: Mapping[str, float] | None) -> dict[str, float]:
    return {name: round(float(share), 6) for name, share in scores.items()} if scores else {}


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
