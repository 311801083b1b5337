"""Exports of speech, each read by a program that is not ours: srt, webvtt-py, pyannote, pympi."""

from __future__ import annotations

import dataclasses
import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import pympi
import pytest
import srt
import webvtt
from pyannote.core import Segment
from pyannote.database.util import load_rttm

from builders import findings as made
from emoscope.domain.audio import SpokenWord
from emoscope.domain.findings import FaceSeries, Findings
from emoscope.rendering.exports import FORMATS, eaf

HOUR = 3_600_000


def odd_speech() -> Findings:
    """Overlaps, silence, names and words that mean something to the formats, times beyond ten hours."""
    base = made.segments(5000)[0]
    said = [
        (0, 4000, 0, "a < b & c > d\n\nNext line --> 5"),
        (2000, 9000, 1, "over him"),
        (9000, 9000, 0, "no time"),
        (10_000, 12_000, 1, "  \n "),
        (HOUR + 1, 2 * HOUR, 0, "later"),
        (10 * HOUR, 10 * HOUR + 60_000, 1, "שלום 日本 😀"),
    ]
    segments = tuple(
        dataclasses.replace(base, index=number, start_ms=start, end_ms=end, speaker_id=who, text=text)
        for number, (start, end, who, text) in enumerate(said)
    )
    speakers = (made.speaker(0, segments, "A&B <x>\n-->"), made.speaker(1, segments, "Ben van Dyck"))
    return made.audio(11 * HOUR, segments=segments, speakers=speakers)


def written(name: str, findings: Findings) -> str:
    return FORMATS[name].write(findings, "http://x").decode()


