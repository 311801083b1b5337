"""Which engine answers: the built-in one, or a language model with the built-in one behind it."""

from __future__ import annotations

import asyncio

from emoscope.insights.built_in import BuiltIn
from emoscope.insights.endpoint import Endpoint, EndpointFailed
from emoscope.insights.engine import Emit, Engine, Inquiry, Meter
from emoscope.logging import get_logger

log = get_logger(__name__)

QUOTA_NOTE = "Your tokens of today are used up, so the built-in analyst answers.\n\n"
FAILED_NOTE = "The language model gave no answer, so the built-in analyst answers.\n\n"
BROKEN_OFF_NOTE = "\n\nThe language model broke off here, so the built-in analyst answers.\n\n"


class WithFallback:
    """Asks the first engine for at most `timeout_s`; where it fails, or may not be asked, the second one
    answers and says so."""

    def __init__(self, first: Engine, second: Engine, timeout_s: float) -> None:
        self._first, self._second, self._timeout_s = first, second, timeout_s

    async def answer(self, inquiry: Inquiry, emit: Emit, meter: Meter) -> str:
        if inquiry.quota_exceeded:
            emit(QUOTA_NOTE)
            return await self._second.answer(inquiry, emit, meter)
        begun = False

        def hand_on(piece: str) -> None:
            nonlocal begun
            begun = begun or bool(piece.strip())
            emit(piece)

        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._first.answer(inquiry, hand_on, meter)
        except (TimeoutError, EndpointFailed) as error:
            # What failed, never what was said: answers and questions stay out of the log.
            log.warning("insights_endpoint_failed", reason=str(error) or type(error).__name__)
        emit(BROKEN_OFF_NOTE if begun else FAILED_NOTE)
        return await self._second.answer(inquiry, emit, meter)


def make_endpoint(base_url: str, model: str, api_key: str) -> Endpoint | None:
    """None where no address is given; ValueError for an address without a model."""
    if not base_url:
        return None
    if not model:
        raise ValueError("EMOSCOPE_LLM_BASE_URL needs EMOSCOPE_LLM_MODEL beside it.")
    return Endpoint(base_url, model, api_key)


def make_engine(base_url: str, model: str, api_key: str, timeout_s: float) -> Engine:
    """The built-in engine where no address is given; ValueError for an address without a model."""
    endpoint = make_endpoint(base_url, model, api_key)
    return WithFallback(endpoint, BuiltIn(), timeout_s) if endpoint else BuiltIn()
