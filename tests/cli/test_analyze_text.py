"""Text files on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from emoscope.domain.text import TEXT_EMOTIONS

EMOSCOPE = Path(sys.executable).with_name("emoscope")


def run(*args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EMOSCOPE, *map(str, args)], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_text_file_gives_the_contracts_document(tmp_path: Path):
    note, german, latin = (tmp_path / name for name in ("note.txt", "brief.md", "latin.txt"))
    note.write_text("\ufeffThank you so much!\n\nI am so angry.", encoding="utf-8")
    german.write_text("Das Wetter ist heute leider wirklich schlecht.", encoding="utf-8")
    latin.write_bytes("café".encode("latin-1"))
    done = run("analyze", note, german, latin, "--json", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    english, foreign, broken = map(json.loads, done.stdout.splitlines())
    assert (english["title"], english["status"], english["word_count"]) == ("note.txt", "completed", 8)
    assert [segment["top"] for segment in english["segments"]] == ["gratitude", "anger"]
    assert english["segments"][0]["sentence"] == "Thank you so much!"
    assert set(english["emotions"]) == set(TEXT_EMOTIONS)
    assert (foreign["language"], foreign["emotions"], foreign["segments"][0]["emotions"]) == ("de", None, {})
    assert (broken["status"], broken["code"]) == ("failed", "damaged_media")
    assert not (tmp_path / "data").exists(), "no database and no storage is made"


def test_people_are_told_and_sentences_become_a_table(tmp_path: Path):
    file = tmp_path / "note.txt"
    file.write_text("Thank you so much! I am so angry.")
    done = run("analyze", file, "--frames", tmp_path / "tables", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "8 words, 2 sentences, language en" in done.stdout
    assert "gratitude" in done.stdout
    lines = (tmp_path / "tables" / "note.csv").read_text().splitlines()
    assert lines[0].startswith("paragraph,start,end,sentence,language,top,sentiment,admiration")
    assert len(lines) == 3
