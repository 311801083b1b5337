"""The table of question forms: which kind of question is asked when which concepts occur together."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from emoscope.insights.analyst.lexicon import PHRASES, Concept
from emoscope.insights.analyst.question import Topic
from emoscope.insights.analyst.tokens import Token


@dataclass(frozen=True, slots=True)
class Form:
    """A question of this topic has all of `needs` and none of `without`."""

    topic: Topic
    needs: frozenset[Concept]
    without: frozenset[Concept]
    example: str


def _form(topic: Topic, needs: str, example: str, without: str = "") -> Form:
    return Form(topic, _concepts(needs), _concepts(without), example)


def _concepts(names: str) -> frozenset[Concept]:
    return frozenset(Concept[name] for name in names.split())


# The first form that fits is taken: what is special comes before what is general.
FORMS: tuple[Form, ...] = (
    _form(Topic.WHY, "WHY", "Why is Alice sad then?"),
    _form(Topic.MODELS, "MODELS", "Which models did this?"),
    _form(Topic.SURE, "SURE", "How sure are you?"),
    _form(Topic.PERSONALITY, "PERSONALITY", "What is Alice's personality?"),
    _form(Topic.AGREEMENT, "AGREE", "Does her face match her words?"),
    _form(Topic.SEARCH, "QUOTE", "Who said “budget”?"),
    _form(Topic.LANGUAGE, "LANGUAGE", "What language do they speak?"),
    _form(Topic.PROSODY, "PROSODY", "How fast does Bob speak?", without="WHEN EMOTION"),
    _form(Topic.AGREEMENT, "TWO_MODALITIES", "Compare face and voice.", without="SAY"),
    _form(Topic.FILE, "HOW_MANY PARTS", "How many words are there?", without="QUOTE"),
    _form(Topic.SAID, "SAY", "What was said at 0:42?", without="HELP PEOPLE MOST SUMMARY"),
    _form(Topic.SAID, "WHO SPEAK SPAN", "Who was speaking at 0:42?"),
    _form(Topic.SPEAKING, "SPEAK MOST", "Who talks the most?", without="EMOTION"),
    _form(Topic.SPEAKING, "SPEAK LEAST", "Who speaks least?", without="EMOTION"),
    _form(Topic.SPEAKING, "SPEAK HOW_LONG", "How long does Bob speak?"),
    _form(Topic.SPEAKING, "SPEAK HOW_MUCH", "What share of the talking is Bob's?"),
    _form(Topic.LOOK_AT, "LOOK_AT", "What should I look at?"),
    _form(Topic.SUMMARY, "SUMMARY", "Summarise the video.", without="EMOTION TREND PERSON FEEL CHANGE"),
    _form(Topic.TURNS, "CHANGE", "When does the mood change?", without="TREND BECOME COMPARE"),
    _form(Topic.TREND, "TREND", "How does the mood develop over time?"),
    _form(Topic.TREND, "BECOME EMOTION", "Does Alice get happier?"),
    _form(Topic.TREND, "BECOME DIMENSION", "Does it become more positive?"),
    _form(Topic.TREND, "BECOME FEEL", "Does the mood improve?"),
    _form(Topic.TREND, "BECOME", "Did it get better?"),
    _form(Topic.TREND, "CHANGE", "How do emotions change over time?", without="COMPARE"),
    _form(Topic.TIME_SHARE, "HOW_LONG EMOTION", "For how long was Alice happy?"),
    _form(Topic.TIME_SHARE, "HOW_OFTEN EMOTION", "How often is Bob angry?"),
    _form(Topic.MOMENTS, "WHEN EMOTION", "When was Alice happiest?", without="SPEAK"),
    _form(Topic.MOMENTS, "WHEN DIMENSION", "What was the calmest moment?"),
    _form(Topic.MOMENTS, "MOST FEEL WHEN", "What is the most emotional moment?"),
    _form(Topic.MOMENTS, "MOST WHEN", "When is the peak?", without="SEEN SPEAK"),
    _form(Topic.RANK, "WHO EMOTION", "Who is the happiest?"),
    _form(Topic.RANK, "WHO DIMENSION", "Who is most positive?"),
    _form(Topic.RANK, "PEOPLE MOST EMOTION", "Which are the angriest people?", without="PERSON"),
    _form(Topic.RANK, "EVERYONE EMOTION", "How happy is each person?", without="WHEN BECOME"),
    _form(Topic.COMPARE, "COMPARE TWO_PEOPLE", "Compare Alice and Bob."),
    _form(Topic.COMPARE, "TWO_PEOPLE", "Alice or Bob?"),
    _form(Topic.COMPARE, "COMPARE", "How do the people differ?", without="SPAN"),
    _form(Topic.MOMENTS, "MOST EMOTION", "Where is anger highest?", without="HOW_MUCH"),
    _form(Topic.MOMENTS, "LEAST EMOTION", "Where is anger lowest?", without="HOW_MUCH"),
    _form(Topic.MOMENTS, "MOST DIMENSION", "Most intense scene?"),
    _form(Topic.MOMENTS, "MOST FEEL", "Show me emotional peaks.", without="PERSON SPAN MODALITY AVERAGE"),
    _form(Topic.PEOPLE, "HOW_MANY PEOPLE", "How many people are there?"),
    _form(Topic.PEOPLE, "WHO SEEN", "Who is in the video?", without="MOST LEAST"),
    _form(Topic.PEOPLE, "HELP PEOPLE", "Who are the people?"),
    _form(Topic.SCREEN, "SEEN HOW_LONG", "How long is Bob visible?"),
    _form(Topic.SCREEN, "SEEN MOST", "Who is on screen the most?", without="FEEL EMOTION"),
    _form(Topic.SCREEN, "SEEN WHEN", "When does Bob appear?"),
    _form(Topic.SCREEN, "SEEN HOW_MUCH", "What share of the time is Bob in view?", without="FEEL EMOTION"),
    _form(Topic.FILE, "HOW_LONG", "How long is the video?"),
    _form(Topic.FILE, "FILE", "What is the frame rate?", without="EMOTION FEEL"),
    _form(Topic.SHARE, "EMOTION", "How happy is Alice?"),
    _form(Topic.PROFILE, "AVERAGE", "What are the average emotions?", without="DIMENSION"),
    _form(Topic.AFFECT, "DIMENSION", "How positive is the mood?"),
    _form(Topic.LEADING, "FEEL", "What is the dominant emotion?"),
    _form(Topic.SPEAKING, "SPEAK", "Does Bob talk?"),
    _form(Topic.HELP, "HELP", "What can you tell me?"),
    _form(Topic.LEADING, "MODALITY", "And by voice?"),
    _form(Topic.LEADING, "SUMMARY PERSON", "Tell me about Alice."),
    _form(Topic.SUMMARY, "SUMMARY", "Give me an overview."),
    _form(Topic.PROFILE, "MORE", "More details, please."),
    _form(Topic.PEOPLE, "WHO", "Who is it?", without="SPAN STRANGE"),
    _form(Topic.PEOPLE, "PEOPLE", "List the speakers.", without="PERSON STRANGE"),
    _form(Topic.LEADING, "PERSON", "And Alice?"),
    _form(Topic.LEADING, "SPAN", "What about the end?", without="STRANGE"),
    _form(Topic.HELLO, "HELLO", "Hello!"),
)

ENTITIES = frozenset(
    {
        Concept.EMOTION, Concept.DIMENSION, Concept.SPAN, Concept.PERSON, Concept.MODALITY,
        Concept.TWO_PEOPLE, Concept.TWO_MODALITIES, Concept.EVERYONE, Concept.HELLO,
        Concept.MOST, Concept.LEAST,
    }
)  # fmt: skip
"""What a follow-up may hold and still be a question of the kind before it."""


def topic_of(concepts: AbstractSet[Concept]) -> Topic:
    for form in FORMS:
        if form.needs <= concepts and not form.without & concepts:
            return form.topic
    return Topic.UNKNOWN


def concepts_in(tokens: Sequence[Token]) -> set[Concept]:
    """The concepts whose phrases occur, with phrases matched word by word."""
    words = [token.word for token in tokens]
    found = set()
    for concept, phrase in _phrases():
        first = phrase[0]
        for place in range(len(words) - len(phrase) + 1):
            if _fits(words[place], first) and all(
                _fits(word, part) for word, part in zip(words[place:], phrase, strict=False)
            ):
                found.add(concept)
                break
    return found


def _fits(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


@cache
def _phrases() -> tuple[tuple[Concept, tuple[str, ...]], ...]:
    return tuple(
        (concept, tuple(phrase.split())) for concept, text in PHRASES.items() for phrase in text.split(",")
    )
