"""What training does to clips of speech: nothing breaks, and each change does what it is named after."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from builders.sounds import RATE, harmonic, two_cities

TRAINING = Path(__file__).parents[2] / "training" / "voice_emotion"


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(TRAINING))
    yield
    for name in ("augment", "data", "prepare"):
        sys.modules.pop(name, None)


@pytest.fixture
def augment(scripts):  # noqa: ARG001  # the folder must be on the path
    import augment

    return augment


def strength(samples: np.ndarray, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(power[(hz >= low) & (hz < high)].sum() / power.sum())


def test_every_copy_is_finite_sound_of_about_the_same_length(augment):
    speech = two_cities()[RATE : 3 * RATE]
    lengths = set()
    for seed in range(25):
        made = augment.changed(speech, [speech[::-1].copy()], np.random.default_rng(seed))
        assert made.dtype == np.float32
        assert np.isfinite(made).all()
        assert np.abs(made).max() > 0.01
        assert 0.85 < len(made) / len(speech) < 1.18
        lengths.add(len(made))
    again = augment.changed(speech, [speech], np.random.default_rng(3))
    assert np.array_equal(again, augment.changed(speech, [speech], np.random.default_rng(3)))
    assert len(lengths) > 5


def test_faster_is_higher_and_shorter(augment):
    made = augment.resampled(harmonic(200, 1.0), 1.25)
    assert len(made) == 12_800
    assert strength(made, 245, 255) > 0.3


def test_a_telephone_leaves_its_band_alone(augment):
    rng = np.random.default_rng(1)
    hiss = rng.standard_normal(RATE).astype(np.float32)
    assert strength(augment.telephone(hiss), 300, 3400) > 0.9
    assert strength(augment.low_passed(hiss, 3000.0), 0, 3000) > 0.95


def test_noise_has_the_strength_asked_for(augment):
    speech, rng = two_cities()[:RATE], np.random.default_rng(1)
    added = augment.noised(speech, augment.noise(RATE, [speech], rng), 10.0) - speech
    assert 10 * np.log10(np.mean(speech**2) / np.mean(added**2)) == pytest.approx(10, abs=0.1)


def test_codecs_give_back_what_went_in(augment):
    speech = two_cities()[RATE : 3 * RATE]
    for codec in augment.CODECS:
        made = augment.coded(speech, *codec)
        assert made.shape == speech.shape
        before, after = (np.abs(samples).reshape(-1, 400).mean(axis=1) for samples in (speech, made))
        # AAC without a container begins some hundredths of a second late.
        fits = [np.corrcoef(before[: len(before) - late], after[late:])[0, 1] for late in range(8)]
        assert max(fits) > 0.9, codec


def test_a_room_rings_on_and_a_cut_keeps_most(augment):
    click = np.zeros(RATE, np.float32)
    click[100] = 1.0
    rng = np.random.default_rng(1)
    made = augment.reverberated(click, 0.4, 0.0, rng)
    assert np.mean(made[200:3000] ** 2) > 100 * np.mean(made[9000:12_000] ** 2)
    parts = [augment.cut(np.arange(3 * RATE, dtype=np.float32), rng) for _ in range(20)]
    assert all(1.8 * RATE <= len(part) <= 3 * RATE for part in parts)
    assert len(augment.joined([click, click], rng)) > 2 * RATE


@pytest.mark.usefixtures("scripts")
def test_a_view_takes_some_of_every_corpus_and_speaker_and_changes_them():
    import prepare

    names = np.array(["a", "b", "a", "b", "c", "c", "c", "c"])
    corpus = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    clips = prepare.Clips(
        paths=[""] * 8, label=np.array([0, 0, -1, 1, 2, 2, 2, 2]), corpus=corpus, corpora=["x", "y"],
        speaker=names, fold=corpus, uncut=corpus > 1, emotion=names, licence=names,
    )  # fmt: skip
    found = prepare.chosen(clips, np.random.default_rng(1), 3, 2)
    assert found.tolist()[:3] == [0, 1, 3]
    assert (len(found), set(corpus[found[3:]])) == (5, {1})
    sounds = [harmonic(100 + 20 * number, 1.5) for number in range(8)]
    assert [number for number, _ in prepare.copies(clips, sounds, 0)] == [*range(8)]
    view = dict(prepare.copies(clips, sounds, 1))
    again = dict(prepare.copies(clips, sounds, 1))
    assert all(np.array_equal(samples, again[number]) for number, samples in view.items())
    assert not any(np.array_equal(samples, sounds[number]) for number, samples in view.items())
