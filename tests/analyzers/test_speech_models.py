"""The networks for speech on real speech, and what is built around them."""

from __future__ import annotations

import numpy as np
import pytest

from builders.sounds import RATE, harmonic, two_cities
from emoscope.analyzers.speaker_changes import SpeakerChanges
from emoscope.analyzers.speaker_clustering import assign_speakers
from emoscope.analyzers.speaker_timeline import Timeline, TimelineSettings, Units, Windows, along_time
from emoscope.analyzers.speech_activity import load_speech_activity, speech_spans
from emoscope.analyzers.transcription import Words, _loop, as_text, load_transcriber
from emoscope.inference.session import CannedSession


@pytest.fixture(scope="module")
def activity():
    return load_speech_activity()


@pytest.fixture(scope="module")
def transcriber():
    return load_transcriber()


def test_speech_is_found_where_it_is(activity):
    silence = np.zeros(2 * RATE, np.float32)
    speech = two_cities()[RATE : 5 * RATE]
    spans = speech_spans(activity.analyze([np.concatenate([silence, speech, silence])])[0])
    assert spans[0][0] > 1.9
    assert spans[-1][1] < 6.2
    assert sum(end - begin for begin, end in spans) > 2.5


def test_silence_noise_and_tones_are_no_speech(activity):
    rng = np.random.default_rng(1)
    for samples in (np.zeros(3 * RATE), 0.05 * rng.standard_normal(3 * RATE), harmonic(220, 3.0)):
        assert speech_spans(activity.analyze([samples.astype(np.float32)])[0]) == []


def test_blocks_give_what_the_whole_gives(activity):
    samples = two_cities()[: 512 * 200]
    parts = list(activity.stream([samples[: 512 * 50], samples[512 * 50 :]]))
    assert np.allclose(np.concatenate(parts), activity.analyze([samples])[0], atol=1e-6)


