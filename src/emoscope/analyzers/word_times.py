"""When each word was said, from where the decoder listened while it wrote the word down.

As with Whisper's times of words (Radford et al. 2022): the order of the tokens is that of the sound, so the
sound is cut into as many stretches, one a token, in which the most attention lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word with its punctuation, where it begins and ends, in seconds of the sound that was given, and the
    geometric mean of its tokens' probabilities, in (0, 1]."""

    text: str
    start_s: float
    end_s: float
    probability: float


def stretches(attention: Floats) -> NDArray[np.int64]:
    """The first state of each token, ascending from 0, given shares (tokens, states), at least as many
    states as tokens: the cut into stretches in order, none empty, that holds the most of the tokens' shares.
    """
    tokens, states = attention.shape
    best = np.full(tokens, -np.inf)
    best[0] = attention[0, 0]
    begun = np.zeros((states, tokens), np.bool_)
    for state in range(1, states):
        before = np.concatenate([[-np.inf], best[:-1]])
        begun[state] = before > best
        best = np.maximum(before, best) + attention[:, state]
    first = np.zeros(tokens, np.int64)
    token = tokens - 1
    for state in range(states - 1, 0, -1):
        if begun[state, token]:
            first[token] = state
            token -= 1
    return first


def timed_words(
    pieces: Sequence[tuple[int, int, str]],
    log_probabilities: Sequence[float],
    attention: Floats,
    state_s: float,
    late_s: float,
) -> tuple[TimedWord, ...]:
    """Words given as (first token, token behind the last, text); the rows of `attention` are the tokens and
    one that ends them. A state lasts `state_s`, and states speak of what is `late_s` later. None where there
    are fewer states than tokens."""
    if not pieces or attention.shape[1] < attention.shape[0]:
        return ()
    first = [*stretches(attention).tolist(), attention.shape[1]]
    end_s = attention.shape[1] * state_s
    times = [min(end_s, state * state_s + late_s) if state else 0.0 for state in first]
    return tuple(
        TimedWord(
            text, times[begin], times[end], min(1.0, float(np.exp(np.mean(log_probabilities[begin:end]))))
        )
        for begin, end, text in pieces
    )
