"""The manual's table of questions is the code's."""

from __future__ import annotations

from pathlib import Path

from emoscope.insights.analyst.forms import FORMS
from emoscope.settings import Settings

MANUAL = (Path(__file__).parents[2] / "docs" / "insights.md").read_text()


def test_every_form_of_question_stands_in_the_manual():
    rows: dict[str, list[str]] = {}
    for form in FORMS:
        rows.setdefault(form.topic.value, []).append(form.example)
    expected = [f"| {topic} | {' · '.join(examples)} |" for topic, examples in rows.items()]
    table = MANUAL.split("| asked for | for example |\n|---|---|\n")[1].split("\n\n")[0]
    assert table.splitlines() == expected


def test_the_settings_of_the_language_model_are_named():
    for name in ("llm_base_url", "llm_model", "llm_timeout_s", "llm_tokens_per_day"):
        assert name in Settings.model_fields
        assert f"EMOSCOPE_{name.upper()}" in MANUAL
