"""Every figure of an answer computed again from the findings, by other code than the analyst's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from emoscope.analyzers.circumplex import PLACES
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import Findings
from emoscope.domain.text import SENTIMENT_GROUPS
from emoscope.insights.analyst.facts import Fact
from emoscope.pipelines.agreement import agreements
from emoscope.pipelines.turning_points import turning_points


@dataclass
class Bit:
    """A stretch of somebody's face, voice or words."""

    start: int
    end: int
    subject: int | None
    scores: dict[str, float]
    valence: float
    arousal: float | None
    intensity: float | None
    words: int
    index: int


def bits(findings: Findings, modality: str) -> Iterator[Bit]:
    if modality == "face":
        for face in findings.faces:
            s = face.series
            for i in range(len(s.start_ms) if s else 0):
                start = int(s.start_ms[i])
                scores = {EMOTIONS[k]: float(s.emotions[i, k]) for k in range(8)}
                affect = float(s.valence[i]), float(s.arousal[i]), float(s.intensity[i])
                yield Bit(start, start + s.bin_ms, face.face_id, scores, *affect, 0, -1)
    for one in findings.segments:
        if modality == "voice" and one.emotions:
            x = sum(one.emotions[name] * PLACES[name][0] for name in EMOTIONS)
            y = sum(one.emotions[name] * PLACES[name][1] for name in EMOTIONS)
            strength = min(1.0, (x * x + y * y) ** 0.5)
            yield Bit(
                one.start_ms, one.end_ms, one.speaker_id, dict(one.emotions), x, y, strength, 0, one.index
            )
        if modality == "words" and one.text_emotions:
            yield _of_words(one.start_ms, one.end_ms, one.speaker_id, one.text_emotions, one.text, one.index)
    if modality == "words" and not findings.segments:
        for i, sentence in enumerate(findings.sentences):
            if sentence.emotions:
                yield _of_words(i, i + 1, None, sentence.emotions, sentence.text, i)


def _of_words(start, end, subject, scores, text, index) -> Bit:
    tops = {group: max(scores[name] for name in names) for group, names in SENTIMENT_GROUPS.items()}
    valence = tops["positive"] - tops["negative"]
    return Bit(start, end, subject, dict(scores), valence, None, None, len(text.split()), index)


def own(findings: Findings, fact: Fact) -> list[Bit]:
    return [b for b in bits(findings, fact.modality) if fact.subject is None or b.subject == fact.subject]


def inside(findings: Findings, fact: Fact) -> list[tuple[Bit, float]]:
    """The stretches that touch the fact's span, with their weights."""
    found = []
    for bit in own(findings, fact):
        weight = float(bit.end - bit.start)
        if fact.span is not None:
            low, high = fact.span.start, max(fact.span.end, fact.span.start + 1)
            if bit.end <= low or bit.start >= high:
                continue
            weight = max(1, min(bit.end, fact.span.end) - max(bit.start, low))
        found.append((bit, float(bit.words) if fact.modality == "words" else weight))
    return found


def mean(findings: Findings, fact: Fact, value: Callable[[Bit], float]) -> float:
    found = inside(findings, fact)
    return sum(value(bit) * weight for bit, weight in found) / sum(weight for _, weight in found)


def share(findings: Findings, fact: Fact) -> float:
    if fact.span is not None:
        return mean(findings, fact, lambda bit: bit.scores[fact.label])
    return _whole(findings, fact)[fact.label]


def _whole(findings: Findings, fact: Fact):
    if fact.subject is None:
        wholes = {
            "face": findings.face_emotions, "voice": findings.voice_emotions, "words": findings.text_emotions,
        }  # fmt: skip
        return wholes[fact.modality]
    if fact.modality == "face":
        return findings.face(fact.subject).emotions
    speaker = findings.speaker(fact.subject)
    return speaker.emotions if fact.modality == "voice" else speaker.text_emotions


def level(findings: Findings, fact: Fact) -> float:
    if fact.span is None and fact.modality == "face":
        holder = findings.face_affect if fact.subject is None else findings.face(fact.subject).affect
        return getattr(holder, fact.label)
    return mean(findings, fact, lambda bit: getattr(bit, fact.label))


def at(findings: Findings, fact: Fact) -> Bit:
    (bit,) = [
        b
        for b in own(findings, fact)
        if (b.start, b.end, b.index) == (fact.span.start, fact.span.end, fact.index)
    ]
    return bit


def led(findings: Findings, fact: Fact) -> list[Bit]:
    return [b for b, _ in inside(findings, fact) if max(b.scores, key=b.scores.get) == fact.label]


def lasting(found: list[Bit]) -> float:
    return sum(bit.end - bit.start for bit in found)


def around(findings: Findings, fact: Fact, after: bool) -> dict[str, float]:
    """The mean before or after a turning point, by its definition: as far as reaches, by readable time."""
    reach, when = {"face": 3000, "voice": 15_000}[fact.modality], int(fact.detail)
    low, high = (when, when + reach) if after else (when - reach, when)
    chosen = [b for b in own(findings, fact) if low <= b.start < high]
    weights = [float(b.end - b.start) for b in chosen]
    if fact.modality == "face":
        series = findings.face(fact.subject).series
        unread = dict(zip(series.start_ms.tolist(), series.uncertain.tolist(), strict=True))
        weights = [w * (1 - unread[b.start]) for w, b in zip(weights, chosen, strict=True)]
    return {
        name: sum(b.scores[name] * w for b, w in zip(chosen, weights, strict=True)) / sum(weights)
        for name in EMOTIONS
    }


def turned(findings: Findings, fact: Fact) -> float:
    """A turning point's time, where what leads after it does not lead before it."""
    before, after = around(findings, fact, after=False), around(findings, fact, after=True)
    assert max(after, key=after.get) == fact.label != max(before, key=before.get)
    return float(fact.detail)


