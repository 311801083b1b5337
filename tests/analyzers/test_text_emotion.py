"""The text model: arithmetic around the network, and what the shipped network says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from emoscope.analyzers.text_emotion import (
    BATCH_TOKENS,
    TEXT_EMOTION,
    TextEmotion,
    batches_of_like_length,
    load_text_emotion,
    load_tokenizer,
)
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.inference.session import CannedSession
from emoscope.inference.weights import WeightsMissing, card_of


@pytest.fixture(scope="module")
def model() -> TextEmotion:
    return load_text_emotion()


def top(model: TextEmotion, sentence: str) -> str:
    return TEXT_EMOTIONS[int(model.analyze([sentence])[0].argmax())]


def test_logits_become_probabilities_of_the_right_rows():
    tokenizer = load_tokenizer(TEXT_EMOTION.weights.path().with_suffix(".tokenizer.json"))
    session = CannedSession({"logits": np.tile(np.linspace(-2, 2, 28, dtype=np.float32), (2, 1))})
    first, second = TextEmotion(session, tokenizer).analyze(["a b c", "d"])
    assert first == pytest.approx(1 / (1 + np.exp(-np.linspace(-2, 2, 28))))
    assert second == pytest.approx(first)
    (given,) = session.inputs
    assert given["ids"].shape == given["mask"].shape == (2, 5)
    assert sorted(given["mask"].sum(axis=1)) == [3, 5]
    assert (given["ids"][given["mask"] == 0] == 0).all()


def test_emoji_are_tokens_of_their_own_even_without_spaces():
    tokenizer = load_tokenizer(TEXT_EMOTION.weights.path().with_suffix(".tokenizer.json"))
    assert tokenizer.encode("Great😂❤️ ok").tokens == ["[CLS]", "great", "😂", "❤", "ok", "[SEP]"]


def test_batches_are_bounded_in_tokens_and_cover_everything_once():
    lengths = [3, 128, 5, 128, 128, 7, 128, 9, 128, 128, 128, 128, 128] * 5
    batches = batches_of_like_length(lengths)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[i] for i in batch) <= BATCH_TOKENS for batch in batches)


def test_a_sentences_scores_do_not_depend_on_its_company(model):
    sentences = ["I love you.", "What is that?", "he is so angry about the whole thing " * 5, "ok"]
    together = model.analyze(sentences)
    for sentence, scores in zip(sentences, together, strict=True):
        alone = model.analyze([sentence])[0]
        assert alone == pytest.approx(scores, abs=1e-4)
    assert model.analyze([]) == []


def test_very_long_input_is_read_from_its_beginning(model):
    (scores,) = model.analyze(["I love this! " * 5000])
    assert scores.shape == (28,)


def test_a_missing_tokenizer_is_named(tmp_path):
    with pytest.raises(WeightsMissing, match=r"gone\.json"):
        load_tokenizer(tmp_path / "gone.json")


def test_the_card_beside_the_weights_states_labels_and_thresholds():
    card = card_of(TEXT_EMOTION.weights.path())
    assert tuple(card["labels"]) == TEXT_EMOTIONS
    assert set(card["thresholds"]) == set(TEXT_EMOTIONS)
    assert all(0 < threshold < 1 for threshold in card["thresholds"].values())
    json.dumps(card)


@pytest.mark.parametrize(
    ("sentence", "labels"),
    [
        ("Thank you so much for your help!", {"gratitude"}),
        ("I love you.", {"love"}),
        ("LOL that is hilarious 😂", {"amusement"}),
        ("I'm so sorry, it was my fault.", {"remorse"}),
        ("I hate you, get out!", {"anger", "annoyance"}),
        ("i miss her so much, i can't stop crying", {"sadness", "grief"}),
        ("I'm terrified of what happens next.", {"fear"}),
        ("The shop closes at six.", {"neutral"}),
        ("How does this work?", {"curiosity", "confusion"}),
        ("😡😡", {"anger", "annoyance"}),
        ("That is disgusting.", {"disgust"}),
        ("so proud of you", {"pride", "admiration"}),
    ],
)
def test_plain_cases_are_named_right(model, sentence, labels):
    assert top(model, sentence) in labels
    assert top(model, sentence.upper()) in labels
    assert top(model, sentence.rstrip(".!?")) in labels
