"""Transcripts as people write them: plain text with or without names and times, SubRip, WebVTT.

SubRip has no standard; what is read here is what its many writers agree on. WebVTT: https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from emoscope.api.names import NAME_LENGTH, is_odd
from emoscope.errors import EmoscopeError

CHARACTERS_AT_MOST = 1_000_000
SEGMENTS_AT_MOST = 10_000
SEGMENT_LENGTH = 10_000

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_CLOCK = re.compile(_TIME)
_STAMP = re.compile(r"\[([\d:.,\s]+)\]\s*")
_ARROW = re.compile(r"(\S+)\s+-->\s+(\S+)(?:\s+.*)?")
_NAMED = re.compile(r"([^:]{1,200}?)\s*:(?:\s+|$)")
_PARTICLES = frozenset(
    ["of", "the", "and", "de", "da", "di", "du", "del", "la", "le", "van", "von", "der", "den"]
)
_WORDS_OF_A_NAME = 5
_SRT_MARKUP = re.compile(r"</?[bius]>|</?font[^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]*)>")
_VTT_TAG = re.compile(r"<[^<>]*>")
_VTT_ASIDE = ("NOTE", "STYLE", "REGION")


class BadTranscript(EmoscopeError):
    """A transcript that cannot be read; the message names the line."""

    code = "bad_transcript"
    status = 422
    title = "Transcript not acceptable"


@dataclass(frozen=True, slots=True)
class Cue:
    """What somebody says, as it was written: `line` counts from 1, times are None and `speaker` is empty
    where they were not given."""

    line: int
    text: str
    speaker: str = ""
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def parse(transcript: str) -> list[Cue]:
    """The cues of a transcript in any of the formats, told by its content; BadTranscript where it is faulty.

    WebVTT begins with WEBVTT; SubRip has an arrow on one of its first two lines; all else is plain text.
    """
    if len(transcript) > CHARACTERS_AT_MOST:
        raise BadTranscript(
            f"The transcript has {len(transcript)} characters; at most {CHARACTERS_AT_MOST} are accepted."
        )
    lines = _lines(transcript.removeprefix("\ufeff"))
    written = [line for line in lines if line.text]
    if not written:
        raise BadTranscript("The transcript is empty; send at least one word.")
    if re.match(r"WEBVTT(?:\s|$)", lines[0].text):
        cues = [part for block in _blocks(lines[1:], from_header=True) for part in _vtt_cue(block)]
    elif any("-->" in line.text for line in written[:2]):
        cues = _with_names([cue for block in _blocks(lines) if (cue := _srt_cue(block))])
    else:
        cues = _plain(lines)
    return _checked(cues)


def _lines(transcript: str) -> list[_Line]:
    found = []
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", transcript), start=1):
        text = unicodedata.normalize("NFC", raw).replace("\t", " ")
        if any(is_odd(sign) for sign in text):
            raise _fault(number, "there is a control character in it")
        found.append(_Line(number, " ".join(text.split())))
    return found


def _blocks(lines: Sequence[_Line], *, from_header: bool = False) -> Iterator[list[_Line]]:
    """The stretches between empty lines; with `from_header` without what directly follows the header."""
    for has_text, block in groupby(lines, key=lambda line: bool(line.text)):
        if has_text and not from_header:
            yield list(block)
        from_header = False


def _checked(cues: list[Cue]) -> list[Cue]:
    if not cues:
        raise BadTranscript("There are no words in the transcript.")
    if len(cues) > SEGMENTS_AT_MOST:
        raise BadTranscript(
            f"The transcript has {len(cues)} segments; at most {SEGMENTS_AT_MOST} are accepted."
        )
    for cue in cues:
        if len(cue.text) > SEGMENT_LENGTH:
            raise _fault(
                cue.line,
                f"a segment of {len(cue.text)} characters begins here; at most {SEGMENT_LENGTH} are accepted",
            )
    return cues


def _fault(line: int, what: str) -> BadTranscript:
    return BadTranscript(f"Line {line}: {what}.", line=line)


def _clock_ms(text: str, line: int) -> int:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise _fault(line, f"{text!r} is no time; write 00:01:02, or 00:01:02.500")
    hours, minutes, seconds, fraction = found.groups()
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        raise _fault(line, f"{text!r} is no time: minutes and seconds end at 59")
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _span(line: _Line) -> tuple[int, int]:
    found = _ARROW.fullmatch(line.text)
    if found is None:
        raise _fault(line.number, "times must look like 00:00:01,000 --> 00:00:02,500")
    start, end = (_clock_ms(part, line.number) for part in found.groups())
    if end <= start:
        raise _fault(line.number, "it ends before it begins")
    return start, end


def _srt_cue(block: Sequence[_Line]) -> Cue | None:
    head, *rest = block
    if "-->" not in head.text:
        if not head.text.isdigit():
            raise _fault(head.number, "the number of a subtitle is expected here")
        if not rest:
            raise _fault(head.number, "this subtitle has no times")
        head, *rest = rest
    start, end = _span(head)
    _refuse_arrows(rest)
    text = _joined(_SRT_MARKUP.sub("", line.text) for line in rest)
    return Cue(head.number, text, "", start, end) if text else None


def _vtt_cue(block: Sequence[_Line]) -> Iterator[Cue]:
    """A cue for each voice in it; who speaks at which time of it is told by the number of words."""
    head, *rest = block
    if head.text.split(" ", 1)[0] in _VTT_ASIDE and "-->" not in head.text:
        return
    if "-->" not in head.text:
        if not rest:
            raise _fault(head.number, "this cue has no times")
        head, *rest = rest
    start, end = _span(head)
    _refuse_arrows(rest)
    parts = [(name, text) for name, text in _voices(_joined(line.text for line in rest)) if text]
    total, done = sum(len(text.split()) for _, text in parts), 0
    for name, text in parts:
        begin = start + (end - start) * done // total
        done += len(text.split())
        yield Cue(head.number, text, name, begin, start + (end - start) * done // total)


def _voices(payload: str) -> Iterator[tuple[str, str]]:
    before, *spans = _VOICE.split(payload)
    yield "", _without_tags(before)
    for name, text in zip(spans[::2], spans[1::2], strict=True):
        inside, _, behind = text.partition("</v>")
        yield html.unescape(name).strip()[:NAME_LENGTH], _without_tags(inside)
        yield "", _without_tags(behind)


def _without_tags(payload: str) -> str:
    plain = html.unescape(_VTT_TAG.sub("", payload))
    return _joined("".join(" " if is_odd(sign) else sign for sign in plain).split("\n"))


def _refuse_arrows(lines: Sequence[_Line]) -> None:
    for line in lines:
        if "-->" in line.text:
            raise _fault(line.number, "there must be an empty line before the next times")


def _joined(parts: Iterator[str] | Sequence[str]) -> str:
    return " ".join(word for part in parts for word in part.split())


def _with_names(cues: list[Cue]) -> list[Cue]:
    """Takes names before a colon off the words, if the first cue has one."""
    if not cues or not _name_of(cues[0].text)[0]:
        return cues
    found, speaker = [], ""
    for cue in cues:
        name, words = _name_of(cue.text)
        speaker = name or speaker
        if words:
            found.append(replace(cue, speaker=speaker, text=words))
    return found


def _name_of(text: str) -> tuple[str, str]:
    """The name before a colon, empty where there is none, and what is said."""
    found = _NAMED.match(text)
    if found is None or not _is_name(found[1]):
        return "", text
    return found[1], text[found.end() :]


def _is_name(text: str) -> bool:
    """A word or up to five that begin large, with a digit, or in a script without cases."""
    words = text.split()
    if len(words) > _WORDS_OF_A_NAME or any(sign in '?!;"\u201c\u201d' for sign in text):
        return False
    large = [word for word in words[1:] if word not in _PARTICLES]
    small_first = words[0][:1].islower() and any(word[:1].isalpha() for word in large)
    return not small_first and not any(word[:1].islower() for word in large)


def _plain(lines: Sequence[_Line]) -> list[Cue]:
    """A line with a time or, if the first line has one, a name begins a segment; so does a paragraph. Where
    there is neither, each paragraph is one; where there is one paragraph only, each line."""
    first = next(line for line in lines if line.text)
    start_ms, words = _stamped(first)
    has_names, has_times = bool(_name_of(words)[0]), start_ms is not None
    paragraphs = list(_blocks(lines))
    line_by_line = not has_names and not has_times and len(paragraphs) == 1
    found: list[Cue] = []
    speaker = ""
    for paragraph in paragraphs:
        for place, line in enumerate(paragraph):
            start_ms, words = _stamped(line)
            name, words = _name_of(words) if has_names else ("", words)
            if place == 0 or name or start_ms is not None or line_by_line:
                speaker = name or speaker
                found.append(Cue(line.number, _joined([words]), speaker, start_ms))
            else:
                found[-1] = replace(found[-1], text=_joined([found[-1].text, words]))
    _require_order(found)
    return [cue for cue in found if cue.text]


def _stamped(line: _Line) -> tuple[int | None, str]:
    found = _STAMP.match(line.text)
    if found is None or ":" not in found[1]:
        return None, line.text
    return _clock_ms(found[1].strip(), line.number), line.text[found.end() :]


def _require_order(cues: Sequence[Cue]) -> None:
    last: Cue | None = None
    for cue in cues:
        if cue.start_ms is None:
            continue
        if last is not None and last.start_ms is not None and cue.start_ms < last.start_ms:
            raise _fault(cue.line, f"its time is before that of line {last.line}")
        last = cue
