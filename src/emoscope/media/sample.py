"""The demo's video, put together from parts that installed packages carry; nothing is downloaded or kept.

Picture: NASA's portrait of the astronaut Eileen Collins (public domain), from scikit-image. Sound: the
opening of "A Tale of Two Cities" read for LibriVox (public domain), from moonshine-voice.
"""

from __future__ import annotations

import importlib.util
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from emoscope.errors import EmoscopeError
from emoscope.media.arrays import FloatArray, Picture
from emoscope.media.encode import Sound, write_video

SIZE = (640, 480)
FPS = 25
DURATION_S = 12.0

# Time in seconds; centre of the view in the photograph (512x512), its height, its tilt in degrees, the light.
_CAMERA = np.array([
    (0.0, 250.0, 190.0, 380.0, 0.0, 1.00),
    (2.5, 226.0, 120.0, 210.0, 4.0, 1.05),
    (4.5, 218.0, 108.0, 165.0, -5.0, 0.80),
    (6.0, 240.0, 130.0, 230.0, 0.0, 1.00),
    (7.0, 256.0, 392.0, 230.0, 0.0, 1.00),  # down the suit: the face leaves the view
    (7.8, 250.0, 392.0, 220.0, 0.0, 1.00),
    (8.7, 230.0, 125.0, 220.0, 0.0, 1.10),
    (DURATION_S, 222.0, 116.0, 185.0, 6.0, 1.00),
])  # fmt: skip
_MIRRORED_FROM_S = 9.6


class SamplePartMissing(EmoscopeError):
    code = "sample_part_missing"
    status = 500
    title = "Sample cannot be made"


def make_sample(path: Path) -> Path:
    """Write the sample as MP4: one face, camera movement, a moment without a face, a cut, and speech.

    Raises SamplePartMissing where the packages of the demo are not installed.
    """
    try:
        from skimage.data import astronaut  # noqa: PLC0415  # of the demo only, and slow to import
    except ImportError as error:
        raise SamplePartMissing("The demo needs scikit-image; `make setup` installs it.") from error
    load: Callable[[], Picture] = astronaut
    photograph = np.ascontiguousarray(load()[:, :, ::-1])
    write_video(path, _frames(photograph), fps=FPS, sound=_speech())
    return path


def _frames(photograph: Picture) -> Iterator[Picture]:
    for index in range(int(DURATION_S * FPS)):
        time_s = index / FPS
        x, y, height, tilt, light = (_eased(time_s, column) for column in range(1, _CAMERA.shape[1]))
        picture = _view(photograph, (x, y), height, tilt)
        lit = np.clip(picture.astype(np.float32) * light, 0, 255).astype(np.uint8)
        yield np.ascontiguousarray(lit[:, ::-1]) if time_s >= _MIRRORED_FROM_S else lit


def _eased(time_s: float, column: int) -> float:
    """The camera's value between two key points, slowing down towards each."""
    after = int(np.clip(np.searchsorted(_CAMERA[:, 0], time_s, side="right"), 1, len(_CAMERA) - 1))
    start, end = _CAMERA[after - 1], _CAMERA[after]
    share = (time_s - start[0]) / (end[0] - start[0])
    return float(start[column] + (end[column] - start[column]) * (3 - 2 * share) * share**2)


def _view(photograph: Picture, centre: tuple[float, float], height: float, tilt_deg: float) -> Picture:
    width_px, height_px = SIZE
    matrix = np.array(cv2.getRotationMatrix2D(centre, tilt_deg, height_px / height))
    matrix[:, 2] = matrix[:, 2] + (width_px / 2 - centre[0], height_px / 2 - centre[1])
    view = cv2.warpAffine(photograph, matrix, SIZE, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return view.astype(np.uint8)


def _speech() -> Sound:
    found = importlib.util.find_spec("moonshine_voice")
    folders = list(found.submodule_search_locations or ()) if found else []
    path = Path(folders[0]) / "assets" / "two_cities.wav" if folders else None
    if path is None or not path.is_file():
        raise SamplePartMissing("The demo needs the package moonshine-voice; `make setup` installs it.")
    with wave.open(str(path)) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        data = np.frombuffer(file.readframes(int(DURATION_S * rate)), dtype="<i2")
    samples: FloatArray = data.reshape(-1, channels).mean(axis=1).astype(np.float32) / 32768
    return Sound(samples, rate)
