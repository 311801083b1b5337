"""What reports say in words."""

from __future__ import annotations

from builders import findings as made
from emoscope.reports.telling import story_of


def test_the_turning_points_of_faces_and_voices_are_told_with_their_times():
    story = story_of(made.video())
    assert story.summary
    times = [at_ms for at_ms, _ in story.turns]
    assert times == sorted(times)
    anna = next((at, line) for at, line in story.turns if line.startswith("Anna Sørensen: expression"))
    assert 25_000 < anna[0] < 35_000
    assert "to happy (happy " in anna[1]


def test_agreement_is_told_with_how_much_it_rests_on():
    lines = story_of(made.video(120_000)).agreement
    assert any(line.startswith("Anna Sørensen: face and words agree in ") for line in lines)
    assert any(line.endswith(tuple("0123456789")) and "longest apart at" in line for line in lines)


def test_nothing_turns_in_a_text():
    assert story_of(made.text()).turns == ()
    assert story_of(made.text()).agreement == ()
