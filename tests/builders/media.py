"""Small real media for everybody's tests, made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from emoscope.media.encode import MP4, EncodingProfile, Sound, write_video

SHARED_MEDIA = Path(__file__).resolve().parents[3] / "shared" / "media"
"""Photographs and clips of the workshop; absent in a plain clone, where tests that want them are skipped."""


@cache
def astronaut() -> np.ndarray:
    """The face of scikit-image's public-domain NASA portrait with some room around it, 240x320, BGR."""
    skimage_data = pytest.importorskip("skimage.data", reason="scikit-image carries the portrait")
    return np.ascontiguousarray(skimage_data.astronaut()[0:240, 60:380, ::-1])


def shared_media(name: str) -> Path:
    path = SHARED_MEDIA / name
    if not path.exists():
        pytest.skip(f"shared media {name} is not on this machine")
    return path


def tone(seconds: float, rate: int = 16_000) -> Sound:
    time_s = np.arange(int(seconds * rate)) / rate
    return Sound((0.2 * np.sin(2 * np.pi * 220 * time_s)).astype(np.float32), rate)


def drifting(picture: np.ndarray, count: int, size: tuple[int, int]) -> Iterator[np.ndarray]:
    """The picture at the given (width, height), swaying by some pixels, each frame slightly different."""
    width, height = size
    scale = min(width / picture.shape[1], height / picture.shape[0])
    for index in range(count):
        dx = 0.02 * width * np.sin(index / 9)
        matrix = np.float32(
            [
                [scale, 0, (width - scale * picture.shape[1]) / 2 + dx],
                [0, scale, (height - scale * picture.shape[0]) / 2],
            ]
        )
        yield cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)


def face_video(
    path: Path,
    seconds: float = 2.0,
    fps: float = 25,
    size: tuple[int, int] = (320, 240),
    rotation: int = 0,
    audio: bool = True,
    profile: EncodingProfile = MP4,
) -> Path:
    """One face, gently moving. `size` is as displayed; with a rotation the stored picture is turned."""
    pictures = drifting(astronaut(), max(1, round(seconds * fps)), size)
    turn = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}.get(
        rotation
    )
    if turn is not None:
        pictures = (cv2.rotate(picture, turn) for picture in pictures)
    sound = tone(seconds, 48_000) if audio else None
    write_video(path, pictures, fps=fps, sound=sound, rotation=rotation, profile=profile)
    return path


def blank_video(
    path: Path,
    seconds: float = 1.0,
    fps: float = 25,
    size: tuple[int, int] = (320, 240),
    audio: bool = False,
    profile: EncodingProfile = MP4,
) -> Path:
    """A moving gradient without anybody."""
    width, height = size
    ramp = np.linspace(0, 255, width, dtype=np.uint8)
    pictures = (
        np.ascontiguousarray(np.broadcast_to(np.roll(ramp, 3 * i)[None, :, None], (height, width, 3)))
        for i in range(max(1, round(seconds * fps)))
    )
    write_video(path, pictures, fps=fps, sound=tone(seconds, 48_000) if audio else None, profile=profile)
    return path


def vfr_video(path: Path, times_ms: tuple[int, ...] = (0, 40, 80, 400, 440, 1000, 1040, 1900)) -> Path:
    """One face, frames at uneven times."""
    write_video(path, drifting(astronaut(), len(times_ms), (320, 240)), fps=25, times_ms=times_ms)
    return path


def one_frame_video(path: Path) -> Path:
    write_video(path, drifting(astronaut(), 1, (320, 240)), fps=25)
    return path


def numbered_video(path: Path, count: int = 60, fps: float = 25, profile: EncodingProfile = MP4) -> Path:
    """Each frame tells its number: 12 black or white cells, the lowest bit first."""
    write_video(path, (_number_picture(i) for i in range(count)), fps=fps, profile=profile)
    return path


def read_number(picture: np.ndarray) -> int:
    cells = picture[:, :, 1].reshape(64, 12, 16).mean(axis=(0, 2))
    return int(sum(1 << bit for bit, level in enumerate(cells) if level > 127))


def _number_picture(number: int) -> np.ndarray:
    bits = [(255 if number >> bit & 1 else 0) for bit in range(12)]
    row = np.repeat(np.array(bits, dtype=np.uint8), 16)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (64, 192, 3)))


def scene_video(
    path: Path,
    seconds: float,
    faces: Callable[[float], list[tuple[float, float, float]]],
    fps: float = 25,
    size: tuple[int, int] = (480, 360),
    backdrop: Callable[[float], int] = lambda _time_s: 150,
) -> Path:
    """The portrait pasted, for each second given, at centres (x, y) and darkened to a share of its light."""
    head = cv2.resize(astronaut()[20:236, 84:244], (120, 162), interpolation=cv2.INTER_AREA)

    def picture(time_s: float) -> np.ndarray:
        canvas = np.full((size[1], size[0], 3), backdrop(time_s), dtype=np.uint8)
        for x, y, light in faces(time_s):
            left, top = int(x) - 60, int(y) - 81
            x0, y0 = max(0, left), max(0, top)
            part = head[y0 - top :, x0 - left :][: size[1] - y0, : size[0] - x0]
            canvas[y0 : y0 + part.shape[0], x0 : x0 + part.shape[1]] = (part * light).astype(np.uint8)
        return canvas

    write_video(path, (picture(i / fps) for i in range(round(seconds * fps))), fps=fps)
    return path


def truncated(path: Path, keep: float = 0.5) -> Path:
    """Cut the file in place. An MP4 of `face_video` has its index in front; `index_last` puts it behind."""
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    return path


def truncated_without_index(path: Path) -> Path:
    """An MP4 whose recording broke off: pictures, but no index (moov) to find them by."""
    profile = EncodingProfile("mp4", "libx264", "aac", "fltp", MP4.video_options)
    return truncated(face_video(path, 1.0, profile=profile, audio=False), 0.6)


def text_as_mp4(path: Path) -> Path:
    path.write_text("This is a letter, not a film.\n" * 200)
    return path


def playlist_as_mp4(path: Path, target: str) -> Path:
    """An HLS playlist that would make a careless reader open `target`."""
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n")
    return path


def sound_only(path: Path) -> Path:
    """An MP4 (M4A) file that holds sound and no pictures."""
    import av

    sound = tone(1.0, 48_000)
    with av.open(str(path), "w", format="mp4") as output:
        stream = output.add_stream("aac", rate=sound.rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(sound.samples[None], "fltp", "mono")
        frame.sample_rate = sound.rate
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path
