"""Faces of a camera's pictures, one after the other as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from emoscope.domain.faces import ObservedFace
from emoscope.media.arrays import Picture
from emoscope.pipelines.following import FaceFollower, SampledFrame
from emoscope.pipelines.models import FaceModels
from emoscope.pipelines.scoring import score_frames


class LiveFaces:
    """Follows and scores faces picture by picture, with nothing to wait for and no biometric vectors.

    What is seen is told as it is: scores are not smoothed over time, since that takes pictures yet to come.
    """

    def __init__(self, models: FaceModels) -> None:
        self._models = replace(models, geometry=None)
        self._follower = FaceFollower(models.detector, stride=1)
        self._count = 0

    def look(self, picture: Picture, timestamp_ms: int) -> Sequence[ObservedFace]:
        """Faces of a picture (height, width, 3), blue-green-red; `face_id` is the track, from 1.

        Times must not go back. A face keeps its track until it is out of sight for a second.
        """
        seen = self._follower.push(SampledFrame(self._count, timestamp_ms, picture))
        self._count += 1
        return [face.observed(track) for track, face in score_frames(seen, self._models)[-1]]

    def models(self) -> Mapping[str, str]:
        """The model of each job that is done here."""
        return {job: model for job, model in self._models.ids().items() if job != "face-identity"}
