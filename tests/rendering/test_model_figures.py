"""The figures that reports print are those of the model cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from emoscope.analyzers.registry import REGISTRY
from emoscope.rendering.model_figures import FIGURES

CARDS = Path(__file__).parents[2] / "docs" / "models"
ALL = [
    pytest.param(model, figure, id=f"{model} {figure.line}")
    for model, some in FIGURES.items()
    for figure in some
]


@pytest.mark.parametrize(("model", "figure"), ALL)
def test_a_figure_is_in_its_card_as_it_is_printed(model, figure):
    card = (CARDS / figure.card.file).read_text()
    assert model in card.splitlines()[0], "the card is another model's"
    # The first such line: cards give the split for choices, where there is one, after the one for figures.
    line = next(line for line in card.splitlines() if line.startswith(figure.line))
    cells = [cell.strip(" *") for cell in line.split("|")]
    assert figure.value in [cell.split(" ")[0] for cell in cells]
    assert figure.card.command.removeprefix("python ") in " ".join(card.split())


def test_the_models_are_ones_that_there_are():
    known = {model for models in REGISTRY.values() for model in models}
    assert set(FIGURES) <= known
