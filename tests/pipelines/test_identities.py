from __future__ import annotations

from pathlib import Path

import numpy as np

from emoscope.domain.faces import Box
from emoscope.pipelines import identities
from emoscope.pipelines.identities import identify
from emoscope.pipelines.views import FinishedTrack

RNG = np.random.default_rng(5)
PEOPLE = RNG.normal(size=(6, 128))
PEOPLE = PEOPLE / np.linalg.norm(PEOPLE, axis=1, keepdims=True) * 0.65  # about 0.9 from each other


def track(
    number: int, who: int | None, first: int, last: int, *, score: float = 0.9, x: float | None = None
) -> FinishedTrack:
    views = 0 if who is None else 3
    noise = RNG.normal(size=(views, 128)) * 0.018  # about 0.2 from the person's centre
    vectors = (noise + (PEOPLE[who] if who is not None else 0)).astype(np.float32)
    box = Box(300.0 * number if x is None else x, 100, 60, 80)  # elsewhere each, unless said otherwise
    return FinishedTrack(
        track_id=number, first_frame=first, last_frame=last, first_ms=40 * first, last_ms=40 * last,
        rows=last - first + 1, screen_time_ms=40 * (last - first + 1), best_score=score, best_quality=score,
        picture=Path(), picture_frame=first, embeddings=vectors, shot=0, first_box=box, last_box=box,
    )  # fmt: skip


def groups(tracks: list[FinishedTrack]) -> list[list[int]]:
    return [sorted(t.track_id for t in person.tracks) for person in identify(tracks, 60_000)]


def test_tracks_of_one_person_are_joined_and_counted_by_screen_time():
    tracks = [track(1, 0, 0, 50), track(2, 1, 60, 200), track(3, 0, 210, 250), track(4, 1, 260, 300)]
    assert groups(tracks) == [[2, 4], [1, 3]]


def test_who_is_seen_at_one_time_is_never_one_person():
    assert groups([track(1, 0, 0, 100), track(2, 0, 50, 140)]) == [[1], [2]]


def test_a_third_track_cannot_bridge_two_that_meet():
    joined = groups([track(1, 0, 0, 100), track(2, 0, 100, 190), track(3, 0, 200, 300)])
    assert len(joined) == 2
    assert [1, 2] not in joined
    assert sorted(number for group in joined for number in group) == [1, 2, 3]


def test_fleeting_unsure_tracks_are_dropped_but_not_in_a_fleeting_video():
    brief = track(1, None, 0, 3, score=0.6)
    assert identify([brief], 60_000) == []
    assert len(identify([track(1, 2, 0, 0, score=0.6)], 40)) == 1


def test_a_face_never_seen_well_is_a_person_only_if_it_stays():
    assert groups([track(1, None, 0, 10), track(2, None, 100, 160)]) == [[2]]


def test_an_embedding_is_of_unit_length_or_absent():
    seen, unseen = identify([track(1, 3, 0, 99), track(2, None, 100, 160)], 60_000)
    assert np.isclose(np.linalg.norm(seen.embedding()), 1)
    assert unseen.embedding() == ()


def test_very_many_tracks_give_the_same_people(monkeypatch):
    tracks = [track(n, n % 6, 100 * n, 100 * n + 60 + n % 6) for n in range(60)]
    expected = groups(tracks)
    assert len(expected) == 6
    monkeypatch.setattr(identities, "_MANY_TRACKS", 10)
    assert groups(tracks) == expected


def near(number: int, who: int, distance: float, first: int, quality: float = 0.5) -> FinishedTrack:
    """A track whose one view lies at exactly this distance from the person's centre."""
    item = track(number, who, first, first + 50)
    item.best_quality = quality
    away = np.zeros(128)
    away[number] = distance
    item.embeddings = (PEOPLE[who] + away)[None].astype(np.float32)
    return item


def test_a_doubtful_pair_is_joined_only_where_nobody_else_is_nearly_as_near():
    pair = [near(1, 0, 0.0, 0), near(2, 0, 0.54, 100)]
    assert groups(pair) == [[1], [2]]  # nobody to compare them with
    assert groups([*pair, near(3, 1, 0.0, 200)]) == [[1, 2], [3]]
    well_seen = [near(1, 0, 0.0, 0, 0.9), near(2, 0, 0.54, 100, 0.8), near(3, 1, 0.0, 200)]
    assert groups(well_seen) == [[1], [2], [3]]
    assert groups([near(1, 0, 0.0, 0), near(2, 0, 0.54, 100), near(3, 0, 0.62, 100)]) == [[1], [2], [3]]


def test_a_track_that_goes_on_where_another_ended_is_joined_to_it():
    turned_away = track(2, None, 60, 90, x=320)
    assert groups([track(1, 0, 0, 50, x=300), turned_away, track(3, 0, 95, 150, x=330)]) == [[1, 2, 3]]
    elsewhere = track(2, None, 60, 90, x=900)
    assert groups([track(1, 0, 0, 50, x=300), elsewhere, track(3, 0, 95, 150, x=330)]) == [[1, 3], [2]]


def test_another_shot_another_person_or_two_who_could_go_on_are_not_joined_by_place():
    behind_a_cut = track(2, None, 60, 90, x=320)
    behind_a_cut.shot = 1
    assert groups([track(1, 0, 0, 50, x=300), behind_a_cut]) == [[1], [2]]
    assert groups([track(1, 0, 0, 50, x=300), track(2, 1, 60, 90, x=320)]) == [[1], [2]]
    two = [track(1, 0, 0, 50, x=300), track(2, 1, 0, 50, x=330)]
    assert groups([*two, track(3, None, 60, 90, x=315)]) == [[1], [2], [3]]
