"""Apparent personality from cues of face, voice and words: a linear model whose weights are published
correlations, not fitted to any corpus. docs/models/apparent-personality.md says what it is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from emoscope.analyzers.personality_cues import CUES, Cue
from emoscope.domain.personality import TRAITS, CueShare, Impression, Observed
from emoscope.inference.weights import ModelSpec

APPARENT_PERSONALITY = ModelSpec(
    id="apparent-personality-cues-1",
    weights=None,
    licence="Apache-2.0",
    intended_use="How a person may come across in this recording, for research and self-reflection; not who "
    "the person is, and not decisions about anybody.",
    labels=TRAITS,
)

_FARTHEST = 3.0
"""Standard deviations; what lies farther counts as this far."""


class ApparentPersonality:
    """Maps what was observed of people, by the names of cues, to impressions.

    Each trait is the sum of its cues' distances from their norms, times their weights and how far each can be
    relied on (half at `Cue.half` seconds or words), in units of the spread that the sum has over people when
    all cues can be. The normal distribution's integral takes that to [0, 1]. Cues that were not observed
    count as being at the norm, so that little evidence leads towards 0.5.

    The confidence of a trait is the correlation with it that the observed cues would reach together if they
    were independent of each other and the weights held: it cannot be high.
    """

    spec = APPARENT_PERSONALITY

    def analyze(self, inputs: Sequence[Mapping[str, Observed]]) -> list[Impression]:
        return [_impression(observed) for observed in inputs]


def _impression(observed: Mapping[str, Observed]) -> Impression:
    shares = [_share(cue, observed[cue.name]) for cue in CUES if cue.name in observed]
    by_name = {share.name: share for share in shares}
    traits, confidences = {}, {}
    for trait in TRAITS:
        traits[trait] = float(stats.norm.cdf(sum(share.pull.get(trait, 0.0) for share in shares)))
        weights = {cue.name: cue.weights.get(trait, 0.0) for cue in CUES}
        known = sum(weights[name] ** 2 * share.reliance for name, share in by_name.items())
        confidences[trait] = float(np.sqrt(known))
    return Impression(traits, confidences, float(np.mean(list(confidences.values()))), tuple(shares))


def _share(cue: Cue, seen: Observed) -> CueShare:
    z = float(np.clip((seen.value - cue.norm) / cue.spread, -_FARTHEST, _FARTHEST))
    reliance = seen.amount / (seen.amount + cue.half)
    pull = {trait: weight * reliance * z / _SPREADS[trait] for trait, weight in cue.weights.items()}
    return CueShare(cue.name, seen.value, seen.amount, z, reliance, pull)


_SPREADS: Mapping[str, float] = {
    trait: float(np.sqrt(sum(cue.weights.get(trait, 0.0) ** 2 for cue in CUES))) for trait in TRAITS
}
"""The standard deviation of a trait's sum over people, were its cues independent of each other."""


def load_apparent_personality() -> ApparentPersonality:
    return ApparentPersonality()
