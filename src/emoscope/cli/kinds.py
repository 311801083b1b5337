"""How the command line analyses each kind of file, and what it can show of the result."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from emoscope.domain.emotions import Affect
from emoscope.domain.video import MediaLimits, ReportProgress
from emoscope.errors import DamagedMedia, UnsupportedMedia
from emoscope.library.audio import AudioResult, analyze_audio
from emoscope.library.findings import of_audio, of_video
from emoscope.library.image import ImageResult, analyze_image
from emoscope.library.text import TextResult, analyze_text
from emoscope.library.video import VideoResult, analyze_video
from emoscope.media.pictures import sniff_picture
from emoscope.media.sound_container import has_pictures

_TEXT_ENDINGS = {".txt", ".text", ".md"}


@dataclass(frozen=True, slots=True)
class Analysed:
    """`to_json` gives the contract's document; `summary` a few lines; `table` the rows behind it, if any."""

    to_json: Callable[[], str]
    summary: Iterable[str]
    table: pl.DataFrame | None = None


def analyse_file(
    file: Path, fps: float | None, on_progress: ReportProgress, smooth_ms: float = 0
) -> Analysed:
    """Analyses the file as what its content is (texts: as their name says); raises BadMedia or OSError.

    The scores in a video's table are smoothed over `smooth_ms`; nothing else is.
    """
    if file.suffix.lower() in _TEXT_ENDINGS:
        return _text(file, analyze_text(_words(file), on_progress=on_progress))
    with file.open("rb") as content:
        head = content.read(64)
    if sniff_picture(head):
        return _image(file, analyze_image(file))
    if _is_sound(file):
        return _audio(file, analyze_audio(file, on_progress=on_progress))
    return _video(file, analyze_video(file, fps=fps, on_progress=on_progress), smooth_ms)


def _is_sound(file: Path) -> bool:
    try:
        return not has_pictures(file, MediaLimits())
    except UnsupportedMedia:
        return False


def _audio(file: Path, result: AudioResult) -> Analysed:
    def to_json() -> str:
        from emoscope.analytics.translate import audio_document  # noqa: PLC0415 - brings the web half along

        return audio_document(of_audio(result, file.name, datetime.now(UTC)), file.name).model_dump_json()

    info = result.info
    summary = [
        f"{info.codec}, {info.rate_hz} Hz, {info.channels} channels, {info.duration_ms / 1000:.1f} s",
        *_speech(result),
    ]
    return Analysed(to_json, summary, result.to_polars())


def _speech(result: AudioResult) -> list[str]:
    """Who speaks, and what they say."""
    heard = [f"{result.speech_ms / 1000:.1f} s of speech, language {result.language}"]
    return [
        *(heard if result.segments else []),
        *(
            f"speaker_{one.speaker_id}: {one.speaking_ms / 1000:.1f} s in {one.segment_count} segments"
            + (f"; voice: {_shares(one.emotions)}" if one.emotions else "")
            + (f"; words: {_shares(one.text_emotions)}" if one.text_emotions else "")
            for one in result.speakers
        ),
        *(
            f"{segment.start_ms / 1000:8.1f}  speaker_{segment.speaker_id}: {segment.text}"
            for segment in result.segments
            if segment.text
        ),
        *result.notes.values(),
    ]


def _video(file: Path, result: VideoResult, smooth_ms: float) -> Analysed:
    def to_json() -> str:
        from emoscope.analytics.translate import video_document  # noqa: PLC0415 - brings the web half along

        found = of_video(result, file.name, datetime.now(UTC))
        pictures = {person.face_id: _data_uri(person.picture) for person in result.faces}
        return video_document(found, lambda face: pictures[face.face_id], file.name).model_dump_json()

    info = result.info
    summary = [
        f"{info.width}x{info.height}, {info.fps:.2f} frames/s, {info.duration_ms / 1000:.1f} s",
        *(
            f"face_{face.face_id}: {face.screen_time_ms / 1000:.1f} s on screen; "
            f"{_shares(face.emotions)}; {_place(face.affect)}; "
            f"{face.uncertain_share:.0%} of the frames uncertain"
            for face in result.faces
        ),
        *([] if result.faces else ["No face was seen."]),
        *(_speech(result.audio) if result.audio else []),
    ]
    return Analysed(to_json, summary, result.smoothed(smooth_ms))


def _image(file: Path, result: ImageResult) -> Analysed:
    def to_json() -> str:
        from emoscope.images.translate import document  # noqa: PLC0415 - brings the web half along

        return document(result, title=file.name, created_at=datetime.now(UTC)).model_dump_json()

    summary = [
        f"{result.width}x{result.height}",
        *(
            f"face_{face.face_id} at {face.box.x:.0f},{face.box.y:.0f}, {face.box.w:.0f} pixels wide; "
            f"{_shares(face.emotions)}; {_place(face.affect)}"
            f"{'; uncertain' if face.uncertain else ''}"
            for face in result.faces
        ),
    ]
    return Analysed(to_json, summary if result.faces else [*summary, "No face was seen."])


def _words(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DamagedMedia("The text is not UTF-8; save it in that encoding.") from error


def _text(file: Path, result: TextResult) -> Analysed:
    def to_json() -> str:
        from emoscope.texts.translate import document  # noqa: PLC0415 - brings the web half along

        return document(result, title=file.name, created_at=datetime.now(UTC)).model_dump_json()

    found = result.summary
    summary = [f"{found.words} words, {found.sentences} sentences, language {found.language or 'unknown'}"]
    if result.emotions is not None:
        summary.append(f"on the whole: {_shares(result.emotions)}")
    else:
        summary.append("No sentence is in a language that the model knows.")
    return Analysed(to_json, summary, result.to_polars())


def _shares(emotions: Mapping[str, float]) -> str:
    leading = sorted(emotions.items(), key=lambda item: -item[1])[:3]
    return ", ".join(f"{name} {share:.0%}" for name, share in leading)


def _data_uri(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def _place(affect: Affect) -> str:
    return f"valence {affect.valence:+.2f}, arousal {affect.arousal:+.2f}"
