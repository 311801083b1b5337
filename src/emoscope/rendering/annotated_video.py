"""The whole video with faces, names and leading emotions drawn on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.container.output import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from emoscope.domain.faces import Box, ObservedFace
from emoscope.domain.video import Progress, ReportProgress, VideoOptions
from emoscope.media.arrays import Picture
from emoscope.media.decode import decode
from emoscope.media.sound import CarriedSound
from emoscope.rendering.captions import Caption, Running, Spoken, captions
from emoscope.rendering.frames import annotate, caption, caption_width
from emoscope.rendering.lettering import drawable, width_of

FacesOfFrame = Callable[[int], Sequence[ObservedFace] | None]
"""The faces of a source frame by its number; None where the frame was not analysed."""

LONGEST_SIDE = 1920
_CLOCK = Fraction(1, 1000)


def write_annotated_video(
    source: Path,
    target: Path,
    faces_of: FacesOfFrame,
    names: Mapping[int, str],
    options: VideoOptions,
    duration_ms: int,
    report: ReportProgress,
    spoken: Sequence[Spoken] = (),
) -> None:
    """Writes the analysed part of `source` as MP4 (H.264, AAC) that plays in browsers.

    Frames keep their times; those between two analysed ones show the faces of the one before. Pictures larger
    than 1920 pixels are made smaller before anything is drawn. What is `spoken`, in times of the source, is
    shown as captions. `duration_ms` is only used to report progress. Raises BadMedia where the source cannot
    be read, and whatever `report` raises.
    """
    start, end = options.start_ms, options.end_ms or duration_ms
    last_ms, last_faces = -1, cast("Sequence[ObservedFace]", ())
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as output:
        video: VideoStream | None = None
        sound: CarriedSound | None = None
        said = Running(())
        for frame in decode(source, options.limits, start_ms=start, end_ms=options.end_ms):
            found = faces_of(frame.index)
            last_faces = last_faces if found is None else found
            bare, scale = _fitted(frame.picture())
            picture = annotate(bare, [_scaled(face, scale) for face in last_faces], names)
            if video is None:
                video = _video_stream(output, picture)
                said = Running(_captions(spoken, picture))
                sound = CarriedSound(source, options.limits, output, start, options.end_ms)
            caption(picture, said.at(frame.timestamp_ms), bare)
            time_ms = max(last_ms + 1, frame.timestamp_ms - start)
            _write(output, video, picture, time_ms)
            if sound is not None:
                sound.write_until(time_ms)
            last_ms = time_ms
            report(Progress("drawing", min(1.0, time_ms / max(1, end - start))))
        if video is not None and sound is not None:
            output.mux(video.encode(None))
            sound.finish()


def _video_stream(output: OutputContainer, picture: Picture) -> VideoStream:
    options = {"preset": "veryfast", "crf": "21", "threads": "2"}
    stream = output.add_stream("libx264", rate=30, options=options)
    stream.height, stream.width = picture.shape[:2]
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = _CLOCK
    return stream


def _write(output: OutputContainer, stream: VideoStream, picture: Picture, time_ms: int) -> None:
    frame = VideoFrame.from_ndarray(picture, format="bgr24")
    frame.time_base, frame.pts = _CLOCK, time_ms
    output.mux(stream.encode(frame))


def _captions(spoken: Sequence[Spoken], picture: Picture) -> Sequence[Caption]:
    most, size_px = caption_width(picture.shape[1], picture.shape[0])
    shown = [replace(part, text=drawable(part.text)) for part in spoken]
    return captions(shown, lambda text: width_of(text, size_px), most)


def _scaled(face: ObservedFace, scale: float) -> ObservedFace:
    if scale == 1.0:
        return face
    box = face.box
    return replace(face, box=Box(box.x * scale, box.y * scale, box.w * scale, box.h * scale))


def _fitted(picture: Picture) -> tuple[Picture, float]:
    """At most 1920 pixels a side, and even sides, which 4:2:0 colour needs; and the scale it is at now."""
    height, width = picture.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    size = (max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2))
    if scale == 1.0:
        return np.ascontiguousarray(picture[: size[1], : size[0]]), scale
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), scale
