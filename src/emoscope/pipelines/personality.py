"""The cues of apparent personality, from a face's rows and the speech of the voice linked to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from emoscope.domain.audio import ENGLISH, Prosody
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.personality import Impression, Observed, TimedImpression
from emoscope.domain.text import SENTIMENT_GROUPS, Sentiment, TextScores
from emoscope.inference.weights import ModelSpec
from emoscope.pipelines.transcripts import word_count

COLUMNS = (
    "timestamp_ms", "face_id", *EMOTIONS, "uncertain", "head_yaw", "head_pitch", "head_roll", "gaze_yaw",
    "gaze_pitch", "au12",
)  # fmt: skip
"""What is needed of the frame table."""

INTERVAL_MS = 30_000
LEAST_SEEN_S = 2.0
"""Less of a face is no evidence."""

_SMILE = 0.5
_AT_CAMERA_DEG = 15.0
_STEP_MS = 500
_LONGEST_GAP_MS = 500
_LEAST_OTHERS_S = 2.0

CLOSED_CLASSES: Mapping[str, frozenset[str]] = {
    "first_person_singular": frozenset({"i", "me", "my", "mine", "myself", "i'm", "i'd", "i'll", "i've"}),
    "first_person_plural": frozenset(
        {"we", "us", "our", "ours", "ourselves", "we're", "we'd", "we'll", "we've", "let's"}
    ),
    "second_person": frozenset(
        {"you", "your", "yours", "yourself", "yourselves", "you're", "you'd", "you'll", "you've"}
    ),
    "articles": frozenset({"a", "an", "the"}),
    "negations": frozenset(
        {"no", "not", "never", "nothing", "none", "nobody", "nowhere", "nor", "neither", "cannot"}
    ),
}
"""English words that can be listed whole, by the cue that counts them; negations are also all in n't."""

Floats = NDArray[np.float64]


class PersonalityModel(Protocol):
    """Gives impressions of people of whom cues were observed, by name."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[Mapping[str, Observed]]) -> Sequence[Impression]: ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A segment of speech, as in `domain.findings.SegmentFindings`."""

    start_ms: int
    end_ms: int
    speaker_id: int
    text: str
    language: str
    text_emotions: TextScores | None
    prosody: Prosody | None

    @property
    def seconds(self) -> float:
        pause_ms = self.prosody.pause_ms if self.prosody else 0
        return max(0, self.end_ms - self.start_ms - pause_ms) / 1000


def overall(
    rows: pl.DataFrame,
    speech: Sequence[Spoken],
    speaker_id: int | None,
    span_ms: tuple[int, int],
    model: PersonalityModel,
) -> Impression:
    """The impression of one face over all its rows (COLUMNS) and, where a voice is linked, all its speech.

    `span_ms` is from where to where the video was analysed, `speech` that of all voices.
    """
    return model.analyze([_cues(rows, speech, speaker_id, span_ms)])[0]


def by_segment(
    rows: pl.DataFrame,
    speech: Sequence[Spoken],
    speaker_id: int | None,
    span_ms: tuple[int, int],
    model: PersonalityModel,
) -> list[TimedImpression]:
    """The same for every INTERVAL_MS in which there is anything to go by; numbers count all of them."""
    start, end = span_ms
    kept: list[tuple[int, int, int, Mapping[str, Observed]]] = []
    for number, begin in enumerate(range(start, end, INTERVAL_MS), 1):
        behind = min(begin + INTERVAL_MS, end)
        inside = rows.filter(pl.col("timestamp_ms").is_between(begin, behind, closed="left"))
        spoken = [one for one in speech if begin <= (one.start_ms + one.end_ms) / 2 < behind]
        cues = _cues(inside, spoken, speaker_id, (begin, behind))
        if cues:
            kept.append((number, begin, behind, cues))
    impressions = model.analyze([cues for *_, cues in kept])
    return [
        TimedImpression(number, begin, behind, impression)
        for (number, begin, behind, _), impression in zip(kept, impressions, strict=True)
    ]


def _cues(
    rows: pl.DataFrame, speech: Sequence[Spoken], speaker_id: int | None, span_ms: tuple[int, int]
) -> dict[str, Observed]:
    found = face_cues(rows)
    own = [one for one in speech if one.speaker_id == speaker_id and speaker_id is not None]
    if own:
        others = [one for one in speech if one.speaker_id != speaker_id]
        found |= voice_cues(own, others, (span_ms[1] - span_ms[0]) / 1000) | word_cues(own)
    return found


def face_cues(rows: pl.DataFrame) -> dict[str, Observed]:
    """The cues of one face; empty where it was seen for less than LEAST_SEEN_S."""
    rows = rows.sort("timestamp_ms")
    seconds = _lasting(rows["timestamp_ms"].to_numpy())
    if seconds.sum() < LEAST_SEEN_S:
        return {}
    readable = ~rows["uncertain"].to_numpy()
    shares = rows.select(EMOTIONS).to_numpy().astype(np.float64)[readable]
    gaze = np.hypot(_numbers(rows, "gaze_yaw"), _numbers(rows, "gaze_pitch"))
    found = {
        "smiling": _share(_numbers(rows, "au12"), seconds, lambda smile: smile >= _SMILE),
        "looking": _share(gaze, seconds, lambda away: away <= _AT_CAMERA_DEG),
        "head_movement": _head_movement(rows),
    }
    if seconds[readable].sum() >= LEAST_SEEN_S:
        spread = float(np.sqrt(shares.var(axis=0).sum()))
        found["expressivity"] = Observed(spread, float(seconds[readable].sum()))
    return {name: cue for name, cue in found.items() if cue is not None and cue.amount >= LEAST_SEEN_S}


