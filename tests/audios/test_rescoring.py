"""A worker scores what an edit brought in and nothing else, and the audio's text follows."""

from __future__ import annotations

from typing import Any

import pytest

from audios.made_up import TALK, AudioStore, segment, talk
from emoscope.api import media
from emoscope.audios import editing
from emoscope.audios.rescoring import AudioRescoring
from emoscope.audios.transcript_matching import Sent
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Job, Medium, TextRecord
from emoscope.library.models import default_text_models
from emoscope.pipelines import remembering
from emoscope.pipelines.text import analyze, summarised
from emoscope.settings import Settings
from emoscope.storage.sentence_table import read_sentences


@pytest.fixture
def store(sessions: SessionFactory, settings: Settings) -> AudioStore:
    return AudioStore(sessions, settings.data_dir)


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that a worker really scores."""
    seen: list[str] = []
    really = remembering.RememberingScorer.__init__

    class Noting:
        def __init__(self, scorer: Any) -> None:
            self.spec, self.languages, self._scorer = scorer.spec, scorer.languages, scorer

        def analyze(self, inputs: Any) -> Any:
            seen.extend(inputs)
            return self._scorer.analyze(inputs)

    def noted(self: Any, scorer: Any, before: Any = ()) -> None:
        really(self, Noting(scorer), before)

    monkeypatch.setattr(remembering.RememberingScorer, "__init__", noted)
    return seen


def test_a_worker_scores_the_new_words_alone_and_writes_the_text_anew(store: AudioStore, scored: list[str]):
    store.begin()
    before = store.shown()
    store.reword(1, "I hate this place so much!")
    assert store.shown().segments[1].scores_pending
    assert store.text().splitlines()[1] == "I love this place!", "until the worker has been there"
    assert store.run_jobs() == 1
    after = store.shown()
    assert scored == ["I hate this place so much!"]
    assert not after.scores_pending
    changed = after.segments[1]
    expected = summarised(
        one for batch in analyze(changed.text, default_text_models(), lambda _: None) for one in batch
    )
    assert changed.text_emotions == pytest.approx(expected.emotions, abs=1e-6)
    assert (changed.language, changed.emotions) == ("en", before.segments[1].emotions)
    others = [one for one in after.segments if one.index != 1]
    assert others == [one for one in before.segments if one.index != 1]
    assert store.text() == after.text
    store.do(editing.undo)
    assert store.shown() == before, "at once, since the scores of the words before are known"
    assert store.run_jobs() == 1
    assert store.text() == before.text
    store.do(editing.redo)
    assert store.shown() == after
    assert store.run_jobs() == 1
    assert scored == ["I hate this place so much!", "I love this place!", "I hate this place so much!"], (
        "for the text alone, which keeps the scores of its own sentences"
    )


def test_the_text_keeps_its_figures_in_step(store: AudioStore):
    store.begin()
    store.do(editing.replace, "Ann: I am so grateful.\nBo: That is disgusting!")
    store.run_jobs()
    with reading(store.sessions) as session:
        record = session.get_one(AudioRecord, store.audio_id)
        medium, words = session.get_one(Medium, record.text_id), session.get_one(TextRecord, record.text_id)
    assert (words.word_count, words.sentence_count, medium.size_bytes) == (7, 2, len(store.text()))
    kept = list(read_sentences(store.objects, words.sentences_key, store.text(), 0, None))
    assert [one.top for one in kept] == ["gratitude", "disgust"]
    assert len(store.objects.keys_under(f"media/{record.text_id}")) == 2, "nothing of the text before is left"


def test_new_times_are_listened_to_and_the_others_are_not(store: AudioStore):
    store.begin()
    before = store.shown()
    store.do(editing.correct, [Sent(500, 4000, 0, TALK[0][3])])
    pending = store.shown().segments[0]
    assert (pending.prosody, pending.emotions, pending.scores_pending) == (None, None, True)
    store.run_jobs()
    after = store.shown()
    heard = after.segments[0].prosody
    assert not after.scores_pending
    assert heard is not None
    assert 70 < heard.pitch_hz < 250, "a man reads"
    assert -45 < heard.loudness_db < -5
    assert heard.words_per_s == pytest.approx(6 / 3.5, rel=0.4)
    assert after.segments[0].text_emotions == before.segments[0].text_emotions
    assert after.segments[1:] == before.segments[1:]


def test_a_recording_that_is_gone_leaves_the_voice_untold(store: AudioStore):
    store.begin()
    store.objects.delete(f"media/{store.audio_id}/source.wav")
    store.do(editing.correct, [Sent(500, 4000, 0, "New words.")])
    assert store.run_jobs() == 1
    one = store.shown().segments[0]
    assert (one.prosody, one.emotions, one.scores_pending) == (None, None, False)
    assert one.text_emotions is not None


def test_without_text_emotions_new_words_get_a_language_and_no_scores(store: AudioStore):
    segments = [segment(*part, text_emotions=None) for part in TALK]
    store.begin(segments, text_emotion_analysis=False)
    store.reword(1, "This is what I really said to everybody who was there.")
    store.run_jobs()
    one = store.shown().segments[1]
    assert (one.language, one.text_emotions, one.scores_pending) == ("en", None, False)
    assert store.text().splitlines()[1] == one.text


def test_jobs_that_come_late_or_twice_do_no_harm(store: AudioStore):
    store.begin()
    store.reword(0, "First.")
    store.reword(0, "Second.")
    store.reword(1, "Third.")
    waiting = store.waiting()
    assert len(waiting) == 3
    assert store.run_jobs() == 3
    shown = store.shown()
    assert not shown.scores_pending
    assert store.text() == shown.text
    key = f"media/{store.audio_id}/runs"
    assert sum(one.endswith(".json") for one in store.objects.keys_under(key)) == 1, "gathered in one object"
    with store.sessions.begin() as session:
        assert {session.get_one(Job, one).status for one in waiting} == {"completed"}
        assert session.get_one(Medium, store.audio_id).status == "completed"


def test_an_edit_while_a_worker_is_at_it_is_not_overwritten(store: AudioStore, monkeypatch):
    store.begin()
    store.reword(0, "First.")
    written = AudioRescoring._stored

    def slow(self: Any, *args: Any) -> Any:
        monkeypatch.undo()
        store.reword(0, "Second.")
        return written(self, *args)

    monkeypatch.setattr(AudioRescoring, "_stored", slow)
    assert store.run_jobs() == 1
    assert store.shown().segments[0].scores_pending
    assert store.text().splitlines()[0] == TALK[0][3], "what it made is out of date already"
    assert store.run_jobs() == 1
    assert store.text().splitlines()[0] == "Second."
    assert not store.shown().scores_pending


def test_an_analysis_while_a_worker_is_at_it_leaves_nothing_of_the_run_before(store: AudioStore, monkeypatch):
    store.begin()
    store.reword(0, "First.")
    written = AudioRescoring._stored

    def slow(self: Any, *args: Any) -> Any:
        monkeypatch.undo()
        store.analyse(talk())
        with reading(store.sessions) as session:
            run_id = session.get_one(AudioRecord, store.audio_id).run_id
        media.keep_only_run(store.objects, store.audio_id, run_id)
        return written(self, *args)

    monkeypatch.setattr(AudioRescoring, "_stored", slow)
    assert store.run_jobs() == 1
    assert len(store.objects.folders_under(f"media/{store.audio_id}/runs")) == 1
    assert store.shown().segments[0].scores_pending, "scores of the run before are not those of this one"
    assert store.run_jobs() == 1
    assert not store.shown().scores_pending
    assert store.text().splitlines()[0] == "First."
