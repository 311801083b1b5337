"""Whisper by faster-whisper: the package itself with a model of weights drawn by lot, and what is said where
the package or the model is missing."""

from __future__ import annotations

import math
import sys
from types import SimpleNamespace

import pytest

from builders.sounds import RATE, two_cities
from builders.whisper import tiny_whisper
from emoscope.analyzers import whisper
from emoscope.analyzers.transcription import Words
from emoscope.analyzers.whisper import TranscriberMissing, load_whisper, whisper_spec
from emoscope.library import choose_transcriber, default_audio_models
from emoscope.settings import Settings
from emoscope.worker.process import run_worker


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    pytest.importorskip("faster_whisper", reason="emoscope[whisper] is not installed")
    return tiny_whisper(tmp_path_factory.mktemp("models") / "faster-whisper-Tiny_random")


@pytest.fixture
def transcriber(folder, monkeypatch):
    # Weights drawn by lot say more than anybody can.
    monkeypatch.setattr(whisper, "_TOO_FAST", math.inf)
    monkeypatch.setattr(whisper, "_FAST", math.inf)
    return load_whisper(folder)


def test_words_that_are_made_up_are_not_told(transcriber, monkeypatch):
    monkeypatch.setattr(whisper, "_TOO_FAST", 0.1)
    (found,) = transcriber.analyze([two_cities()[RATE : 3 * RATE]], "de")
    assert found == Words("", 0.0, cut_short=True)


@pytest.mark.parametrize(
    ("words", "ratio", "made_up"),
    [(5, 1.0, False), (5, 3.0, False), (14, 1.2, False), (14, 3.0, True), (21, 1.0, True)],
)
def test_loops_and_hurried_words_are_taken_for_made_up(words, ratio, made_up):
    segment = SimpleNamespace(text=" so" * words, start=0.0, end=29.0, compression_ratio=ratio)
    assert whisper._made_up(segment, 2.0) is made_up


def test_words_come_with_times_and_in_the_language_that_was_named(transcriber):
    speech = two_cities()[RATE : 3 * RATE]
    found, brief = transcriber.analyze([speech, speech[:1000]], "de")
    assert found.language == "de"
    assert found.text
    assert found.log_probability < 0
    assert " ".join(word.text for word in found.timed) == found.text
    edges = [edge for word in found.timed for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert (edges[0] >= 0, edges[-1] <= 2.0) == (True, True)
    assert all(0 < word.probability <= 1 for word in found.timed)
    assert brief == Words("", 0.0)


def test_the_named_language_reaches_the_model(transcriber, monkeypatch):
    asked = []
    real = transcriber._model.transcribe

    def transcribe(samples, **options):
        asked.append(options["language"])
        return real(samples, **options)

    monkeypatch.setattr(transcriber._model, "transcribe", transcribe)
    for language in ("pl", "jv", None):
        transcriber.analyze([two_cities()[: 2 * RATE]], language)
    assert asked == ["pl", "jw", None]  # the package has a code of its own for Javanese


def test_the_same_speech_gives_the_same_words(transcriber):
    speech = two_cities()[RATE : 3 * RATE]
    assert transcriber.analyze([speech], "en") == transcriber.analyze([speech], "en")


def test_its_languages_are_named_as_iso_639_names_them(transcriber):
    assert {"en", "de", "pl", "zh", "jv"} <= {*transcriber.languages}
    assert "jw" not in transcriber.languages


def test_a_process_can_choose_it_and_go_back(folder):
    try:
        choose_transcriber("faster-whisper", folder)
        assert default_audio_models().ids()["speech-transcription"] == "speech-whisper.tiny.random-1"
    finally:
        choose_transcriber("moonshine")
    assert default_audio_models().ids()["speech-transcription"] == "speech-moonshinetiny-1"


def test_a_broken_model_is_refused(folder, tmp_path):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:400])
    with pytest.raises(TranscriberMissing, match="cannot be loaded"):
        load_whisper(tmp_path)


def test_a_folder_without_a_model_is_refused_with_what_is_missing(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(TranscriberMissing, match=r"model\.bin, tokenizer\.json missing") as caught:
        choose_transcriber("faster-whisper", tmp_path)
    assert caught.value.code == "transcriber_missing"
    with pytest.raises(TranscriberMissing, match="EMOSCOPE_WHISPER_MODEL"):
        choose_transcriber("faster-whisper")
    with pytest.raises(ValueError, match="no transcriber"):
        choose_transcriber("parrot")
    assert default_audio_models().ids()["speech-transcription"] == "speech-moonshinetiny-1"


def test_a_missing_package_is_said(tmp_path, monkeypatch):
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).touch()
    monkeypatch.setitem(sys.modules, "faster_whisper", None)  # as where it is not installed
    with pytest.raises(TranscriberMissing, match=r"emoscope\[whisper\]"):
        load_whisper(tmp_path)


@pytest.mark.timeout(60)
def test_a_worker_does_not_start_without_the_model_it_was_told_to_use(tmp_path):
    settings = Settings(
        _env_file=None, data_dir=tmp_path, transcriber="faster-whisper", whisper_model=tmp_path / "nowhere"
    )
    with pytest.raises(TranscriberMissing, match="nowhere is no Whisper model"):
        run_worker(settings)


def test_models_are_told_apart_by_the_names_of_their_folders(tmp_path):
    assert whisper_spec(tmp_path / "faster-whisper-large-v3").id == "speech-whisper.large.v3-1"
    assert whisper_spec(tmp_path / "---").id == "speech-whisper.model-1"
