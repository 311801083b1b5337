"""Pictures of single frames, made from the stored video when first asked for, then kept."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium, VideoRecord
from emoscope.domain.faces import ObservedFace
from emoscope.domain.video import MediaLimits
from emoscope.media.decode import decode_frame_at
from emoscope.rendering.frames import annotate, encode_jpeg
from emoscope.storage.objects import Objects
from emoscope.videos.errors import FrameNotFound
from emoscope.videos.isolated import IsolatedProcess
from emoscope.videos.tables import frames_between

Kind = Literal["original", "annotated"]


@dataclass(frozen=True, slots=True)
class FrameImages:
    """Renders frames outside this process, since the video comes from a stranger."""

    sessions: SessionFactory
    objects: Objects
    process: IsolatedProcess
    limits: MediaLimits
    work_dir: Path

    def key_of(self, video_id: str, frame: int, kind: Kind) -> str:
        """The key of the frame's picture, which exists when this returns."""
        with reading(self.sessions) as session:
            record, medium = session.get(VideoRecord, video_id), session.get(Medium, video_id)
        if record is None or medium is None:
            raise FrameNotFound("The video has been deleted or is not analysed yet.")
        key = f"media/{video_id}/runs/{record.run_id}/frames/{frame}-{kind}.jpg"
        if self.objects.head(key) is None:
            self.objects.put(key, self._rendered(record, medium.object_key, frame, kind))
        return key

    def _rendered(self, record: VideoRecord, source: str, frame: int, kind: Kind) -> bytes:
        views = frames_between(self.objects, record, frame, 1)
        if not views:
            raise FrameNotFound(f"The video has frames 0 to {record.frame_count - 1}.")
        faces = list(views[0].faces) if kind == "annotated" else None
        self.work_dir.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=self.work_dir) as folder,
            self.objects.as_file(source, Path(folder)) as path,
        ):
            return self.process.call(render, path, frame, views[0].timestamp_ms, faces, {}, self.limits)


def render(
    path: Path,
    frame: int,
    timestamp_ms: int,
    faces: Sequence[ObservedFace] | None,
    names: Mapping[int, str],
    limits: MediaLimits,
) -> bytes:
    """The frame as JPEG, with `faces` drawn on it unless None."""
    picture = decode_frame_at(path, frame, timestamp_ms, limits)
    return encode_jpeg(picture if faces is None else annotate(picture, faces, names))
