"""Runs a film through the product's own path and compares what is found with the truth, by motmetrics."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import motmetrics
import numpy as np
import polars as pl
from faces.film import Film, TrueFace, play

from emoscope.domain.video import MediaLimits
from emoscope.media.decode import decode
from emoscope.media.encode import MP4, write_video
from emoscope.media.probe import probe
from emoscope.pipelines.faces_stage import FacesStage
from emoscope.pipelines.identities import identify
from emoscope.pipelines.models import FaceModels

MUST_BE_FOUND = 0.5
"""A face of which this share is visible must be found. Others need not be; boxes on them are overlooked."""

_SAME_FACE_IOU = 0.5
_AWAY_MS = 1000
_LIMITS = MediaLimits()

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the frame table: frame, track, final face_id (None where the track was dropped), box."""

    frame: int
    track: int
    face_id: int | None
    box: Box


@dataclass(slots=True)
class Truth:
    """The faces of each frame and the visit they belong to; `changes` are frames that begin a shot.

    A visit is one person in one shot, anew after an absence of more than a second: what one track can cover.
    """

    faces: list[tuple[TrueFace, ...]] = field(default_factory=list)
    visits: list[dict[str, int]] = field(default_factory=list)
    changes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts that add up over films. `idtp` etc. are of the best assignment of ids (Ristani et al. 2016)."""

    faces: int = 0
    misses: int = 0
    false_boxes: int = 0
    switches: int = 0
    fragmentations: int = 0
    idtp: int = 0
    idfp: int = 0
    idfn: int = 0

    @property
    def idf1(self) -> float:
        return 2 * self.idtp / max(1, 2 * self.idtp + self.idfp + self.idfn)

    @property
    def mota(self) -> float:
        return 1 - (self.misses + self.false_boxes + self.switches) / max(1, self.faces)

    def __add__(self, other: Score) -> Score:
        names = self.__dataclass_fields__
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in names})


def make_film(film: Film, path: Path) -> Truth:
    """Encode the film to `path` and note its truth."""
    truth = Truth()
    visits: Counter[str] = Counter()
    last_seen: dict[str, tuple[int, float]] = {}
    options = (("preset", "veryfast"), ("crf", str(film.crf)), ("threads", "1"))

    def pictures() -> Iterator[np.ndarray]:
        shot = 0
        for index, frame in enumerate(play(film)):
            time_ms = 1000 * index / film.fps
            if frame.shot != shot:
                truth.changes[index] = film.shots[frame.shot].entry
                shot = frame.shot
            current = {}
            for face in frame.faces:
                if face.visible >= MUST_BE_FOUND:
                    seen_shot, seen_ms = last_seen.get(face.person, (-1, 0.0))
                    visits[face.person] += seen_shot != shot or time_ms - seen_ms > _AWAY_MS
                    last_seen[face.person] = (shot, time_ms)
                    current[face.person] = visits[face.person]
            truth.faces.append(frame.faces)
            truth.visits.append(current)
            yield frame.picture

    write_video(path, pictures(), fps=film.fps, profile=replace(MP4, video_options=options))
    return truth


def analyse(path: Path, models: FaceModels) -> list[Found]:
    """What emoscope.pipelines.video.analyze does up to the frame table, with tracks beside face ids."""
    info = probe(path, _LIMITS)
    with tempfile.TemporaryDirectory() as folder:
        stage = FacesStage(models, Path(folder), info.fps, lambda: None)
        last_ms = 0
        for frame in decode(path, _LIMITS):
            stage.push(frame.index, frame.timestamp_ms, frame.picture())
            last_ms = frame.timestamp_ms
        tracks = stage.finish(last_ms + round(1000 / info.fps))
        people = identify(tracks, max(1, stage.lasting_ms))
        face_of = {track.track_id: number for number, one in enumerate(people, 1) for track in one.tracks}
        table = pl.read_parquet(stage.rows.close(), memory_map=False)
    rows = table.select("frame", "face_id", "x", "y", "w", "h").iter_rows()
    return [Found(frame, track, face_of.get(track), (x, y, w, h)) for frame, track, x, y, w, h in rows]


def score(truth: Truth, found: Sequence[Found], by: str, frames: Sequence[int] | None = None) -> Score:
    """By "track": each visit of a person is to be one track. By "face_id": each person one id throughout.

    `frames` restricts the comparison to labelled frames.
    """
    rows: dict[int, list[Found]] = {}
    for row in found:
        if row.face_id is not None:
            rows.setdefault(row.frame, []).append(row)
    numbers: dict[object, int] = {}
    accumulator = motmetrics.MOTAccumulator()
    for index in range(len(truth.faces)) if frames is None else frames:
        asked = [face for face in truth.faces[index] if face.visible >= MUST_BE_FOUND]
        here = _without_unasked(rows.get(index, []), asked, truth.faces[index])
        names = [
            (face.person, truth.visits[index][face.person]) if by == "track" else face.person
            for face in asked
        ]
        ids = [numbers.setdefault(name, len(numbers)) for name in names]
        distances = np.array([[1 - iou(face.box, row.box) for row in here] for face in asked]).reshape(
            len(asked), len(here)
        )
        distances[distances > 1 - _SAME_FACE_IOU] = np.nan
        hypotheses = [row.track if by == "track" else row.face_id for row in here]
        accumulator.update(ids, hypotheses, distances, frameid=index)
    return _counts(accumulator)


def _counts(accumulator: motmetrics.MOTAccumulator) -> Score:
    names = {
        "num_objects": "faces", "num_misses": "misses", "num_false_positives": "false_boxes",
        "num_switches": "switches", "num_fragmentations": "fragmentations", "idtp": "idtp", "idfp": "idfp",
        "idfn": "idfn",
    }  # fmt: skip
    if not len(accumulator.mot_events):
        return Score()
    values: Mapping[str, float] = motmetrics.metrics.create().compute(
        accumulator, metrics=list(names), return_dataframe=False
    )
    return Score(**{ours: int(np.nan_to_num(values[theirs])) for theirs, ours in names.items()})


def _without_unasked(
    rows: Sequence[Found], asked: Sequence[TrueFace], all_faces: Sequence[TrueFace]
) -> list[Found]:
    """The boxes without those on faces of which nothing is asked."""
    hidden = [face for face in all_faces if face.visible < MUST_BE_FOUND]
    return [
        row
        for row in rows
        if any(iou(face.box, row.box) >= _SAME_FACE_IOU for face in asked)
        or not any(_share_inside(row.box, face.whole) >= 0.5 for face in hidden)
    ]


def _shared(a: Box, b: Box) -> float:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0.0, width) * max(0.0, height)


def iou(a: Box, b: Box) -> float:
    """Intersection over union of two boxes given as left, top, width, height."""
    shared = _shared(a, b)
    return shared / max(1e-9, a[2] * a[3] + b[2] * b[3] - shared)


def _share_inside(box: Box, region: Box) -> float:
    return _shared(box, region) / max(1e-9, box[2] * box[3])
