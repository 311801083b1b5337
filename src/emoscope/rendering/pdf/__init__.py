"""The report of a medium as PDF, set by Typst.

Words of users reach Typst as JSON data, never as source, and the setter may read nothing but its own folder.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import typst

from emoscope.domain.findings import Findings
from emoscope.rendering.pdf import overview, people, speech
from emoscope.rendering.pdf.assets import Assets
from emoscope.rendering.pdf.phrases import date, left_out
from emoscope.rendering.pdf.story import Pictures, Story
from emoscope.rendering.typefaces import typeface_for

__all__ = ["Pictures", "Story", "render_pages", "render_pdf"]

_TEMPLATES = Path(__file__).parent / "templates"
_OWN_FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")
_BEYOND_OWN = 0x0500
"""Latin, Greek and Cyrillic lie before; what comes behind may need other fonts."""


def render_pdf(
    findings: Findings, story: Story, pictures: Pictures, made_at: datetime, work_dir: Path | None = None
) -> bytes:
    """The report as tagged PDF on A4. The same input gives the same bytes."""
    with tempfile.TemporaryDirectory(dir=work_dir) as folder:
        (content,) = _set(Path(folder), findings, story, pictures, made_at, "pdf")
        return content


def render_pages(
    findings: Findings, story: Story, pictures: Pictures, made_at: datetime, ppi: float = 80
) -> list[bytes]:
    """Each page of the report as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        return _set(Path(folder), findings, story, pictures, made_at, "png", ppi)


def _set(
    folder: Path,
    findings: Findings,
    story: Story,
    pictures: Pictures,
    made_at: datetime,
    kind: Literal["pdf", "png"],
    ppi: float = 80,
) -> list[bytes]:
    document = _document(folder, findings, story, pictures, made_at)
    (folder / "data.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8", errors="replace")
    for template in _TEMPLATES.glob("*.typ"):
        shutil.copy(template, folder)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[_fonts(folder, document)])
    compiler = typst.Compiler(folder / "report.typ", root=folder, font_paths=fonts)
    made = compiler.compile(format=kind, ppi=ppi, timestamp=int(made_at.timestamp()))
    return made if isinstance(made, list) else [made or b""]


def _document(
    folder: Path, findings: Findings, story: Story, pictures: Pictures, made_at: datetime
) -> dict[str, Any]:
    """All that the templates print, in order."""
    assets = Assets(folder)
    for face_id, content in pictures.faces.items():
        assets.add_face(face_id, content)
    medium = assets.medium(pictures.medium)
    is_video, is_image = findings.kind == "video", findings.kind == "image"
    return {
        "made": date(made_at),
        "heading": overview.heading(findings, story),
        "people": people.rows(findings, assets) if is_video else [],
        "persons": people.pages(findings, assets) if is_video else [],
        "people_left": left_out(len(findings.faces) - people.ROWS_AT_MOST, "person", "people"),
        "pages_at_most": people.PAGES_AT_MOST,
        "picture": _picture(findings, medium) if is_image and medium else None,
        "cards": people.cards(findings, assets) if is_image else [],
        "cards_left": left_out(len(findings.faces) - people.CARDS_AT_MOST, "face", "faces"),
        "speakers": speech.speakers(findings, assets),
        "speakers_left": left_out(len(findings.speakers) - speech.SPEAKERS_AT_MOST, "speaker", "speakers"),
        "transcript": speech.transcript(findings),
        "sentences": speech.sentences(findings, assets),
        "method": overview.method(findings),
    }


def _picture(findings: Findings, medium: tuple[str, int, int]) -> dict[str, Any]:
    """An image and its faces' boxes in shares of its width and height."""
    file, width, height = medium
    boxes = [
        {
            "number": face.face_id,
            "x": face.box.x / width,
            "y": face.box.y / height,
            "w": face.box.w / width,
            "h": face.box.h / height,
        }
        for face in findings.faces
        if face.box is not None
    ]
    return {"file": file, "aspect": width / height, "boxes": boxes}


def _fonts(folder: Path, document: dict[str, Any]) -> Path:
    """A folder with our fonts and those that the words of this report need besides."""
    fonts = folder / "fonts"
    fonts.mkdir()
    for name in _OWN_FONTS:
        (fonts / f"{name}.ttf").symlink_to(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf")
    faces = {typeface_for(word) for word in _foreign_words(_texts(document))}
    for number, path in enumerate(sorted({face.path for face in faces if face is not None})):
        (fonts / f"other-{number}{path.suffix}").symlink_to(path)
    return fonts


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _foreign_words(texts: Iterable[str]) -> set[str]:
    """The distinct runs of signs, between spaces, that our own fonts may not have."""
    words = {word for text in texts if not text.isascii() for word in text.split()}
    foreign = {
        "".join(sign for sign in word if ord(sign) >= _BEYOND_OWN and _is_letter(sign)) for word in words
    }
    return foreign - {""}


def _is_letter(sign: str) -> bool:
    """Letters, the marks on them, numbers and pictographs; punctuation is in our own fonts."""
    return unicodedata.category(sign)[0] in "LMN" or unicodedata.category(sign) == "So"
