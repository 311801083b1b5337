"""ELAN annotation documents (EAF 3.0): tiers for each speaker and one for each face."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np

from emoscope.domain.affect import dominant
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceSeries, Findings
from emoscope.rendering.exports.spoken import one_line, speaker_name

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"

Annotation = tuple[int, int, str]
"""Start and end in ms, and what is said of it."""


def write(findings: Findings) -> bytes:
    """UTF-8 XML. A speaker's tiers are "speech: NAME" with what is said, "voice: NAME" and "words: NAME" with
    the leading emotion and its share; a face's is "face: NAME" with stretches in which one emotion leads."""
    root = Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": "Emoscope",
            "DATE": findings.created_at.isoformat(timespec="seconds"),
            "FORMAT": "3.0",
            "VERSION": "3.0",
            "xmlns:xsi": _XSI,
            "xsi:noNamespaceSchemaLocation": _SCHEMA,
        },
    )
    _header(root, findings)
    tiers: dict[str, list[Annotation]] = {}
    for name, marked in _tiers(findings):
        if marked:
            tiers[f"{name} ({len(tiers)})" if name in tiers else name] = _apart(marked)
    _content(root, tiers)
    SubElement(
        root,
        "LINGUISTIC_TYPE",
        {"LINGUISTIC_TYPE_ID": "default-lt", "TIME_ALIGNABLE": "true", "GRAPHIC_REFERENCES": "false"},
    )
    indent(root)
    content: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return content


def _header(root: Element, findings: Findings) -> None:
    header = SubElement(root, "HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"})
    file = PurePosixPath(findings.object_key).name
    kind = mimetypes.guess_type(file)[0]
    if kind:
        SubElement(
            header,
            "MEDIA_DESCRIPTOR",
            {"MEDIA_URL": f"./{file}", "RELATIVE_MEDIA_URL": f"./{file}", "MIME_TYPE": kind},
        )


def _tiers(findings: Findings) -> Iterator[tuple[str, list[Annotation]]]:
    for speaker in findings.speakers:
        name = speaker_name(findings, speaker.speaker_id)
        own = [one for one in findings.segments if one.speaker_id == speaker.speaker_id]
        yield f"speech: {name}", [(one.start_ms, one.end_ms, one_line(one.text)) for one in own]
        for kind, judged in (
            ("voice", [(one, one.emotions) for one in own]),
            ("words", [(one, one.text_emotions) for one in own]),
        ):
            yield f"{kind}: {name}", [(one.start_ms, one.end_ms, _said(some)) for one, some in judged if some]
    for face in findings.faces:
        if face.series is not None:
            yield f"face: {one_line(face.name)}", list(stretches(face.series))


def _said(scores: Mapping[str, float]) -> str:
    label = dominant(scores)
    return f"{label} {scores[label]:.2f}"


def stretches(series: FaceSeries) -> Iterator[Annotation]:
    """Stretches without a gap in which one emotion leads, with its mean share in them."""
    leads = series.emotions.argmax(axis=1)
    starts = series.start_ms
    changes = np.flatnonzero((np.diff(leads) != 0) | (np.diff(starts) != series.bin_ms)) + 1
    for part in np.split(np.arange(len(starts)), changes):
        if len(part):
            lead = int(leads[part[0]])
            mean = float(series.emotions[part, lead].mean())
            end_ms = int(starts[part[-1]]) + series.bin_ms
            yield int(starts[part[0]]), end_ms, f"{EMOTIONS[lead]} {mean:.2f}"


def _apart(marked: Sequence[Annotation]) -> list[Annotation]:
    """In order of time and cut so that none begins before the one before it ends, as a tier asks for."""
    found: list[Annotation] = []
    free_from = 0
    for start_ms, end_ms, value in sorted(marked):
        begin = max(start_ms, free_from)
        free_from = max(end_ms, begin + 1)
        found.append((begin, free_from, value))
    return found


def _content(root: Element, tiers: Mapping[str, Sequence[Annotation]]) -> None:
    """Times first, as the schema asks for, then the tiers that refer to them."""
    order = SubElement(root, "TIME_ORDER")
    times = sorted({time for marked in tiers.values() for start, end, _ in marked for time in (start, end)})
    slots = {time: f"ts{number}" for number, time in enumerate(times, 1)}
    for time, slot in slots.items():
        SubElement(order, "TIME_SLOT", {"TIME_SLOT_ID": slot, "TIME_VALUE": str(time)})
    number = 0
    for name, marked in tiers.items():
        tier = SubElement(root, "TIER", {"LINGUISTIC_TYPE_REF": "default-lt", "TIER_ID": name})
        for start_ms, end_ms, value in marked:
            number += 1
            aligned = SubElement(
                SubElement(tier, "ANNOTATION"),
                "ALIGNABLE_ANNOTATION",
                {
                    "ANNOTATION_ID": f"a{number}",
                    "TIME_SLOT_REF1": slots[start_ms],
                    "TIME_SLOT_REF2": slots[end_ms],
                },
            )
            SubElement(aligned, "ANNOTATION_VALUE").text = value
