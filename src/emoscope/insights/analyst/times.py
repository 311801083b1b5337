"""Which part of the medium a question names: "at 0:42", "between 1 and 2 minutes", "in the first half"."""

from __future__ import annotations

import re
from collections.abc import Callable

from emoscope.insights.analyst.question import Span

_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_WORD_NUMBER = re.compile(rf"\b({'|'.join(_NUMBERS)})(?=\s+(?:hours?|minutes?|mins?|seconds?|secs?)\b)")
_UNITS_MS = {"h": 3_600_000, "m": 60_000, "s": 1000}

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?"
_PLAIN = r"\d{1,9}(?:\.\d{1,9})?"
_AMOUNT = rf"{_PLAIN}\s*(?:hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])"
_AMOUNTS = rf"{_AMOUNT}(?:\s*(?:and\s+)?{_AMOUNT})*"
_TIME = rf"(?:{_CLOCK}|{_AMOUNTS}|{_PLAIN})"
_SAID_TIME = rf"(?:{_CLOCK}|{_AMOUNTS})"
_PIECES = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_EDGE = 5
"""What counts as the beginning or the end: a fifth."""
_LAST_MS = 1000
_AT = r"\b(?:in|at|near|around|towards?|about|and|during|from|by)\s+the\s+(?:very\s+)?"
_BEGINNING = (
    rf"{_AT}(?:beginning|start|opening|intro(?:duction)?)\b(?!\s+to\b)"
    r"|\bearly on\b|\bat first\b|\binitially\b"
)
_END = rf"{_AT}(?:end|ending|close|finish|outro)\b|\bfinally\b|\bat last\b|\blate on\b"


def find_span(message: str, length: int, of_sentences: bool = False) -> Span | None:
    """The first part that is named. `length` is that of the medium in ms, or the number of its sentences;
    a medium without a length (an image) has no parts."""
    text = _WORD_NUMBER.sub(lambda match: str(_NUMBERS[match[1]]), message.lower())
    text = re.sub(r"\bhalf a minute\b", "30 seconds", text)
    text = re.sub(
        r"\b(?:an?|the first|the last|one) (hour|minute|second)\b(?! (?:speaker|person|face))", _one, text
    )
    if length <= 0:
        return None
    for pattern, read in _FORMS:
        match = pattern.search(text)
        if match is None or (of_sentences and read not in _OF_SENTENCES):
            continue
        span = read(match, length)
        if span is not None:
            return _within(span, length)
    return None


def _one(match: re.Match[str]) -> str:
    start = re.match(r"the (?:first|last) ", match[0])
    return f"{start[0] if start else ''}1 {match[1]}"


def _within(span: Span, length: int) -> Span:
    if span.moment and length <= span.start < length + _LAST_MS:
        return Span(length - 1, length - 1, moment=True)  # "at 1:00" of a video of a minute is its end
    if span.start >= length:
        return Span(span.start, span.end, span.moment, beyond=True)
    return Span(max(0, span.start), min(span.end, length), span.moment)


def _ms(text: str, unit: str = "s") -> int:
    """A clock time, an amount with units, or a bare number in `unit`."""
    if ":" in text:
        parts = [float(part) for part in text.split(":")]
        return round(sum(part * 60.0**power for power, part in enumerate(reversed(parts))) * 1000)
    amounts = re.findall(rf"({_PLAIN})\s*([hms])?[a-z]*", text)
    return round(sum(float(number) * _UNITS_MS[name or unit] for number, name in amounts))


def _unit_of(text: str) -> str:
    found = re.search(r"\d\s*([hms])", text)
    return found[1] if found else "s"


def _between(match: re.Match[str], _length: int) -> Span | None:
    first, second = match["first"], match["second"]
    unit = _unit_of(second)
    start, end = _ms(first, unit), _ms(second, unit)
    return Span(min(start, end), max(start, end)) if start != end else Span(start, start, moment=True)


