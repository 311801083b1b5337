"""What the turns say, in which language, and which emotions are in the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from emoscope.analyzers.text_language import UNKNOWN
from emoscope.analyzers.transcription import Transcriber, Words
from emoscope.domain.audio import UNKNOWN_LANGUAGE, Transcript
from emoscope.domain.text import TextScores
from emoscope.domain.video import Progress
from emoscope.pipelines.diarization import Turn
from emoscope.pipelines.listening import Heard
from emoscope.pipelines.text import NamedDetector, Tally, TextModels
from emoscope.pipelines.text import analyze as analyze_words

FOREIGN_BELOW = -0.45
"""Mean logarithm of the probability of a token below which speech is not in the transcriber's language:
English has about -0.1 to -0.25, other languages below -0.55."""
NOT_UNDERSTOOD_BELOW = -1.0
"""The same for a single turn of somebody who does speak the language: noise, laughter, a foreign word. What
the caller says the language is, is written down whatever its probability."""
_TELLING_WORDS = 12
_AT_ONCE = 8
_MARGIN_S = 0.25
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")


@dataclass(frozen=True, slots=True)
class Transcripts:
    """One transcript per turn, in order; `withheld` are codes of languages whose words were not kept."""

    found: list[Transcript]
    withheld: tuple[str, ...]


def word_count(text: str) -> int:
    return len(_WORD.findall(text))


def transcribe(
    voices: Sequence[tuple[Heard, Turn]],
    transcriber: Transcriber,
    detector: NamedDetector,
    language: str | None,
    written_to: Callable[[float], None],
) -> Transcripts:
    """The words of each turn, each given with the voice it is heard in.

    With a `language` that the transcriber knows the speech is taken to be in it; with another nothing is
    written down. With None the language is judged for each speaker. `written_to` is told the share of the
    speech that is done, in [0, 1]; it may raise.
    """
    if language is not None and language not in transcriber.languages:
        return Transcripts([Transcript("", language, 0.0) for _ in voices], (language,) if voices else ())
    raw = list(_written(voices, transcriber, written_to))
    known = transcriber.languages[0] if language is None else language
    if language is None:
        spoken = _languages([turn.speaker for _, turn in voices], raw, known, detector)
    else:
        spoken = dict.fromkeys((turn.speaker for _, turn in voices), known)
    least = NOT_UNDERSTOOD_BELOW if language is None else -np.inf
    found = [
        _transcript(words, spoken[turn.speaker], known, least)
        for (_, turn), words in zip(voices, raw, strict=True)
    ]
    foreign = {spoken[turn.speaker] for _, turn in voices} - {known}
    return Transcripts(found, tuple(sorted(foreign)))


def _written(
    voices: Sequence[tuple[Heard, Turn]], transcriber: Transcriber, written_to: Callable[[float], None]
) -> Iterator[Words]:
    total = sum(turn.spoken_s for _, turn in voices) or 1.0
    done = 0.0
    for begin in range(0, len(voices), _AT_ONCE):
        several = voices[begin : begin + _AT_ONCE]
        sound = [
            heard.read(max(0.0, turn.start_s - _MARGIN_S), turn.end_s + _MARGIN_S) for heard, turn in several
        ]
        yield from transcriber.analyze(sound)
        done += sum(turn.spoken_s for _, turn in several)
        written_to(min(1.0, done / total))


def _languages(
    speakers: Sequence[int], raw: Sequence[Words], known: str, detector: NamedDetector
) -> Mapping[int, str]:
    """The language of each speaker: their own words tell where there are enough, else those of all."""
    overall = _judged(raw, known, detector) or known
    found = {}
    for speaker in set(speakers):
        own = [words for one, words in zip(speakers, raw, strict=True) if one == speaker]
        found[speaker] = _judged(own, known, detector) or overall
    return found


def _judged(several: Sequence[Words], known: str, detector: NamedDetector) -> str:
    """The known language or UNKNOWN_LANGUAGE; empty where there are too few words to tell."""
    weights = [word_count(words.text) for words in several]
    if sum(weights) < _TELLING_WORDS:
        return ""
    mean = float(np.average([words.log_probability for words in several], weights=weights))
    named = detector.analyze([" ".join(words.text for words in several)])[0]
    return known if mean >= FOREIGN_BELOW and named in {known, UNKNOWN} else UNKNOWN_LANGUAGE


def _transcript(words: Words, spoken: str, known: str, least: float) -> Transcript:
    confidence = float(np.exp(words.log_probability)) if words.text else 0.0
    if spoken != known:
        return Transcript("", spoken, confidence)
    if not words.text or words.log_probability < least:
        return Transcript("", UNKNOWN_LANGUAGE, confidence)
    return Transcript(words.text, known, confidence)


def emotions_of_words(transcript: Transcript | None, models: TextModels) -> TextScores | None:
    """The 28 probabilities, the mean over the sentences weighted by their words; None without words."""
    if transcript is None or not transcript.text or transcript.language not in models.scorer.languages:
        return None
    tally = Tally()
    for batch in analyze_words(transcript.text, models, _ignore):
        for sentence in batch:
            tally.add(sentence)
    return tally.summary().emotions


def _ignore(_progress: Progress) -> None:
    """The whole is reported on elsewhere."""
