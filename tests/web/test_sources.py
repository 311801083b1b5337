"""What the sources of the pages must agree on with the rest, or may not contain."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

from emoscope.app import ui
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.palette import EMOTION_COLOURS, SENTIMENT_COLOURS
from emoscope.domain.text import SENTIMENT_GROUPS

WEB = Path(__file__).parents[2] / "web"
STYLES = (WEB / "src/styles/emotions.css").read_text()

MACHADO = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
"""Colour vision without one kind of cone, on linear sRGB (Machado et al. 2009, severity 1.0)."""


def colours(theme: int) -> dict[str, str]:
    """Name to colour on light (0) or dark (1) ground."""
    found = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", STYLES)
    return {name: pair[theme].upper() for name, *pair in found}


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255


def linear(values: np.ndarray) -> np.ndarray:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def seen(values: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    bent = np.clip(linear(values) @ np.asarray(matrix).T, 0, 1)
    return np.where(bent <= 0.0031308, bent * 12.92, 1.055 * bent ** (1 / 2.4) - 0.055)


def test_colours_on_light_ground_are_those_of_charts_and_reports():
    light = colours(0)
    assert {name: light[name] for name in EMOTIONS} == {k: v.upper() for k, v in EMOTION_COLOURS.items()}
    for name in ("positive", "negative", "ambiguous"):
        assert light[name] == SENTIMENT_COLOURS[name].upper()


@pytest.mark.parametrize("sight", MACHADO)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_any_two_emotions_stay_apart_for_everybody(theme, sight):
    color = pytest.importorskip("skimage.color", reason="scikit-image compares colours")
    shown = colours(theme)
    labs = {name: color.rgb2lab(seen(rgb(shown[name]), MACHADO[sight])) for name in EMOTIONS}
    for one, other in itertools.combinations(EMOTIONS, 2):
        assert color.deltaE_ciede2000(labs[one], labs[other]) > 12, (one, other)


def test_curves_on_dark_ground_can_be_seen():
    surface = (WEB / "src/styles/tokens.css").read_text().split("--surface: light-dark(#ffffff, ")[1][:7]
    luminance = {name: linear(rgb(colour)) @ [0.2126, 0.7152, 0.0722] for name, colour in colours(1).items()}
    ground = linear(rgb(surface)) @ [0.2126, 0.7152, 0.0722]
    for name in EMOTIONS:
        assert (luminance[name] + 0.05) / (ground + 0.05) >= 3, name


def test_labels_are_grouped_as_the_server_groups_them():
    source = (WEB / "src/palette.ts").read_text()
    for group, labels in SENTIMENT_GROUPS.items():
        listed = re.search(rf"{group.value}: \[([^\]]*)\]", source.split("GROUPS")[1])
        assert listed is not None
        assert tuple(re.findall(r'"(\w+)"', listed[1])) == labels


def test_the_server_knows_every_page_that_the_router_knows():
    paths = re.findall(r'path: "([^"]+)"', (WEB / "src/router.tsx").read_text())
    assert {path.replace("$id", "{id}") for path in paths} == {"/", *ui.PAGES}


def test_the_lock_names_no_registry():
    packages = json.loads((WEB / "package-lock.json").read_text())["packages"]
    assert not [name for name, facts in packages.items() if "resolved" in facts]
    assert all("integrity" in facts for name, facts in packages.items() if name)


def test_words_are_in_one_file():
    """Words between tags would escape translation."""
    found = []
    for path in sorted((WEB / "src").rglob("*.tsx")):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
        found += [(path.name, words) for words in re.findall(r">\s*([A-Z][a-z]{2,}[^<>{}()=;]*)</", text)]
    assert found == []
