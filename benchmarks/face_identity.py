"""How well faces are told apart: pairs of photographs, poor copies of them, and the product's own clustering.

    face_identity.py [--media FOLDER] [--draws N]

Who is who is in labels/identities.csv. The people are divided in two: thresholds are chosen on one part and
measured on the other (faces/people.py says who is in which). Copies of one photograph are never a pair.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import cv2
import numpy as np
from faces.degraded import DEGRADATIONS, close_up
from faces.measure import iou
from faces.people import SHARED, LabelledFace, labelled_faces
from numpy.typing import NDArray

_POOR = ("small", "rolled", "narrowed", "half_turned", "dark", "compressed", "cut_by_edge")
_DRAWS_CLEAN = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One face as it was embedded: a photograph (number of its label), how it was degraded, its quality."""

    face: LabelledFace
    number: int
    kind: str
    quality: float
    vector: NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--media", type=Path, default=SHARED)
    parser.add_argument("--draws", type=int, default=150)
    options = parser.parse_args()
    if not options.media.exists():
        sys.exit(f"no media in {options.media}")
    cv2.setNumThreads(1)
    views = list(embedded(options.media / "photos"))
    from emoscope.pipelines.identities import SAME_PERSON_DISTANCE

    parts = {
        "chosen on": [v for v in views if v.face.chosen_on],
        "others": [v for v in views if not v.face.chosen_on],
    }
    for name, part in parts.items():
        people = {view.face.person for view in part}
        print(f"\n{name}: {len(people)} people, {sum(v.kind == 'clean' for v in part)} photographs")
        print(
            f"{'copies':12} same: n at {SAME_PERSON_DISTANCE}: recall | others: n  taken for same | precision"
            " | precision at recall 0.95 (distance)"
        )
        for kind in DEGRADATIONS:
            _print_pairs(kind, part, SAME_PERSON_DISTANCE)
        _print_photographs(part)
    print("\ndraws of people with up to three photographs each, 60% of them poor copies, clustered")
    for name, part in parts.items():
        for count in (3, 6):
            right, wrong, missed = _draws(part, count, options.draws)
            print(
                f"{name}: {options.draws} draws of {count}: precision {_share(right, wrong):.4f} "
                f"recall {_share(right, missed):.4f} ({right + missed} same pairs, {wrong} wrong)"
            )


def embedded(photos: Path) -> Iterator[View]:
    """Every labelled face, clean and degraded, where the video detector finds it."""
    from emoscope.analyzers.face_alignment import align
    from emoscope.analyzers.face_quality import face_quality
    from emoscope.library.models import default_face_models
    from emoscope.pipelines.views import cut_out

    models, lost = default_face_models(), []
    for number, face in enumerate(labelled_faces()):
        if face.copy_of:
            continue
        whole = close_up(face, photos)
        for kind, degrade in DEGRADATIONS.items():
            picture, box = degrade(whole)
            found = models.detector.analyze([picture])[0]
            found = [one for one in found if iou((one.box.x, one.box.y, one.box.w, one.box.h), box) > 0.3]
            if not found:
                lost.append(f"{face.person} {kind}")
                continue
            quality = face_quality(align(picture, found[0].landmarks), found[0].landmarks)
            (vector,) = models.identity.analyze([cut_out(picture, found[0])])
            yield View(face, number, kind, quality, vector)
    print(f"not found, so not compared: {', '.join(lost) or 'none'}")


def pairs(part: Sequence[View], kind: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distances of clean photographs to copies of this kind of other photographs: same person, others."""
    same, others = [], []
    clean = [view for view in part if view.kind == "clean"]
    for a in clean:
        for b in (view for view in part if view.kind == kind):
            if a.number == b.number or (kind == "clean" and a.number > b.number):
                continue
            distance = float(np.linalg.norm(a.vector - b.vector))
            (same if a.face.person == b.face.person else others).append(distance)
    return np.sort(same), np.sort(others)


def _print_pairs(kind: str, part: Sequence[View], limit: float) -> None:
    same, others = pairs(part, kind)
    right, wrong = int((same < limit).sum()), int((others < limit).sum())
    needed = float(same[int(np.ceil(0.95 * len(same))) - 1])
    at_needed = _share(int((same <= needed).sum()), int((others <= needed).sum()))
    print(
        f"{kind:12} {len(same):8d} {right / len(same):15.3f} | {len(others):9d} {wrong:15d} | "
        f"{_share(right, wrong):9.3f} | {at_needed:.3f} ({needed:.3f})"
    )


def _print_photographs(part: Sequence[View]) -> None:
    right, wrong, missed = _clustered([view for view in part if view.kind == "clean"])
    print(
        f"all photographs clustered as tracks of one video: precision {_share(right, wrong):.3f} "
        f"recall {_share(right, missed):.3f} ({right + missed} same pairs)"
    )


def _draws(part: Sequence[View], count: int, draws: int) -> NDArray[np.int64]:
    rng = np.random.default_rng(0)
    people = sorted({view.face.person for view in part})
    total = np.zeros(3, dtype=np.int64)
    for _ in range(draws):
        chosen: list[View] = []
        for person in rng.choice(people, count, replace=False):
            numbers = sorted({view.number for view in part if view.face.person == person})
            picked = list(rng.permutation(numbers)[:3])
            for number in picked if len(picked) > 1 else picked * 2:
                kind = "clean" if rng.random() < _DRAWS_CLEAN else str(rng.choice(_POOR))
                chosen += [view for view in part if view.number == number and view.kind == kind]
        total += _clustered(chosen)
    return total


def _clustered(views: Sequence[View]) -> NDArray[np.int64]:
    """Pairs the product joins rightly, joins wrongly, keeps apart wrongly, each view as a track."""
    from emoscope.domain.faces import Box
    from emoscope.pipelines.identities import identify
    from emoscope.pipelines.views import FinishedTrack

    tracks = [
        FinishedTrack(
            track_id=i,
            first_frame=100 * i,
            last_frame=100 * i + 50,
            first_ms=4000 * i,
            last_ms=4000 * i + 2000,
            rows=50,
            screen_time_ms=2000,
            best_score=0.9,
            best_quality=view.quality,
            picture=Path(),
            picture_frame=0,
            embeddings=view.vector[None],
            shot=i,
            first_box=Box(0, 0, 1, 1),
            last_box=Box(0, 0, 1, 1),
        )
        for i, view in enumerate(views)
    ]
    group = {track.track_id: n for n, one in enumerate(identify(tracks, 60_000)) for track in one.tracks}
    counts = np.zeros(3, dtype=np.int64)
    for a in range(len(views)):
        for b in range(a):
            joined, same = group[a] == group[b], views[a].face.person == views[b].face.person
            if joined or same:
                counts[0 if joined and same else 1 if joined else 2] += 1
    return counts


def _share(right: int, wrong: int) -> float:
    return right / max(1, right + wrong)


if __name__ == "__main__":
    main()