def _lasting(times: NDArray[np.int64]) -> Floats:
    """Seconds until the next row; what lies behind a gap does not count."""
    if len(times) < 2:
        return np.zeros(len(times))
    gaps = np.diff(times).astype(np.float64)
    usual = float(np.median(gaps))
    return np.append(np.where(gaps > _LONGEST_GAP_MS, usual, gaps), usual) / 1000


def _numbers(rows: pl.DataFrame, column: str) -> Floats:
    return rows[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _share(values: Floats, seconds: Floats, holds: Callable[[Floats], NDArray[np.bool_]]) -> Observed | None:
    """The share of the time in which the value is told that it fulfils the condition."""
    told = ~np.isnan(values)
    time = float(seconds[told].sum())
    return Observed(float(seconds[told][holds(values[told])].sum()) / time, time) if time else None


def _head_movement(rows: pl.DataFrame) -> Observed | None:
    """Mean speed of the head between means over half seconds, which even out the errors of single frames."""
    angles = ("head_yaw", "head_pitch", "head_roll")
    told = rows.drop_nulls(angles)
    steps = (
        told.group_by((pl.col("timestamp_ms") // _STEP_MS).alias("step"))
        .agg(pl.col(name).cast(pl.Float64).mean() for name in angles)
        .sort("step")
    )
    places, means = steps["step"].to_numpy(), steps.select(angles).to_numpy()
    adjoining = np.diff(places) == 1
    if not adjoining.any():
        return None
    turns = np.linalg.norm(np.diff(means, axis=0)[adjoining], axis=1)
    return Observed(float(turns.mean()) * 1000 / _STEP_MS, float(adjoining.sum()) * _STEP_MS / 1000)


def voice_cues(own: Sequence[Spoken], others: Sequence[Spoken], span_s: float) -> dict[str, Observed]:
    """The cues of a voice; `span_s` is the length of the part of the video that is looked at."""
    speaking_s = sum(one.seconds for one in own)
    found = {"talking": Observed(min(1.0, speaking_s / max(span_s, 1e-3)), span_s)}
    loud, around = _mean(own, _loudness), _mean(others, _loudness)
    if loud is not None and around is not None and around.amount >= _LEAST_OTHERS_S:
        found["loudness"] = Observed(loud.value - around.value, min(loud.amount, around.amount))
    for name, measure in (("pitch_range", _pitch_range), ("speaking_rate", _rate)):
        if (mean := _mean(own, measure)) is not None:
            found[name] = mean
    return found


def _mean(speech: Sequence[Spoken], measure: Callable[[Prosody], float | None]) -> Observed | None:
    """Weighted by time."""
    told = [
        (value, one.seconds)
        for one in speech
        if one.prosody is not None and (value := measure(one.prosody)) is not None and one.seconds > 0
    ]
    if not told:
        return None
    values, weights = zip(*told, strict=True)
    return Observed(float(np.average(values, weights=weights)), float(sum(weights)))


def _loudness(prosody: Prosody) -> float | None:
    return prosody.loudness_db


def _pitch_range(prosody: Prosody) -> float | None:
    low, high = prosody.pitch_low_hz, prosody.pitch_high_hz
    return None if low is None or high is None or low <= 0 else 12 * float(np.log2(high / low))


def _rate(prosody: Prosody) -> float | None:
    return prosody.words_per_s


def word_cues(own: Sequence[Spoken]) -> dict[str, Observed]:
    """The cues of the English words of a voice; empty where there are none."""
    english = [one for one in own if one.language == ENGLISH and one.text]
    words = [word for one in english for word in _words(one.text)]
    if not words:
        return {}
    found = {
        name: Observed(100 * sum(_counts(word, name, listed) for word in words) / len(words), len(words))
        for name, listed in CLOSED_CLASSES.items()
    }
    return found | _moods(english)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower().replace("\u2019", "'"))


def _counts(word: str, cue: str, listed: frozenset[str]) -> bool:
    return word in listed or (cue == "negations" and word.endswith("n't"))


def _moods(english: Sequence[Spoken]) -> dict[str, Observed]:
    told = [(one.text_emotions, word_count(one.text)) for one in english if one.text_emotions is not None]
    if not told:
        return {}
    groups = {
        "positive_words": SENTIMENT_GROUPS[Sentiment.POSITIVE],
        "negative_words": SENTIMENT_GROUPS[Sentiment.NEGATIVE],
        "angry_words": ("anger", "annoyance"),
    }
    weights = [count for _, count in told]
    return {
        name: Observed(
            float(
                np.average([max(scores[label] for label in labels) for scores, _ in told], weights=weights)
            ),
            float(sum(weights)),
        )
        for name, labels in groups.items()
    }
