"""The geometry of faces over the frames of a video, some frames lent theirs by their neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from emoscope.analyzers.face_geometry import GeometryEstimator
from emoscope.analyzers.face_mesh import FaceSpot
from emoscope.analyzers.gaze import CLOSED_OPENNESS
from emoscope.domain.faces import GEOMETRY_COLUMNS, UNTOLD, FaceGeometry
from emoscope.pipelines.following import FrameFaces

_CLOSEST_MS = 100
"""Two frames no further apart may lend their geometry to the one between them."""


def geometry_of_frames(
    frames: Sequence[FrameFaces], estimator: GeometryEstimator | None
) -> list[Mapping[int, FaceGeometry]]:
    """The geometry of each frame's faces, by track.

    Of three frames that are settled together the middle one gets the mean of its neighbours.
    """
    if estimator is None:
        return [dict.fromkeys((track for track, _ in item.faces), UNTOLD) for item in frames]
    lent = [_lent(frames, place) for place in range(len(frames))]
    places = [
        (place, track, FaceSpot(item.frame.picture, face.landmarks))
        for place, item in enumerate(frames)
        for track, face in item.faces
        if track not in lent[place]
    ]
    found: list[dict[int, FaceGeometry]] = [{} for _ in frames]
    read = estimator.analyze([spot for _, _, spot in places])
    for (place, track, _), geometry in zip(places, read, strict=True):
        found[place][track] = geometry
    for place, tracks in enumerate(lent):
        for track in tracks:
            found[place][track] = mean_geometry(found[place - 1][track], found[place + 1][track])
    return list(found)


def _lent(frames: Sequence[FrameFaces], place: int) -> set[int]:
    """Tracks of a frame that need not be read, because the frames around it have them too."""
    if place % 2 == 0 or place + 1 == len(frames):
        return set()
    before, after = frames[place - 1], frames[place + 1]
    if after.frame.timestamp_ms - before.frame.timestamp_ms > _CLOSEST_MS:
        return set()
    around = {track for track, _ in before.faces} & {track for track, _ in after.faces}
    return around & {track for track, _ in frames[place].faces}


def mean_geometry(a: FaceGeometry, b: FaceGeometry) -> FaceGeometry:
    """What lies midway; told where both are."""
    pairs = zip(GEOMETRY_COLUMNS, a.values(), b.values(), strict=True)
    middle = {name: None if x is None or y is None else (x + y) / 2 for name, x, y in pairs}
    roll = middle["head_roll"]
    if roll is not None and abs(float(a.head_roll or 0) - float(b.head_roll or 0)) > 180:
        middle["head_roll"] = roll - 180 if roll > 0 else roll + 180  # on either side of upside down
    right, left = middle["eye_openness_right"], middle["eye_openness_left"]
    closed = None if right is None or left is None else (right + left) / 2 < CLOSED_OPENNESS
    if closed:
        middle["gaze_yaw"] = middle["gaze_pitch"] = None
    return FaceGeometry.of({**middle, "eyes_closed": closed})
