"""A medium in a few sentences that a person would write, made from its figures alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from emoscope.domain.affect import dominant
from emoscope.domain.clock import clock
from emoscope.domain.findings import FaceFindings, Findings, SpeakerFindings
from emoscope.domain.text import Sentence, leading
from emoscope.pipelines.agreement import Agreement, agreements
from emoscope.pipelines.turning_points import FACE, TurningPoint, turning_points

_NAMED_AT_MOST = 3
_TURNS_AT_MOST = 3
_OFTEN_UNCERTAIN = 0.3
_LEAST_WORDS_SHARE = 0.1
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ADJECTIVES = {"disgust": "disgusted", "fear": "fearful", "surprise": "surprised", "contempt": "contemptuous"}


def summarise(findings: Findings) -> str:
    """Who, what leads, when it turned, what agrees: one to five sentences, times as minutes:seconds."""
    if findings.kind == "text":
        return _of_text(findings)
    if findings.kind == "image":
        return " ".join(_seen(findings))
    parts = [*_seen(findings), *_heard(findings), *_turned(turning_points(findings, _TURNS_AT_MOST))]
    return " ".join([*parts, *_agreed(agreements(findings))])


def _seen(findings: Findings) -> list[str]:
    if findings.kind == "audio":
        return []
    faces = findings.faces
    if not faces:
        return ["No face is seen."]
    described = [_face(face, findings.kind == "video") for face in faces[:_NAMED_AT_MOST]]
    more = len(faces) - len(described)
    if more:
        described.append(f"{_number(more)} more")
    people = f"{_number(len(faces)).capitalize()} {'person is' if len(faces) == 1 else 'people are'} seen"
    parts = [f"{people}: {_listed(described)}."]
    if findings.face_emotions is not None and len(faces) > 1:
        parts.append(f"Over all faces the leading expression is {_share(findings.face_emotions)}.")
    doubtful = [face.name for face in faces if face.uncertain_share >= _OFTEN_UNCERTAIN]
    if doubtful:
        named = _listed(doubtful[:_NAMED_AT_MOST])
        parts.append(f"{named} can often not be read well; take those scores with caution.")
    return parts


def _face(face: FaceFindings, moving: bool) -> str:
    shown = f"{clock(face.screen_time_ms)} on screen, " if moving else ""
    return f"{face.name} ({shown}mostly {_share(face.emotions)})"


def _heard(findings: Findings) -> list[str]:
    speakers = findings.speakers
    if not speakers:
        return ["No speech is heard."] if findings.kind == "audio" else []
    count = len(speakers)
    who = f"{_number(count).capitalize()} {'speaker talks' if count == 1 else 'speakers talk'}"
    parts = [f"{who} for {clock(findings.speech_ms)} in all{_most_by(speakers)}."]
    heard = []
    if findings.voice_emotions is not None:
        heard.append(f"the voices sound mostly {_share(findings.voice_emotions)}")
    if findings.text_emotions is not None:
        heard.append(f"the words are led by {_words(findings.text_emotions)}")
    if heard:
        sentence = " and ".join(heard)
        parts.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return parts


def _most_by(speakers: Sequence[SpeakerFindings]) -> str:
    total = sum(speaker.speaking_ms for speaker in speakers)
    if len(speakers) == 1 or not total:
        return ""
    most = max(speakers, key=lambda speaker: speaker.speaking_ms)
    return f", {most.name} most ({most.speaking_ms / total:.0%})"


def _turned(points: Sequence[TurningPoint]) -> list[str]:
    if not points:
        return []
    return [f"{_capital(_listed([_turn(point) for point in points]))}."]


def _turn(point: TurningPoint) -> str:
    how = "" if point.modality == FACE else " by voice"
    return f"at {clock(point.at_ms)} {point.name} turns{how} from {point.before} to {point.after}"


def _agreed(found: Sequence[Agreement]) -> list[str]:
    """The one pair that tells most: where two modalities differ longest, else where they go together."""
    if not found:
        return []
    telling = max(found, key=lambda one: (1 - one.agreeing) * one.compared_ms)
    one, other = telling.modalities
    pair = f"{telling.name}'s {one} and {other}"
    if telling.agreeing >= 0.5 or telling.apart_ms is None:
        return [f"{pair} go the same way in {telling.agreeing:.0%} of the speech that can be compared."]
    apart = clock(telling.apart_ms)
    return [f"{pair} go different ways in {1 - telling.agreeing:.0%} of it, for instance at {apart}."]


def _of_text(findings: Findings) -> str:
    count = len(findings.sentences)
    words = f"{findings.words} {'word' if findings.words == 1 else 'words'}"
    head = f"{words} in {_number(count)} {'sentence' if count == 1 else 'sentences'}"
    scored = [one for one in findings.sentences if one.emotions is not None]
    if findings.text_emotions is None or not scored:
        return f"{_capital(head)}; none is in a language that the model knows."
    parts = [f"{_capital(head)}, led by {_words(findings.text_emotions)}."]
    strongest = max(scored, key=_strength)
    if count > 1 and _strength(strongest) > 0:
        label = _expressive(strongest.emotions or {})
        quote = strongest.text if len(strongest.text) <= 80 else f"{strongest.text[:77].rstrip()}..."
        parts.append(f"The strongest is {label} ({(strongest.emotions or {})[label]:.0%}) in “{quote}”.")
    return " ".join(parts)


def _strength(sentence: Sentence) -> float:
    scores = sentence.emotions or {}
    return max((share for name, share in scores.items() if name != "neutral"), default=0.0)


def _expressive(scores: Mapping[str, float]) -> str:
    return leading({name: share for name, share in scores.items() if name != "neutral"})


def _words(scores: Mapping[str, float]) -> str:
    """The leading label, and the leading one beside neutral where neutral leads."""
    first = leading(scores)
    if first != "neutral":
        return f"{first} ({scores[first]:.0%})"
    second = _expressive(scores)
    if scores[second] < _LEAST_WORDS_SHARE:
        return f"a neutral tone ({scores[first]:.0%})"
    return f"a neutral tone ({scores[first]:.0%}), then {second} ({scores[second]:.0%})"


def _share(emotions: Mapping[str, float]) -> str:
    label = dominant(emotions)
    return f"{_ADJECTIVES.get(label, label)} ({emotions[label]:.0%})"


def _listed(items: Sequence[str]) -> str:
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
