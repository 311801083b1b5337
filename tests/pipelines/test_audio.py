"""The audio pipeline on real speech, silence, and what is neither."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from builders.media import shared_media
from builders.sounds import RATE, harmonic, load, two_cities, wav
from emoscope.domain.audio import UNKNOWN_LANGUAGE, AudioOptions
from emoscope.domain.emotions import EMOTIONS
from emoscope.errors import Cancelled
from emoscope.library import default_audio_models
from emoscope.pipelines.audio import STAGES, analyze
from emoscope.pipelines.diarization import Turn, _turns, cut_at, window_spans


def analysed(path, tmp_path, report=lambda _: None, **options):
    return analyze(path, default_audio_models(), tmp_path / "work", AudioOptions(**options), report)


def test_speech_is_transcribed_measured_and_scored(tmp_path):
    path = wav(tmp_path / "a.wav", two_cities()[: 12 * RATE])
    steps = []
    found = analysed(path, tmp_path, steps.append)
    assert found.language == "en"
    assert "age of wisdom" in found.text
    assert [speaker.speaker_id for speaker in found.speakers] == [0]
    for segment in found.segments:
        assert 0 <= segment.start_ms < segment.end_ms <= 12_000
        assert 70 < segment.prosody.pitch_hz < 250
        assert 1 < segment.prosody.words_per_s < 6
        assert set(segment.text_emotions) == set(found.text_emotions)
        assert set(segment.emotions) == set(EMOTIONS)
        assert sum(segment.emotions.values()) == pytest.approx(1)
        assert segment.emotions["contempt"] == 0
    lengths = [segment.end_ms - segment.start_ms for segment in found.segments]
    for label in EMOTIONS:
        mean = np.average([segment.emotions[label] for segment in found.segments], weights=lengths)
        assert found.emotions[label] == found.speakers[0].emotions[label] == pytest.approx(mean)
    assert found.models["voice-emotion"] == "voice-emotion-1"
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert (fractions[-1], [*dict.fromkeys(step.stage for step in steps)]) == (1.0, list(STAGES))
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("kind", ["silence", "noise", "hum", "hiss"])
def test_where_nobody_speaks_no_words_are_invented(tmp_path, kind):
    rng = np.random.default_rng(1)
    samples = {
        "silence": np.zeros(4 * RATE),
        "noise": 0.1 * rng.standard_normal(4 * RATE),
        "hum": harmonic(110, 4.0, level=0.3),
        "hiss": 1e-4 * rng.standard_normal(4 * RATE),
    }[kind]
    found = analysed(wav(tmp_path / "a.wav", samples), tmp_path)
    assert (found.segments, found.speakers, found.text, found.speech_ms) == ((), (), "", 0)
    assert (found.text_emotions, found.language) == (None, UNKNOWN_LANGUAGE)
    assert "no_speech" in found.notes


@pytest.mark.parametrize("gain", [0.01, 20.0], ids=["very quiet", "clipped"])
def test_quiet_and_clipped_speech_is_still_understood(tmp_path, gain):
    found = analysed(wav(tmp_path / "a.wav", gain * two_cities()[: 7 * RATE]), tmp_path)
    assert "worst of times" in found.text


def test_channels_that_carry_different_speakers_give_different_speakers(tmp_path):
    speech = two_cities()
    both = np.zeros((12 * RATE, 2))
    both[: 6 * RATE, 0], both[6 * RATE :, 1] = speech[: 6 * RATE], speech[6 * RATE : 12 * RATE]
    path = wav(tmp_path / "a.wav", both)
    found = analysed(path, tmp_path, transcribe=False)
    assert found.info.separate_channels
    assert [speaker.speaker_id for speaker in found.speakers] == [0, 1]
    assert {(s.channel, s.speaker_id) for s in found.segments} == {(0, 0), (1, 1)}
    as_one = analysed(path, tmp_path, transcribe=False, diarize=False)
    assert [speaker.speaker_id for speaker in as_one.speakers] == [0]
    assert as_one.segments[0].transcript is None


def test_a_part_keeps_the_times_of_the_source(tmp_path):
    path = wav(tmp_path / "a.wav", two_cities()[: 12 * RATE])
    found = analysed(path, tmp_path, transcribe=False, start_ms=5000, end_ms=9000)
    assert 5000 <= found.segments[0].start_ms < found.segments[-1].end_ms <= 9000


def test_a_language_that_is_not_known_is_said_and_nothing_is_written(tmp_path):
    path = wav(tmp_path / "a.wav", two_cities()[: 7 * RATE])
    found = analysed(path, tmp_path, language="de")
    assert (found.text, found.language, found.text_emotions) == ("", "de", None)
    assert "knows en" in found.notes["language_not_supported"]


def test_foreign_speech_is_noticed_and_its_transcript_withheld(tmp_path):
    folder = shared_media("speech").parents[1] / "data" / "speech" / "nemo"
    clips = sorted(folder.glob("*_neutral_*.opus"))[:6]
    if not clips:
        pytest.skip("the Polish corpus is not on this machine")
    path = wav(tmp_path / "a.wav", np.concatenate([load(clip) for clip in clips]))
    found = analysed(path, tmp_path, diarize=False)
    assert (found.text, found.text_emotions, found.language) == ("", None, UNKNOWN_LANGUAGE)
    assert "language_not_supported" in found.notes


def test_two_alike_voices_on_a_telephone_stay_two(tmp_path):
    path = shared_media("speech") / "pyannote_sample.wav"
    if not path.exists():
        pytest.skip("the recorded telephone call is not on this machine")
    found = analysed(path, tmp_path, transcribe=False)
    assert len(found.speakers) == 2
    assert sum(a.speaker_id != b.speaker_id for a, b in pairwise(found.segments)) >= 5


def test_work_can_be_called_off_at_any_stage(tmp_path):
    path = wav(tmp_path / "a.wav", two_cities()[: 7 * RATE])
    for stage in STAGES:

        def report(progress, stage=stage):
            if progress.stage == stage:
                raise Cancelled("enough")

        with pytest.raises(Cancelled):
            analysed(path, tmp_path, report)
        assert list((tmp_path / "work").iterdir()) == []


def test_windows_cover_the_speech_and_stay_in_it():
    spans = list(window_spans(cut_at([(0.0, 0.5), (2.0, 2.4), (2.6, 9.0)], np.empty(0))))
    assert spans[0] == (0.0, 0.5, 0)
    assert (spans[1][0], spans[-1][1]) == (2.0, 9.0)
    assert {part for _, _, part in spans[1:]} == {1}
    assert all(0 < b[0] - a[0] <= 0.8 + 1e-9 for a, b in pairwise(spans[1:]))


def test_speech_is_cut_where_the_speaker_changes_and_windows_stay_on_one_side():
    speech = cut_at([(0.0, 4.0), (4.1, 6.0)], np.array([0.1, 2.0, 2.1, 4.05, 5.9]))
    assert speech.spans == [(0.0, 2.0), (2.0, 4.0), (4.1, 6.0)]
    assert speech.parts.tolist() == [0, 1, 1]
    spans = list(window_spans(speech))
    assert all(end <= 2.0 or begin >= 2.0 for begin, end, _ in spans)


def test_turns_are_joined_over_short_pauses_and_cut_in_long_ones():
    pieces = [(0.0, 2.0, 0, 1.0), (2.5, 4.0, 0, 0.5), (4.1, 5.0, 1, 1.0), (7.0, 8.0, 1, 1.0)]
    found = _turns(pieces)
    assert [(turn.speaker, turn.start_s, turn.end_s) for turn in found] == [(0, 0, 4), (1, 4.1, 5), (1, 7, 8)]
    assert found[0].probability == pytest.approx((2 * 1.0 + 1.5 * 0.5) / 3.5)
    long = [(4.0 * n, 4.0 * n + 3.3 - 0.2 * (n == 3), 0, 1.0) for n in range(8)]
    parts = _turns(long)
    assert [isinstance(part, Turn) and part.end_s - part.start_s <= 20 for part in parts] == [True, True]
    assert parts[1].start_s == 16.0
    endless = _turns([(0.0, 50.0, 0, 1.0)])
    assert [turn.end_s - turn.start_s for turn in endless] == pytest.approx([50 / 3] * 3)
