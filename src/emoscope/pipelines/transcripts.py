"""What the turns say, in which language, and which emotions are in the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from emoscope.analyzers.text_language import UNKNOWN
from emoscope.analyzers.transcription import Transcriber, Words
from emoscope.domain.audio import UNKNOWN_LANGUAGE, SpokenWord, Transcript
from emoscope.domain.text import TextScores
from emoscope.domain.video import Progress
from emoscope.pipelines.diarization import Turn
from emoscope.pipelines.listening import Heard, Spans
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
_PAUSE_S = 0.2
"""A shorter pause may be the closure of a consonant inside a word."""
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
    written down. With None the transcriber tells the language of each turn; one that knows a single language
    tells nothing, so that it is judged for each speaker. `written_to` is told the share of the
    speech that is done, in [0, 1]; it may raise.
    """
    if language is not None and language not in transcriber.languages:
        return Transcripts([Transcript("", language, 0.0) for _ in voices], (language,) if voices else ())
    raw = list(_written(voices, transcriber, language, written_to))
    spoken = _spoken([turn.speaker for _, turn in voices], raw, transcriber.languages, language, detector)
    least = NOT_UNDERSTOOD_BELOW if language is None else -np.inf
    found = []
    for voice, words, code in zip(voices, raw, spoken, strict=True):
        kept = kept_transcript(words, code, transcriber.languages, least)
        found.append(replace(kept, words=_placed(words, *voice)) if kept.text else kept)
    foreign = {code for words, code in zip(raw, spoken, strict=True) if words.text} - {*transcriber.languages}
    return Transcripts(found, tuple(sorted(foreign)))


def _written(
    voices: Sequence[tuple[Heard, Turn]],
    transcriber: Transcriber,
    language: str | None,
    written_to: Callable[[float], None],
) -> Iterator[Words]:
    total = sum(turn.spoken_s for _, turn in voices) or 1.0
    done = 0.0
    for begin in range(0, len(voices), _AT_ONCE):
        several = voices[begin : begin + _AT_ONCE]
        sound = [heard.read(_begin_s(turn), turn.end_s + _MARGIN_S) for heard, turn in several]
        yield from transcriber.analyze(sound, language)
        done += sum(turn.spoken_s for _, turn in several)
        written_to(min(1.0, done / total))


def _begin_s(turn: Turn) -> float:
    return max(0.0, turn.start_s - _MARGIN_S)


def _spoken(
    speakers: Sequence[int],
    raw: Sequence[Words],
    known: Sequence[str],
    language: str | None,
    detector: NamedDetector,
) -> list[str]:
    """The language of each turn."""
    if language is not None:
        return [language] * len(raw)
    if len(known) > 1:
        return [words.language or UNKNOWN_LANGUAGE for words in raw]
    of_speaker = _languages(speakers, raw, known[0], detector)
    return [of_speaker[speaker] for speaker in speakers]


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


def kept_transcript(words: Words, spoken: str, known: Sequence[str], least: float) -> Transcript:
    """The words, but for those in a language that the transcriber does not know, and those that are likely
    none: of a mean log-probability below `least`."""
    confidence = float(np.exp(words.log_probability)) if words.text else 0.0
    if spoken not in known:
        return Transcript("", spoken, confidence)
    if not words.text or words.log_probability < least:
        return Transcript("", UNKNOWN_LANGUAGE, confidence)
    return Transcript(words.text, spoken, confidence)


def _placed(words: Words, heard: Heard, turn: Turn) -> tuple[SpokenWord, ...]:
    """Words in the time of the source, without the pauses around them."""
    begin_s, start_ms = _begin_s(turn), heard.voice.recording.start_ms
    found = []
    for word in words.timed:
        first, last = spoken_part(begin_s + word.start_s, begin_s + word.end_s, turn.spans)
        begin_ms, end_ms = (start_ms + round(time_s * 1000) for time_s in (first, last))
        found.append(SpokenWord(word.text, begin_ms, end_ms, word.probability))
    return tuple(found)


def spoken_part(begin_s: float, end_s: float, spans: Spans) -> tuple[float, float]:
    """What of a stretch is speech: of parts with a pause of _PAUSE_S between them the longest. A stretch that
    holds no speech is moved to that of the nearest span."""
    parts: Spans = []
    for first, last in spans:
        inside = max(begin_s, first), min(end_s, last)
        if inside[0] >= inside[1]:
            continue
        if parts and inside[0] - parts[-1][1] < _PAUSE_S:
            inside = parts.pop()[0], inside[1]
        parts.append(inside)
    if not parts:
        nearest = min(spans, key=lambda span: max(span[0] - end_s, begin_s - span[1]))
        return (nearest[0],) * 2 if end_s <= nearest[0] else (nearest[1],) * 2
    return max(parts, key=lambda part: part[1] - part[0])


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
