"""Languages are named where they show, and only there."""

from __future__ import annotations

import pytest

from emoscope.analyzers.text_language import UNKNOWN, load_language_detector


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The meeting starts at nine.", "en"),
        ("Ich bin sehr traurig, weil mein Hund gestorben ist.", "de"),
        ("Estoy muy contento con el servicio, muchas gracias.", "es"),
        ("C'est nul, je suis vraiment en colère", "fr"),
        ("Jestem szczęśliwy", "pl"),
        ("私は嬉しい", "ja"),
        ("Ik ben zo blij vandaag", "nl"),
        ("ok", UNKNOWN),
        ("idk tbh smh", UNKNOWN),
        ("omg i cant even", UNKNOWN),
        ("😂😂", UNKNOWN),
        ("42", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_the_language_is_named_or_left_open(text, language):
    assert load_language_detector().analyze([text]) == [language]
