"""`analyze_audio`: speakers, words and their emotions in one call, no server, no database."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from emoscope.domain.audio import (
    AudioInfo,
    AudioOptions,
    AudioPredictions,
    Speaker,
    SpeechSegment,
    SpokenWord,
)
from emoscope.domain.emotions import EMOTIONS, EmotionScores
from emoscope.domain.text import TEXT_EMOTIONS, TextScores
from emoscope.domain.video import Progress, ReportProgress
from emoscope.library.models import default_audio_models
from emoscope.pipelines import audio

_PROSODY = {
    "pitch_hz": pl.Float64, "pitch_low_hz": pl.Float64, "pitch_high_hz": pl.Float64, "voiced_share":
    pl.Float64, "loudness_db": pl.Float64, "loudness_range_db": pl.Float64, "words_per_s": pl.Float64,
    "pause_ms": pl.Int64, "pauses": pl.Int64,
}  # fmt: skip
_VOICE = {label: f"voice_{label}" for label in EMOTIONS}
_WORDS = {label: f"text_{label}" for label in TEXT_EMOTIONS}
_COLUMNS: dict[str, Any] = {
    "start_ms": pl.Int64, "end_ms": pl.Int64, "speaker_id": pl.Int64, "speaker_probability": pl.Float64,
    "channel": pl.Int64, "text": pl.String, "language": pl.String, "confidence": pl.Float64, **_PROSODY,
    **dict.fromkeys(_VOICE.values(), pl.Float64), **dict.fromkeys(_WORDS.values(), pl.Float64),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AudioResult:
    """What a recording says.

    `segments[i]` has `.start_ms`, `.end_ms`, `.speaker_id` (from 0 by first speech), `.speaker_probability`,
    `.text`, `.words` (each with `.text`, `.start_ms`, `.end_ms`, `.probability`), `.language`, `.prosody`,
    `.text_emotions` (28 independent probabilities) and `.emotions` (eight shares heard in the voice), the
    latter two None where they were not judged. `speakers` have the figures of each. `emotions` and
    `text_emotions` are means over the whole. `notes` maps codes to sentences about what was left out.
    `models` maps a job to the id of the model that did it.
    """

    info: AudioInfo
    segments: tuple[SpeechSegment, ...]
    speakers: tuple[Speaker, ...]
    speech_ms: int
    language: str
    text: str
    emotions: EmotionScores | None
    text_emotions: TextScores | None
    notes: Mapping[str, str]
    models: Mapping[str, str]

    def to_polars(self) -> pl.DataFrame:
        """A row per segment: times, speaker, words, prosody, `voice_*` and `text_*` scores; null where
        nothing was measured."""
        return pl.DataFrame([_row(segment) for segment in self.segments], schema=_COLUMNS, orient="row")

    def to_dict(self) -> dict[str, Any]:
        """The same and the figures of the speakers, in lists and dictionaries that JSON can hold; voice
        embeddings are biometric and left out."""
        return {
            "info": {name: getattr(self.info, name) for name in AudioInfo.__slots__},
            "language": self.language,
            "speech_ms": self.speech_ms,
            "text_emotions": self.text_emotions,
            "emotions": self.emotions,
            "speakers": [
                {name: getattr(speaker, name) for name in Speaker.__slots__ if name != "embedding"}
                for speaker in self.speakers
            ],
            "segments": [_document(segment) for segment in self.segments],
            "notes": dict(self.notes),
            "models": dict(self.models),
        }


def _row(segment: SpeechSegment) -> list[Any]:
    voice, words = segment.emotions or {}, segment.text_emotions or {}
    return [
        segment.start_ms, segment.end_ms, segment.speaker_id, segment.speaker_probability, segment.channel,
        segment.transcript.text if segment.transcript else None,
        segment.transcript.language if segment.transcript else None,
        segment.transcript.confidence if segment.transcript else None,
        *(getattr(segment.prosody, name) for name in _PROSODY),
        *(voice.get(label) for label in EMOTIONS),
        *(words.get(label) for label in TEXT_EMOTIONS),
    ]  # fmt: skip


def _document(segment: SpeechSegment) -> dict[str, Any]:
    said = segment.transcript
    return {
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "speaker_id": segment.speaker_id,
        "speaker_probability": segment.speaker_probability,
        "channel": segment.channel,
        "text": said.text if said else None,
        "language": said.language if said else None,
        "confidence": said.confidence if said else None,
        "words": [{name: getattr(word, name) for name in SpokenWord.__slots__} for word in segment.words],
        "prosody": {name: getattr(segment.prosody, name) for name in _PROSODY},
        "text_emotions": segment.text_emotions,
        "emotions": segment.emotions,
    }


def analyze_audio(
    path: str | Path,
    *,
    transcribe: bool = True,
    diarize: bool = True,
    text_emotions: bool = True,
    language: str | None = None,
    min_speakers: int = 0,
    max_speakers: int = 0,
    start_ms: int = 0,
    end_ms: int = 0,
    on_progress: ReportProgress | None = None,
) -> AudioResult:
    """Find the speech of a sound file, or of a video's sound, its speakers, their words and how they sound.

    `language` is a code of ISO 639 and spares the guess; English alone is transcribed, unless
    `choose_transcriber` took Whisper.
    `min_speakers` and `max_speakers` bound the number of speakers (0: no bound); without `diarize` all
    speech is one speaker's. `start_ms` and `end_ms` (0: the end) choose a part; results keep the times of
    the source. Raises BadMedia (UnsupportedMedia, DamagedMedia, MediaTooLarge, NoSound) for files that
    cannot be analysed, ValueError for a senseless part or bound.
    """
    if start_ms < 0 or (end_ms and end_ms <= start_ms):
        raise ValueError("The part must begin at 0 or later and end after it begins.")
    if min_speakers < 0 or max_speakers < 0 or (max_speakers and min_speakers > max_speakers):
        raise ValueError("The bounds on speakers must not be negative, nor the lower above the upper.")
    options = AudioOptions(
        start_ms=start_ms, end_ms=end_ms, transcribe=transcribe, diarize=diarize, text_emotions=text_emotions,
        language=language, min_speakers=min_speakers, max_speakers=max_speakers,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="emoscope-") as folder:
        found = audio.analyze(
            Path(path), default_audio_models(), Path(folder), options, on_progress or _ignore
        )
    return as_result(found)


def as_result(found: AudioPredictions) -> AudioResult:
    """The predictions as they are handed out."""
    names = [name for name in AudioResult.__slots__ if name != "text"]
    return AudioResult(text=found.text, **{name: getattr(found, name) for name in names})


def _ignore(_progress: Progress) -> None:
    """Nobody wants to know."""
