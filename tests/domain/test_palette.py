"""The colours of emotions stay apart for everybody."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.palette import EMOTION_COLOURS, SENTIMENT_COLOURS, SENTIMENT_OF
from emoscope.domain.text import TEXT_EMOTIONS

# Machado, Oliveira & Fernandes 2009, table 1, severity 1.0, on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def seen(colour: str, sight: str) -> np.ndarray:
    """The colour in CIELAB as this sight has it."""
    color = pytest.importorskip("skimage.color", reason="scikit-image measures colours")
    rgb = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(SIGHTS[sight]) @ linear, 0, 1)
    back = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return color.rgb2lab(back[None, None])[0, 0]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("palette", [EMOTION_COLOURS, SENTIMENT_COLOURS], ids=["emotions", "sentiments"])
def test_any_two_colours_are_told_apart(palette, sight):
    color = pytest.importorskip("skimage.color", reason="scikit-image measures colours")
    nearest = min(
        (float(color.deltaE_ciede2000(seen(palette[one], sight), seen(palette[other], sight))), one, other)
        for one, other in combinations(palette, 2)
    )
    assert nearest[0] > 12, nearest


def test_every_label_has_its_colour():
    assert tuple(EMOTION_COLOURS) == EMOTIONS
    assert set(SENTIMENT_OF) == set(TEXT_EMOTIONS)
    assert set(SENTIMENT_OF.values()) == set(SENTIMENT_COLOURS)
