"""Versions of findings: equal for equal ones, different for different ones."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from builders import findings as made
from emoscope.domain.findings import Findings
from emoscope.reports.version import version_of

MAKERS = {"video": made.video, "audio": made.audio, "image": made.image, "text": made.text}


@pytest.mark.parametrize("kind", MAKERS)
def test_equal_findings_have_one_version(kind):
    assert version_of(MAKERS[kind]()) == version_of(MAKERS[kind]())


def test_the_last_bits_of_figures_do_not_count():
    findings = made.video()
    series = dataclasses.replace(
        findings.faces[0].series, valence=findings.faces[0].series.valence * (1 + 1e-15)
    )
    face = dataclasses.replace(findings.faces[0], series=series)
    assert version_of(dataclasses.replace(findings, faces=(face, *findings.faces[1:]))) == version_of(
        findings
    )


def test_whatever_differs_makes_another_version():
    findings = made.video()
    others = {
        "title": "x", "description": "x", "edited": False, "notes": {"a": "b"}, "personality": {},
        "faces": findings.faces[:2], "segments": findings.segments[1:], "face_emotions": made.shares(sad=1),
        "models": {}, "words": 1, "speakers": (), "video": None,
    }  # fmt: skip
    versions = {version_of(dataclasses.replace(findings, **{name: value})) for name, value in others.items()}
    assert len(versions | {version_of(findings)}) == len(others) + 1
    assert set(others) < {one.name for one in dataclasses.fields(Findings)}


def test_one_changed_figure_in_a_series_makes_another_version():
    findings = made.video()
    emotions = findings.faces[2].series.emotions.copy()
    emotions[3, 4] += 0.01
    series = dataclasses.replace(findings.faces[2].series, emotions=emotions)
    face = dataclasses.replace(findings.faces[2], series=series)
    assert version_of(dataclasses.replace(findings, faces=(*findings.faces[:2], face))) != version_of(
        findings
    )
    assert not np.array_equal(emotions, findings.faces[2].series.emotions)
