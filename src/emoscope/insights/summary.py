"""A medium in two or three sentences: by the language model where one is set, from the same figures as ever,
else by the sentences that are made without one."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from emoscope.domain.findings import Findings
from emoscope.insights.endpoint import EndpointFailed
from emoscope.insights.engine import Engine, Inquiry, Meter
from emoscope.logging import get_logger
from emoscope.pipelines.summary import summarise

log = get_logger(__name__)

BUILT_IN = "built-in"
WISH = (
    "Summarise this medium in two or three sentences, as a person would: who is in it, the leading emotions, "
    "turning points with their times, and whether face, voice and words agree."
)
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Summary:
    """`engine` is the name of the language model, BUILT_IN where none was asked or none answered."""

    text: str
    engine: str


@dataclass(slots=True)
class Summariser:
    """Asks `model`, if any, for at most `timeout_s`; keeps what it said until the figures change."""

    model: Engine | None
    timeout_s: float
    _kept: OrderedDict[tuple[str, str], Summary] = field(default_factory=OrderedDict)

    async def summary(self, findings: Findings, meter: Meter, *, quota_exceeded: bool) -> Summary:
        plain = summarise(findings)
        # The plain sentences are made of the figures: while they are the same, so is what they come to.
        place = findings.medium_id, plain
        if place in self._kept:
            return self._kept[place]
        if self.model is None or quota_exceeded:
            return Summary(plain, BUILT_IN)
        pieces: list[str] = []
        try:
            async with asyncio.timeout(self.timeout_s):
                inquiry = Inquiry(findings, (), WISH)
                name = await self.model.answer(inquiry, pieces.append, meter)
        except (TimeoutError, EndpointFailed) as error:
            log.warning("summary_endpoint_failed", reason=str(error) or type(error).__name__)
            return Summary(plain, BUILT_IN)
        self._kept[place] = Summary("".join(pieces).strip(), name)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[place]
