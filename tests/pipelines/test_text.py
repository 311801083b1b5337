"""From a text to scored sentences and their sums."""

from __future__ import annotations

import tracemalloc

import pytest

from builders.texts import WordScorer, word_models
from emoscope.domain.text import SENTIMENT_GROUPS, TEXT_EMOTIONS, sentiment_scores
from emoscope.errors import Cancelled
from emoscope.pipelines.text import analyze, attribute_words, score_sentences, summarised


def run(text: str):
    return [sentence for batch in analyze(text, word_models(), lambda _: None) for sentence in batch]


def test_sentences_carry_their_place_scores_and_leading_label():
    text = "Pure joy.\n\nI feel anger, what a day. 😡"
    first, second = run(text)
    assert (first.text, first.top, first.sentiment, first.paragraph) == ("Pure joy.", "joy", "positive", 0)
    assert (second.top, second.sentiment, second.paragraph) == ("anger", "negative", 1)
    assert text[second.start : second.end] == second.text == "I feel anger, what a day. 😡"
    assert tuple(first.emotions) == TEXT_EMOTIONS


def test_means_are_weighted_by_words_and_the_peak_is_kept():
    summary = summarised(run("Joy. This is a sentence of nine words, not more."))
    assert summary.words == 10
    assert summary.emotions["joy"] == pytest.approx((1 * 0.9 + 9 * 0.1) / 10)
    assert summary.peak["joy"] == 0.9
    assert summary.peak["anger"] == 0.1
    assert (summary.sentences, summary.scored_sentences, summary.language) == (2, 2, "en")


def test_sentences_in_other_languages_are_marked_and_not_scored():
    english, german = run("I am full of joy today. Ich bin sehr traurig, weil mein Hund gestorben ist.")
    assert (english.language, german.language) == ("en", "de")
    assert english.top == "joy"
    assert (german.emotions, german.top, german.sentiment) == (None, None, None)
    nothing = summarised(run("Das Wetter ist heute wirklich schön und ich freue mich. Sehr."))
    assert (nothing.language, nothing.emotions, nothing.peak, nothing.scored_sentences) == (
        "de",
        None,
        None,
        0,
    )


def test_short_and_odd_sentences_are_taken_for_what_stands_around_them():
    assert {s.language for s in run("We had such a good time there. lol. Yes! tbh. It was the best.")} == {
        "en"
    }
    assert {s.language for s in run("ok")} == {"en"}


def test_transcript_segments_are_scored_as_they_are():
    joy, german = score_sentences(
        ["so much joy here", "Ich bin heute wirklich sehr traurig darüber."], word_models()
    )
    assert joy["joy"] == 0.9
    assert german is None
    assert score_sentences([], word_models()) == []


def test_words_are_weighed_by_leaving_them_out():
    weights = attribute_words("what a joy, anger", WordScorer(), "joy")
    assert [(w.word, round(w.weight, 6)) for w in weights] == [
        ("what", 0),
        ("a", 0),
        ("joy,", 0.8),
        ("anger", 0),
    ]
    assert "what a joy, anger"[weights[2].start : weights[2].end] == "joy,"
    assert attribute_words("anger", WordScorer())[0].weight == pytest.approx(0.8)


def test_progress_rises_to_the_end_and_may_stop_the_work():
    seen = []
    list(analyze("A sentence here. " * 1000, word_models(), lambda p: seen.append(p.fraction)))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 1)
    assert len(seen) >= 5

    def stop(progress):
        if progress.fraction > 0.1:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        list(analyze("A sentence here. " * 1000, word_models(), stop))


def test_memory_does_not_follow_the_length_of_a_text():
    text = "This is a sentence that stands here many times. " * 20_000
    models = word_models()
    tracemalloc.start()
    for _ in analyze(text, models, lambda _: None):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000, "the text has a million characters; its sentences with scores would be 60 MB"


def test_every_label_is_in_one_sentiment_group():
    assert sorted(label for labels in SENTIMENT_GROUPS.values() for label in labels) == sorted(TEXT_EMOTIONS)
    assert sentiment_scores({**dict.fromkeys(TEXT_EMOTIONS, 0.1), "grief": 0.7})["negative"] == 0.7