def test_the_opening_of_a_novel_is_written_down(transcriber):
    found = transcriber.analyze([two_cities()[: 7 * RATE], two_cities()[: RATE // 50]])
    assert "it was the worst of times" in found[0].text.lower()
    assert -0.45 < found[0].log_probability < 0
    assert found[1] == Words("", 0.0)


def test_rows_of_a_batch_do_not_disturb_each_other(transcriber):
    speech = two_cities()
    parts = [speech[RATE : 4 * RATE], speech[4 * RATE : 12 * RATE]]
    together = transcriber.analyze(parts)
    alone = [transcriber.analyze([part])[0] for part in parts]
    assert [row.text for row in together] == [row.text for row in alone]
    assert together[0].log_probability == pytest.approx(alone[0].log_probability, abs=0.01)


def test_a_loop_is_seen_and_plain_repetition_is_not():
    assert _loop([5, 9, 7, 8, 7, 8, 7, 8, 7, 8, 7, 8]) == (2, 5)
    assert _loop([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]) == (6, 3)
    assert _loop([4, 4, 4]) == _loop([1, 2, 3, 1, 2, 3]) == (0, 0)


def test_bytes_and_pieces_become_text():
    vocabulary = [b""] * 259 + ["\u2581caf".encode(), b"<<ST_1>>"]
    assert as_text([259, 0xC3 + 3, 0xA9 + 3, 260], vocabulary) == "caf\u00e9"


def conversation(speakers, turns, seed=0, spread=0.6):
    """Windows of made-up voices that take turns of 4 s, as far from each other as real ones are when seen
    from the mean of all; no change is heard."""
    rng = np.random.default_rng(seed)
    voices = rng.standard_normal((speakers, 256))
    spans, vectors, truth = [], [], []
    for turn in range(turns):
        for step in range(7):
            begin = turn * 4.5 + step * 0.4
            spans.append((begin, begin + 1.6))
            vectors.append(voices[turn % speakers] + spread * rng.standard_normal(256))
            truth.append(turn % speakers)
    vectors = np.array(vectors, np.float32)
    times = np.concatenate([turn * 4.5 + 0.05 + np.arange(40) * 0.1 for turn in range(turns)])
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    windows = Windows(np.array(spans), unit, np.repeat(np.arange(turns), 7))
    return windows, units_of(times), np.repeat(np.arange(turns) % speakers, 40)


def units_of(times, changed=False):
    """Turns of 40 steps; where they meet, a change is heard or not."""
    begins = np.arange(len(times)) % 40 == 0
    return Units(times, np.arange(len(times)) // 40, begins, begins & changed)


@pytest.mark.parametrize("speakers", [1, 2, 3, 5])
def test_voices_are_counted_and_time_is_given_to_them(speakers):
    windows, units, truth = conversation(speakers, 15)
    found = assign_speakers(windows, units)
    assert found.speakers == speakers
    assert np.allclose(found.probabilities.sum(axis=1), 1)
    labels = found.probabilities.argmax(axis=1)
    pairs = {(a, b) for a, b in zip(labels.tolist(), truth.tolist(), strict=True)}
    assert len(pairs) == speakers


def test_bounds_on_the_number_of_speakers_are_kept():
    windows, units, _ = conversation(3, 12)
    assert assign_speakers(windows, units, most=2).speakers == 2
    assert assign_speakers(windows, units, least=4, most=4).speakers <= 4
    assert assign_speakers(windows, units, least=1, most=1).speakers == 1


def test_thousands_of_windows_are_clustered():
    windows, units, truth = conversation(3, 420)
    found = assign_speakers(windows, units)
    assert found.speakers == 3
    assert len({*zip(found.probabilities.argmax(axis=1).tolist(), truth.tolist(), strict=True)}) == 3


def test_a_rare_alike_voice_is_found_by_the_search_along_time():
    """Two voices that have much in common, one of them heard in two turns of fifteen."""
    rng = np.random.default_rng(5)
    shared, *own = rng.standard_normal((4, 256))
    voices = np.array([shared + own[0], shared + own[1], 1.5 * own[2]])
    order = [0, 2, 0, 2, 1, 0, 2, 0, 2, 0, 1, 2, 0, 2, 0]
    spans, vectors = [], []
    for turn, speaker in enumerate(order):
        for step in range(7):
            spans.append((turn * 4.5 + step * 0.4, turn * 4.5 + step * 0.4 + 1.6))
            vectors.append(voices[speaker] + 0.9 * rng.standard_normal(256))
    unit = np.array(vectors, np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    times = np.concatenate([turn * 4.5 + 0.05 + np.arange(40) * 0.1 for turn in range(15)])
    windows = Windows(np.array(spans), unit, np.repeat(np.arange(15), 7))
    found = assign_speakers(windows, units_of(times))
    labels = found.probabilities.argmax(axis=1)
    assert len({*zip(labels.tolist(), np.repeat(order, 40).tolist(), strict=True)}) == found.speakers == 3


def test_the_evidence_prefers_the_voices_that_speak():
    scores = np.repeat(np.array([[4.0, 0.0], [0.0, 4.0]]), 30, axis=0)
    pause = np.arange(60) == 30
    right, evidence = along_time(scores, pause, TimelineSettings())
    _, other = along_time(scores[::-1] * 0.5, pause, TimelineSettings())
    assert right[:30, 0].min() > 0.99
    assert right[30:, 1].min() > 0.99
    assert 60 * 4 > evidence > other
    one, alone = along_time(scores[:, :1], pause, TimelineSettings())
    assert (one.min(), alone) == (1.0, 120.0)


def test_half_a_second_is_not_split():
    windows = Windows(np.array([(0.0, 0.8)]), np.ones((1, 256), np.float32) / 16, np.array([0]))
    assert assign_speakers(windows, units_of(np.arange(5) * 0.1 + 0.05)).speakers == 1


@pytest.mark.parametrize(("changed", "speakers"), [(True, 2), (False, 1)])
def test_alike_voices_that_are_heard_to_take_turns_are_two(changed, speakers):
    rng = np.random.default_rng(3)
    shared, *own = rng.standard_normal((3, 256))
    vectors, spans = [], []
    for turn in range(12):
        for step in range(7):
            vectors.append(1.6 * shared + own[turn % 2] + 0.5 * rng.standard_normal(256))
            spans.append((turn * 4.5 + step * 0.4, turn * 4.5 + step * 0.4 + 1.6))
    unit = np.array(vectors, np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    times = np.concatenate([turn * 4.5 + 0.05 + np.arange(40) * 0.1 for turn in range(12)])
    windows = Windows(np.array(spans), unit, np.repeat(np.arange(12), 7))
    assert assign_speakers(windows, units_of(times, changed)).speakers == speakers


def test_windows_of_another_part_do_not_speak_for_a_step():
    """A word between two sentences of somebody else, shorter than what lies around it."""
    voices = np.eye(2, 256, dtype=np.float32)
    spans = np.array([(0.0, 1.6), (0.4, 2.0), (2.0, 2.5), (2.5, 4.1), (2.9, 4.5)])
    windows = Windows(spans, voices[[0, 0, 1, 0, 0]], np.array([0, 0, 1, 2, 2]))
    times = 0.05 + np.arange(45) * 0.1
    parts = np.repeat([0, 1, 2], [20, 5, 20])
    starts = np.diff(parts, prepend=-1) > 0
    timeline = Timeline(windows, Units(times, parts, starts, starts), TimelineSettings(least_s=0.3))
    found = timeline.assigned(voices)
    assert found.probabilities.argmax(axis=1).tolist() == [0] * 20 + [1] * 5 + [0] * 20


def test_the_same_sound_over_and_over_is_one_voice():
    windows, units, _ = conversation(1, 12, spread=0.0)
    assert assign_speakers(windows, units).speakers == 1


def classes_of(*numbers):
    """Log-probabilities (1, n, 7) in which these classes are the likeliest."""
    return CannedSession({"output": np.log(np.eye(7)[list(numbers)] * 0.9 + 0.01)[None]})


def test_a_change_is_half_way_between_one_who_speaks_alone_and_another():
    nobody, first, second, both = 0, 1, 2, 4
    session = classes_of(first, first, nobody, nobody, second, both, second, second, first, nobody)
    (changes,) = SpeakerChanges(session).analyze([np.zeros(10 * 16_000, np.float32)])
    assert changes.tolist() == [3.0, 8.0]  # between 2.0 and 4.0, and at 8.0; not where both speak


def test_one_voice_does_not_change():
    (changes,) = SpeakerChanges(classes_of(0, 1, 1, 0, 1, 5, 1, 0)).analyze([np.zeros(160_000, np.float32)])
    assert changes.tolist() == []
