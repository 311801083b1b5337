"""Who a message speaks of: by name, by number, by order, by pronoun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from emoscope.domain.findings import Findings
from emoscope.insights.analyst.question import Person
from emoscope.insights.analyst.tokens import Token, known, words_of
from emoscope.insights.analyst.vocabulary import PRONOUNS, SEVERAL, words_in

_ORDER = {
    word: place
    for place, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th")
    )
    for word in words.split()
} | {"last": -1}
_HEARD = frozenset(["speaker", "voice", "speakers"])
_SEEN = words_in("face person man woman guy girl boy lady kid child people participant individual")
_SIDES = frozenset({"left", "right"})


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who was meant, and which of the message's words (by place) said so.

    `strangers` are names that nobody has, `pronoun` the first pronoun, `other` that "the other one" was
    meant.
    """

    people: tuple[Person, ...] = ()
    used: frozenset[int] = frozenset()
    strangers: tuple[str, ...] = ()
    pronoun: str = ""
    other: bool = False


def people_of(findings: Findings) -> tuple[Person, ...]:
    """Everybody seen, with the voice linked to them, then those only heard. A voice of the same name as an
    unlinked face is the same person's."""
    faces = [Person(face.name, face.face_id, face.speaker_id) for face in findings.faces]
    linked = {person.speaker_id for person in faces}
    for speaker in findings.speakers:
        if speaker.speaker_id in linked:
            continue
        same = [
            place for place, one in enumerate(faces) if one.name == speaker.name and one.speaker_id is None
        ]
        if same and speaker.named:
            faces[same[0]] = replace(faces[same[0]], speaker_id=speaker.speaker_id)
        else:
            faces.append(Person(speaker.name, None, speaker.speaker_id))
    return tuple(faces)


def names_of(findings: Findings) -> frozenset[str]:
    """The single words of all names given, as tokens."""
    given = [face.name for face in findings.faces if face.named]
    given += [speaker.name for speaker in findings.speakers if speaker.named]
    return frozenset(word for name in given for word in words_of(name) if word.isalpha())


def find_people(tokens: Sequence[Token], findings: Findings) -> Mentions:
    everybody = people_of(findings)
    found: dict[int, Person] = {}  # by the place where they are named
    used: set[int] = set()
    strangers: list[str] = []
    for place in range(len(tokens)):
        if place in used:
            continue
        for read in (_named, _numbered, _in_order, _at_side):
            person, taken, stranger = read(tokens, place, everybody, findings)
            if taken:
                used |= set(range(place, place + taken))
                if person is not None:
                    found[place] = person
                else:
                    strangers.append(stranger)
                break
    pronoun = next((token.word for place, token in enumerate(tokens) if token.word in PRONOUNS), "")
    other = any(
        token.word == "other"
        and (place + 1 == len(tokens) or tokens[place + 1].word in {*_HEARD, *_SEEN, "one"})
        for place, token in enumerate(tokens)
    )
    return Mentions(tuple(dict.fromkeys(found.values())), frozenset(used), tuple(strangers), pronoun, other)


_Read = tuple[Person | None, int, str]
_NOTHING: _Read = (None, 0, "")


def _named(tokens: Sequence[Token], place: int, everybody: Sequence[Person], findings: Findings) -> _Read:
    """A whole name, or the first or last part of one that only one person has."""
    best: _Read = _NOTHING
    for person in everybody:
        for name in _names(person, findings):
            words = words_of(name)
            if words and tuple(token.word for token in tokens[place : place + len(words)]) == words:
                plain = len(words) == 1 and known(words[0]) and not tokens[place].capital
                if len(words) > best[1] and not plain:
                    best = (person, len(words), "")
    if best[1]:
        return best
    word = tokens[place].word
    if known(word) and not (tokens[place].capital and place):
        return _NOTHING
    having = [
        person for person in everybody if any(word in words_of(name) for name in _names(person, findings))
    ]
    return (
        (having[0], 1, "")
        if len(having) == 1 and word.isalpha() and word not in {*_HEARD, *_SEEN}
        else _NOTHING
    )


def _names(person: Person, findings: Findings) -> list[str]:
    """All that somebody is called: a face and its voice may have names of their own."""
    speaker = findings.speaker(person.speaker_id) if person.speaker_id is not None else None
    return [person.name] if speaker is None else [person.name, speaker.name]


def _numbered(tokens: Sequence[Token], place: int, everybody: Sequence[Person], _findings: Findings) -> _Read:
    """face 2, person 2, speaker 0: by the numbers that the API shows."""
    if place + 1 >= len(tokens) or not tokens[place + 1].word.isdecimal():
        return _NOTHING
    word, number = tokens[place].word, int(tokens[place + 1].word[:9])
    if word in _HEARD:
        found = [person for person in everybody if person.speaker_id == number]
    elif word in _SEEN:
        found = [person for person in everybody if person.face_id == number]
    else:
        return _NOTHING
    return (found[0], 2, "") if found else (None, 2, f"{word} {number}")


def _in_order(tokens: Sequence[Token], place: int, everybody: Sequence[Person], _findings: Findings) -> _Read:
    """the second speaker, the first person: voices in order of speech, people in order of screen time."""
    if place + 1 >= len(tokens) or tokens[place].word not in _ORDER:
        return _NOTHING
    kind, order = tokens[place + 1].word, _ORDER[tokens[place].word]
    if kind in _HEARD:
        ranked = sorted(
            (one for one in everybody if one.speaker_id is not None), key=lambda one: one.speaker_id or 0
        )
    elif kind in _SEEN:
        ranked = [one for one in everybody if one.face_id is not None] or list(everybody)
    else:
        return _NOTHING
    if not -1 <= order < len(ranked) or not ranked:
        return None, 2, f"{tokens[place].word} {kind}"
    return ranked[order], 2, ""


def _at_side(tokens: Sequence[Token], place: int, everybody: Sequence[Person], findings: Findings) -> _Read:
    """on the left, on the right: in a picture, where faces have a place."""
    word = tokens[place].word
    boxes = {face.face_id: face.box.x + face.box.w / 2 for face in findings.faces if face.box is not None}
    if findings.kind != "image" or word not in _SIDES or len(boxes) < 2:
        return _NOTHING
    face_id = (min if word == "left" else max)(boxes, key=lambda one: boxes[one])
    return next(person for person in everybody if person.face_id == face_id), 1, ""


def meant_by_pronoun(
    mentions: Mentions, before: Sequence[Person], everybody: Sequence[Person], elliptic: bool
) -> tuple[Person, ...]:
    """Who a pronoun or "the other one" means, given who was spoken of before; empty where it is unclear.

    In a question of its own it is whoever was spoken of last, or the only one there is. In a bare "and "
    "she?"
    it is somebody else, so that with two people it is the other one.
    """
    if mentions.pronoun in SEVERAL and not mentions.other:
        return tuple(before) if len(before) > 1 else tuple(everybody)
    rest = [person for person in everybody if person not in before]
    if (elliptic or mentions.other) and len(before) == 1 and len(rest) == 1:
        return (rest[0],)
    if len(everybody) == 1:
        return (everybody[0],)
    return (before[0],) if len(before) == 1 and not elliptic and not mentions.other else ()
