"""The decoder as it is run here says what the file it was taken from says."""

from __future__ import annotations

import numpy as np
import pytest

from emoscope.analyzers.moonshine_decoder import STRIDE, load_decoder
from emoscope.analyzers.transcription import MOONSHINE
from emoscope.inference.session import OnnxSession

TOKENS = ((1, 1), (739, 471), (471, 278))
"""Of two rows, the first beginning each."""


@pytest.fixture(scope="module")
def source():
    return MOONSHINE.weights.path().read_bytes()


def states(*lengths: int) -> list[np.ndarray]:
    rng = np.random.default_rng(5)
    return [rng.standard_normal((length, 288)).astype(np.float32) for length in lengths]


def test_every_token_is_the_file_s_own_bit_for_bit(source):
    several = states(40, 25)
    hidden, mask = np.zeros((2, 40, 288), np.float32), np.zeros((2, 40), np.int64)
    for row, state in enumerate(several):
        hidden[row, : len(state)], mask[row, : len(state)] = state, 1
    whole = OnnxSession(source)
    names = [
        f"{n}.{side}.{what}" for n in range(6) for side in ("decoder", "encoder") for what in ("key", "value")
    ]
    past = {f"past_key_values.{name}": np.zeros((2, 8, 0, 36), np.float32) for name in names}
    fixed = {"encoder_hidden_states": hidden, "encoder_attention_mask": mask.repeat(STRIDE, axis=1)}
    decoding = load_decoder(source).begin(several)
    for step, tokens in enumerate(TOKENS):
        given = {"input_ids": np.array(tokens)[:, None], "use_cache_branch": np.array([step > 0])}
        outputs = whole.run({**fixed, **past, **given})
        for name in names:
            if step == 0 or "decoder" in name:
                past[f"past_key_values.{name}"] = outputs[f"present.{name}"]
        logits, _ = decoding.next(np.array(tokens))
        assert np.array_equal(logits, outputs["logits"][:, -1])


def test_attention_is_shares_of_each_row_s_own_states(source):
    decoding = load_decoder(source).begin(states(40, 25))
    for tokens in TOKENS:
        _, attention = decoding.next(np.array(tokens))
        assert attention.shape == (2, 40)
        assert np.allclose(attention.sum(axis=1), 1, atol=1e-5)
        assert attention[1, 25:].max() < 1e-6
