"""Exports of findings as tables and documents, read by polars, lxml and pydantic."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from lxml import etree

from builders import findings as made
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceSeries, Findings
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.rendering.exports import FORMATS
from emoscope.rendering.exports.document import FindingsDocument
from emoscope.rendering.exports.parquet import SCHEMAS
from emoscope.rendering.exports.vocabularies import VOCABULARIES, write_vocabulary

BASE = "https://example.org/v2/vocabularies"
EML = "{http://www.w3.org/2009/10/emotionml}"
KINDS = {"video": made.video, "audio": made.audio, "image": made.image, "text": made.text}
RULES = etree.RelaxNG(etree.parse(Path(__file__).with_name("emotionml.rng")))
DOCS = Path(__file__).parents[2] / "docs" / "exports.md"


def table(findings: Findings) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(FORMATS["parquet"].write(findings, BASE)))


def emotionml(findings: Findings) -> etree._Element:
    root = etree.fromstring(FORMATS["emotionml"].write(findings, BASE))
    assert RULES.validate(root), RULES.error_log
    return root


def test_the_table_of_a_video_has_a_row_per_face_and_stretch():
    findings = made.video()
    rows = table(findings)
    assert rows.height == sum(len(face.series.start_ms) for face in findings.faces)
    assert rows.select(pl.sum_horizontal(*EMOTIONS)).to_series().to_list() == pytest.approx([1] * rows.height)
    third = rows.filter(pl.col("face_id") == 3)
    assert third["name"].unique().to_list() == ["face_3"]
    assert third["valence"].to_list() == pytest.approx(findings.faces[2].series.valence.tolist())
    assert (third["end_ms"] - third["start_ms"]).unique().to_list() == [250]


def test_the_table_of_an_audio_has_a_row_per_turn():
    findings = made.audio()
    quiet = dataclasses.replace(findings.segments[0], emotions=None, text_emotions=None, prosody=None)
    rows = table(dataclasses.replace(findings, segments=(quiet, *findings.segments[1:])))
    assert rows["text"].to_list() == [one.text for one in findings.segments]
    assert rows["name"].to_list()[:2] == ["Interviewer", "speaker_1"]
    assert rows["voice_happy"][0] is None
    assert rows["words_joy"][0] is None
    assert rows["pitch_hz"].to_list()[:2] == [None, 210.0]
    assert rows["words_gratitude"][7] == pytest.approx(0.8)


def test_the_table_of_an_image_has_a_row_per_face():
    rows = table(made.image(2))
    assert rows["face_id"].to_list() == [1, 2]
    assert rows["x"].to_list() == [15.0, 90.0]
    assert rows["dominant_emotion"].to_list() == ["happy", "sad"]


def test_the_table_of_a_text_has_a_row_per_sentence():
    findings = made.text()
    rows = table(findings)
    assert rows["text"].to_list() == [one.text for one in findings.sentences]
    assert rows["top_emotion"].to_list() == [label for _, label in made.SAID] + [None]
    assert rows["sentiment"][0] == "positive"
    assert rows["joy"][-1] is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_medium_without_anything_has_an_empty_table_with_the_same_columns(kind):
    whole = KINDS[kind]()
    empty = table(dataclasses.replace(whole, faces=(), segments=(), speakers=(), sentences=()))
    assert empty.height == 0
    assert empty.schema == table(whole).schema
    assert list(empty.columns) == list(SCHEMAS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_holds_the_findings(kind):
    findings = KINDS[kind]()
    content = FORMATS["json"].write(findings, BASE)
    found = FindingsDocument.model_validate_json(content)
    assert (found.medium_id, found.kind, found.title) == (findings.medium_id, kind, findings.title)
    assert [face.name for face in found.faces] == [face.name for face in findings.faces]
    assert [one.text for one in found.segments] == [one.text for one in findings.segments]
    assert [one.emotions for one in found.sentences] == [one.emotions for one in findings.sentences]
    for stored in (findings.object_key, findings.user_id):
        assert stored.encode() not in content


def test_the_document_of_a_video_has_series_and_personality():
    findings = made.video()
    found = json.loads(FORMATS["json"].write(findings, BASE))
    face = found["faces"][0]
    assert face["personality"]["extraversion"] == 0.72
    assert found["faces"][1]["personality"] is None
    assert face["series"]["start_ms"] == findings.faces[0].series.start_ms.tolist()
    assert face["series"]["emotions"]["happy"] == pytest.approx(
        findings.faces[0].series.emotions[:, 4].tolist(), abs=1e-6
    )


def test_every_field_of_the_document_is_described():
    schema = FindingsDocument.model_json_schema(mode="serialization")
    models = [schema, *schema["$defs"].values()]
    silent = [
        f"{model['title']}.{name}"
        for model in models
        for name, field in model["properties"].items()
        if not field.get("description") and not any("description" in one for one in field.get("anyOf", ()))
    ]
    assert silent == []


@pytest.mark.parametrize("kind", KINDS)
def test_emotionml_follows_its_rules_and_its_vocabularies(kind):
    emotions = emotionml(KINDS[kind]()).findall(f"{EML}emotion")
    assert emotions
    for emotion in emotions:
        for element in ("category", "dimension"):
            names = [one.get("name") for one in emotion.findall(f"{EML}{element}")]
            if names:
                address, _, fragment = emotion.get(f"{element}-set").partition("#")
                assert address == f"{BASE}/{fragment}"
                assert VOCABULARIES[fragment].kind == element
                assert set(names) <= set(VOCABULARIES[fragment].names)


def test_emotionml_of_a_face_that_goes_away_has_an_emotion_for_each_visit():
    shares = np.full((3, 8), 0.125)
    half = np.full(3, 0.5)
    series = FaceSeries(500, np.array([0, 500, 4000]), shares, -half, half, half, half)
    face = dataclasses.replace(made.face(1), name="<&>\x00", series=series)
    one, other = emotionml(made.video(faces=(face,), segments=(), speakers=())).findall(f"{EML}emotion")
    assert (one.get("offset-to-start"), one.get("duration")) == ("0", "1000")
    assert (other.get("offset-to-start"), other.get("duration")) == ("4000", "500")
    assert one.get("time-ref-uri") == f"urn:uuid:{made.video(1000).medium_id}"
    assert one.find(f"{EML}info")[0].get("name") == "<&>"
    valence = one.find(f"{EML}dimension[@name='valence']/{EML}trace")
    assert (valence.get("freq"), valence.get("samples")) == ("2Hz", "0.2500 0.2500")


def test_emotionml_says_through_what_an_emotion_shows():
    emotions = emotionml(made.video(20_000)).findall(f"{EML}emotion")
    assert {one.get("expressed-through") for one in emotions} == {"face", "voice", "text"}
    text = next(one for one in emotions if one.get("expressed-through") == "text")
    assert len(text.findall(f"{EML}category")) == len(TEXT_EMOTIONS)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_vocabulary_follows_the_rules_and_has_all_names(name):
    root = etree.fromstring(write_vocabulary(name))
    assert RULES.validate(root), RULES.error_log
    (vocabulary,) = root.findall(f"{EML}vocabulary")
    assert (vocabulary.get("id"), vocabulary.get("type")) == (name, VOCABULARIES[name].kind)
    assert [item.get("name") for item in vocabulary.findall(f"{EML}item")] == list(VOCABULARIES[name].names)


def test_the_rules_refuse_what_is_wrong():
    right = FORMATS["emotionml"].write(made.image(1), BASE)
    for wrong in (
        right.replace(b'version="1.0" xmlns', b'version="1.1" xmlns'),
        right.replace(b'value="0.7143"', b'value="1.2"'),
        right.replace(b"<category", b"<feeling"),
    ):
        assert not RULES.validate(etree.fromstring(wrong))


def test_which_formats_a_medium_has():
    def available(findings: Findings) -> set[str]:
        return {name for name, one in FORMATS.items() if not one.lacking(findings)}

    assert available(made.video()) == available(made.audio()) == set(FORMATS)
    assert available(made.image()) == available(made.text()) == {"json", "parquet", "emotionml"}
    assert available(made.video(segments=())) == {"json", "parquet", "emotionml", "eaf"}
    wordless = tuple(dataclasses.replace(one, text=" ") for one in made.segments(20_000))
    assert set(FORMATS) - available(made.audio(segments=wordless)) == {"srt", "vtt"}


def test_every_format_and_every_column_is_in_the_docs():
    docs = DOCS.read_text()
    assert [name for name in FORMATS if f"| `{name}` |" not in docs] == []
    columns = {column for schema in SCHEMAS.values() for column in schema}
    columns -= {
        *EMOTIONS,
        *TEXT_EMOTIONS,
        *(f"voice_{n}" for n in EMOTIONS),
        *(f"words_{n}" for n in TEXT_EMOTIONS),
    }
    assert [column for column in sorted(columns) if f"`{column}`" not in docs] == []
