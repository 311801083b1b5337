"""The numbers and times in an answer, and those that its facts account for."""

from __future__ import annotations

import re

from emoscope.domain.findings import Findings
from emoscope.insights.analyst.facts import Fact

_NUMBER = re.compile(r"\[[\d:]+\]|[-+]?\d+(?:\.\d+)?%?")


def numbers_in(text: str, findings: Findings) -> set[str]:
    """Times as [m:ss], percentages and other numbers, without those in names, quotations and model ids."""
    text = re.sub(r"“.*?”|`[^`]*`", " ", text, flags=re.DOTALL)
    names = [one.name for one in (*findings.faces, *findings.speakers) if any(map(str.isdigit, one.name))]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return set(_NUMBER.findall(text))


def written(fact: Fact) -> set[str]:
    """How a figure may be written, by a writer of its own."""
    value, unit = fact.value, fact.unit.value
    if unit == "share":
        return {f"{value * 100:.0f}%", f"{value * 100:.1f}%"}
    if unit == "moment":
        minutes, seconds = divmod(int(value // 1000), 60)
        hours, rest = divmod(minutes, 60)
        return {f"[{hours}:{rest:02}:{seconds:02}]" if hours else f"[{minutes}:{seconds:02}]"}
    if unit == "lasting":
        seconds = round(value / 1000)
        return {
            f"{value / 1000:.1f}",
            str(seconds // 3600),
            str(seconds % 3600 // 60),
            str(seconds % 60),
        }
    digits = {"level": "+.2f", "strength": ".2f", "decibel": ".1f", "per second": ".1f"}.get(unit, ".0f")
    return {format(value, digits)}
