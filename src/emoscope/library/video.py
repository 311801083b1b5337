"""`analyze_video`: a whole analysis in one call, no server, no database."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from emoscope.domain.audio import AudioOptions
from emoscope.domain.emotions import Affect, EmotionScores
from emoscope.domain.faces import Person
from emoscope.domain.video import Progress, ReportProgress, VideoInfo, VideoOptions, share_of
from emoscope.library.audio import AudioResult, as_result
from emoscope.library.models import default_audio_models, default_face_models
from emoscope.pipelines import smoothing, video
from emoscope.pipelines.sound import PICTURES_SHARE, analyze_sound


@dataclass(frozen=True, slots=True, eq=False)
class VideoResult:
    """What a video shows.

    `faces` are the people, by screen time. `frames` has one row per face per analysed frame: frame (from 0),
    timestamp_ms, face_id, x, y, w, h (pixels as displayed), detection_score and quality in [0, 1],
    uncertain (whether the face cannot be read well enough to say what it shows), the eight emotions (shares
    summing to 1), valence and arousal in [-1, 1], intensity in [0, 1], and GEOMETRY_COLUMNS (head pose, gaze,
    eyes, action units; empty where they cannot be told). `timeline` has one row per decoded frame: frame,
    timestamp_ms, analysed. `emotions` and `affect` are means over all rows, None where nobody was seen.
    `audio` is what the sound says, as `analyze_audio` has it, None where there is no sound track or it was
    not asked for; of a track that cannot be read, `audio.notes` tell why. `thumbnail` is a JPEG. `models`
    maps a job to the id of the model that did it.
    """

    info: VideoInfo
    faces: tuple[Person, ...]
    frames: pl.DataFrame
    timeline: pl.DataFrame
    emotions: EmotionScores | None
    affect: Affect | None
    audio: AudioResult | None
    thumbnail: bytes
    models: Mapping[str, str]

    def to_polars(self) -> pl.DataFrame:
        """The frame table."""
        return self.frames

    def smoothed(self, smooth_ms: float) -> pl.DataFrame:
        """The frame table with scores smoothed over time, each person apart; `frames` stays as measured.

        `smooth_ms` is the width of the window: a frame half of it away weighs half. Raises ValueError where
        it is negative.
        """
        return smoothing.smoothed(self.frames, smooth_ms)


def analyze_video(
    path: str | Path,
    *,
    fps: float | None = None,
    start_ms: int = 0,
    end_ms: int = 0,
    sound: bool = True,
    on_progress: ReportProgress | None = None,
) -> VideoResult:
    """Find, follow and recognise the faces of a video and score what they show; listen to its `sound`.

    `fps` caps how many frames a second are analysed (None: all). `start_ms` and `end_ms` (0: the end) choose
    a part; results keep the frame numbers and times of the source. Raises BadMedia (UnsupportedMedia,
    DamagedMedia, MediaTooLarge) for files that cannot be analysed, ValueError for a senseless rate or part.
    """
    if fps is not None and fps <= 0:
        raise ValueError("fps must be positive.")
    if start_ms < 0 or (end_ms and end_ms <= start_ms):
        raise ValueError("The part must begin at 0 or later and end after it begins.")
    options = VideoOptions(fps=fps, start_ms=start_ms, end_ms=end_ms)
    with tempfile.TemporaryDirectory(prefix="emoscope-") as folder:
        report = on_progress or _ignore
        watching = share_of(report, 0.0, PICTURES_SHARE) if sound else report
        seen = video.analyze(Path(path), default_face_models(), Path(folder), options, watching)
        heard = None
        if sound and seen.info.has_audio:
            listening = share_of(report, PICTURES_SHARE, 1.0)
            wishes = AudioOptions(start_ms=start_ms, end_ms=end_ms)
            heard = analyze_sound(Path(path), default_audio_models(), Path(folder), wishes, listening)
        report(Progress(video.WRITING, 1.0))
        return VideoResult(
            info=seen.info,
            faces=seen.people,
            frames=pl.read_parquet(seen.frames_path, memory_map=False),
            timeline=pl.read_parquet(seen.timeline_path, memory_map=False),
            emotions=seen.emotions,
            affect=seen.affect,
            audio=as_result(heard) if heard else None,
            thumbnail=seen.thumbnail,
            models=seen.models,
        )


def _ignore(_progress: Progress) -> None:
    """Nobody wants to know."""
