"""The cues that apparent personality is read from: what each is, its norm, and what its weights rest on.

A weight is a correlation between cue and trait. PUBLISHED ones are those of a study of the same cue; where a
study names a cue and we could not check its size, the weight is CONVENTION, the size that Cohen (1988,
"Statistical Power Analysis for the Behavioral Sciences") calls small. Norms of words are measured
(benchmarks/personality_cues.py), those of voices agree with it, those of faces are conventions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PUBLISHED, STAND_IN, BY_CONVENTION = "published", "stand-in", "convention"
"""Where a weight comes from. STAND_IN: published for a cue that ours only resembles."""

CONVENTION = 0.1

YARKONI = (
    "Yarkoni 2010, Personality in 100,000 words, J. Research in Personality 44: 363-373 (694 bloggers, "
    "self-report)"
)
SUTHERLAND = (
    "Sutherland et al. 2015, Personality judgments from everyday images of faces, Frontiers in Psychology "
    "6: 1616: smiling drives impressions of these four traits"
)
BIEL_2011 = (
    "Biel, Aran & Gatica-Perez 2011, You are known by how you vlog, ICWSM: nonverbal audio and visual cues "
    "go with impressions of extraversion in 442 vlogs"
)
BIEL_2015 = (
    "Teijeiro-Mosquera, Biel et al. 2015, What your face vlogs about, IEEE Trans. Affective Computing 6: "
    "193-205: facial expression cues predict impressions of extraversion in 281 vlogs"
)
SCHERER = (
    "Scherer 1978, Personality inference from voice quality: the loud voice of extroversion, European J. of "
    "Social Psychology 8: 467-487"
)
MOHAMMADI = (
    "Mohammadi & Vinciarelli 2012, Automatic personality perception, IEEE Trans. Affective Computing 3: "
    "273-284: prosody predicts how extraverted a speaker seems"
)

FACE, VOICE, WORDS = "face", "voice", "words"


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue. `norm` and `spread` are the mean and standard deviation over people, in `unit`; at `half`
    seconds or words its value is relied on by half."""

    name: str
    kind: str
    meaning: str
    unit: str
    norm: float
    spread: float
    half: float
    weights: Mapping[str, float]
    basis: str
    source: str


_SECONDS, _WORDS = 10.0, 200.0


def _face(name: str, meaning: str, unit: str, norm: float, spread: float, source: str, *traits: str) -> Cue:
    return Cue(
        name, FACE, meaning, unit, norm, spread, _SECONDS, _by_convention(traits), BY_CONVENTION, source
    )


def _voice(name: str, meaning: str, unit: str, norm: float, spread: float, source: str) -> Cue:
    weights = _by_convention(("extraversion",))
    return Cue(name, VOICE, meaning, unit, norm, spread, _SECONDS, weights, BY_CONVENTION, source)


def _by_convention(traits: tuple[str, ...]) -> dict[str, float]:
    """A trait with a minus before it goes down with the cue."""
    return {trait.removeprefix("-"): -CONVENTION if trait[0] == "-" else CONVENTION for trait in traits}


def _words(name: str, meaning: str, norm: float, spread: float, **weights: float) -> Cue:
    unit = "per 100 words"
    return Cue(name, WORDS, meaning, unit, norm, spread, _WORDS, weights, PUBLISHED, YARKONI)


def _mood(name: str, meaning: str, norm: float, spread: float, **weights: float) -> Cue:
    unit = "mean probability, 0 to 1"
    return Cue(name, WORDS, meaning, unit, norm, spread, _WORDS, weights, STAND_IN, YARKONI)


CUES: tuple[Cue, ...] = (
    _face(
        "smiling", "time with the lip corners pulled up (AU12 at 0.5 or more)", "share of time", 0.25, 0.25,
        SUTHERLAND, "extraversion", "agreeableness", "openness", "-neuroticism",
    ),
    _face(
        "expressivity", "how much the shares of the eight emotions vary (root of their summed variances)",
        "share", 0.5, 0.15, BIEL_2015, "extraversion",
    ),
    _face(
        "looking", "time with the gaze within 15 degrees of the lens", "share of time", 0.5, 0.25, BIEL_2011,
        "extraversion",
    ),
    _face(
        "head_movement", "how fast the head turns, from half second to half second", "degrees per second",
        8.0, 5.0, BIEL_2011, "extraversion",
    ),
    _voice("talking", "time in which the linked voice speaks", "share of time", 0.5, 0.25, BIEL_2011),
    _voice(
        "loudness", "level of the voice above the mean of the others recorded", "dB", 0.0, 4.0, SCHERER
    ),
    _voice(
        "pitch_range", "from the 5th to the 95th percentile of a segment's pitch", "semitones", 10.0, 3.0,
        MOHAMMADI,
    ),
    _voice("speaking_rate", "words in the time spoken", "words per second", 3.0, 0.5, MOHAMMADI),
    _words("first_person_singular", "I, me, my, mine, myself", 5.0, 1.6, openness=-0.16, neuroticism=0.12),
    _words(
        "first_person_plural", "we, us, our, ours, ourselves", 0.6, 0.6, openness=-0.10, extraversion=0.11,
        agreeableness=0.18,
    ),
    _words(
        "second_person", "you, your, yours, yourself, yourselves", 2.6, 1.3, openness=-0.12,
        extraversion=0.16, neuroticism=-0.15,
    ),
    _words("articles", "a, an, the", 5.8, 1.5, openness=0.20, neuroticism=-0.11),
    _words(
        "negations", "no, not, never, nothing, none, nobody, nor, neither, cannot and all ending in n't", 2.4,
        1.0, openness=-0.13, conscientiousness=-0.17, neuroticism=0.11,
    ),
    _mood(
        "positive_words", "sentences that read as positive; the study counted words of positive emotion",
        0.26, 0.08, openness=-0.15, extraversion=0.10, agreeableness=0.18,
    ),
    _mood(
        "negative_words", "sentences that read as negative; the study counted words of negative emotion",
        0.15, 0.06, conscientiousness=-0.18, agreeableness=-0.15, neuroticism=0.16,
    ),
    _mood(
        "angry_words", "sentences that read as anger or annoyance; the study counted words of anger", 0.06,
        0.03, conscientiousness=-0.19, agreeableness=-0.23, neuroticism=0.13,
    ),
)  # fmt: skip
"""All cues, by kind."""
