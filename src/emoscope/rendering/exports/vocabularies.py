"""Our vocabularies as EmotionML 1.0, to which exported documents refer by address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.text import TEXT_EMOTIONS

NAMESPACE = "http://www.w3.org/2009/10/emotionml"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`kind` is category or dimension; `about` says what the names mean."""

    kind: str
    names: Sequence[str]
    about: str


VOCABULARIES: Mapping[str, Vocabulary] = {
    "face": Vocabulary(
        "category", EMOTIONS, "Expressions of a face as observers name them; shares that sum to 1."
    ),
    "voice": Vocabulary("category", EMOTIONS, "Emotions heard in a voice; shares that sum to 1."),
    "text": Vocabulary(
        "category",
        TEXT_EMOTIONS,
        "Emotions that readers see in words, the labels of GoEmotions; independent probabilities.",
    ),
    "affect": Vocabulary(
        "dimension",
        ("valence", "arousal", "intensity"),
        "Valence and arousal, -1 to 1, given as 0 to 1 with 0.5 for neither; intensity, 0 to 1.",
    ),
}


def write_vocabulary(name: str) -> bytes:
    """The definition of one vocabulary, UTF-8 XML; KeyError where there is none of that name."""
    vocabulary = VOCABULARIES[name]
    root = Element("emotionml", {"version": "1.0", "xmlns": NAMESPACE})
    defined = SubElement(root, "vocabulary", {"type": vocabulary.kind, "id": name})
    about = SubElement(defined, "info")
    SubElement(about, "description", {"xmlns": ""}).text = vocabulary.about
    for item in vocabulary.names:
        SubElement(defined, "item", {"name": item})
    indent(root)
    content: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return content
