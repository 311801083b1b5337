"""From what we know to what the contract says, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from emoscope.api.state import Links
from emoscope.api.translate import affect, affect_of, box, failure, scores, time_of
from emoscope.db.models import Medium
from emoscope.domain.affect import dominant
from emoscope.videos import schemas as wire
from emoscope.videos.edited_view import SeenFace, View
from emoscope.videos.repository import Glimpse, Video
from emoscope.videos.tables import FrameView


def accepted(medium: Medium) -> wire.VideoEmotionResponseV2:
    return wire.VideoEmotionResponseV2(**_heading(medium))


def list_item(medium: Medium, glimpse: Glimpse | None, links: Links) -> wire.VideoListItem:
    return wire.VideoListItem(
        **_heading(medium),
        description=medium.description,
        thumbnail_image=links.to_object(glimpse.thumbnail_key) if glimpse else "",
        project_id=medium.project_id,
        dominant_emotion=glimpse.dominant_emotion if glimpse else "",
        error=failure(medium),
    )


def _heading(medium: Medium) -> dict[str, object]:
    return {
        "id": medium.id,
        "title": medium.title,
        "status": medium.status,
        "duration": medium.duration_ms,
        "media_source": medium.source,
        "media_source_url": medium.source_url,
        "user_id": medium.user_id,
        "created_at": time_of(medium.created_at),
    }


def video(video: Video, annotated_key: str, links: Links) -> wire.VideoResponse:
    medium, record, job, seen = video.medium, video.record, video.job, video.view.summary
    reply = wire.VideoResponse(
        id=medium.id,
        title=medium.title,
        description=medium.description,
        status=medium.status,
        created_at=time_of(medium.created_at),
        duration=medium.duration_ms,
        url=links.to_object(medium.object_key),
        error=failure(medium),
        audio_id=video.sound.media_id if video.sound else "",
        text_id=video.sound.text_id if video.sound else "",
        notes=video.sound.notes if video.sound else {},
        stage=job.stage if job else "",
        progress=job.progress if job else 0,
        attempts=job.attempts if job else 0,
    )
    if record is None:
        return reply
    return reply.model_copy(
        update={
            "model_id": ",".join(sorted(set(record.models.values()))),
            "models": record.models,
            "faces": wire.ListOfFaces(
                faces=[_person(face, medium.id, video.view, links) for face in video.view.faces]
            ),
            "total_frames_count": record.frame_count,
            "analysed_frames": record.analysed_frames,
            "fps": round(record.fps, 3),
            "height": record.height,
            "width": record.width,
            "annotated_video_mp4": links.to_object(annotated_key) or None,
            "thumbnail_image": links.to_object(record.thumbnail_key),
            "emotions": scores(seen.emotions) if seen.emotions else None,
            "valence_arousal": affect(seen.affect) if seen.affect else None,
        }
    )


def frames(
    found: Sequence[FrameView], video_id: str, links: Links, view: View
) -> wire.MultipleFramesResponse:
    version = view.corrections.drawn_version()
    # Browsers keep pictures: what an edit changed needs another address.
    edition = f"&edition={version}" if version else ""
    return wire.MultipleFramesResponse(
        processed_frames=[_frame(one, video_id, links, view.names, edition) for one in found]
    )


def _frame(
    found: FrameView, video_id: str, links: Links, names: Mapping[int, str], edition: str
) -> wire.FramesResponse:
    base = f"/v1/videos/{video_id}/frames/{found.frame}"
    return wire.FramesResponse(
        original_frame_image=links.to_path(f"{base}/original.jpg"),
        frame_image=links.to_path(f"{base}/annotated.jpg") + edition,
        found_faces=[face.face_id for face in found.faces],
        timestamp=found.timestamp_ms,
        faces=[box(face, names.get(face.face_id), found.notes[face.face_id]) for face in found.faces],
        frame_id=found.frame,
        note=found.note,
    )


def _person(face: SeenFace, video_id: str, view: View, links: Links) -> wire.Faces:
    place = f"/v1/videos/{video_id}/frames/{face.picture_frame}/faces/{face.picture_face}.jpg"
    return wire.Faces(
        image=links.to_object(face.picture_key) if face.picture_key else links.to_path(place),
        name=view.names.get(face.face_id),
        face_id=face.face_id,
        screen_time_ms=face.screen_time_ms,
        first_frame=face.first_frame,
        last_frame=face.last_frame,
        emotions=scores(face.emotions),
        dominant_emotion=dominant(face.emotions),
        valence_arousal=affect_of(face.valence, face.arousal, face.intensity),
        uncertain_share=round(face.uncertain_share, 4),
    )


def download(video_id: str, title: str, link: str, lifetime_s: int) -> wire.SignedDownloadUrlResponse:
    """A link to a video file, with a name that every file system takes."""
    plain = re.sub(r"[^\w.-]+", "_", title).strip("._")[:80] or "video"
    end = datetime.now(UTC) + timedelta(seconds=lifetime_s)
    return wire.SignedDownloadUrlResponse(
        video_id=video_id,
        download_url=link,
        filename=f"{plain}_{video_id}.mp4",
        expires_in_minutes=lifetime_s // 60,
        expires_at=time_of(end),
    )
