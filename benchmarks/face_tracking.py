"""How well faces are followed and kept apart, on built films with known truth and on labelled clips.

    face_tracking.py [--set choose|report] [--only NAME ...] [--media FOLDER]

Films are built from shared photographs (people cut out of them, moving over photographed backgrounds),
encoded, and put through the product's own path. "choose" has the people on whom settings were chosen,
"report" has others, on other backgrounds and walks. Clips are those in the media folder, labelled by eye in
labels/clips.csv.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import cv2
from faces.film import TrueFace
from faces.measure import Score, Truth, analyse, make_film, score
from faces.people import LABELS, SHARED
from faces.scenarios import cast, films

from emoscope.pipelines.models import FaceModels

_COLUMNS = "faces  IDF1   MOTA  misses false  switches fragments"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", choices=("choose", "report"), default="report")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--media", type=Path, default=SHARED)
    options = parser.parse_args()
    if not options.media.exists():
        sys.exit(f"no media in {options.media}")
    cv2.setNumThreads(1)
    from emoscope.library.models import default_face_models

    models = default_face_models()
    built = films(cast(options.set == "choose", options.media / "photos"))
    totals: dict[str, Score] = defaultdict(Score)
    cpu_s, frames = 0.0, 0
    print(f"{'':14}{'by track':12}{_COLUMNS}   {'by face_id':12}{_COLUMNS}")
    with tempfile.TemporaryDirectory() as folder:
        for film in built:
            if options.only and film.name not in options.only:
                continue
            path = Path(folder) / f"{film.name}.mp4"
            truth = make_film(film, path)
            started = time.process_time()
            found = analyse(path, models)
            cpu_s, frames = cpu_s + time.process_time() - started, frames + len(truth.faces)
            _print(film.name, {by: score(truth, found, by) for by in ("track", "face_id")}, totals)
    _print("all films", dict(totals), {})
    print(f"{frames} frames, CPU {1000 * cpu_s / max(1, frames):.1f} ms a frame for the whole path")
    if not options.only:
        _clips(options.media / "video", models)


def _print(name: str, scores: dict[str, Score], totals: dict[str, Score]) -> None:
    cells = []
    for by in ("track", "face_id"):
        got = scores[by]
        totals[by] = totals.get(by, Score()) + got
        cells.append(
            f"{'':12}{got.faces:5d} {got.idf1:6.3f} {got.mota:6.3f} {got.misses:6d} {got.false_boxes:5d} "
            f"{got.switches:8d} {got.fragmentations:9d}"
        )
    print(f"{name:14}{'   '.join(cells)}", flush=True)


def _clips(folder: Path, models: FaceModels) -> None:
    labels: dict[str, dict[int, list[TrueFace]]] = defaultdict(lambda: defaultdict(list))
    with (LABELS / "clips.csv").open() as file:
        for row in csv.DictReader(file):
            frames = labels[row["clip"]][int(row["frame"])]
            if row["person"]:
                box = tuple(float(row[key]) for key in "xywh")
                frames.append(TrueFace(row["person"], box, box, 1.0))
    totals: dict[str, Score] = defaultdict(Score)
    for clip, frames in labels.items():
        found = analyse(folder / clip, models)
        truth = Truth([tuple(frames.get(i, ())) for i in range(max(frames) + 1)])
        truth.visits = [{face.person: 0 for face in faces} for faces in truth.faces]
        scores = {by: score(truth, found, by, sorted(frames)) for by in ("track", "face_id")}
        _print(clip[:13], scores, totals)
        print(f"{'':14}{len(frames)} labelled, face ids {sorted({r.face_id for r in found if r.face_id})}")
    _print("all clips", dict(totals), {})


if __name__ == "__main__":
    main()
