"""What a question asks for, as understood from its words and from what was asked before it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FACE, VOICE, WORDS = "face", "voice", "words"
VALENCE, AROUSAL, INTENSITY = "valence", "arousal", "intensity"


class Topic(StrEnum):
    """The kinds of questions that can be answered."""

    SUMMARY = "summary"
    LEADING = "leading emotion"
    PROFILE = "all emotions"
    SHARE = "share of an emotion"
    AFFECT = "valence, arousal, intensity"
    MOMENTS = "moments"
    TIME_SHARE = "time of an emotion"
    TURNS = "turning points"
    TREND = "trend"
    RANK = "ranking"
    COMPARE = "comparison of people"
    AGREEMENT = "face, voice and words"
    SAID = "what was said"
    SEARCH = "search in the words"
    WHY = "why"
    PERSONALITY = "personality"
    PEOPLE = "people"
    SPEAKING = "speaking time"
    SCREEN = "screen time"
    PROSODY = "sound of the voice"
    LANGUAGE = "language"
    FILE = "length and counts"
    LOOK_AT = "what to look at"
    SURE = "certainty and limits"
    MODELS = "models"
    REFUSED = "not to be told from this"
    HELP = "help"
    HELLO = "greeting"
    FOREIGN = "not in English"
    UNKNOWN = "not understood"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the medium from `start` to `end`: milliseconds, or numbers of sentences (from 0) of a text.

    `moment` says that one point was meant; `beyond` that all of it lies behind the end.
    """

    start: int
    end: int
    moment: bool = False
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody seen, heard, or both: a face and the voice linked to it."""

    name: str
    face_id: int | None = None
    speaker_id: int | None = None


@dataclass(frozen=True, slots=True)
class Feeling:
    """An emotion: its label among the eight of faces and voices and among the 28 of words; empty where a
    modality knows none."""

    eight: str
    words: str

    def label(self, modality: str) -> str:
        return self.words if modality == WORDS else self.eight


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Empty fields were not named: all people, the whole medium, every modality.

    `strangers` are names that nobody has, `unclear` a pronoun that may mean several people, `taken` what a
    pronoun was taken to mean. `least` turns an order round. `search` are the words looked for, `trait`
    is one of personality, `claim` the kind of statement that must not be made.
    """

    topic: Topic
    people: tuple[Person, ...] = ()
    span: Span | None = None
    feelings: tuple[Feeling, ...] = ()
    dimension: str = ""
    modality: str = ""
    least: bool = False
    search: str = ""
    trait: str = ""
    claim: str = ""
    strangers: tuple[str, ...] = ()
    unclear: str = ""
    taken: str = ""
