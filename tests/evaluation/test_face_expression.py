"""The evaluation as a user runs it, on a part of the shared archive."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from emoscope.cli.main import app
from emoscope.evaluation.ferplus import PRIVATE, TRAIN, load_archive, majority

FERPLUS = Path(__file__).resolve().parents[3] / "shared" / "data" / "ferplus"


@pytest.fixture(scope="module")
def some_faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 240 faces of the test split, one of which is in the training split too."""
    if not FERPLUS.is_dir():
        pytest.skip("the shared FER+ archive is not on this machine")
    archive = load_archive(FERPLUS)
    rows = np.flatnonzero((archive.split == PRIVATE) & majority(archive.votes)[1])[:240]
    rows = np.append(rows, rows[0])
    split = archive.split[rows]
    split[-1] = TRAIN
    folder = tmp_path_factory.mktemp("ferplus")
    np.savez(folder / "ferplus48.npz", x=archive.faces[rows], votes=archive.votes[rows], split=split)
    return folder


def test_the_command_prints_the_figures(some_faces: Path):
    run = CliRunner().invoke(app, ["models", "eval", "face-expression", "--data", str(some_faces), "--json"])
    assert run.exit_code == 0, run.output
    document = json.loads(run.stdout)
    figures = document["figures"]
    assert figures["original, no duplicates"]["images"] == 239
    assert figures["original, with duplicates"]["images"] == 240
    # 240 faces scatter by some 2.5 points around the card's 0.83; chance is 0.36, all neutral.
    assert figures["original, no duplicates"]["accuracy"] > 0.74
    assert figures["aligned, no duplicates"]["accuracy"] > 0.74
    assert figures["aligned, only faces that were found"]["images"] < 239
    assert np.array(document["confusion"]["aligned"]).sum() == 239
    assert document["robustness"]["unchanged"] == figures["aligned, no duplicates"]
    assert (
        document["robustness"]["12 pixels wide"]["accuracy"] < document["robustness"]["unchanged"]["accuracy"]
    )


def test_without_data_the_error_says_what_is_needed(tmp_path: Path):
    run = CliRunner().invoke(app, ["models", "eval", "face-expression", "--data", str(tmp_path)])
    assert run.exit_code == 1
    assert "bad_archive" in run.output
