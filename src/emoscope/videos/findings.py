"""What is known of a video's pictures, edits included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
from sqlalchemy.orm import Session

from emoscope.api.findings import of_medium
from emoscope.db.models import Medium, VideoRecord
from emoscope.domain.emotions import Affect
from emoscope.domain.findings import FaceFindings, FaceSeries, Findings, VideoFacts
from emoscope.pipelines.face_series import COLUMNS, bin_for, series_by_face
from emoscope.storage.objects import Objects
from emoscope.videos import personality_store, repository
from emoscope.videos.annotated import ready_key
from emoscope.videos.edited_view import SeenFace, View, corrected
from emoscope.videos.tables import whole_table, whole_timeline


def findings(session: Session, objects: Objects, medium: Medium) -> Findings | None:
    """What was seen; None where no analysis is stored. FileNotFoundError where its objects went away."""
    found = repository.load(session, medium)
    record, view = found.record, found.view
    if record is None:
        return None
    rows = corrected(whole_table(objects, record, *COLUMNS), view.corrections)
    times = _times_of_frames(whole_timeline(objects, record), view)
    series = series_by_face(rows, bin_for(medium.duration_ms))
    names = view.labels()
    faces = tuple(_face(face, view, names, times, series.get(face.face_id)) for face in view.faces)
    return replace(
        of_medium(medium),
        annotated_key=ready_key(objects, found),
        video=_facts(record),
        faces=faces,
        face_emotions=view.summary.emotions,
        face_affect=view.summary.affect,
        personality=personality_store.oceans(session, medium.id),
        models=record.models,
        edited=view.corrections.drawn_version() != "",
    )


def _times_of_frames(timeline: pl.DataFrame, view: View) -> Mapping[int, int]:
    ends = {frame for face in view.faces for frame in (face.first_frame, face.last_frame)}
    near = timeline.filter(pl.col("frame").is_in(sorted(ends)))
    return dict(near.select("frame", "timestamp_ms").iter_rows())


def _face(
    face: SeenFace,
    view: View,
    names: Mapping[int, str],
    times: Mapping[int, int],
    series: FaceSeries | None,
) -> FaceFindings:
    return FaceFindings(
        face_id=face.face_id,
        name=names[face.face_id],
        named=face.face_id in view.names,
        speaker_id=view.corrections.speakers.get(face.face_id),
        picture_key=face.picture_key,
        first_ms=times.get(face.first_frame, 0),
        last_ms=times.get(face.last_frame, 0),
        screen_time_ms=face.screen_time_ms,
        emotions=face.emotions,
        affect=Affect(face.valence, face.arousal, face.intensity),
        uncertain_share=face.uncertain_share,
        series=series,
        picture_frame=face.picture_frame,
        picture_face=face.picture_face,
    )


def _facts(record: VideoRecord) -> VideoFacts:
    return VideoFacts(record.width, record.height, record.fps, record.frame_count, record.analysed_frames)
