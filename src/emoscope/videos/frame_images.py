"""Pictures of frames and of faces in them, made from the stored video when first asked for, then kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec

from emoscope.api.isolated import IsolatedProcess
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium, VideoRecord
from emoscope.domain.faces import Box, ObservedFace
from emoscope.domain.video import MediaLimits
from emoscope.media.decode import decode_frame_at
from emoscope.rendering.frames import annotate, cut_out, encode_jpeg
from emoscope.storage.objects import Objects
from emoscope.videos import repository
from emoscope.videos.corrections import uncorrected
from emoscope.videos.edited_view import View
from emoscope.videos.errors import FaceNotFound, FrameNotFound
from emoscope.videos.tables import FrameView, frames_between

Kind = Literal["original", "annotated"]
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class FrameImages:
    """Renders frames outside this process, since the video comes from a stranger."""

    sessions: SessionFactory
    objects: Objects
    process: IsolatedProcess
    limits: MediaLimits
    work_dir: Path

    def key_of(self, video_id: str, frame: int, kind: Kind) -> str:
        """The key of the frame's picture as it is now shown, which exists when this returns."""
        medium, record, view = self._video(video_id)
        key = f"media/{video_id}/runs/{record.run_id}/frames/{frame}-{kind}"
        key += f"{_version(view)}.jpg" if kind == "annotated" else ".jpg"
        if self.objects.head(key) is None:
            seen = self._frame(record, view, frame)
            faces = list(seen.faces) if kind == "annotated" else None
            self._put(key, medium, render, frame, seen.timestamp_ms, faces, view.labels(), self.limits)
        return key

    def face_key_of(self, video_id: str, frame: int, predicted_face: int) -> str:
        """The key of the picture of one face, named as it was predicted: no edit changes where it is."""
        medium, record, view = self._video(video_id)
        key = f"media/{video_id}/runs/{record.run_id}/frames/{frame}-face-{predicted_face}.jpg"
        if self.objects.head(key) is None:
            unedited = View(uncorrected(view.corrections.shown), view.summary)
            seen = self._frame(record, unedited, frame)
            box = next((face.box for face in seen.faces if face.face_id == predicted_face), None)
            if box is None:
                raise FaceNotFound(f"Face {predicted_face} was not found in frame {frame}.")
            self._put(key, medium, render_face, frame, seen.timestamp_ms, box, self.limits)
        return key

    def _video(self, video_id: str) -> tuple[Medium, VideoRecord, View]:
        with reading(self.sessions) as session:
            record, medium = session.get(VideoRecord, video_id), session.get(Medium, video_id)
            if record is None or medium is None:
                raise FrameNotFound("The video has been deleted or is not analysed yet.")
            return medium, record, repository.view_of(session, record)

    def _frame(self, record: VideoRecord, view: View, frame: int) -> FrameView:
        views = frames_between(self.objects, record, view.corrections, frame, 1)
        if not views:
            raise FrameNotFound(f"The video has frames 0 to {record.frame_count - 1}.")
        return views[0]

    def _put(
        self,
        key: str,
        medium: Medium,
        draw: Callable[Concatenate[Path, P], bytes],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        self.work_dir.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=self.work_dir) as folder,
            self.objects.as_file(medium.object_key, Path(folder)) as path,
        ):
            self.objects.put(key, self.process.call(draw, path, *args, **kwargs))


def _version(view: View) -> str:
    version = view.corrections.drawn_version()
    return f"-{version}" if version else ""


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


def render_face(path: Path, frame: int, timestamp_ms: int, box: Box, limits: MediaLimits) -> bytes:
    """A face with some room around it as JPEG."""
    return encode_jpeg(cut_out(decode_frame_at(path, frame, timestamp_ms, limits), box))
