"""What is kept of each track: good views to recognise it by, the best as a picture, its length."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_detection import DetectedFace
from emoscope.analyzers.face_identity import EMBEDDING_SIZE, FaceEmbedder, FaceView
from emoscope.domain.faces import Box
from emoscope.media.arrays import Picture

VIEWS_PER_TRACK = 5
_SPACING_MS = 500
_LEAST_QUALITY = 0.3
_LEAST_SHARE_OF_BEST = 0.6
_IMPROVEMENT = 1.05
_VIEW_SIDE = 220
_PICTURE_SIDE = 320


@dataclass(slots=True)
class _View:
    quality: float
    time_ms: int
    frame: int
    view: FaceView


@dataclass(slots=True)
class FinishedTrack:
    """A track after its end, small enough to keep thousands: its best view is a JPEG file.

    `embeddings` is (views, 128), perhaps empty. `shot` numbers the shots of the video; the boxes are where
    the face was first and last.
    """

    track_id: int
    first_frame: int
    last_frame: int
    first_ms: int
    last_ms: int
    rows: int
    screen_time_ms: int
    best_score: float
    best_quality: float
    picture: Path
    picture_frame: int
    embeddings: NDArray[np.float32]
    shot: int
    first_box: Box
    last_box: Box


@dataclass(slots=True)
class LiveTrack:
    """A track that is being followed."""

    track_id: int
    first_frame: int
    first_ms: int
    shot: int = 0
    last_frame: int = 0
    last_ms: int = 0
    rows: int = 0
    screen_time_ms: int = 0
    best_score: float = 0.0
    views: list[_View] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def add(self, frame: int, time_ms: int, picture: Picture, face: DetectedFace, quality: float) -> None:
        self.last_frame, self.last_ms = frame, time_ms
        self.rows += 1
        self.boxes = [*self.boxes[:1], face.box]
        self.best_score = max(self.best_score, face.score)
        self._consider(frame, time_ms, picture, face, quality)

    def _consider(
        self, frame: int, time_ms: int, picture: Picture, face: DetectedFace, quality: float
    ) -> None:
        """Keep the view if it beats the one near it in time, or the worst of all, by a margin."""
        worth = quality * (0.5 + 0.5 * face.score)
        near = next((v for v in self.views if abs(v.time_ms - time_ms) < _SPACING_MS), None)
        if near is None and len(self.views) >= VIEWS_PER_TRACK:
            near = min(self.views, key=lambda view: view.quality)
        if near is not None:
            if worth <= near.quality * _IMPROVEMENT:
                return
            self.views.remove(near)
        self.views.append(_View(worth, time_ms, frame, cut_out(picture, face)))

    def finish(self, embedder: FaceEmbedder, folder: Path) -> FinishedTrack:
        """Embed the good views and write the best one to `folder`."""
        best = max(self.views, key=lambda view: view.quality)
        least = max(_LEAST_QUALITY, _LEAST_SHARE_OF_BEST * best.quality)
        good = [view.view for view in self.views if view.quality >= least]
        picture = folder / f"face-{self.track_id:06d}.jpg"
        picture.write_bytes(_jpeg(best.view.picture))
        vectors = embedder.analyze(good) if good else []
        return FinishedTrack(
            track_id=self.track_id, first_frame=self.first_frame, last_frame=self.last_frame,
            first_ms=self.first_ms, last_ms=self.last_ms, rows=self.rows, screen_time_ms=self.screen_time_ms,
            best_score=self.best_score, best_quality=best.quality, picture=picture,
            picture_frame=best.frame,
            embeddings=np.array(vectors, dtype=np.float32).reshape(len(vectors), EMBEDDING_SIZE),
            shot=self.shot, first_box=self.boxes[0], last_box=self.boxes[-1],
        )  # fmt: skip


def cut_out(picture: Picture, face: DetectedFace) -> FaceView:
    """The face with nearly half its size of margin on each side, shrunk to at most 220 pixels of face."""
    height, width = picture.shape[:2]
    box = face.box
    margin = 0.45 * max(box.w, box.h)
    left, top = max(0, int(box.x - margin)), max(0, int(box.y - margin))
    right, bottom = min(width, int(box.x + box.w + margin) + 1), min(height, int(box.y + box.h + margin) + 1)
    part = picture[top:bottom, left:right]
    scale = min(1.0, _VIEW_SIDE / max(1.0, box.w, box.h))
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return FaceView(
        small, ((face.landmarks - np.array([left, top], dtype=np.float32)) * scale).astype(np.float32)
    )


def _jpeg(picture: Picture) -> bytes:
    side = max(picture.shape[:2])
    if side > _PICTURE_SIDE:
        scale = _PICTURE_SIDE / side
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
