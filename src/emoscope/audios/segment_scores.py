"""Scores by what they are of: words by the text itself, voices by their place in the recording.

An analysis gives those of its own segments. A worker adds those of words and times that were put in by hand,
as stored objects beside the segments of the run, so that no edit ever shows the scores of something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

from emoscope.domain.audio import Prosody, SpeechSegment
from emoscope.domain.text import TextScores
from emoscope.pipelines.remeasuring import Place
from emoscope.pipelines.sounding import Sound
from emoscope.pipelines.transcripts import word_count
from emoscope.storage.objects import Objects

_LOOKS = 20


@dataclass(frozen=True, slots=True)
class Words:
    """What was found of a text; `emotions` is None where none were asked for or its language is not known to
    the model."""

    language: str
    emotions: TextScores | None


@dataclass(frozen=True, slots=True)
class Scores:
    """A place whose sound cannot be measured has None."""

    words: Mapping[str, Words] = field(default_factory=dict)
    sounds: Mapping[Place, Sound | None] = field(default_factory=dict)

    def __or__(self, other: Scores) -> Scores:
        return Scores({**self.words, **other.words}, {**self.sounds, **other.sounds})

    def to_json(self) -> dict[str, Any]:
        return {
            "words": [[text, asdict(one)] for text, one in self.words.items()],
            "sounds": [[*place, asdict(one) if one else None] for place, one in self.sounds.items()],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Scores:
        return cls(
            {text: Words(**one) for text, one in kept["words"]},
            {(start, end, channel): _sound(one) for start, end, channel, one in kept["sounds"]},
        )


NO_SCORES = Scores()


def _sound(kept: Mapping[str, Any] | None) -> Sound | None:
    if kept is None:
        return None
    return Sound(Prosody(**kept["prosody"]), kept["spoken_s"], kept["emotions"])


def found_scores(segments: Sequence[SpeechSegment]) -> Scores:
    """Those that an analysis gave its segments."""
    return Scores(
        {one.text: Words(one.language, one.text_emotions) for one in segments if one.text},
        {
            (one.start_ms, one.end_ms, one.channel): Sound(one.prosody, _spoken_s(one), one.emotions)
            for one in segments
        },
    )


def _spoken_s(segment: SpeechSegment) -> float:
    rate = segment.prosody.words_per_s
    if rate:
        return word_count(segment.text) / rate
    return max(0, segment.end_ms - segment.start_ms - segment.prosody.pause_ms) / 1000


def folder_of(segments_key: str) -> str:
    """Where the scores of words and times put in by hand belong, given where the run's segments are."""
    return f"{segments_key.rsplit('.', 1)[0]}-by-hand"


def read_scores(objects: Objects, segments_key: str) -> Scores:
    """All scores that were made for a run's segments, whoever made them."""
    return gathered(objects, segments_key)[0]


def gathered(objects: Objects, segments_key: str) -> tuple[Scores, list[str]]:
    """As `read_scores`, and the keys of the objects that they come from."""
    for _ in range(_LOOKS):
        keys, found = objects.keys_under(folder_of(segments_key)), NO_SCORES
        with suppress(FileNotFoundError):  # gathered into a new object this very moment: look again
            for key in keys:
                found |= Scores.from_json(json.loads(objects.read(key)))
            return found, keys
    raise FileNotFoundError(folder_of(segments_key))


def write_scores(objects: Objects, segments_key: str, scores: Scores) -> str:
    """Stores scores in an object of their own, so that two who do it at once lose nothing; gives its key."""
    key = f"{folder_of(segments_key)}/{uuid4()}.json"
    objects.put(key, json.dumps(scores.to_json(), separators=(",", ":")).encode())
    return key
