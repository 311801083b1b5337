"""The findings in words, as a report says them."""

from __future__ import annotations

from emoscope.domain.clock import clock
from emoscope.domain.findings import Findings
from emoscope.pipelines.agreement import Agreement, agreements
from emoscope.pipelines.summary import summarise
from emoscope.pipelines.turning_points import FACE, TurningPoint, turning_points
from emoscope.rendering.pdf import Story

_TURNS_AT_MOST = 8
_PAIRS_AT_MOST = 6


def story_of(findings: Findings) -> Story:
    pairs = sorted(agreements(findings), key=lambda one: -one.compared_ms)[:_PAIRS_AT_MOST]
    return Story(
        summary=summarise(findings),
        turns=tuple((point.at_ms, _turn(point)) for point in turning_points(findings, _TURNS_AT_MOST)),
        agreement=tuple(_pair(one) for one in pairs),
    )


def _turn(point: TurningPoint) -> str:
    what = "expression" if point.modality == FACE else "voice"
    shares = f"{point.after} {point.share_before:.0%} before, {point.share_after:.0%} after"
    return f"{point.name}: {what} turns from {point.before} to {point.after} ({shares})"


def _pair(one: Agreement) -> str:
    first, second = one.modalities
    line = f"{one.name}: {first} and {second} agree in {one.agreeing:.0%} of {clock(one.compared_ms)}"
    return f"{line}, longest apart at {clock(one.apart_ms)}" if one.apart_ms is not None else line
