"""One set of colours for emotions, everywhere they are drawn: charts, reports, web pages.

Chosen by search so that any two stay apart with normal and with red-, green- or blue-blind sight: the least
CIEDE2000 difference of two colours is 12.5 under the simulations of Machado et al. 2009 (severity 1.0). All
the same, nothing may be told by colour alone: every use stands beside the emotion's name.
"""

from __future__ import annotations

from collections.abc import Mapping

from emoscope.domain.text import SENTIMENT_GROUPS

EMOTION_COLOURS: Mapping[str, str] = {
    "angry": "#E0533A",
    "contempt": "#B166DC",
    "disgust": "#3A5220",
    "fear": "#1F0A4D",
    "happy": "#E3C62B",
    "neutral": "#8F8F8F",
    "sad": "#324990",
    "surprise": "#9CCDFB",
}
"""Label of EMOTIONS to sRGB in hexadecimal."""

SENTIMENT_COLOURS: Mapping[str, str] = {
    "positive": "#B8860B",
    "negative": "#324990",
    "ambiguous": "#B166DC",
    "neutral": "#8F8F8F",
}
"""Group of text emotions to sRGB; all four are dark enough for lines on white paper."""

SENTIMENT_OF: Mapping[str, str] = {
    label: group.value for group, labels in SENTIMENT_GROUPS.items() for label in labels
}
"""Label of TEXT_EMOTIONS to the group it is in; 28 labels are too many for a colour each."""
