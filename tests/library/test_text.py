"""`analyze_text`, as a user of the library calls it."""

from __future__ import annotations

import polars as pl
import pytest

import emoscope
from emoscope.domain.text import TEXT_EMOTIONS


def test_a_text_is_analysed_in_one_call():
    text = "I love my new job! Thank you all.\n\nMy knee hurts, and I'm so sad about it."
    result = emoscope.analyze_text(text)
    assert tuple(result.emotions) == TEXT_EMOTIONS
    assert [text[s.start : s.end] for s in result.sentences] == [s.text for s in result.sentences]
    assert [s.top for s in result.sentences] == ["love", "gratitude", "sadness"]
    assert result.peak["gratitude"] > result.emotions["gratitude"]
    assert [p.summary.sentiment for p in result.paragraphs] == ["positive", "negative"]
    assert (result.paragraphs[1].start, result.paragraphs[1].end) == (35, len(text))
    assert (result.language, result.models["text-emotion"]) == ("en", "text-emotion-3")
    assert set(result.sentiment) == {"positive", "negative", "ambiguous", "neutral"}


def test_the_word_that_matters_weighs_most():
    result = emoscope.analyze_text("The old man was furious about the noise.")
    weights = result.attribution(0, "anger")
    assert max(weights, key=lambda w: w.weight).word == "furious"
    assert " ".join(w.word for w in weights) == "The old man was furious about the noise."


def test_sentences_become_a_table_with_gaps_where_nothing_was_scored():
    german = "Das Wetter ist heute leider wirklich schlecht."
    result = emoscope.analyze_text(f"I am so happy about this weather today. {german}")
    table = result.to_polars()
    assert table.height == 2
    assert table["joy"].dtype == pl.Float64
    assert table["joy"].to_list() == [pytest.approx(result.sentences[0].emotions["joy"]), None]
    assert result.attribution(1) == []


@pytest.mark.parametrize("text", ["", " \n\n ", "..."])
def test_no_words_no_scores(text):
    result = emoscope.analyze_text(text)
    assert (result.sentences, result.emotions, result.peak, result.sentiment) == ((), None, None, None)
    assert (result.paragraphs, result.language) == ((), "")
    assert result.to_polars().height == 0
