"""Reports as PDF: rendered, looked at, and read by a reader that is not ours."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from functools import cache

import cv2
import numpy as np
import pytest

from builders import findings as made
from builders.media import astronaut
from emoscope.domain.findings import Findings
from emoscope.rendering.frames import encode_jpeg
from emoscope.rendering.pdf import Pictures, Story, people, render_pages, render_pdf

MADE_AT = datetime(2026, 3, 15, 12, tzinfo=UTC)
STORY = Story(
    "Two people talk.\nThe mood lifts.",
    ((30_500, "Anna turns to happy"),),
    ("Anna: face and words agree in 72%",),
)
NASTY = '#read("/etc/passwd") [x] *b* _i_ $y$ @ref <lab> \\ // /* = h'
KINDS = {"video": made.video, "audio": made.audio, "image": made.image, "text": made.text}


def portrait() -> bytes:
    return encode_jpeg(astronaut())


@cache
def usual_pages(kind: str) -> list[str]:
    return pages_of(KINDS[kind]())


def pages_of(findings: Findings, story: Story = STORY, pictures: Pictures | None = None) -> list[str]:
    """The text of each page, as another program reads it."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the PDF")
    document = pdfium.PdfDocument(render_pdf(findings, story, pictures or Pictures(), MADE_AT))
    try:
        found = []
        for page in document:
            text = page.get_textpage()
            found.append(" ".join(text.get_text_range().replace("\ufffe", "").split()))
            text.close()
            page.close()
        return found
    finally:
        document.close()


def drawn(findings: Findings, pictures: Pictures | None = None) -> list[np.ndarray]:
    pages = render_pages(findings, STORY, pictures or Pictures(), MADE_AT, ppi=40)
    return [cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_COLOR) for page in pages]


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_a4_and_has_something_on_it(kind):
    for page in drawn(KINDS[kind]()):
        assert page.shape[:2] == pytest.approx((468, 331), abs=1)
        body = page[38:430]
        assert (body.min(axis=2) < 215).sum() > 60


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_ends_with_method_and_limits(kind):
    pages = usual_pages(kind)
    said = re.search(r"Method and limits: page (\d+)\.", pages[0])
    where = int(said.group(1)) - 1
    assert "Method and limits What the figures mean" in pages[where]
    assert "Apparent emotion is not felt emotion" in pages[where]
    assert "AI Act" in pages[-1]
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, 1))


def test_the_first_page_says_what_there_is():
    findings = made.video()
    first = usual_pages("video")[0]
    assert findings.title in first
    for said in (
        "14 March 2026", "1280 \u00d7 720", "1:00", "Two people talk.", "The mood lifts.", "0:30",
        "Anna turns to happy", "agree in 72%", "Interview for the annual report.", "3 people",
    ):  # fmt: skip
        assert said in first, said
    for bars in (findings.face_emotions, findings.voice_emotions, findings.text_emotions):
        label = max(bars, key=bars.get)
        assert f"{label} {bars[label]:.0%}" in first


def test_each_person_has_a_page_with_their_figures():
    findings = made.video()
    pages = usual_pages("video")
    for number, face in enumerate(findings.faces, 1):
        page = pages[number]
        assert page.index(face.name) < 200
        for name, share in face.emotions.items():
            assert f"{name} {share:.0%}" in page
        assert f"{face.affect.valence:+.2f}".replace("-", "\u2212") in page
        assert f"{face.uncertain_share:.0%}" in page
    assert "Apparent personality" in pages[1]
    assert "0.72" in pages[1]
    assert "Apparent personality" not in pages[2]
    assert "Telling words" in pages[1], "what Anna said"
    assert "Telling words" not in pages[3], "nobody's voice is linked to the third face"


def test_the_transcript_has_every_turn_with_its_time_and_speaker():
    findings = made.audio()
    whole = " ".join(usual_pages("audio"))
    for one in findings.segments:
        assert one.text[-25:] in whole
    assert "0:55 speaker_1 Yes." in whole
    assert "Three segments were too short to judge the voice." in whole


def test_sentences_are_marked_by_name_not_by_colour_alone():
    whole = " ".join(usual_pages("text"))
    for sentence, label in made.SAID:
        assert sentence.split(". ")[0][:30] in whole
        assert f"[{label} 80%]" in whole
    assert "[de, not scored]" in whole


def test_the_boxes_are_where_the_faces_are():
    findings = dataclasses.replace(made.image(3), faces=made.image(3).faces[2:])
    plain = dataclasses.replace(findings, faces=(dataclasses.replace(findings.faces[0], box=None),))
    green = Pictures(medium=encode_jpeg(np.full((240, 320, 3), (0, 200, 0), np.uint8)))
    (with_box, *_), (without, *_) = drawn(findings, green), drawn(plain, green)
    rows, columns = np.nonzero(cv2.absdiff(with_box, without).max(axis=2) > 30)
    shown_rows, shown_columns = np.nonzero(np.abs(without.astype(int) - (0, 200, 0)).max(axis=2) < 6)
    top, left = shown_rows.min(), shown_columns.min()
    scale = (shown_columns.max() - left + 1) / 320
    box = findings.faces[0].box
    assert (columns.min() - left) / scale == pytest.approx(box.x, abs=4)
    assert (rows.min() - top) / scale == pytest.approx(box.y, abs=4)
    assert (columns.max() - left) / scale == pytest.approx(box.x + box.w, abs=4)
    assert (rows.max() - top) / scale == pytest.approx(box.y + box.h, abs=4)


