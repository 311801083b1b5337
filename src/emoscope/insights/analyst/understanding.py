"""From a message and the questions before it to what is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from emoscope.domain.findings import Findings
from emoscope.insights.analyst import lexicon, persons, search, vocabulary
from emoscope.insights.analyst.forms import ENTITIES, concepts_in, topic_of
from emoscope.insights.analyst.lexicon import Concept
from emoscope.insights.analyst.question import WORDS, Person, Question, Span, Topic
from emoscope.insights.analyst.times import find_span
from emoscope.insights.analyst.tokens import Token, quoted, tokens_of, without_quotes, words_of

_BEGINNINGS = tuple(
    tuple(text.split(" "))
    for text in [
        "and what about",
        "and how about",
        "what about",
        "how about",
        "what of",
        "and",
        "or",
        "also",
        "same",
        "but",
        "ok and",
        "okay and",
        "so",
        "now",
        "then",
    ]
)
_ASKING = vocabulary.words_in(
    "how who whose whom when where which what why is are was were do does did has have had can could should "
    "would will"
)
_PER_SUBJECT = frozenset(
    {
        Topic.LEADING, Topic.PROFILE, Topic.SHARE, Topic.AFFECT, Topic.MOMENTS, Topic.TIME_SHARE, Topic.TURNS,
        Topic.TREND, Topic.RANK, Topic.COMPARE, Topic.AGREEMENT, Topic.SAID, Topic.SEARCH, Topic.WHY,
        Topic.PERSONALITY, Topic.SPEAKING, Topic.SCREEN, Topic.PROSODY, Topic.REFUSED,
    }
)  # fmt: skip
"""Questions that can be asked again of somebody or something else."""
_OF_EMOTIONS = frozenset(
    {
        Topic.LEADING, Topic.PROFILE, Topic.SHARE, Topic.AFFECT, Topic.MOMENTS, Topic.TIME_SHARE, Topic.TREND,
        Topic.RANK, Topic.COMPARE,
    }
)  # fmt: skip
_THEN = frozenset(["then", "there", "that"])
_RESULTS = vocabulary.words_in(
    "you this that these those it score scores result results figure figures number numbers model models "
    "analysis"
)
_SHORT = 9
_BARE = 5
_LATIN = 0x250


@dataclass(frozen=True, slots=True)
class Before:
    """The question before, and the part of the medium that its answer ended up at."""

    question: Question
    focus: Callable[[], Span | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """A message taken apart."""

    tokens: Sequence[Token]
    rest: Sequence[Token]  # those that name nobody
    concepts: set[Concept]
    mentions: persons.Mentions
    span: Span | None
    quote: str


def understand(message: str, findings: Findings, before: Before | None = None) -> Question:
    if _foreign(message):
        return Question(Topic.FOREIGN)
    read = _take_apart(message, findings)
    question = _own(read, findings)
    claim = _claim(read, question)
    if claim:
        question = replace(question, topic=Topic.REFUSED, claim=claim)
        return _with_pronoun(
            question, read, findings, before.question.people if before else (), elliptic=False
        )
    if before is None:
        return _with_pronoun(question, read, findings, (), elliptic=False)
    return _following(question, read, findings, before)


def _take_apart(message: str, findings: Findings) -> _Read:
    quote = quoted(message)
    of_sentences = findings.kind == "text"
    length = len(findings.sentences) if of_sentences else findings.duration_ms
    span = find_span(without_quotes(message), length, of_sentences)
    names = persons.names_of(findings)
    tokens = tokens_of(without_quotes(message), names)
    mentions = persons.find_people(tokens, findings)
    rest = [token for place, token in enumerate(tokens) if place not in mentions.used]
    concepts = concepts_in(rest)
    modalities = {lexicon.MODALITIES[token.word] for token in rest if token.word in lexicon.MODALITIES}
    present = {
        Concept.EMOTION: any(token.word in lexicon.FEELINGS for token in rest),
        Concept.DIMENSION: any(token.word in lexicon.DIMENSIONS for token in rest),
        Concept.MOST: any(token.word in lexicon.SUPERLATIVES for token in rest),
        Concept.PERSONALITY: any(token.word in lexicon.TRAITS for token in rest),
        Concept.SPAN: span is not None,
        Concept.PERSON: bool(mentions.people or mentions.strangers or mentions.pronoun or mentions.other),
        Concept.TWO_PEOPLE: len(mentions.people) > 1,
        Concept.MODALITY: bool(modalities),
        Concept.STRANGE: any(_is_strange(token) for token in rest),
        Concept.TWO_MODALITIES: len(modalities) > 1,
    }
    concepts |= {concept for concept, there in present.items() if there}
    return _Read(tokens, rest, concepts, mentions, span, quote)


def _is_strange(token: Token) -> bool:
    return token.word.isalpha() and not search.has_meaning(token.word)


def _own(read: _Read, findings: Findings) -> Question:
    """What the message asks by itself."""
    words = [token.word for token in read.rest]
    wanted = search.words_looked_for(read.rest, read.quote, read.concepts)
    concepts = read.concepts | ({Concept.QUOTE} if wanted else set())
    feelings = tuple(dict.fromkeys(lexicon.FEELINGS[word] for word in words if word in lexicon.FEELINGS))
    dimension, little = next(
        (lexicon.DIMENSIONS[word] for word in words if word in lexicon.DIMENSIONS), ("", False)
    )
    topic = topic_of(concepts)
    return Question(
        topic=topic,
        people=() if Concept.EVERYONE in concepts else read.mentions.people,
        span=read.span,
        feelings=feelings,
        dimension=dimension,
        modality=_modality(words) or (WORDS if Concept.SAY in concepts and topic is Topic.MOMENTS else ""),
        least=little != (Concept.LEAST in concepts),
        search=wanted,
        trait=next((lexicon.TRAITS[word] for word in words if word in lexicon.TRAITS), ""),
        strangers=read.mentions.strangers or _strangers(read, topic, findings),
    )


def _modality(words: Sequence[str]) -> str:
    named = {lexicon.MODALITIES[word] for word in words if word in lexicon.MODALITIES}
    return named.pop() if len(named) == 1 else ""


def _following(question: Question, read: _Read, findings: Findings, before: Before) -> Question:
    """Fills in from the question before what a follow-up leaves out."""
    earlier = before.question
    elliptic = _elliptic(read) and earlier.topic in _PER_SUBJECT
    if (question.feelings or question.dimension) and earlier.topic not in _OF_EMOTIONS:
        elliptic = False
    question = _with_pronoun(question, read, findings, earlier.people, elliptic)
    pointing = any(token.word in _THEN for token in read.rest) and question.span is None
    if pointing and not (elliptic and read.rest[0].word in _THEN):
        question = replace(question, span=before.focus() or earlier.span)
    if elliptic:
        return _filled(question, earlier)
    if question.topic in {Topic.WHY, Topic.PROFILE} and question.span is None:
        question = replace(question, span=before.focus() if question.topic is Topic.WHY else earlier.span)
    if question.topic is Topic.WHY or Concept.MORE in read.concepts:
        question = replace(question, people=question.people or earlier.people)
    return question


def _elliptic(read: _Read) -> bool:
    """Whether the message only names somebody or something else for the same question."""
    named = {Concept.PEOPLE} if Concept.PERSON in read.concepts else set()
    if not read.tokens or read.concepts - ENTITIES - named or len(read.tokens) > _SHORT:
        return False
    words = tuple(token.word for token in read.tokens)
    beginning = next((one for one in _BEGINNINGS if words[: len(one)] == one), ())
    if _ASKING & set(words[len(beginning) :]):
        return False
    return bool(beginning) or (bool(read.concepts & ENTITIES - {Concept.HELLO}) and len(words) <= _BARE)


def _filled(question: Question, earlier: Question) -> Question:
    topic = earlier.topic
    if question.feelings and topic in {Topic.LEADING, Topic.PROFILE, Topic.AFFECT}:
        topic = Topic.SHARE
    somebody = bool(question.people or question.strangers or question.unclear)
    if topic in {Topic.RANK, Topic.COMPARE} and somebody and len(question.people) < 2:
        topic = Topic.SHARE if earlier.feelings or question.feelings else Topic.LEADING
    return replace(
        earlier,
        topic=topic,
        people=question.people if somebody else earlier.people,
        strangers=question.strangers,
        unclear=question.unclear,
        taken=question.taken,
        span=question.span or (earlier.span if earlier.span and not earlier.span.beyond else None),
        feelings=question.feelings or (() if question.dimension else earlier.feelings),
        dimension=question.dimension or ("" if question.feelings else earlier.dimension),
        modality=question.modality or earlier.modality,
        least=question.least if question.dimension or question.feelings else question.least or earlier.least,
    )


def _with_pronoun(
    question: Question, read: _Read, findings: Findings, before: Sequence[Person], elliptic: bool
) -> Question:
    said = read.mentions.pronoun or ("the other one" if read.mentions.other else "")
    if not said or question.people or question.topic in {Topic.LANGUAGE, Topic.HELLO}:
        return question
    everybody = persons.people_of(findings)
    people = persons.meant_by_pronoun(read.mentions, before, everybody, elliptic)
    if not people:
        return replace(question, unclear=said if len(everybody) > 1 else "")
    if len(people) == len(everybody) > 1:
        return question
    # Only what is not plain from what was said before is spelt out.
    taken = said if elliptic and people[0] not in before and len(everybody) > 1 else ""
    return replace(question, people=people, taken=taken)


def _strangers(read: _Read, topic: Topic, findings: Findings) -> tuple[str, ...]:
    """Words written as names are, or standing where a name would, that nobody has."""
    if topic in {Topic.SEARCH, Topic.HELLO} or (topic is Topic.UNKNOWN and not _elliptic(read)):
        return ()
    unknown = [
        token
        for place, token in enumerate(read.rest)
        if token.word.isalpha()
        and not search.has_meaning(token.word)
        and len(token.word) > 1
        and (
            (token.capital and token is not read.tokens[0] and not token.written.isupper())
            or _lone(read, place)
        )
    ]
    title = set(words_of(findings.title))
    return tuple(token.written for token in unknown if token.word not in title)


def _lone(read: _Read, place: int) -> bool:
    """The z of "what about z" and "and z"."""
    return (
        0 < place == len(read.rest) - 1
        and read.rest[place - 1].word in {"about", "and", "or"}
        and len(read.tokens) <= _SHORT
    )


def _claim(read: _Read, question: Question) -> str:
    """The kind of claim a question asks for that figures of expression cannot bear. Words that are only
    looked for in what was said claim nothing."""
    searched = set(words_of(question.search)) if question.topic is Topic.SEARCH else set()
    found = [
        vocabulary.CLAIM_BY_WORD.get(token.word, "") for token in read.rest if token.word not in searched
    ]
    words = {token.word for token in read.rest}
    for kind in dict.fromkeys(filter(None, found)):
        if _harmless(kind, words, read):
            continue
        return kind
    return ""


def _harmless(kind: str, words: set[str], read: _Read) -> bool:
    """Words with another meaning: "do you think ...", "state of mind", "will you show", "pretty"."""
    if kind == "unmeasured":
        return Concept.SURE in read.concepts and bool(_RESULTS & words)
    if kind in {"lying", "health", "employment"}:
        return False
    if kind == "inner":
        return bool({"you", "i"} & words) or "state" in words or bool(read.quote)
    if kind == "future":
        return "you" in words or "i" in words
    return bool(read.concepts & {Concept.SAY, Concept.FIND}) or (
        "pretty" in words and bool(read.concepts & {Concept.EMOTION})
    )


def _foreign(message: str) -> bool:
    letters = [letter for letter in message if letter.isalpha()]
    if letters and sum(ord(letter) > _LATIN for letter in letters) > len(letters) / 2:
        return True
    words = words_of(message)
    foreign = sum(word in vocabulary.FOREIGN for word in words)
    english = sum(word in vocabulary.SMALL_WORDS for word in words)
    return foreign > english
