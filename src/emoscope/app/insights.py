"""What answers questions about media, put together from settings."""

from __future__ import annotations

from emoscope.insights.engines import make_endpoint, make_engine
from emoscope.insights.router import Insights
from emoscope.insights.service import Rules
from emoscope.insights.summary import Summariser
from emoscope.settings import Settings

_ENDING_S = 60.0
"""What an answer may take beyond the language model's time."""


def make_insights(settings: Settings) -> Insights:
    """Raises ValueError where an address of a language model is given without its name."""
    address = settings.llm_base_url, settings.llm_model, settings.llm_api_key.get_secret_value()
    engine = make_engine(*address, settings.llm_timeout_s)
    summariser = Summariser(make_endpoint(*address), settings.llm_timeout_s)
    rules = Rules(settings.llm_tokens_per_day, settings.llm_timeout_s + _ENDING_S)
    return Insights(engine, rules, summariser)
