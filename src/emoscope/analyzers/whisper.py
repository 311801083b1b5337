"""What was said in many languages: Whisper (Radford et al. 2022), run by the package faster-whisper, which is
an extra (`pip install emoscope[whisper]`), with a model that the owner puts in a folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.transcription import RATE, SHORTEST_S, Words
from emoscope.analyzers.word_times import TimedWord
from emoscope.errors import EmoscopeError
from emoscope.inference.weights import ModelSpec

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment

Samples = NDArray[np.float32]

_FILES = ("model.bin", "config.json", "tokenizer.json")
_BEAMS = 5
_REPETITIVE = 2.4
"""Whisper's authors take a text for a loop that becomes this many times smaller when compressed."""
_FAST, _TOO_FAST = 5.0, 10.0
"""Words a second: more than people say for long, and more than anybody can."""
_CODES = {"jw": "jv"}
"""Codes of the package that are not those of ISO 639."""
_NOT_IN_NAMES = re.compile(r"[^a-z0-9.]+")


class TranscriberMissing(EmoscopeError):
    """The transcriber that was chosen cannot be run here."""

    code = "transcriber_missing"
    title = "Transcriber missing"


class WhisperTranscriber:
    """Times of words are the package's. The language is told for each stretch that comes without one, which
    needs a second or two of speech to be right."""

    def __init__(self, model: WhisperModel, spec: ModelSpec) -> None:
        self._model, self.spec = model, spec
        self._codes = {_CODES.get(code, code): code for code in model.supported_languages}
        self.languages: tuple[str, ...] = tuple(self._codes)

    def analyze(self, inputs: Sequence[Samples], language: str | None = None) -> list[Words]:
        code = self._codes[language] if language is not None else None
        return [self._written(samples, code) for samples in inputs]

    def _written(self, samples: Samples, code: str | None) -> Words:
        if len(samples) < SHORTEST_S * RATE:
            return Words("", 0.0)
        # One temperature: the package would else draw words by lot, others at each run, where it is unsure.
        segments, info = self._model.transcribe(
            samples.astype(np.float32),
            language=code,
            beam_size=_BEAMS,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        every, length_s = list(segments), len(samples) / RATE
        found = [segment for segment in every if not _made_up(segment, length_s)]
        text = "".join(segment.text for segment in found).strip()
        if not text:
            return Words("", 0.0, cut_short=len(found) < len(every))
        return Words(
            text,
            min(0.0, _mean_log_probability(found)),
            len(found) < len(every),
            tuple(_timed(found, length_s)),
            _CODES.get(info.language, info.language),
        )


def _made_up(segment: Segment, length_s: float) -> bool:
    """Whether the words are a loop, or more than can be said in the time: of a sound too short or too strange
    to understand, Whisper makes sentences."""
    words = len(segment.text.split())
    rate = words / max(0.1, float(min(segment.end, length_s) - segment.start))
    return rate > (_FAST if segment.compression_ratio > _REPETITIVE else _TOO_FAST)


def _mean_log_probability(segments: Sequence[Segment]) -> float:
    weights = [len(segment.tokens) + 1 for segment in segments]
    return float(np.average([segment.avg_logprob for segment in segments], weights=weights))


def _timed(segments: Sequence[Segment], length_s: float) -> list[TimedWord]:
    found = []
    for segment in segments:
        for word in segment.words or ():
            if word.word.strip():
                begin, end = (min(length_s, max(0.0, float(time_s))) for time_s in (word.start, word.end))
                found.append(TimedWord(word.word.strip(), begin, max(begin, end), float(word.probability)))
    return found


def whisper_spec(folder: Path) -> ModelSpec:
    """Named after the folder: faster-whisper-small gives speech-whisper.small-1."""
    name = _NOT_IN_NAMES.sub(".", folder.name.lower().removeprefix("faster-whisper-")).strip(".")
    return ModelSpec(
        id=f"speech-whisper.{name or 'model'}-1",
        weights=None,
        licence="MIT for the program; the model's own for the weights",
        intended_use="Transcripts of speech in the languages of the model; not a verbatim record.",
    )


def load_whisper(folder: Path, threads: int = 1) -> WhisperTranscriber:
    """The model in a folder as faster-whisper wants it (CTranslate2). Nothing is downloaded. Raises
    TranscriberMissing where the package or the model is not there or does not fit."""
    check_whisper(folder)
    from faster_whisper import WhisperModel  # noqa: PLC0415 - an extra, looked for above

    try:
        # The same arithmetic everywhere, so that results do not follow the machine.
        model = WhisperModel(str(folder.resolve()), device="cpu", compute_type="int8", cpu_threads=threads)
    except (RuntimeError, ValueError) as error:
        raise TranscriberMissing(f"The Whisper model in {folder} cannot be loaded: {error}") from error
    return WhisperTranscriber(model, whisper_spec(folder))


def check_whisper(folder: Path) -> None:
    """Raises TranscriberMissing where the package or files of the model are not there; loads no model."""
    # tokenizer.json too: without it the package would fetch one.
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise TranscriberMissing(
            f"{folder} is no Whisper model for faster-whisper: {', '.join(missing)} missing there."
        )
    try:
        import faster_whisper  # noqa: F401, PLC0415 - an extra
    except ImportError as error:
        raise TranscriberMissing(
            "Transcribing with Whisper needs the packages of emoscope[whisper]."
        ) from error
