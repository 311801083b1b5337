"""Every model there is, by job and id. A new one is a file beside this and a line in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emoscope.analyzers.apparent_personality import APPARENT_PERSONALITY, load_apparent_personality
from emoscope.analyzers.circumplex import FACE_CIRCUMPLEX, Circumplex
from emoscope.analyzers.face_detection import CENTERFACE, load_centerface
from emoscope.analyzers.face_expression import FACE_EXPRESSION, load_face_expression
from emoscope.analyzers.face_identity import DLIB_RESNET, load_face_identity
from emoscope.analyzers.face_mesh import FACE_IRIS, FACE_MESH, load_face_iris, load_face_mesh
from emoscope.analyzers.speaker_changes import SEGMENTATION, load_speaker_changes
from emoscope.analyzers.speech_activity import SILERO, load_speech_activity
from emoscope.analyzers.text_emotion import TEXT_EMOTION, load_text_emotion
from emoscope.analyzers.transcription import MOONSHINE, load_transcriber
from emoscope.analyzers.voice_embedding import ECAPA, load_voice_embedder
from emoscope.analyzers.voice_emotion import (
    VOICE_EMOTION,
    VOICE_EMOTION_CC0,
    load_voice_emotion,
    load_voice_emotion_cc0,
)
from emoscope.inference.weights import ModelSpec


@dataclass(frozen=True, slots=True)
class Entry:
    """A model's description and how to load it with its default settings."""

    spec: ModelSpec
    load: Callable[[], Any]


REGISTRY: Mapping[str, Mapping[str, Entry]] = {
    "face-detection": {CENTERFACE.id: Entry(CENTERFACE, load_centerface)},
    "face-expression": {FACE_EXPRESSION.id: Entry(FACE_EXPRESSION, load_face_expression)},
    "face-affect": {FACE_CIRCUMPLEX.id: Entry(FACE_CIRCUMPLEX, Circumplex)},
    "face-identity": {DLIB_RESNET.id: Entry(DLIB_RESNET, load_face_identity)},
    "face-mesh": {FACE_MESH.id: Entry(FACE_MESH, load_face_mesh)},
    "face-iris": {FACE_IRIS.id: Entry(FACE_IRIS, load_face_iris)},
    "speech-activity": {SILERO.id: Entry(SILERO, load_speech_activity)},
    "speech-transcription": {MOONSHINE.id: Entry(MOONSHINE, load_transcriber)},
    "speaker-changes": {SEGMENTATION.id: Entry(SEGMENTATION, load_speaker_changes)},
    "voice-embedding": {ECAPA.id: Entry(ECAPA, load_voice_embedder)},
    "voice-emotion": {
        VOICE_EMOTION.id: Entry(VOICE_EMOTION, load_voice_emotion),
        VOICE_EMOTION_CC0.id: Entry(VOICE_EMOTION_CC0, load_voice_emotion_cc0),
    },
    "apparent-personality": {APPARENT_PERSONALITY.id: Entry(APPARENT_PERSONALITY, load_apparent_personality)},
    "text-emotion": {TEXT_EMOTION.id: Entry(TEXT_EMOTION, load_text_emotion)},
}
"""Jobs, and for each the models that can do it, the default first."""
