"""A video in, who was seen and what they showed on every frame out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import Person
from emoscope.domain.video import Progress, ReportProgress, VideoInfo, VideoOptions, VideoPredictions
from emoscope.errors import DamagedMedia, MediaTooLarge
from emoscope.media.decode import DecodedFrame, decode
from emoscope.media.probe import probe
from emoscope.pipelines.faces_stage import FacesStage
from emoscope.pipelines.identities import Identity, identify
from emoscope.pipelines.models import FaceModels
from emoscope.pipelines.scoring import named_shares
from emoscope.pipelines.tables import TIMELINE_SCHEMA, PartWriter, averages, join_faces, join_parts

PROBING, FACES, IDENTITIES, WRITING = "probing", "faces", "identities", "writing"
STAGES = (PROBING, FACES, IDENTITIES, WRITING)
"""Names of the stages in Progress, in order."""

_FACES_SHARE = (0.01, 0.95)


def analyze(
    path: Path, models: FaceModels, work_dir: Path, options: VideoOptions, report: ReportProgress
) -> VideoPredictions:
    """Detect, track, score and identify faces; write `frames.parquet` and `timeline.parquet` to `work_dir`.

    Memory does not grow with the length of the video. Raises BadMedia (UnsupportedMedia, DamagedMedia,
    MediaTooLarge), and whatever `report` raises.
    """
    reporter = _Reporter(report)
    reporter(Progress(PROBING, 0.0))
    info = probe(path, options.limits, start_ms=options.start_ms, end_ms=options.end_ms)
    work_dir.mkdir(parents=True, exist_ok=True)
    fps = info.fps if options.fps is None else min(info.fps, options.fps)
    stage = FacesStage(models, work_dir, fps, reporter.again)
    timeline = PartWriter(work_dir, "timeline", TIMELINE_SCHEMA)
    decoded, analysed, last_ms = _read(path, info, models, stage, timeline, options, reporter)
    reporter(Progress(IDENTITIES, _FACES_SHARE[1]))
    tracks = stage.finish(last_ms)
    people = identify(tracks, max(1, stage.lasting_ms))
    reporter(Progress(WRITING, 0.98))
    frames_path, timeline_path = work_dir / "frames.parquet", work_dir / "timeline.parquet"
    face_of_track = {t.track_id: number for number, p in enumerate(people, 1) for t in p.tracks}
    join_faces(stage.rows.close(), frames_path, face_of_track)
    join_parts(timeline.close(), timeline_path)
    per_face, overall = averages(frames_path)
    whole = options.start_ms == 0 and options.end_ms == 0
    predictions = VideoPredictions(
        info=replace(info, frame_count=decoded) if whole else info,
        people=tuple(
            _person(identity, row)
            for identity, row in zip(people, per_face.iter_rows(named=True), strict=True)
        ),
        frames_path=frames_path,
        timeline_path=timeline_path,
        analysed_frames=analysed,
        emotions=named_shares([overall[label][0] for label in EMOTIONS]) if people else None,
        affect=_affect(overall.row(0, named=True)) if people else None,
        thumbnail=stage.thumbnail.jpeg(),
        models=models.ids(),
    )
    for track in tracks:
        track.picture.unlink()
    reporter(Progress(WRITING, 1.0))
    return predictions


def _read(
    path: Path,
    info: VideoInfo,
    models: FaceModels,
    stage: FacesStage,
    timeline: PartWriter,
    options: VideoOptions,
    report: ReportProgress,
) -> tuple[int, int, int]:
    """Decode and analyse; the number of frames decoded and analysed, and when the last one ends."""
    sampler = _Sampler(options.fps)
    start, end = options.start_ms, min(options.end_ms or info.duration_ms, info.duration_ms)
    decoded = analysed = 0
    last_ms = start
    for frame in _bounded(path, options, models.decoding_threads):
        chosen = sampler.takes(frame.timestamp_ms)
        timeline.add([(frame.index, frame.timestamp_ms, chosen)])
        if chosen:
            stage.push(frame.index, frame.timestamp_ms, frame.picture())
            analysed += 1
        decoded += 1
        last_ms = max(last_ms, frame.timestamp_ms)
        done = min(1.0, (last_ms - start) / max(1, end - start))
        report(Progress(FACES, _FACES_SHARE[0] + (_FACES_SHARE[1] - _FACES_SHARE[0]) * done))
    if decoded == 0:
        raise DamagedMedia("No frame can be decoded in the wanted part of the video.")
    return decoded, analysed, last_ms + round(1000 / info.fps)


def _bounded(path: Path, options: VideoOptions, threads: int) -> Iterator[DecodedFrame]:
    """Frames, as long as the limits hold: what a container says of its length need not be true."""
    limit_ms = options.limits.max_duration_s * 1000 + 1000
    for frame in decode(
        path, options.limits, start_ms=options.start_ms, end_ms=options.end_ms, threads=threads
    ):
        if frame.timestamp_ms - options.start_ms > limit_ms:
            raise MediaTooLarge(
                f"The video is longer than {options.limits.max_duration_s:.0f} s, which is the most accepted."
            )
        yield frame


class _Reporter:
    """Reports progress, and the last progress again where work takes long without getting further."""

    def __init__(self, report: ReportProgress) -> None:
        self._report, self._last = report, Progress(PROBING, 0.0)

    def __call__(self, progress: Progress) -> None:
        self._last = progress
        self._report(progress)

    def again(self) -> None:
        self._report(self._last)


class _Sampler:
    """Takes at most so many frames a second, as evenly as the frames' times allow."""

    def __init__(self, fps: float | None) -> None:
        self._gap_ms = 0.0 if fps is None else 1000 / fps
        self._due_ms: float | None = None

    def takes(self, time_ms: int) -> bool:
        if self._due_ms is None:
            self._due_ms = float(time_ms)
        if time_ms + 0.5 < self._due_ms:
            return False
        late = (time_ms - self._due_ms) // self._gap_ms if self._gap_ms else 0
        self._due_ms += self._gap_ms * (late + 1)
        return True


def _person(identity: Identity, row: dict[str, float]) -> Person:
    best = identity.best
    return Person(
        face_id=int(row["face_id"]),
        picture=best.picture.read_bytes(),
        picture_frame=best.picture_frame,
        first_frame=int(row["first_frame"]),
        last_frame=int(row["last_frame"]),
        frame_count=int(row["frame_count"]),
        screen_time_ms=identity.screen_time_ms,
        emotions=named_shares([row[label] for label in EMOTIONS]),
        affect=_affect(row),
        embedding=identity.embedding(),
        uncertain_share=float(row["uncertain_share"]),
    )


def _affect(row: dict[str, float]) -> Affect:
    return Affect(float(row["valence"]), float(row["arousal"]), float(row["intensity"]))
