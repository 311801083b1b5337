"""The default models, loaded once per process."""

from __future__ import annotations

import threading
from pathlib import Path

from emoscope.analyzers.face_detection import load_centerface
from emoscope.analyzers.face_expression import load_face_expression
from emoscope.analyzers.face_geometry import load_face_geometry
from emoscope.analyzers.face_identity import load_face_identity
from emoscope.analyzers.speaker_changes import load_speaker_changes
from emoscope.analyzers.speech_activity import load_speech_activity
from emoscope.analyzers.text_emotion import load_text_emotion
from emoscope.analyzers.text_language import load_language_detector
from emoscope.analyzers.transcription import load_transcriber
from emoscope.analyzers.voice_embedding import load_voice_embedder
from emoscope.analyzers.voice_emotion import VOICE_EMOTION, VOICE_EMOTION_CC0, load_voice_emotion
from emoscope.analyzers.whisper import TranscriberMissing, check_whisper, load_whisper
from emoscope.pipelines.listening import AudioModels
from emoscope.pipelines.models import FaceModels
from emoscope.pipelines.text import TextModels

VIDEO_LONG_SIDE = 480
"""Pixels of a video frame's longer side as the detector sees it; smaller is faster and misses small faces."""

STILL_LONG_SIDE = 1280
"""The same for single pictures, where time matters less."""

_UNSURE_SCORE = 0.35  # enough to go on following a face, not to begin with one
_SURE_SCORE = 0.5

_lock = threading.Lock()
_loaded: dict[int, FaceModels] = {}
_loaded_for_text: dict[int, TextModels] = {}
_loaded_for_audio: dict[tuple[int, str, str], AudioModels] = {}
_voices = {spec.id: spec for spec in (VOICE_EMOTION, VOICE_EMOTION_CC0)}
_chosen = {"voice-emotion": VOICE_EMOTION.id, "whisper": ""}


def default_face_models(threads: int = 1) -> FaceModels:
    """The models carried by the installation, safe to share between threads. Loads on first use.

    `threads` is how many CPU threads one model run, or a decoder, may use. Raises WeightsMissing or
    WeightsAltered.
    """
    with _lock:
        if threads not in _loaded:
            _loaded[threads] = FaceModels(
                detector=load_centerface(threads, VIDEO_LONG_SIDE, _UNSURE_SCORE),
                still_detector=load_centerface(threads, STILL_LONG_SIDE, _SURE_SCORE),
                expression=load_face_expression(threads),
                identity=load_face_identity(),
                geometry=load_face_geometry(threads),
                decoding_threads=threads,
            )
        return _loaded[threads]


def default_text_models(threads: int = 1) -> TextModels:
    """The same for texts: what scores a sentence, and what names its language."""
    with _lock:
        if threads not in _loaded_for_text:
            _loaded_for_text[threads] = TextModels(load_text_emotion(threads), load_language_detector())
        return _loaded_for_text[threads]


def choose_voice_emotion(model: str) -> None:
    """Which model hears emotion in voices in this process from now on: "voice-emotion-1", or
    "voice-emotion-cc0-1", which learned from free recordings alone. Raises ValueError for another."""
    if model not in _voices:
        raise ValueError(f"There is no voice model {model!r}; there are {', '.join(_voices)}.")
    _chosen["voice-emotion"] = model


def choose_transcriber(engine: str, model: Path | None = None) -> None:
    """What writes speech down in this process from now on: "moonshine" (English), or "faster-whisper" with
    the folder of its model. Raises ValueError for another, TranscriberMissing where the extra
    emoscope[whisper] or the model is not there."""
    if engine == "faster-whisper":
        if model is None:
            raise TranscriberMissing(
                "faster-whisper needs a model: name its folder (EMOSCOPE_WHISPER_MODEL)."
            )
        check_whisper(model)
    elif engine != "moonshine":
        raise ValueError(f"There is no transcriber {engine!r}; there are moonshine, faster-whisper.")
    _chosen["whisper"] = str(model) if engine == "faster-whisper" else ""


def default_audio_models(threads: int = 1) -> AudioModels:
    """The same for recordings: what finds speech, tells voices apart, transcribes, and scores voice and
    words."""
    text = default_text_models(threads)
    with _lock:
        key = threads, _chosen["voice-emotion"], _chosen["whisper"]
        if key not in _loaded_for_audio:
            _loaded_for_audio[key] = AudioModels(
                activity=load_speech_activity(threads),
                changes=load_speaker_changes(threads),
                voice=load_voice_embedder(threads),
                transcriber=load_whisper(Path(key[2]), threads) if key[2] else load_transcriber(threads),
                emotion=load_voice_emotion(threads, _voices[key[1]]),
                text=text,
            )
        return _loaded_for_audio[key]
