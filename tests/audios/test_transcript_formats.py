"""Transcripts as people write them: what is read out of each format, and what is refused with its line."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import time
import unicodedata

import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from emoscope.audios.transcript_formats import BadTranscript, Cue, parse

SRT = """1
00:00:01,000 --> 00:00:02,500
Ann: Hello <i>there</i>.

2
00:00:03,000 --> 00:00:04,000
Bob: {\\an8}Good
morning.

3
00:00:05,000 --> 00:00:06,000
How are you?
"""
VTT = """\ufeffWEBVTT - a talk
Kind: captions

STYLE
::cue { color: red }

NOTE nothing
to say

intro
00:01.000 --> 00:02.500 align:start
<v.loud Ann Smith>Hello <c.big>there</c> &amp; welcome.</v>

01:00:03.000 --> 01:00:05.000
<v Ann Smith>One two three.<v Bob>Four.
"""


def told(text: str) -> list[tuple[str, str]]:
    return [(cue.speaker, cue.text) for cue in parse(text)]


def fault(text: str) -> str:
    with pytest.raises(BadTranscript) as caught:
        parse(text)
    return caught.value.message


def test_names_before_a_colon_are_speakers_and_lines_without_one_go_on():
    text = "Ann: Hello.\nHow are you?\nDr. Smith: Fine: thanks.\n\nAnd you?\nSpeaker 2: Hm."
    assert told(text) == [
        ("Ann", "Hello. How are you?"), ("Dr. Smith", "Fine: thanks."), ("Dr. Smith", "And you?"),
        ("Speaker 2", "Hm."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Here is the thing: we lost.", "See https://example.org for more.", "It is 12:30 now.",
        "What? Ann: no.", "remember Ann: never again",
    ],
)  # fmt: skip
def test_a_colon_alone_makes_no_name(words):
    assert told(words) == [("", words)]


def test_names_count_only_where_the_first_line_has_one():
    assert told("Well.\nNote: we lost.") == [("", "Well."), ("", "Note: we lost.")]


@pytest.mark.parametrize("name", ["花子", "Ann van der Berg", "agent", "agent 2", "SPEAKER_01", "O'Neil"])
def test_names_of_many_kinds(name):
    assert told(f"{name}: hello") == [(name, "hello")]


def test_times_in_brackets_with_and_without_names():
    text = "[00:00:01] Hello.\n[00:02.5] Bob: hi\nand so on\n[1:02:03.004] The end. [laughs]"
    assert parse(text) == [
        Cue(1, "Hello.", "", 1000), Cue(2, "Bob: hi and so on", "", 2500),
        Cue(4, "The end. [laughs]", "", 3_723_004),
    ]  # fmt: skip
    named = parse("[00:01] Ann: Hello.\n[00:02]\nGood morning.\n[00:02] Bob: Hi.")
    assert named == [
        Cue(1, "Hello.", "Ann", 1000), Cue(2, "Good morning.", "Ann", 2000), Cue(4, "Hi.", "Bob", 2000),
    ]  # fmt: skip


def test_paragraphs_are_segments_where_there_are_several_and_lines_where_not():
    assert told("One.\nTwo.") == [("", "One."), ("", "Two.")]
    assert told("One\ntwo.\n\nThree.") == [("", "One two."), ("", "Three.")]
    assert told("\r\n  One.\r\n\tTwo.  \r") == [("", "One."), ("", "Two.")]
    assert told("[inaudible] what?") == [("", "[inaudible] what?")]
    assert told("[1] One.") == [("", "[1] One.")]


def test_subrip():
    assert parse(SRT) == [
        Cue(2, "Hello there.", "Ann", 1000, 2500), Cue(6, "Good morning.", "Bob", 3000, 4000),
        Cue(11, "How are you?", "Bob", 5000, 6000),
    ]  # fmt: skip


def test_webvtt_with_voices_that_share_a_cue_by_their_words():
    assert parse(VTT) == [
        Cue(11, "Hello there & welcome.", "Ann Smith", 1000, 2500),
        Cue(14, "One two three.", "Ann Smith", 3_603_000, 3_604_500),
        Cue(14, "Four.", "Bob", 3_604_500, 3_605_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[00:61] Hello.", 1, "59"),
        ("Well.\n\n[01:99:01] Hello.", 3, "59"),
        ("[00:05] One.\n[00:04] Two.", 2, "before that of line 1"),
        ("[1:2:3:4] One.", 1, "no time"),
        ("Hello\x00 there", 1, "control character"),
        ("One.\nevil \u202e words", 2, "control character"),
        ("1\n00:00:01,000 --> 00:00:01,000\nNothing", 2, "ends before"),
        ("1\n00:00:01,000 --> soon\nNothing", 2, "no time"),
        ("1\n00:00:01,000-->00:00:02,000\nNothing", 2, "must look like"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n\ntwo\n00:00:03,000 --> 00:00:04,000\nTwo", 5, "number"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n2\n00:00:03,000 --> 00:00:04,000\nTwo", 5, "empty line"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n", 5, "no times"),
        ("WEBVTT\n\n00:01 --> 00:02\nfine\n\n00:03 --> 0x:04\nbad", 6, "no time"),
        ("WEBVTT\n\nlonely words", 3, "no times"),
        ("Ann: " + "word " * 2001, 1, "10004 characters"),
    ],
)
def test_what_is_refused_names_the_line(text, line, words):
    message = fault(text)
    assert message.startswith(f"Line {line}: "), message
    assert words in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"), (" \n\t\n", "empty"), ("WEBVTT\n", "no words"), ("[00:01]\n\n[00:02]", "no words"),
        ("x" * 1_000_001, "1000001"), ("a\n" * 10_001, "10001 segments"),
    ],
)  # fmt: skip
def test_empty_and_endless_transcripts_are_refused(text, words):
    assert words in fault(text)


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:01 --> 00:02\n" + "<v a" * 200_000,
        "WEBVTT\n\n00:01 --> 00:02\n" + "<" * 900_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "<font " * 150_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "{\\" * 450_000,
        "a" + " " * 900_000 + "b",
        "A" * 900_000 + ":",
        "[" + "1:" * 400_000,
    ],
)
def test_nasty_input_takes_no_long_time(text):
    begun = time.process_time()
    with contextlib.suppress(BadTranscript):
        parse(text)
    assert time.process_time() - begun < 3


word = st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=8)
words = st.lists(word, min_size=1, max_size=6).map(" ".join)
spans = st.lists(
    st.tuples(st.integers(0, 359_000), st.integers(1, 60_000), words), min_size=1, max_size=8
)  # fmt: skip


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(spans)
def test_what_another_program_writes_as_subrip_is_read_as_it_reads_it(parts):
    subtitles = [
        srt.Subtitle(
            number, dt.timedelta(milliseconds=start), dt.timedelta(milliseconds=start + lasting), text
        )
        for number, (start, lasting, text) in enumerate(parts, start=1)
    ]
    written = srt.compose(subtitles, reindex=False)
    again = list(srt.parse(written))
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in parse(written)] == [
        (
            one.start // dt.timedelta(milliseconds=1),
            one.end // dt.timedelta(milliseconds=1),
            normal(one.content),
        )
        for one in again
    ]


@given(spans, st.lists(st.sampled_from(["", "Ann", "Bob Smith"]), min_size=8, max_size=8))
def test_what_another_program_writes_as_webvtt_is_read_as_it_reads_it(parts, names):
    document = webvtt.WebVTT()
    for (start, lasting, text), name in zip(parts, names, strict=False):
        tagged = f"<v {name}>{text}</v>" if name else text
        document.captions.append(webvtt.Caption(_clock(start), _clock(start + lasting), tagged))
    written = document.content
    again = webvtt.from_buffer(io.StringIO(written))
    assert [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in parse(written)] == [
        (_ms(one.start), _ms(one.end), one.voice or "", normal(one.text)) for one in again
    ]


@given(st.lists(st.tuples(st.sampled_from(["Ann", "Bob Smith", "花子"]), words), min_size=1, max_size=8))
def test_names_and_words_come_back_as_they_were_written(parts):
    text = "\n".join(f"{name}: {said}" for name, said in parts)
    assert told(text) == [(name, normal(said)) for name, said in parts]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(BadTranscript):
        assert all(cue.text and cue.text == " ".join(cue.text.split()) for cue in parse(text))


def _clock(moment_ms: int) -> str:
    seconds, thousandths = divmod(moment_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"


def _ms(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000)
