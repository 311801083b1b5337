"""The long stage of a video's analysis: every analysed frame passes through here once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from emoscope.media.arrays import Picture
from emoscope.pipelines.following import FaceFollower, FrameFaces, SampledFrame
from emoscope.pipelines.models import FaceModels
from emoscope.pipelines.scoring import score_frames
from emoscope.pipelines.tables import FRAME_SCHEMA, PartWriter
from emoscope.pipelines.thumbnail import ThumbnailChoice
from emoscope.pipelines.views import FinishedTrack, LiveTrack

_LONGEST_HOP_MS = 130
_MOST_SKIPPED = 3


class FacesStage:
    """Follows and scores faces, writes rows (with tracks for face ids), and closes tracks as they end.

    `pulse` is called before every piece of work that takes long.
    """

    def __init__(self, models: FaceModels, work_dir: Path, fps: float, pulse: Callable[[], None]) -> None:
        self._models, self._folder, self._pulse = models, work_dir, pulse
        stride = max(1, min(_MOST_SKIPPED, int(_LONGEST_HOP_MS * fps / 1000)))
        self._follower = FaceFollower(models.detector, stride, models.identity)
        self.rows = PartWriter(work_dir, "faces", FRAME_SCHEMA)
        self.thumbnail = ThumbnailChoice()
        self.lasting_ms = 0
        self._live: dict[int, LiveTrack] = {}
        self._finished: list[FinishedTrack] = []
        self._shown: tuple[int, tuple[int, ...]] | None = None

    def push(self, index: int, timestamp_ms: int, picture: Picture) -> None:
        self._settle(self._follower.push(SampledFrame(index, timestamp_ms, picture)))

    def finish(self, end_ms: int) -> list[FinishedTrack]:
        """Close everything; `end_ms` is when the last frame is no longer shown."""
        self._settle(self._follower.flush())
        self._count_screen_time(end_ms, ())
        for track in self._live.values():
            self._close(track)
        self._live = {}
        return self._finished

    def _settle(self, frames: list[FrameFaces]) -> None:
        for item, faces in zip(frames, score_frames(frames, self._models), strict=True):
            index, time_ms = item.frame.index, item.frame.timestamp_ms
            self.rows.add([face.row(index, time_ms, track) for track, face in faces])
            self._count_screen_time(time_ms, tuple(track for track, _ in faces))
            for track_id, scored in faces:
                track = self._live.setdefault(track_id, LiveTrack(track_id, index, time_ms, item.shot))
                track.add(index, time_ms, item.frame.picture, scored.face, scored.quality)
            self.thumbnail.offer(item.frame.picture, time_ms, [face for _, face in faces])
        if frames:
            self._close_ended(frames[-1].frame.timestamp_ms)

    def _count_screen_time(self, time_ms: int, tracks: tuple[int, ...]) -> None:
        """A frame is on screen until the next one; so it is counted when that comes."""
        if self._shown is not None:
            since_ms, shown = self._shown
            gap_ms = max(0, time_ms - since_ms)
            self.lasting_ms += gap_ms
            for track_id in shown:
                self._live[track_id].screen_time_ms += gap_ms
        self._shown = (time_ms, tracks)

    def _close_ended(self, time_ms: int) -> None:
        """Embed the views of tracks that have ended, so that their pictures need not be kept."""
        going_on = self._follower.alive(time_ms) | set(self._shown[1] if self._shown else ())
        for track_id in [track_id for track_id in self._live if track_id not in going_on]:
            self._close(self._live.pop(track_id))

    def _close(self, track: LiveTrack) -> None:
        self._pulse()  # embedding takes a fifth of a second
        self._finished.append(track.finish(self._models.identity, self._folder))
