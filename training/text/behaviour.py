"""Runs the behavioural suite (in the manner of CheckList, Ribeiro et al. 2020) and prints pass rates.

    behaviour.py [--failures]

Needs the installed product: it judges what `emoscope.analyze_text` would say of one sentence. The checks of
behaviour.tsv: top=A|B and top!=A|B on the likeliest label, sentiment=... and sentiment!=... on the likeliest
group, same (the top label of the other text), more=A (A is likelier than in the other text), both=A+B (each
group's likeliest label passes its threshold).
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emoscope.analyzers.text_emotion import load_text_emotion
from emoscope.domain.text import SENTIMENT_GROUPS, leading, sentiment_scores
from emoscope.pipelines.text import named

SUITE = Path(__file__).with_name("behaviour.tsv")
EXPECTED_TO_FAIL = "(expected to fail)"


@dataclass(frozen=True)
class Case:
    """One line of the suite."""

    group: str
    check: str
    text: str
    other: str


def read_suite(path: Path = SUITE) -> list[Case]:
    with path.open(encoding="utf-8", newline="") as file:
        return [Case(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def passes(
    case: Case, found: Mapping[str, float], other: Mapping[str, float] | None, thresholds: Mapping[str, float]
) -> bool:
    """`found` and `other` are the probabilities of the case's two texts."""
    kind, _, wanted = case.check.partition("=")
    if kind == "both":
        return all(
            any(found[label] >= thresholds[label] for label in SENTIMENT_GROUPS[group])  # type: ignore[index]
            for group in wanted.split("+")
        )
    if kind in {"same", "more"}:
        assert other is not None  # noqa: S101 - such cases have two texts
        return leading(found) == leading(other) if kind == "same" else found[wanted] > other[wanted]
    said = leading(found) if kind.startswith("top") else leading(sentiment_scores(found))
    return (said in wanted.split("|")) != kind.endswith("!")


def run_suite(cases: list[Case], thresholds: Mapping[str, float]) -> list[tuple[Case, bool, str]]:
    """Every case with whether it passed, and the top label of its text."""
    model = load_text_emotion()
    first = model.analyze([case.text for case in cases])
    second = model.analyze([case.other or case.text for case in cases])
    return [
        (case, passes(case, named(one), named(two), thresholds), leading(named(one)))
        for case, one, two in zip(cases, first, second, strict=True)
    ]


def read_thresholds() -> dict[str, float]:
    import emoscope

    facts = Path(emoscope.__file__).parent / "weights" / "text-emotion-3.json"
    return dict(json.loads(facts.read_text())["thresholds"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--failures", action="store_true", help="print the cases that failed")
    options = parser.parse_args()
    results = run_suite(read_suite(), read_thresholds())
    groups: dict[str, list[bool]] = defaultdict(list)
    for case, passed, top in results:
        groups[case.group].append(passed)
        if options.failures and not passed:
            print(f"{case.group}: {case.text!r} {case.check} {case.other!r}: {top}")
    print("| group | cases | passed | rate |\n|---|---|---|---|")
    for group, passed_of in groups.items():
        count = sum(passed_of)
        print(f"| {group} | {len(passed_of)} | {count} | {count / len(passed_of):.0%} |")
    counted = [passed for case, passed, _ in results if EXPECTED_TO_FAIL not in case.group]
    right, of = sum(counted), len(counted)
    print(f"| all but those expected to fail | {of} | {right} | {right / of:.0%} |")


if __name__ == "__main__":
    main()