def test_a_persons_picture_is_on_their_page_and_a_broken_one_does_no_harm():
    red = np.zeros((200, 200, 3), np.uint8)
    red[:, :, 2] = 255
    pages = drawn(made.video(), Pictures({1: encode_jpeg(red), 2: b"jpeg"}))
    red_there = [int(((page[:, :, 2] > 230) & (page[:, :, :2].max(axis=2) < 30)).sum()) for page in pages]
    assert red_there[1] > 1500
    assert max(red_there[2:]) == 0


def test_words_of_users_are_printed_not_run():
    findings = made.video()
    faces = (dataclasses.replace(findings.faces[0], name=NASTY, note=NASTY), *findings.faces[1:])
    speakers = (dataclasses.replace(findings.speakers[0], name=NASTY), *findings.speakers[1:])
    segments = tuple(dataclasses.replace(one, text=NASTY) for one in findings.segments)
    nasty = dataclasses.replace(
        findings, title=NASTY, description=NASTY, faces=faces, speakers=speakers, segments=segments,
        notes={"x": NASTY},
    )  # fmt: skip
    pages = pages_of(nasty, Story(NASTY, ((0, NASTY),), (NASTY,)))
    assert all('#read("/etc/passwd")' in page for page in (pages[0], pages[1], pages[-1]))
    assert "root:" not in " ".join(pages)


@pytest.mark.parametrize(
    "word", ["W" * 4000, "שלום עולם", "مرحبا بالعالم", "日本語", "नमस्ते", "😀", "\u202eabc\u0000\x07\ud800"]
)
def test_any_words_can_be_set(word):
    findings = made.text([(word, "joy")], title=word * 40, description=word)
    faces = (dataclasses.replace(made.face(1), name=word),)
    for found in (findings, made.video(5000, title=word, faces=faces)):
        for page in drawn(found):
            edge = page[:, -12:]
            assert edge.min() > 200, "nothing runs off the page"


@pytest.mark.parametrize("text", ["שלום עולם וברכה", "مرحبا بالعالم اليوم"])
def test_text_from_right_to_left_begins_at_the_right(text):
    turns = (dataclasses.replace(made.segments(5000)[0], text=text),)
    shown = drawn(made.audio(5000, segments=turns, speakers=(), voice_emotions=None, text_emotions=None))
    latin = drawn(
        made.audio(
            5000,
            segments=(dataclasses.replace(turns[0], text="Hello"),),
            speakers=(),
            voice_emotions=None,
            text_emotions=None,
        )
    )
    page = next(i for i, (a, b) in enumerate(zip(shown, latin, strict=True)) if (a != b).any())
    columns = np.nonzero((cv2.absdiff(shown[page], latin[page]).max(axis=2) > 90).any(axis=0))[0]
    assert columns.max() > 200


def test_nobody_seen_and_nothing_said():
    empty = made.video(
        faces=(), speakers=(), segments=(), face_emotions=None, face_affect=None, voice_emotions=None,
        text_emotions=None, words=0, speech_ms=0, personality={},
    )  # fmt: skip
    pages = pages_of(empty, Story("No face is seen."))
    assert len(pages) == 2
    assert "No face was seen in this video." in pages[0]
    assert len(pages_of(made.image(0), Story("No face is seen."), Pictures(medium=portrait()))) <= 2


def test_a_crowd_gets_a_table_and_pages_for_those_seen_most(monkeypatch):
    monkeypatch.setattr(people, "PAGES_AT_MOST", 2)
    faces = tuple(
        made.face(number, f"Person {number}", 60_000, 1000, absent=0.9 if number < 10 else 0.1)
        for number in range(1, 12)
    )
    pages = pages_of(made.video(faces=faces, speakers=(), segments=()))
    assert all(f"Person {number} " in pages[1] for number in range(1, 12))
    assert "describe the 2 people longest on screen" in pages[1]
    assert [number for number, page in enumerate(pages) if "Expression over time" in page] == [2, 3]
    assert "Person 10" in pages[2]
    assert "Person 11" in pages[3]


def test_more_people_and_faces_than_fit_are_named(monkeypatch):
    monkeypatch.setattr(people, "ROWS_AT_MOST", 2)
    monkeypatch.setattr(people, "CARDS_AT_MOST", 3)
    assert "1 more person is in the exports." in pages_of(made.video(5000))[0]
    assert "4 more faces are in the exports." in " ".join(pages_of(made.image(7)))


def test_what_is_too_long_to_print_is_named():
    pages = pages_of(made.text([("I am glad.", "joy")] * 2600))
    assert "101 more sentences are in the exports." in " ".join(pages[-2:])


def test_the_same_findings_give_the_same_bytes():
    findings = made.video(5000, faces=(made.face(1, duration_ms=5000),), speakers=(), segments=())
    assert render_pdf(findings, STORY, Pictures(), MADE_AT) == render_pdf(
        findings, STORY, Pictures(), MADE_AT
    )


def test_an_address_loses_what_may_be_secret():
    first = pages_of(made.image(1, source_url="https://user:pw@media.example/a/clip.mp4?token=SECRET"))[0]
    assert "media.example/a/clip.mp4" in first
    assert "SECRET" not in first
    assert "pw" not in first
