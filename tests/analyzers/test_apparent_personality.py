"""The cue model: what its weights rest on, and that evidence moves it as they say and no further."""

from __future__ import annotations

from pathlib import Path

import pytest

from emoscope.analyzers.apparent_personality import ApparentPersonality
from emoscope.analyzers.personality_cues import BY_CONVENTION, CONVENTION, CUES, STAND_IN
from emoscope.domain.personality import TRAITS, Observed

PLENTY = 1e6
CARD = Path(__file__).parents[2] / "docs" / "models" / "apparent-personality.md"


def impression(**observed: Observed):
    return ApparentPersonality().analyze([observed])[0]


def at(name: str, z: float, amount: float = PLENTY) -> dict[str, Observed]:
    cue = next(one for one in CUES if one.name == name)
    return {name: Observed(cue.norm + z * cue.spread, amount)}


def test_nothing_observed_is_the_norm_without_any_confidence():
    found = impression()
    assert dict(found.traits) == dict.fromkeys(TRAITS, 0.5)
    assert (found.confidence, set(found.confidences.values())) == (0.0, {0.0})


def test_everything_at_its_norm_is_the_norm_with_the_confidence_that_all_cues_give():
    found = impression(**{name: seen for cue in CUES for name, seen in at(cue.name, 0).items()})
    assert found.traits == pytest.approx(dict.fromkeys(TRAITS, 0.5))
    assert 0.2 < found.confidence < 0.4, "even all cues together say little"


@pytest.mark.parametrize("cue", CUES, ids=[cue.name for cue in CUES])
def test_a_cue_moves_the_traits_it_is_known_for_and_no_others(cue):
    up, down = impression(**at(cue.name, 1)), impression(**at(cue.name, -1))
    for trait in TRAITS:
        weight = cue.weights.get(trait, 0)
        assert (up.traits[trait] > 0.5, up.traits[trait] < 0.5) == (weight > 0, weight < 0)
        assert up.traits[trait] + down.traits[trait] == pytest.approx(1)
        assert up.confidences[trait] == pytest.approx(abs(weight), abs=1e-3)


def test_more_evidence_means_more_confidence_and_less_regression_to_the_norm():
    found = [impression(**at("smiling", 2, amount)) for amount in (2, 10, 60, 600)]
    scores, confidences = [f.traits["agreeableness"] for f in found], [f.confidence for f in found]
    assert scores == sorted(scores)
    assert confidences == sorted(confidences)
    assert found[1].cues[0].reliance == pytest.approx(0.5)


def test_odd_values_do_not_run_away():
    assert impression(**at("articles", 1e9)).traits == impression(**at("articles", 3)).traits
    assert all(0 <= score <= 1 for score in impression(**at("articles", -1e9)).traits.values())


def test_the_cues_of_an_impression_add_up_to_it():
    from scipy import stats

    found = impression(**at("smiling", 1, 30), **at("articles", -2, 300), **at("talking", 0.5, 60))
    for trait in TRAITS:
        total = sum(cue.pull.get(trait, 0) for cue in found.cues)
        assert found.traits[trait] == pytest.approx(stats.norm.cdf(total))


@pytest.mark.parametrize("cue", CUES, ids=[cue.name for cue in CUES])
def test_each_cue_names_its_source_and_says_where_its_weights_come_from(cue):
    assert any(year in cue.source for year in ("1978", "2010", "2011", "2012", "2015"))
    assert cue.weights.keys() <= set(TRAITS)
    if cue.basis == BY_CONVENTION:
        assert {abs(weight) for weight in cue.weights.values()} == {CONVENTION}
    if cue.basis == STAND_IN:
        assert "the study counted" in cue.meaning
    assert max(abs(weight) for weight in cue.weights.values()) <= 0.25, "none is known to be larger"


@pytest.mark.parametrize("cue", CUES, ids=[cue.name for cue in CUES])
def test_the_card_lists_each_cue_with_its_norm_and_weights(cue):
    row = next(line for line in CARD.read_text().splitlines() if line.startswith(f"| `{cue.name}` |"))
    assert f"| {cue.norm:g} ± {cue.spread:g} |" in row
    for trait, weight in cue.weights.items():
        assert f"{trait[0].upper()} {weight:+.2f}" in row
    assert cue.basis in row