def counted_turns(findings: Findings, fact: Fact) -> float:
    names = set(filter(None, fact.label.split(",")))
    return sum(
        (not names or p.name in names)
        and (not fact.modality or p.modality == fact.modality)
        and (fact.span is None or fact.span.start <= p.at_ms <= fact.span.end)
        for p in turning_points(findings, 10_000)
    )


def spoken(findings: Findings, fact: Fact, of: int | None = None) -> float:
    subject = fact.subject if of is None else of
    if fact.span is None:
        return findings.speaker(subject).speaking_ms
    total = 0
    for one in findings.segments:
        if one.speaker_id == subject:
            end = max(fact.span.end, fact.span.start + 1)
            total += max(0, min(end, one.end_ms) - max(fact.span.start, one.start_ms))
    return total


def segments(findings: Findings, fact: Fact):
    ids = {int(text) for text in fact.label.split(",") if text.isdigit()}
    for one in findings.segments:
        if fact.span and (
            one.end_ms <= fact.span.start or one.start_ms >= max(fact.span.end, fact.span.start + 1)
        ):
            continue
        if not fact.label or one.speaker_id in ids:
            yield one


def occurrences(findings: Findings, fact: Fact) -> float:
    texts = [one.text for one in segments(findings, fact)] or [one.text for one in findings.sentences]
    words = [word.strip(".,!?;:\"'").lower() for word in fact.detail.split()]
    total = 0
    for text in texts:
        held = re.findall(r"[\w']+(?:-[\w']+)*", text.lower())
        for i in range(len(held) - len(words) + 1):
            *head, last = held[i : i + len(words)]
            total += head == words[:-1] and last in {words[-1], words[-1] + "s", words[-1] + "es"}
    return total


def sound(findings: Findings, fact: Fact) -> float:
    values = [
        (getattr(one.prosody, fact.measure), one.end_ms - one.start_ms)
        for one in segments(findings, Fact("", 0, fact.unit, span=fact.span, label=str(fact.subject)))
        if one.prosody and getattr(one.prosody, fact.measure) is not None
    ]
    return sum(value * weight for value, weight in values) / sum(weight for _, weight in values)


def summed(findings: Findings, fact: Fact) -> float:
    chosen = segments(findings, Fact("", 0, fact.unit, span=fact.span, label=str(fact.subject)))
    return sum(getattr(one.prosody, fact.measure) for one in chosen if one.prosody)


def together(findings: Findings, fact: Fact):
    (found,) = [
        one
        for one in agreements(findings)
        if one.speaker_id == fact.subject and " ".join(one.modalities) == fact.detail
    ]
    return found


EXPECTED: dict[str, Callable[[Findings, Fact], float]] = {
    "share": share,
    "level": level,
    "share_at": lambda f, a: at(f, a).scores[a.label],
    "level_at": lambda f, a: getattr(at(f, a), a.label),
    "sample_start": lambda f, a: at(f, a).start if f.kind != "text" else a.index + 1,
    "start": lambda f, a: a.index + 1 if 0 <= a.index < len(f.sentences) else -1,
    "asked": lambda f, a: a.value if 0 <= a.value <= max(f.duration_ms, len(f.sentences)) else -1,
    "led_ms": lambda f, a: lasting(led(f, a)),
    "sampled_ms": lambda f, a: lasting([bit for bit, _ in inside(f, a)]),
    "led_share": lambda f, a: lasting(led(f, a)) / lasting([bit for bit, _ in inside(f, a)]),
    "led_first": lambda f, a: min(bit.start for bit in led(f, a)),
    "turns": counted_turns,
    "turn_at": turned,
    "turn_before": lambda f, a: around(f, a, after=False)[a.label],
    "turn_after": lambda f, a: around(f, a, after=True)[a.label],
    "segments": lambda f, a: len(list(segments(f, a))),
    "segment_start": lambda f, a: next(one.start_ms for one in f.segments if one.index == a.index),
    "sentences": lambda f, _: len(f.sentences),
    "occurrences": occurrences,
    "agreeing": lambda f, a: together(f, a).agreeing,
    "compared_ms": lambda f, a: together(f, a).compared_ms,
    "apart_at": lambda f, a: together(f, a).apart_ms,
    "pitch_hz": sound,
    "words_per_s": sound,
    "loudness_db": sound,
    "pauses": summed,
    "pause_ms": summed,
    "faces": lambda f, _: len(f.faces),
    "speakers": lambda f, _: len(f.speakers),
    "screen_ms": lambda f, a: f.face(a.subject).screen_time_ms,
    "screen_share": lambda f, a: f.face(a.subject).screen_time_ms / f.duration_ms,
    "first_ms": lambda f, a: f.face(a.subject).first_ms,
    "last_ms": lambda f, a: f.face(a.subject).last_ms,
    "speaking_ms": spoken,
    "speaking_share": lambda f, a: spoken(f, a) / sum(spoken(f, a, one.speaker_id) for one in f.speakers),
    "trait": lambda f, a: getattr(f.personality[a.subject], a.label),
    "trait_confidence": lambda f, a: f.personality[a.subject].confidence,
    "duration_ms": lambda f, _: f.duration_ms,
    "words": lambda f, _: f.words,
    "speech_ms": lambda f, _: f.speech_ms,
    "frames": lambda f, _: f.video.frame_count,
    "analysed_frames": lambda f, _: f.video.analysed_frames,
    "width": lambda f, _: f.video.width,
    "height": lambda f, _: f.video.height,
    "fps": lambda f, _: f.video.fps,
    "uncertain_share": lambda f, a: f.face(a.subject).uncertain_share,
}
