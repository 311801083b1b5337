"""Made-up sound of a video, stored as a worker stores it, for tests of what comes afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from emoscope.audios import carrying_over
from emoscope.audios.segment_table import write_segments
from emoscope.db import children, edits
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium
from emoscope.domain.audio import AudioInfo, AudioPredictions, Prosody, Speaker, SpeechSegment, Transcript
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.storage.objects import Objects

PROSODY = Prosody(180.0, 140.0, 260.0, 0.6, -20.0, 20.0, 3.0, 0, 0)


def said(start_ms: int, end_ms: int, speaker_id: int, text: str = "We saw you there.") -> SpeechSegment:
    """A segment of English speech."""
    return SpeechSegment(
        start_ms=start_ms,
        end_ms=end_ms,
        speaker_id=speaker_id,
        speaker_probability=1.0,
        channel=None,
        prosody=PROSODY,
        transcript=Transcript(text, "en", 0.9),
        text_emotions=dict.fromkeys(TEXT_EMOTIONS, 0.1),
    )


def store(
    sessions: SessionFactory,
    objects: Objects,
    video_id: str,
    segments: Sequence[SpeechSegment],
    folder: Path,
) -> str:
    """Stores the segments as what is heard in a video. Returns the id of the audio."""
    audio_id, run_id = children.sound_of(video_id), str(uuid4())
    folder.mkdir(parents=True, exist_ok=True)
    key = f"media/{audio_id}/runs/{run_id}/segments.parquet"
    write_segments(folder / "segments.parquet", segments)
    objects.put(key, folder / "segments.parquet")
    with sessions.begin() as session:
        if session.get(Medium, audio_id) is None:
            video = session.get_one(Medium, video_id)
            session.add(
                Medium(
                    id=audio_id, user_id=video.user_id, kind="audio", title=video.title, object_key="none",
                    size_bytes=0, status="completed",
                )
            )  # fmt: skip
            session.flush()
            session.add(AudioRecord(media_id=audio_id, parent_id=video_id))
            session.flush()
        edits.lock(session, audio_id)
        carrying_over.store_run(session, objects, audio_id, run_id, _predictions(segments), key)
    return audio_id


def _predictions(segments: Sequence[SpeechSegment]) -> AudioPredictions:
    return AudioPredictions(
        info=AudioInfo("mp4", "aac", 16_000, 1, 1, 0, 60_000, separate_channels=False),
        segments=tuple(segments),
        speakers=tuple(_speaker(number, segments) for number in sorted({one.speaker_id for one in segments})),
        speech_ms=sum(one.end_ms - one.start_ms for one in segments),
        language="en",
        text_emotions=None,
        emotions=None,
        notes={},
        models={},
    )


def _speaker(number: int, segments: Sequence[SpeechSegment]) -> Speaker:
    own = [one for one in segments if one.speaker_id == number]
    return Speaker(number, sum(one.end_ms - one.start_ms for one in own), len(own), None, None, ())
