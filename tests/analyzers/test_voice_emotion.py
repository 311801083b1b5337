"""The emotion in the voice: what the head is given, what it says, and when it says nothing."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from builders.media import shared_media
from builders.sounds import RATE, harmonic, load, two_cities
from emoscope.analyzers.voice_emotion import (
    HEARD,
    LAYERS,
    LONGEST_S,
    SHORTEST_S,
    VOICE_EMOTION,
    VOICE_EMOTION_CC0,
    VoiceEmotion,
    features,
    levelled,
    load_voice_emotion,
)
from emoscope.analyzers.voice_functionals import functionals
from emoscope.domain.emotions import EMOTIONS
from emoscope.inference.session import CannedSession
from emoscope.library import choose_voice_emotion, default_audio_models


@pytest.fixture(scope="module")
def scorer():
    return load_voice_emotion()


class CountingHead:
    """Says for each row the emotion whose turn it is, beyond doubt."""

    def __init__(self, *answers: str) -> None:
        self._answers = answers
        self.rows = 0

    def run(self, inputs):
        logits = np.full((len(inputs["states"]), len(HEARD)), -50.0)
        for row, answer in enumerate(self._answers[: len(logits)]):
            logits[row, HEARD.index(answer)] = 50.0
        self.rows = len(logits)
        return {"logits": logits}


def still_encoder(count: int = 4) -> CannedSession:
    return CannedSession({name: np.ones((1, count, 288), np.float32) for name in LAYERS})


def test_shares_of_a_reader_are_mostly_neutral_and_sum_to_one(scorer):
    shares = scorer.analyze([two_cities()[RATE : 9 * RATE]])[0]
    assert shares.shape == (len(EMOTIONS),)
    assert shares.sum() == pytest.approx(1)
    assert shares.min() >= 0
    assert shares[EMOTIONS.index("contempt")] == 0
    assert EMOTIONS[shares.argmax()] == "neutral"


def test_the_model_of_free_recordings_can_be_chosen():
    try:
        choose_voice_emotion(VOICE_EMOTION_CC0.id)
        free = default_audio_models()
    finally:
        choose_voice_emotion(VOICE_EMOTION.id)
    assert free.ids()["voice-emotion"] == "voice-emotion-cc0-1"
    assert default_audio_models().ids()["voice-emotion"] == "voice-emotion-1"
    speech = two_cities()[RATE : 3 * RATE]
    (free_shares,), (usual_shares,) = (
        models.emotion.analyze([speech]) for models in (free, default_audio_models())
    )
    assert np.abs(free_shares - usual_shares).max() > 0.01
    with pytest.raises(ValueError, match="no voice model"):
        choose_voice_emotion("voice-emotion-99")


def test_stretches_do_not_disturb_each_other(scorer):
    speech = two_cities()
    parts = [speech[RATE : 3 * RATE], speech[4 * RATE : 9 * RATE]]
    together = scorer.analyze(parts)
    alone = [scorer.analyze([part])[0] for part in parts]
    assert np.array_equal(together, alone)
    assert np.abs(together[0] - together[1]).max() > 0.01


@pytest.mark.parametrize("gain", [0.1, 20.0])
def test_the_level_of_the_recording_does_not_matter(scorer, gain):
    speech = two_cities()[RATE : 5 * RATE]
    usual, other = scorer.analyze([speech, (gain * speech).astype(np.float32)])
    assert np.allclose(usual, other, atol=0.01)


def test_too_short_and_too_quiet_stretches_are_not_judged():
    scorer = VoiceEmotion(still_encoder(), CountingHead("happy"))
    tone = harmonic(150, 1.0)
    quiet = (tone * 1e-3).astype(np.float32)
    brief = tone[: round(SHORTEST_S * RATE) - 1]
    found = scorer.analyze([brief, np.zeros(RATE, np.float32), quiet, tone])
    assert found[:3] == [None, None, None]
    assert EMOTIONS[found[3].argmax()] == "happy"


def test_a_long_stretch_is_judged_in_parts_of_equal_weight():
    head = CountingHead("angry", "sad", "sad")
    shares = VoiceEmotion(still_encoder(), head).analyze([harmonic(150, 2 * LONGEST_S + 1)])[0]
    assert head.rows == 3
    assert shares[EMOTIONS.index("sad")] == pytest.approx(2 / 3, abs=1e-3)
    assert shares[EMOTIONS.index("angry")] == pytest.approx(1 / 3, abs=1e-3)


def test_every_output_of_the_head_reaches_its_label():
    for label in HEARD:
        shares = VoiceEmotion(still_encoder(), CountingHead(label)).analyze([harmonic(150, 1.0)])[0]
        assert shares[EMOTIONS.index(label)] == pytest.approx(1)


def test_the_head_is_given_means_and_deviations_of_every_layer():
    values = {
        name: np.array([[[number] * 288, [number + 2] * 288]], np.float32)
        for number, name in enumerate(LAYERS)
    }
    pooled, _ = features(harmonic(150, 1.0), CannedSession(values))
    expected = np.concatenate([[number + 1.0] * 288 + [1.0] * 288 for number in range(len(LAYERS))])
    assert np.allclose(pooled, expected)


def test_levelling_is_by_the_loud_parts():
    sound = np.concatenate([np.zeros(RATE, np.float32), harmonic(150, 3.0, level=0.01)])
    loud = levelled(sound)[RATE:]
    assert 10 * np.log10(np.mean(loud**2)) == pytest.approx(-20, abs=0.5)


def test_functionals_are_finite_and_of_one_size_whatever_comes():
    rng = np.random.default_rng(1)
    given = [
        harmonic(150, 0.1), harmonic(220, 5.0), 0.1 * rng.standard_normal(RATE).astype(np.float32),
        np.zeros(RATE, np.float32), np.eye(1, RATE, 100, dtype=np.float32)[0], two_cities()[: 4 * RATE],
    ]  # fmt: skip
    found = np.stack([functionals(samples) for samples in given])
    assert np.isfinite(found).all()
    assert found.shape[1] > 100


def test_functionals_hear_pitch_in_octaves():
    low, high = functionals(harmonic(110, 2.0)), functionals(harmonic(220, 2.0))
    assert (high - low)[-18:-14] == pytest.approx(1.0, abs=0.02)


def test_acted_anger_and_sadness_are_told_apart(scorer):
    folder = shared_media("speech").parents[1] / "data" / "speech"
    if not (folder / "metadata.csv").is_file():
        pytest.skip("the corpora are not on this machine")
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["corpus"] == "emodb_full"]
    for label in ("angry", "sad"):
        clips = [load(folder / row["path"]) for row in rows if row["emotion"] == label][:8]
        said = [EMOTIONS[shares.argmax()] for shares in scorer.analyze(clips)]
        assert said.count(label) >= 6