def ms(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def test_srt_has_a_cue_for_each_turn_with_words():
    found = list(srt.parse(written("srt", odd_speech())))
    assert [cue.index for cue in found] == [1, 2, 3, 4, 5]
    assert [cue.start.total_seconds() for cue in found] == [0, 2, 9, 3600.001, 36_000]
    assert [cue.end.total_seconds() for cue in found] == [4, 9, 9.001, 7200, 36_060]
    assert found[0].content == "A&B <x> -->: a < b & c > d Next line --> 5"
    assert found[4].content == "Ben van Dyck: שלום 日本 😀"


def test_srt_of_a_whole_conversation():
    findings = made.video()
    found = list(srt.parse(written("srt", findings)))
    assert [cue.content.split(": ", 1)[1] for cue in found] == [one.text for one in findings.segments]


def told(text: str, pauses: dict[int, int] | None = None, word_ms: int = 400) -> Findings:
    """One turn whose words take as long each, with pauses before some."""
    at, words = 1000, []
    for number, word in enumerate(text.split()):
        at += (pauses or {}).get(number, 0)
        words.append(SpokenWord(word, at, at + word_ms, 0.9))
        at += word_ms
    base = made.segments(5000)[0]
    turn = dataclasses.replace(base, start_ms=900, end_ms=at + 200, text=text, words=tuple(words))
    return made.audio(HOUR, segments=(turn,), speakers=(made.speaker(0, (turn,), "Ann"),))


LONG = (
    "We had worked on it for two years, and on the second day everything broke. I remember sitting in the "
    "car and not wanting to go in, so I called my sister and she came"
)


def test_long_turns_become_captions_that_can_be_read():
    found = list(srt.parse(written("srt", told(LONG))))
    said = [cue.content.removeprefix("Ann: ") for cue in found]
    assert " ".join(said) == LONG
    assert max(map(len, said)) <= 84
    assert min(map(len, said)) >= 15
    assert all((cue.end - cue.start).total_seconds() <= 7.3 for cue in found)
    assert any(part.endswith("broke.") for part in said)
    assert (found[0].start.total_seconds(), found[-1].end.total_seconds()) == (0.9, 15.2)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_captions_of_fast_speech_are_no_longer_than_two_lines():
    found = list(srt.parse(written("srt", told(LONG, word_ms=150))))
    assert max(len(cue.content.removeprefix("Ann: ")) for cue in found) <= 84
    assert len(found) >= 2


def test_captions_are_cut_in_pauses():
    found = list(srt.parse(written("srt", told(LONG.replace(".", "").replace(",", ""), {20: 1500}))))
    assert any(cue.content.split()[-1] == LONG.split()[19] for cue in found)


def test_words_that_were_corrected_stay_one_cue():
    findings = told(LONG)
    changed = dataclasses.replace(findings.segments[0], text=LONG.replace("sister", "brother"))
    found = list(srt.parse(written("srt", dataclasses.replace(findings, segments=(changed,)))))
    assert [cue.content for cue in found] == [f"Ann: {changed.text}"]


def test_vtt_has_the_speakers_as_voices(tmp_path):
    path = tmp_path / "a.vtt"
    path.write_bytes(FORMATS["vtt"].write(odd_speech(), ""))
    found = list(webvtt.read(str(path)))
    assert [(ms(cue.start), ms(cue.end)) for cue in found] == [
        (0, 4000), (2000, 9000), (9000, 9001), (HOUR + 1, 2 * HOUR), (10 * HOUR, 10 * HOUR + 60_000),
    ]  # fmt: skip
    assert found[0].raw_text == "<v A&amp;B &lt;x&gt; --&gt;>a &lt; b &amp; c &gt; d Next line --&gt; 5</v>"
    assert found[1].voice == "Ben van Dyck"
    assert found[1].text == "over him"


def test_rttm_says_who_speaks_when(tmp_path):
    findings = odd_speech()
    path = tmp_path / "a.rttm"
    path.write_bytes(FORMATS["rttm"].write(findings, ""))
    found = load_rttm(path)[findings.medium_id]
    turns = [(segment, label) for segment, _, label in found.itertracks(yield_label=True)]
    assert {label for _, label in turns} == {"A&B_<x>_-->", "Ben_van_Dyck"}
    assert len(turns) == 6
    assert turns[0][0] == Segment(0, 4)
    assert turns[-1][0] == Segment(36_000, 36_060)
    assert found.label_duration("Ben_van_Dyck") == pytest.approx(7 + 2 + 60)


def test_names_that_become_alike_in_rttm_stay_two(tmp_path):
    findings = odd_speech()
    speakers = tuple(
        dataclasses.replace(one, name=name)
        for one, name in zip(findings.speakers, ("A B", "A  B"), strict=True)
    )
    path = tmp_path / "a.rttm"
    path.write_bytes(FORMATS["rttm"].write(dataclasses.replace(findings, speakers=speakers), ""))
    assert set(load_rttm(path)[findings.medium_id].labels()) == {"A_B_0", "A_B_1"}


def elan(findings: Findings, folder: Path) -> pympi.Elan.Eaf:
    path = folder / "a.eaf"
    path.write_bytes(FORMATS["eaf"].write(findings, ""))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it thinks of newer formats than 2.8
        return pympi.Elan.Eaf(str(path))


def test_eaf_has_tiers_for_voices_and_faces(tmp_path):
    findings = made.video()
    found = elan(findings, tmp_path)
    assert set(found.get_tier_names()) == {
        "speech: Anna Sørensen", "voice: Anna Sørensen", "words: Anna Sørensen",
        "speech: Ben", "voice: Ben", "words: Ben",
        "face: Anna Sørensen", "face: Ben", "face: face_3",
    }  # fmt: skip
    spoken = [(one.start_ms, one.end_ms, one.text) for one in findings.segments if one.speaker_id == 0]
    assert found.get_annotation_data_for_tier("speech: Anna Sørensen") == spoken
    heard = found.get_annotation_data_for_tier("voice: Ben")
    assert heard[0][2] == f"neutral {findings.segments[1].emotions['neutral']:.2f}"
    faces = found.get_annotation_data_for_tier("face: Anna Sørensen")
    assert faces[-1][2].startswith("happy 0.")
    assert (faces[0][0], faces[-1][1]) == (0, 60_000)
    assert found.get_linked_files()[0]["MIME_TYPE"] == "video/mp4"


def test_eaf_of_odd_speech_overlaps_nowhere_in_a_tier(tmp_path):
    found = elan(odd_speech(), tmp_path)
    for tier in found.get_tier_names():
        marked = sorted(found.get_annotation_data_for_tier(tier))
        assert all(start < end for start, end, _ in marked)
        assert all(one[1] <= other[0] for one, other in pairwise(marked))
    assert "speech: A&B <x> -->" in found.get_tier_names()
    last = found.get_annotation_data_for_tier("speech: Ben van Dyck")[-1]
    assert last == (10 * HOUR, 10 * HOUR + 60_000, "שלום 日本 😀")


def test_turns_of_one_speaker_that_overlap_are_cut(tmp_path):
    first, second, *_ = (one for one in made.segments(20_000) if one.speaker_id == 0)
    second = dataclasses.replace(second, start_ms=first.end_ms - 1000, end_ms=first.end_ms + 1000)
    inside = dataclasses.replace(second, start_ms=first.start_ms + 100, end_ms=first.start_ms + 200)
    found = elan(made.audio(segments=(first, inside, second)), tmp_path)
    marked = found.get_annotation_data_for_tier("speech: Interviewer")
    assert [(start, end) for start, end, _ in marked] == [(0, 4300), (4300, 4301), (4301, 5300)]


def test_a_face_that_goes_away_has_no_stretch_meanwhile():
    shares = np.zeros((4, 8))
    shares[:, 4] = 1
    zero = np.zeros(4)
    series = FaceSeries(1000, np.array([0, 1000, 5000, 6000]), shares, zero, zero, zero, zero)
    assert list(eaf.stretches(series)) == [(0, 2000, "happy 1.00"), (5000, 7000, "happy 1.00")]


def test_control_signs_do_not_break_xml(tmp_path):
    segments = (dataclasses.replace(made.segments(5000)[0], text="a\x00b\x0b\ud800c\ufffe"),)
    found = elan(made.audio(segments=segments), tmp_path)
    assert found.get_annotation_data_for_tier("speech: Interviewer")[0][2] == "abc"
