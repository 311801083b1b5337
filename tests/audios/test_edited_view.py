"""The fold of edits over segments: a pure function, checked against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audios.made_up import TALK, predicted, segment, talk
from emoscope.audios.edited_view import edited
from emoscope.audios.segment_scores import Scores, Words, found_scores
from emoscope.audios.transcript_edits import CORRECT, DELETE, MERGE, RENAME, REPLACE, fold
from emoscope.domain.audio import Prosody, SpokenWord, Transcript
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.pipelines.sounding import Sound
from emoscope.pipelines.transcripts import word_count

SAD = dict.fromkeys(EMOTIONS, 0.0) | {"sad": 1.0}
NOTHING_NEW = {"changed": [], "added": [], "removed": []}


def corrected(number: int, **new: object) -> tuple[str, dict[str, object]]:
    return CORRECT, {**NOTHING_NEW, "changed": [{"segment": number, **new}]}


def added(
    number: int, start_ms: int, end_ms: int, speaker_id: int, text: str
) -> tuple[str, dict[str, object]]:
    line = {
        "segment": number, "start_ms": start_ms, "end_ms": end_ms, "speaker_id": speaker_id, "text": text
    }  # fmt: skip
    return CORRECT, {**NOTHING_NEW, "added": [line]}


def mean(pairs):
    """Of (score, weight)."""
    return sum(score * weight for score, weight in pairs) / sum(weight for _, weight in pairs)


def test_without_edits_everything_is_as_it_was_found():
    segments = talk()
    view = edited(predicted(segments), [])
    assert [one.segment_id for one in view.segments] == [0, 1, 2, 3, 4]
    for one, found in zip(view.segments, segments, strict=True):
        assert (one.changed, one.scores_pending, one.prosody) == ((), False, found.prosody)
        assert (one.emotions, one.text_emotions) == (found.emotions, found.text_emotions)
        assert (one.confidence, one.language, one.speaker_probability) == (0.9, "en", 0.8)
    assert (view.speech_ms, view.language, view.edited, view.names) == (17_000, "en", False, {})
    assert [(one.speaker_id, one.name, one.segment_count) for one in view.speakers] == [
        (0, "speaker_0", 3), (1, "speaker_1", 2),
    ]  # fmt: skip
    assert view.text.splitlines() == [text for *_, text in TALK]


WORDS = (SpokenWord("Thank", 8600, 8900, 0.9), SpokenWord("you!", 8900, 9300, 0.8))


@pytest.mark.parametrize(
    ("new", "kept"),
    [
        ({"text": "Spank you!"}, ()),
        ({"text": "Thank you!"}, WORDS),
        ({"start_ms": 8400}, ()),
        ({"end_ms": 9000}, ()),
        ({"speaker_id": 1}, WORDS),
    ],
)
def test_times_of_words_go_with_the_words_and_the_times_they_were_heard_with(new, kept):
    one = segment(8500, 12_000, 0, "Thank you!", transcript=Transcript("Thank you!", "en", 0.9, WORDS))
    view = edited(predicted([one]), [corrected(0, **new)])
    assert view.segments[0].words == kept
    undone = edited(
        predicted([one]), [corrected(0, **new), corrected(0, text="Thank you!", start_ms=8500, end_ms=12_000)]
    )
    assert undone.segments[0].words == WORDS


def test_words_put_in_by_hand_have_no_times():
    one = segment(8500, 12_000, 0, "Thank you!", transcript=Transcript("Thank you!", "en", 0.9, WORDS))
    view = edited(predicted([one]), [added(-1, 0, 900, 0, "Thank you!")])
    assert [segment.words for segment in view.segments] == [(), WORDS]


def test_means_are_weighted_by_time_for_voices_and_by_words_for_texts():
    segments = talk()
    view = edited(predicted(segments), [(DELETE, {"segment": 4})])
    own = [segments[0], segments[2]]
    assert view.speakers[0].emotions["happy"] == pytest.approx(
        mean([(one.emotions["happy"], one.end_ms - one.start_ms) for one in own])
    )
    assert view.text_emotions["gratitude"] == pytest.approx(
        mean([(one.text_emotions["gratitude"], word_count(one.text)) for one in segments[:4]])
    )
    assert view.speakers[0].speaking_ms == 4000 - 500 + 3500 - 500
    assert view.speech_ms == 4000 + 4000 + 3500 + 4000 - 4 * 500


def test_changed_words_show_no_scores_until_they_are_scored():
    segments = talk()
    edit = corrected(1, text="I hate this place!")
    waiting = edited(predicted(segments), [edit])
    one = waiting.segments[1]
    assert (one.text, one.changed, one.scores_pending) == ("I hate this place!", ("text",), True)
    assert (one.text_emotions, one.confidence, one.language) == (None, None, "und")
    assert one.emotions == segments[1].emotions, "the voice is the same"
    assert one.prosody == replace(segments[1].prosody, words_per_s=pytest.approx(4 / 3.5))
    assert waiting.scores_pending
    assert waiting.speakers[1].text_emotions == pytest.approx(segments[3].text_emotions)
    anger = dict.fromkeys(TEXT_EMOTIONS, 0.0) | {"anger": 1.0}
    done = edited(predicted(segments), [edit], Scores({"I hate this place!": Words("en", anger)}))
    assert (done.segments[1].text_emotions, done.scores_pending) == (anger, False)
    assert done.speakers[1].text_emotions["anger"] == pytest.approx(
        mean([(1.0, 4), (segments[3].text_emotions["anger"], 8)])
    )


def test_changed_times_show_no_voice_until_it_is_measured():
    segments = talk()
    edit = corrected(1, start_ms=4500)
    one = edited(predicted(segments), [edit]).segments[1]
    assert (one.start_ms, one.changed, one.scores_pending) == (4500, ("times",), True)
    assert (one.emotions, one.prosody) == (None, None)
    assert one.text_emotions == segments[1].text_emotions, "the words are the same"
    heard = Sound(Prosody(200.0, 180.0, 220.0, 0.5, -15.0, 9.0, None, 0, 0), 2.0, SAD)
    view = edited(predicted(segments), [edit], Scores({}, {(4500, 8000, None): heard}))
    one = view.segments[1]
    assert (one.emotions, one.prosody.pitch_hz, one.prosody.words_per_s) == (SAD, 200.0, 2.0)
    assert not one.scores_pending
    gone = edited(predicted(segments), [edit], Scores({}, {(4500, 8000, None): None})).segments[1]
    assert (gone.emotions, gone.prosody, gone.scores_pending) == (None, None, False)


def test_words_and_times_that_were_found_elsewhere_need_no_scoring():
    segments = talk()
    view = edited(predicted(segments), [corrected(1, text=segments[2].text), corrected(1, text=TALK[1][3])])
    assert (view.segments[1].changed, view.segments[1].scores_pending) == ((), False), "changed back"
    lines = [
        {"segment": -1, "start_ms": 8500, "end_ms": 12_000, "speaker_id": 7, "text": "I love this place!"},
        {"segment": -2, "start_ms": 0, "end_ms": 4000, "speaker_id": 0, "text": ""},
    ]
    view = edited(predicted(segments), [(REPLACE, {"lines": lines, "names": {"7": "Cy"}})])
    first, second = view.segments
    assert (first.segment_id, second.text_emotions, second.scores_pending) == (
        -2,
        segments[1].text_emotions,
        False,
    )
    assert second.emotions == segments[2].emotions
    assert (second.changed, second.confidence, second.speaker_probability) == (("added",), None, 1.0)
    assert [one.name for one in view.speakers] == ["speaker_0", "Cy"]


def test_indexes_follow_the_times_and_close_up():
    segments = talk()
    edits = [
        corrected(4, start_ms=100, end_ms=300),
        (DELETE, {"segment": 2}),
        added(-1, 9000, 9500, 1, "Yes."),
    ]
    view = edited(predicted(segments), edits)
    assert [(one.index, one.segment_id) for one in view.segments] == [(0, 0), (1, 4), (2, 1), (3, -1), (4, 3)]


def test_merged_speakers_are_one_and_take_over_a_name():
    segments = talk()
    edits = [(RENAME, {"names": {"1": "Ann"}}), (MERGE, {"into": 0, "speakers": [1]})]
    view = edited(predicted(segments), edits)
    assert [(one.speaker_id, one.name, one.named, one.segment_count) for one in view.speakers] == [
        (0, "Ann", True, 5)
    ]  # fmt: skip
    assert view.speakers[0].emotions == pytest.approx(view.emotions)
    assert all(one.changed == () for one in view.segments), "nobody said whose these two segments are"
    assert fold(segments, edits).resolve(1) == 0
    named = edited(predicted(segments), [(RENAME, {"names": {"0": "Bo", "1": "Ann"}}), edits[1]])
    assert named.speakers[0].name == "Bo"
    chained = fold(segments, [corrected(4, speaker_id=2), edits[1], (MERGE, {"into": 2, "speakers": [0]})])
    assert (chained.resolve(1), chained.resolve(0), chained.speakers()) == (2, 2, [2])


def test_names_are_unique_where_they_must_be():
    segments = talk((0, 1000, 0, "a"), (1000, 2000, 1, "b"), (2000, 3000, 2, "c"), (3000, 4000, 3, "d"))
    names = {"0": "Ann", "2": "Ann", "3": "speaker_1"}
    view = edited(predicted(segments), [(RENAME, {"names": names})])
    assert [one.name for one in view.speakers] == ["Ann", "speaker_1", "Ann (2)", "speaker_1 (2)"]
    assert view.names == {0: "Ann", 2: "Ann", 3: "speaker_1"}


def test_a_segment_that_changes_its_speaker_counts_for_the_new_one():
    view = edited(predicted(talk()), [corrected(1, speaker_id=0), corrected(4, speaker_id=9)])
    assert [(one.speaker_id, one.segment_count) for one in view.speakers] == [(0, 3), (1, 1), (9, 1)]
    assert (view.segments[1].changed, view.segments[1].speaker_probability) == (("speaker",), 1.0)
    assert not view.scores_pending


def test_where_channels_are_apart_a_new_segment_is_heard_where_most_of_it_is():
    segments = [
        segment(0, 4000, 0, "left", channel=0), segment(1000, 3000, 1, "right", channel=1),
        segment(5000, 6000, 1, "right again", channel=1),
    ]  # fmt: skip
    edits = [
        added(-1, 1000, 2000, 1, "x"), added(-2, 3200, 3900, 1, "y"), added(-3, 7000, 8000, 0, "z"),
        corrected(1, start_ms=900),
    ]  # fmt: skip
    view = edited(predicted(segments), edits)
    assert {one.segment_id: one.channel for one in view.segments} == {0: 0, 1: 1, 2: 1, -1: 1, -2: 0, -3: 1}


def test_scores_come_back_from_what_is_stored_of_them():
    scores = found_scores(talk()) | Scores({"Hm.": Words("de", None)}, {(1, 2, 3): None})
    assert Scores.from_json(scores.to_json()) == scores


def test_the_language_is_that_of_the_words_once_they_are_known():
    lines = [{"segment": -1, "start_ms": 0, "end_ms": 4000, "speaker_id": 0, "text": "Guten Tag."}]
    edits = [(REPLACE, {"lines": lines, "names": {}})]
    assert edited(predicted(talk()), edits).language == "en"
    scored = edited(predicted(talk()), edits, Scores({"Guten Tag.": Words("de", None)}))
    assert (scored.language, scored.segments[0].language, scored.segments[0].text_emotions) == (
        "de",
        "de",
        None,
    )
