"""When words are said: the cut of the sound into tokens, and real speech."""

from __future__ import annotations

import numpy as np
import pytest

from builders.sounds import RATE, two_cities
from emoscope.analyzers.transcription import load_transcriber, pieces
from emoscope.analyzers.word_times import stretches, timed_words

VOCABULARY = [b""] * 259 + ["\u2581so".encode(), b"me", b".", "\u2581caf".encode(), b"<<ST_1>>"]


def looks(*lengths: int) -> np.ndarray:
    """Tokens that each listen to so many states after those of the one before, and a little to all."""
    tokens = np.repeat(np.arange(len(lengths)), lengths)
    clear = tokens[None] == np.arange(len(lengths))[:, None]
    return np.where(clear, 0.9, 0.01).astype(np.float32)


def test_each_token_is_given_the_states_it_listened_to():
    assert stretches(looks(3, 1, 5, 2)).tolist() == [0, 3, 4, 9]


def test_a_token_that_listens_elsewhere_keeps_its_place_in_the_order():
    attention = looks(4, 4, 4)
    attention[1] = 0.02
    attention[1, 0] = 0.9  # back at the beginning, as decoders do now and then
    first = stretches(attention).tolist()
    assert first == sorted(set(first))
    assert (first[0], first[2]) == (0, 8)


def test_as_many_states_as_tokens_leave_one_to_each():
    assert stretches(np.full((4, 4), 0.25, np.float32)).tolist() == [0, 1, 2, 3]


def test_tokens_become_words_with_their_punctuation():
    tokens = [259, 260, 261, 262, 0xC3 + 3, 0xA9 + 3, 263]
    assert pieces(tokens, VOCABULARY) == [(0, 3, "some."), (3, 7, "caf\u00e9")]
    assert pieces([], VOCABULARY) == pieces([263], VOCABULARY) == []


def test_words_begin_where_their_first_token_does_and_end_where_the_next_begins():
    words = [(0, 2, "some"), (2, 3, "say")]
    some, say = timed_words(words, np.log([0.5, 0.5, 0.8, 1.0]), looks(3, 2, 4, 6), 0.02, 0.06)
    assert (some.text, some.start_s, some.end_s) == ("some", 0.0, pytest.approx(0.16))
    assert (say.start_s, say.end_s) == (pytest.approx(0.16), pytest.approx(0.24))
    assert (some.probability, say.probability) == (pytest.approx(0.5), pytest.approx(0.8))


def test_no_times_are_made_up_for_more_tokens_than_there_is_sound():
    assert timed_words([(0, 3, "some")], [-0.1] * 3, looks(1, 1, 1)[:, :2], 0.02, 0.0) == ()


def test_the_words_of_a_novel_are_found_where_they_are_said():
    """Against marks made by eye (benchmarks/labels/words.csv)."""
    (found,) = load_transcriber().analyze([two_cities()[RATE : 7 * RATE]])
    assert [word.text for word in found.timed] == found.text.split()
    assert all(one.end_s <= two.start_s for one, two in zip(found.timed, found.timed[1:], strict=False))
    assert all(0 < word.probability <= 1 for word in found.timed)
    marked = {"best": 1.73, "times": 2.17, "worst": 3.40, "age": 5.39, "wisdom": 5.73}
    said = {word.text.strip(".,"): word.start_s + 1 for word in reversed(found.timed)}  # the first of each
    for word, start_s in marked.items():
        assert said[word] == pytest.approx(start_s, abs=0.15)
