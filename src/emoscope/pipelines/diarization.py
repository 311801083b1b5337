"""Who spoke when: speech is cut where the speaker changes, windows of it are embedded, the embeddings
clustered, the time given to speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.speaker_changes import CHUNK_S
from emoscope.analyzers.speaker_clustering import assign_speakers
from emoscope.analyzers.speaker_timeline import UNIT_S, Assignment, Units, Windows
from emoscope.analyzers.voice_embedding import WINDOW_S, mel_frames, without_mean
from emoscope.pipelines.listening import ChangeDetector, Heard, Spans, VoiceEncoder

HOP_S = 0.8
_SHORTEST_PART_S = 0.25
_ABOUT_S = 0.25
_ALONE_S = 5.0
_ACROSS_S = 0.3
_STRETCH_S = 60.0
_AROUND_S = 1.0
LONGEST_PAUSE_S = 1.0
"""Within a turn; the transcriber needs the words on both sides of a shorter one together."""
LONGEST_TURN_S = 20.0
_FRAMES_PER_S = 100


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One speaker's speech: `spans` in seconds, in order; `probability` that the voice is this speaker's."""

    speaker: int
    spans: Spans
    probability: float

    @property
    def start_s(self) -> float:
        return self.spans[0][0]

    @property
    def end_s(self) -> float:
        return self.spans[-1][1]

    @property
    def spoken_s(self) -> float:
        return sum(end - begin for begin, end in self.spans)


@dataclass(frozen=True, slots=True, eq=False)
class Diarized:
    """Turns in order, and the centres (speakers, 192) of the speakers' embeddings, seen from the mean of all
    voices."""

    turns: list[Turn]
    centres: NDArray[np.float32]


