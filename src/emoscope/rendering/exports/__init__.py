"""Findings in the formats of other programs: pure functions from findings to a file's bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emoscope.domain.findings import Findings
from emoscope.rendering.exports import document, eaf, emotionml, parquet, rttm, srt, vtt

_ALL = frozenset({"video", "audio", "image", "text"})
_SPOKEN = frozenset({"video", "audio"})
_XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Format:
    """A format, the kinds of media that have it, and how to write it.

    `write` gets the findings and the address of our vocabularies. `needs_speech` and `needs_words` say what
    there must be of it in the medium.
    """

    name: str
    about: str
    media_type: str
    ending: str
    kinds: frozenset[str]
    write: Callable[[Findings, str], bytes]
    needs_speech: bool = False
    needs_words: bool = False

    def lacking(self, findings: Findings) -> str:
        """Why there is none of this medium; empty where there is."""
        if findings.kind not in self.kinds:
            return f"{self.name} is for {' and '.join(sorted(self.kinds))}, and this is {findings.kind}."
        if self.needs_speech and not findings.segments:
            return f"{self.name} holds speech, and there is none in this {findings.kind}."
        if self.needs_words and not any(segment.text.strip() for segment in findings.segments):
            return f"{self.name} holds words, and none were understood in this {findings.kind}."
        return ""


def _alone(write: Callable[[Findings], bytes]) -> Callable[[Findings, str], bytes]:
    return lambda findings, _: write(findings)


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format(
            "json", "everything that is known, as one document", "application/json", "json", _ALL,
            _alone(document.write),
        ),
        Format(
            "parquet", "the tidy table", "application/vnd.apache.parquet", "parquet", _ALL,
            _alone(parquet.write),
        ),
        Format("emotionml", "EmotionML 1.0", "application/emotionml+xml", "emotionml", _ALL, emotionml.write),
        Format("eaf", "ELAN annotation document", _XML, "eaf", _SPOKEN, _alone(eaf.write)),
        Format(
            "srt", "SubRip subtitles", "application/x-subrip", "srt", _SPOKEN, _alone(srt.write),
            needs_words=True,
        ),
        Format(
            "vtt", "WebVTT captions with voices", "text/vtt; charset=utf-8", "vtt", _SPOKEN,
            _alone(vtt.write), needs_words=True,
        ),
        Format(
            "rttm", "who speaks when", "text/plain; charset=utf-8", "rttm", _SPOKEN, _alone(rttm.write),
            needs_speech=True,
        ),
    )
}  # fmt: skip
"""By the name that the API knows it by."""
