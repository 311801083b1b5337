"""The evaluation of the voice model as a user runs it, on clips made here."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from builders.sounds import RATE, two_cities, wav
from emoscope.analyzers.voice_emotion import VOICE_EMOTION_CC0
from emoscope.cli.main import app
from emoscope.evaluation.voice_corpora import DROPPED, BadCorpora, read_clips

HEADER = ("path", "corpus", "speaker", "emotion", "fold", "licence")


def listed(folder: Path, rows: list[tuple[str, ...]]) -> Path:
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips of a reader, who is neutral, one of silence, one whose emotion is not asked for."""
    folder = tmp_path_factory.mktemp("voices")
    speech = two_cities()
    wav(folder / "a.wav", speech[RATE : 5 * RATE])
    wav(folder / "b.wav", speech[9 * RATE : 13 * RATE])
    wav(folder / "silence.wav", np.zeros(2 * RATE))
    return listed(
        folder,
        [
            ("a.wav", "mine", "reader", "calm", "0", ""),
            ("b.wav", "mine", "reader", "neutral", "0", ""),
            ("silence.wav", "mine", "nobody", "happy", "1", ""),
            ("a.wav", "mine", "reader", "boredom", "0", ""),
            ("b.wav", "emodb", "reader", "neutral", "0", "CC0-1.0"),
        ],
    )


def run(*arguments: str):
    return CliRunner().invoke(app, ["models", "eval", "voice-emotion", *arguments])


def test_the_command_prints_the_figures_of_each_corpus(made: Path):
    done = run("--data", str(made), "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    mine = document["figures"]["mine"]
    assert (mine["clips"], mine["judged"], mine["accuracy"], mine["mean_recall"]) == (3, 2, 1.0, 1.0)
    assert sum(map(sum, document["confusion"]["mine"])) == 2
    assert document["confusion"]["mine"][5][5] == 2
    assert [document["figures"][name]["learned_from"] for name in ("mine", "emodb")] == [False, True]


def test_the_tables_show_what_is_there_and_most_bounds_it(made: Path):
    done = run("--data", str(made), "--most", "1")
    assert done.exit_code == 0, done.output
    assert "| emodb | 1 | 1 | 1.0 |" in done.stdout
    assert "| mine | 1 |" in done.stdout


def test_missing_data_and_options_of_other_models_are_refused(tmp_path: Path, made: Path):
    done = run("--data", str(tmp_path))
    assert (done.exit_code, "bad_corpora" in done.stderr) == (1, True)
    listed(tmp_path, [("gone.wav", "mine", "reader", "happy", "0", "")])
    done = run("--data", str(tmp_path))
    assert (done.exit_code, "not there" in done.stderr) == (1, True)
    done = run("--data", str(made), "--weights", str(tmp_path / "other.onnx"))
    assert (done.exit_code, "weights_missing" in done.stderr) == (1, True)
    assert run("--data", str(made), "--weights", "other.onnx", "--write").exit_code == 2


def test_another_head_can_be_asked(made: Path):
    other = VOICE_EMOTION_CC0.weights.path()
    done = run("--data", str(made), "--weights", str(other), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["model"] == "voice-emotion-cc0-1"


def test_calm_is_neutral_boredom_is_dropped_and_uncut_takes_are_not_counted(tmp_path: Path):
    rows = [
        ("1", "one", "a", "calm", "0", "CC0-1.0"),
        ("2", "one", "a", "boredom", "1", "CC0-1.0"),
        ("3", "one_full", "a", "angry", "0", "CC0-1.0"),
        ("4", "two", "b", "surprise", "4", "other"),
    ]
    clips = read_clips(listed(tmp_path, rows))
    assert clips.corpora == ["one", "two"]
    assert clips.label.tolist() == [4, DROPPED, 0, 6]
    assert [clips.counted(number).tolist() for number in range(2)] == [[0], [3]]
    (tmp_path / "metadata.csv").write_text("path,emotion\na.wav,happy\n", encoding="utf-8")
    with pytest.raises(BadCorpora, match="corpus"):
        read_clips(tmp_path)
