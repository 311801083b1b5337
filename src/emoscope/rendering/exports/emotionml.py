"""Emotion Markup Language 1.0 (W3C Recommendation of 22 May 2014) with our own vocabularies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.findings import FaceFindings, FaceSeries, Findings
from emoscope.rendering.exports.spoken import plain, speaker_name
from emoscope.rendering.exports.vocabularies import NAMESPACE

_OWN = "urn:emoscope:export"


def write(findings: Findings, vocabularies: str) -> bytes:
    """UTF-8 XML; `vocabularies` is the address under which ours are published.

    A face of a video is one emotion with traces for each stretch without a gap, of an image one with values;
    each judged turn of speech has one for the voice and one for the words; each scored sentence one.
    """
    writer = _Writer(findings, vocabularies.rstrip("/"))
    for face in findings.faces:
        writer.add_face(face)
    for segment in findings.segments:
        who = speaker_name(findings, segment.speaker_id)
        for kind, scores in (("voice", segment.emotions), ("text", segment.text_emotions)):
            if scores is not None:
                emotion = writer.add(kind, who, segment.start_ms, segment.end_ms)
                _values(emotion, scores)
    for sentence in findings.sentences:
        if sentence.emotions is not None:
            emotion = writer.add("text", "", None, None, {"start": sentence.start, "end": sentence.end})
            _values(emotion, sentence.emotions)
    indent(writer.root)
    content: bytes = tostring(writer.root, encoding="UTF-8", xml_declaration=True)
    return content


class _Writer:
    """The document being written."""

    def __init__(self, findings: Findings, vocabularies: str) -> None:
        self._vocabularies = vocabularies
        self._medium = f"urn:uuid:{quote(findings.medium_id)}"
        self.root = Element("emotionml", {"version": "1.0", "xmlns": NAMESPACE})
        facts = {"id": findings.medium_id, "kind": findings.kind, "title": plain(findings.title)}
        SubElement(SubElement(self.root, "info"), "medium", {"xmlns": _OWN, **facts})

    def add(
        self,
        kind: str,
        who: str,
        start_ms: int | None,
        end_ms: int | None,
        place: Mapping[str, float] | None = None,
    ) -> Element:
        """An emotion expressed through face, voice or text; times are in the medium's own."""
        attributes = {"category-set": f"{self._vocabularies}/{kind}#{kind}", "expressed-through": kind}
        if start_ms is not None and end_ms is not None:
            attributes |= {
                "time-ref-uri": self._medium,
                "time-ref-anchor-point": "start",
                "offset-to-start": str(start_ms),
                "duration": str(end_ms - start_ms),
            }
        emotion = SubElement(self.root, "emotion", attributes)
        about = {"name": plain(who)} if who else {}
        about |= {key: f"{value:g}" for key, value in (place or {}).items()}
        if about:
            SubElement(SubElement(emotion, "info"), "subject", {"xmlns": _OWN, **about})
        return emotion

    def add_face(self, face: FaceFindings) -> None:
        if face.series is None:
            box = {"x": face.box.x, "y": face.box.y, "w": face.box.w, "h": face.box.h} if face.box else None
            emotion = self.add("face", face.name, None, None, box)
            self._affect(emotion)
            _values(emotion, face.emotions)
            _dimensions(emotion, face.affect)
            return
        for part in _without_gaps(face.series):
            first, last = int(face.series.start_ms[part[0]]), int(face.series.start_ms[part[-1]])
            emotion = self.add("face", face.name, first, last + face.series.bin_ms)
            self._affect(emotion)
            _traces(emotion, face.series, part)

    def _affect(self, emotion: Element) -> None:
        emotion.set("dimension-set", f"{self._vocabularies}/affect#affect")


def _values(emotion: Element, scores: Mapping[str, float]) -> None:
    for name, score in scores.items():
        SubElement(emotion, "category", {"name": name, "value": _scale(score)})


def _dimensions(emotion: Element, affect: Affect) -> None:
    places = {"valence": (affect.valence + 1) / 2, "arousal": (affect.arousal + 1) / 2}
    for name, value in {**places, "intensity": affect.intensity}.items():
        SubElement(emotion, "dimension", {"name": name, "value": _scale(value)})


def _traces(emotion: Element, series: FaceSeries, part: NDArray[np.int64]) -> None:
    courses = [("category", name, series.emotions[part, column]) for column, name in enumerate(EMOTIONS)]
    courses.append(("dimension", "valence", (series.valence[part] + 1) / 2))
    courses.append(("dimension", "arousal", (series.arousal[part] + 1) / 2))
    courses.append(("dimension", "intensity", series.intensity[part]))
    for element, name, samples in courses:
        trace = {"freq": f"{1000 / series.bin_ms:g}Hz", "samples": _samples(samples.tolist())}
        SubElement(SubElement(emotion, element, {"name": name}), "trace", trace)


def _samples(values: Sequence[float]) -> str:
    return " ".join(_scale(value) for value in values)


def _scale(value: float) -> str:
    """A scale value of EmotionML: from 0 to 1."""
    return f"{min(1.0, max(0.0, value)):.4f}"


def _without_gaps(series: FaceSeries) -> list[NDArray[np.int64]]:
    breaks = np.flatnonzero(np.diff(series.start_ms) != series.bin_ms) + 1
    return [part for part in np.split(np.arange(len(series.start_ms)), breaks) if len(part)]