def one_speaker(heard: Heard) -> Diarized:
    """All speech as one person's."""
    return Diarized(
        _turns([(begin, end, 0, 1.0) for begin, end in heard.spans]), np.zeros((1, 0), np.float32)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """`spans` of speech, cut where the speaker changes; which part of it each is in, (spans,): within a part
    are only short pauses; and all `changes`, in seconds."""

    spans: Spans
    parts: NDArray[np.intp]
    changes: NDArray[np.float64]


def diarize(
    heard: Heard,
    encoder: VoiceEncoder,
    detector: ChangeDetector,
    least: int,
    most: int,
    done_to: Callable[[float], None],
) -> Diarized:
    """The speakers of one voice. `least` and `most` bound their number, 0: no bound. `done_to` is told the
    share that is done, in [0, 1]; it may raise."""
    if not heard.spans:
        return Diarized([], np.zeros((0, 0), np.float32))
    speech = cut_at(heard.spans, np.array(list(_changes(heard, detector, lambda share: done_to(share / 3)))))
    windows = _embedded(heard, speech, encoder, lambda share: done_to((1 + 2 * share) / 3))
    units, owners = _units(speech)
    found = assign_speakers(windows, units, least=max(1, least), most=most)
    return Diarized(_turns(list(_pieces(speech.spans, owners, found))), found.centres)


def _changes(heard: Heard, detector: ChangeDetector, done_to: Callable[[float], None]) -> Iterator[float]:
    """In seconds. Chunks overlap by half; near the ends of one the network knows one side only, so its
    neighbours are asked there."""
    for begin, end in _joined(heard.spans, _ALONE_S):
        first_s, from_s, last = begin - _AROUND_S, begin, False
        while not last:
            last = first_s + CHUNK_S >= end
            to_s = end if last else first_s + 0.75 * CHUNK_S
            (found,) = detector.analyze([heard.read(first_s, first_s + CHUNK_S)])
            yield from (time for time in (first_s + found).tolist() if from_s <= time < to_s)
            first_s, from_s = first_s + CHUNK_S / 2, to_s
            done_to(to_s / heard.spans[-1][1])


def cut_at(spans: Spans, changes: NDArray[np.float64]) -> Speech:
    """Speech cut at the changes that leave _SHORTEST_PART_S on both sides."""
    found: Spans = []
    for begin, end in spans:
        last = begin
        for change in changes[slice(*np.searchsorted(changes, (begin, end)))].tolist():
            if min(change - last, end - change) >= _SHORTEST_PART_S:
                found.append((last, change))
                last = change
        found.append((last, end))
    ends, begins = np.array([end for _, end in found[:-1]]), np.array([begin for begin, _ in found[1:]])
    new = (begins - ends >= _ACROSS_S) | (begins == ends)
    return Speech(found, np.concatenate([[0], new.cumsum()]), changes)


def window_spans(speech: Speech) -> Iterator[tuple[float, float, int]]:
    """Windows of WINDOW_S every HOP_S or a little less over the parts of speech, and the part; a shorter part
    is one window."""
    firsts = np.flatnonzero(np.diff(speech.parts, prepend=-1))
    for part, (first, after) in enumerate(pairwise([*firsts.tolist(), len(speech.spans)])):
        begin, end = speech.spans[first][0], speech.spans[after - 1][1]
        if end - begin <= WINDOW_S:
            yield begin, end, part
        else:
            count = int(np.ceil((end - begin - WINDOW_S) / HOP_S)) + 1
            for start in np.linspace(begin, end - WINDOW_S, count):
                yield float(start), float(start) + WINDOW_S, part


def _embedded(
    heard: Heard, speech: Speech, encoder: VoiceEncoder, done_to: Callable[[float], None]
) -> Windows:
    found = list(window_spans(speech))
    spans = [(begin, end) for begin, end, _ in found]
    vectors = []
    for begin, end in _stretches(spans):
        several = spans[begin:end]
        first_s = several[0][0]
        mels = mel_frames(heard.read(first_s, several[-1][1] + 0.01))
        vectors += encoder.analyze([_frames_of(mels, a - first_s, b - first_s) for a, b in several])
        done_to(end / len(spans))
    return Windows(np.array(spans), without_mean(np.array(vectors)), np.array([part for _, _, part in found]))


def _stretches(spans: Sequence[tuple[float, float]]) -> Iterator[tuple[int, int]]:
    """First window and the one behind the last, of stretches of at most _STRETCH_S."""
    begin = 0
    while begin < len(spans):
        end = begin + 1
        while end < len(spans) and spans[end][1] - spans[begin][0] <= _STRETCH_S:
            end += 1
        yield begin, end
        begin = end


def _frames_of(mels: NDArray[np.float32], begin_s: float, end_s: float) -> NDArray[np.float32]:
    count = round((end_s - begin_s) * _FRAMES_PER_S)
    first = min(round(begin_s * _FRAMES_PER_S), len(mels) - count)
    return mels[max(0, first) : max(0, first) + count]


def _joined(spans: Spans, pause_s: float) -> Spans:
    found: Spans = []
    for begin, end in spans:
        if found and begin - found[-1][1] < pause_s:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def _units(speech: Speech) -> tuple[Units, NDArray[np.intp]]:
    """Steps of about UNIT_S over the speech, and which span each belongs to."""
    times, starts, owners = [], [], []
    for owner, (begin, end) in enumerate(speech.spans):
        count = max(1, round((end - begin) / UNIT_S))
        times.append(begin + (np.arange(count) + 0.5) * (end - begin) / count)
        starts.append(np.arange(count) == 0)
        owners.append(np.full(count, owner))
    middles, owner_of = np.concatenate(times), np.concatenate(owners)
    before = np.concatenate([[middles[0]], middles[:-1]])
    first = np.searchsorted(speech.changes, before - _ABOUT_S)
    changed = np.searchsorted(speech.changes, middles + _ABOUT_S) > first
    return Units(middles, speech.parts[owner_of], np.concatenate(starts), changed), owner_of


def _pieces(
    spans: Spans, owners: NDArray[np.intp], found: Assignment
) -> Iterator[tuple[float, float, int, float]]:
    """Begin, end, speaker, probability of every stretch without pause or change."""
    speakers = found.probabilities.argmax(axis=1)
    borders = np.flatnonzero(np.diff(owners) | np.diff(speakers)) + 1
    for several in np.split(np.arange(len(owners)), borders):
        begin, end = spans[owners[several[0]]]
        inside = (
            np.flatnonzero(owners == owners[several[0]]) if len(borders) < 2000 else _run(owners, several[0])
        )
        step = (end - begin) / len(inside)
        first, last = several[0] - inside[0], several[-1] + 1 - inside[0]
        speaker = int(speakers[several[0]])
        yield (
            begin + first * step,
            begin + last * step,
            speaker,
            float(found.probabilities[several, speaker].mean()),
        )


def _run(owners: NDArray[np.intp], place: np.intp) -> NDArray[np.intp]:
    """The steps of one span; owners are in order."""
    return np.arange(*np.searchsorted(owners, [owners[place], owners[place] + 1]))


def _turns(pieces: Sequence[tuple[float, float, int, float]]) -> list[Turn]:
    """Stretches of one speaker joined over pauses of less than LONGEST_PAUSE_S in which nobody else speaks,
    and cut in their longest pauses where they are longer than LONGEST_TURN_S."""
    groups: list[list[tuple[float, float, int, float]]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        if last is not None and last[2] == piece[2] and piece[0] - last[1] < LONGEST_PAUSE_S:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_turn(part) for group in groups for part in _cut(group)]


def _turn(pieces: Sequence[tuple[float, float, int, float]]) -> Turn:
    spoken = np.array([end - begin for begin, end, _, _ in pieces])
    mean = float(np.average([piece[3] for piece in pieces], weights=np.maximum(spoken, 1e-6)))
    return Turn(pieces[0][2], [(begin, end) for begin, end, _, _ in pieces], min(1.0, mean))


def _cut(pieces: list[tuple[float, float, int, float]]) -> list[list[tuple[float, float, int, float]]]:
    begin, end = pieces[0][0], pieces[-1][1]
    if end - begin <= LONGEST_TURN_S:
        return [pieces]
    if len(pieces) == 1:  # no pause at all: equal parts
        count = int(np.ceil((end - begin) / LONGEST_TURN_S))
        edges = np.linspace(begin, end, count + 1)
        return [[(float(a), float(b), *pieces[0][2:])] for a, b in pairwise(edges)]
    middle = (begin + end) / 2
    # The longest pause, those near the ends counting less.
    merit = [
        (b[0] - a[1] + 0.01) * (1 - abs((a[1] + b[0]) / 2 - middle) / (end - begin) * 1.8)
        for a, b in pairwise(pieces)
    ]
    place = int(np.argmax(merit)) + 1
    return [*_cut(pieces[:place]), *_cut(pieces[place:])]