def _after(match: re.Match[str], length: int) -> Span:
    return Span(_ms(match["time"]), max(length, _ms(match["time"])))


def _before(match: re.Match[str], _length: int) -> Span:
    return Span(0, _ms(match["time"]))


def _edge_amount(match: re.Match[str], length: int) -> Span:
    lasting = _ms(match["time"])
    return Span(0, lasting) if match["edge"] == "first" else Span(max(0, length - lasting), length)


def _piece(match: re.Match[str], length: int) -> Span:
    parts = _PIECES[match["piece"]]
    places = {"first": 0, "second": 1, "third": 2, "fourth": 3, "other": parts - 1}
    place = min(places.get(match["place"], parts - 1), parts - 1)
    return Span(length * place // parts, length * (place + 1) // parts)


def _moment(match: re.Match[str], _length: int) -> Span:
    at = _ms(match["time"])
    return Span(at, at, moment=True)


def _minute(match: re.Match[str], _length: int) -> Span:
    start = int(match["number"]) * 60_000
    return Span(start, start + 60_000)


def _second(match: re.Match[str], _length: int) -> Span:
    at = int(match["number"]) * 1000
    return Span(at, at, moment=True)


def _beginning(_match: re.Match[str], length: int) -> Span:
    return Span(0, max(1, length // _EDGE))


def _end(_match: re.Match[str], length: int) -> Span:
    return Span(min(length - 1, length - length // _EDGE), length)


def _middle(_match: re.Match[str], length: int) -> Span:
    return Span(length * 2 // _EDGE, max(length * 2 // _EDGE + 1, length * 3 // _EDGE))


def _half_way(_match: re.Match[str], length: int) -> Span:
    return Span(length // 2, length // 2, moment=True)


def _sentence(match: re.Match[str], _length: int) -> Span | None:
    number = int(match["number"])
    return Span(number - 1, number) if number else None


_Read = Callable[[re.Match[str], int], Span | None]
_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\b(?:sentence|line)\s+(?:number\s+)?(?P<number>\d{1,6})\b", _sentence),
        (rf"\bbetween\s+(?P<first>{_TIME})\s+(?:and|to)\s+(?P<second>{_TIME})", _between),
        (rf"\bfrom\s+(?P<first>{_TIME})\s*(?:to|until|till|-|\u2013)\s*(?P<second>{_TIME})", _between),
        (rf"\b(?P<first>{_CLOCK})\s*(?:to|until|till|and|-|\u2013)\s*(?P<second>{_CLOCK})", _between),
        (rf"\b(?P<first>{_TIME})\s*(?:to|-|\u2013)\s*(?P<second>{_SAID_TIME})", _between),
        (rf"\b(?:after|since|starting at|starting from|from)\s+(?:the\s+)?(?P<time>{_SAID_TIME})", _after),
        (rf"\b(?:before|until|till|up to)\s+(?:the\s+)?(?P<time>{_SAID_TIME})", _before),
        (rf"\b(?P<edge>first|last|final)\s+(?P<time>{_AMOUNTS})", _edge_amount),
        (
            r"\b(?P<place>first|second|third|fourth|last|final|other)\s+(?P<piece>half|third|quarter|fifth|tenth)\b",
            _piece,
        ),
        (rf"(?:\b(?:at|around|near|about|by|@)\s+)?(?:time\s+)?(?P<time>{_SAID_TIME})(?:\s+mark)?", _moment),
        (r"\b(?:minute|min)\s+(?P<number>\d{1,3})\b", _minute),
        (r"\b(?:second|sec)\s+(?P<number>\d{1,5})\b", _second),
        (r"\b(?:half ?way|midway)\b(?:\s+through)?", _half_way),
        (r"\b(?:in|at|near|towards?|around|about|during|throughout)\s+the\s+middle\b", _middle),
        (_BEGINNING, _beginning),
        (_END, _end),
    )
)
_OF_SENTENCES = frozenset({_sentence, _piece, _beginning, _end, _middle, _half_way})
