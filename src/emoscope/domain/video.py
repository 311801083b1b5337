"""What is known of a video and what an analysis of it yields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from emoscope.domain.emotions import Affect, EmotionScores
from emoscope.domain.faces import GEOMETRY_COLUMNS, Person

FRAME_TABLE_COLUMNS: tuple[str, ...] = (
    "frame", "timestamp_ms", "face_id", "x", "y", "w", "h", "detection_score", "quality",
    "angry", "contempt", "disgust", "fear", "happy", "neutral", "sad", "surprise",
    "valence", "arousal", "intensity", "uncertain", *GEOMETRY_COLUMNS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """A probed video. Width and height are as displayed, in pixels, after rotation.

    `frame_count` is the container's own claim or an estimate, replaced after analysis by the frames
    really decoded. `fps` is the mean rate in frames per second. `container` is one of mp4, mov, avi, webm,
    mpeg.
    """

    container: str
    codec: str
    width: int
    height: int
    rotation: int
    fps: float
    frame_count: int
    duration_ms: int
    has_audio: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an analysis is: the stage's name and the share of the whole that is done, in [0, 1]."""

    stage: str
    fraction: float


ReportProgress = Callable[[Progress], None]
"""Called often (at least once a second) from the working thread; may raise Cancelled to stop the work."""


def share_of(report: ReportProgress, start: float, end: float) -> ReportProgress:
    """Reports the progress of a part as that of the whole, of which it is what lies from `start` to `end`,
    in [0, 1]."""
    return lambda progress: report(Progress(progress.stage, start + (end - start) * progress.fraction))


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """What a video may ask of us: pixels of a frame, seconds of the part analysed, streams in the file."""

    max_pixels: int = 8192 * 4320
    max_duration_s: float = 6 * 3600.0
    max_streams: int = 32


@dataclass(frozen=True, slots=True)
class VideoOptions:
    """What to analyse: all frames, or at most `fps` of them a second; a part of the video or all of it.

    Results of a part keep the times and frame numbers of the source. An `end_ms` of 0 means the end.
    """

    fps: float | None = None
    start_ms: int = 0
    end_ms: int = 0
    limits: MediaLimits = MediaLimits()


@dataclass(frozen=True, slots=True)
class VideoPredictions:
    """The outcome of one analysis, immutable. The two tables are Parquet files in the work folder.

    `frames_path` is the frame table (FRAME_TABLE_COLUMNS, one row per face per analysed frame, in order of
    frame then face_id). `timeline_path` has one row per decoded frame: frame, timestamp_ms, analysed.
    `emotions` and `affect` are means over all rows of the frame table, None where no face was seen.
    `thumbnail` is a JPEG of a telling frame. `models` maps a job (face-detection, ...) to the model's id.
    """

    info: VideoInfo
    people: tuple[Person, ...]
    frames_path: Path
    timeline_path: Path
    analysed_frames: int
    emotions: EmotionScores | None
    affect: Affect | None
    thumbnail: bytes
    models: Mapping[str, str]
