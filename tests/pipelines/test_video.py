from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import polars as pl
import pytest

from builders import media
from builders.models import face_models
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.video import (
    FRAME_TABLE_COLUMNS,
    MediaLimits,
    Progress,
    VideoOptions,
    VideoPredictions,
)
from emoscope.errors import Cancelled, DamagedMedia, MediaTooLarge, UnsupportedMedia
from emoscope.pipelines.tables import FRAME_SCHEMA, TIMELINE_SCHEMA
from emoscope.pipelines.video import STAGES, analyze


@pytest.fixture
def run(tmp_path: Path):
    def analyse(path: Path, report=lambda _progress: None, **options) -> VideoPredictions:
        return analyze(path, face_models(), tmp_path / "work", VideoOptions(**options), report)

    return analyse


def rows(predictions: VideoPredictions) -> pl.DataFrame:
    return pl.read_parquet(predictions.frames_path)


def test_a_face_is_followed_through_every_frame(run, tmp_path: Path):
    seen = run(media.face_video(tmp_path / "v.mp4", 2.0))
    table = rows(seen)
    assert tuple(table.columns) == FRAME_TABLE_COLUMNS
    assert table.schema == FRAME_SCHEMA
    assert table["frame"].to_list() == list(range(50))
    assert table["timestamp_ms"].to_list() == [40 * i for i in range(50)]
    assert table["face_id"].unique().to_list() == [1]
    assert np.allclose(table.select(EMOTIONS).sum_horizontal(), 1, atol=1e-5)
    (person,) = seen.people
    assert (person.first_frame, person.last_frame, person.frame_count) == (0, 49, 50)
    assert person.screen_time_ms == 2000
    assert np.linalg.norm(person.embedding) == pytest.approx(1, abs=1e-5)
    assert sum(person.emotions.values()) == pytest.approx(1)
    assert cv2.imdecode(np.frombuffer(person.picture, np.uint8), 1) is not None
    assert cv2.imdecode(np.frombuffer(seen.thumbnail, np.uint8), 1).shape == (240, 320, 3)
    assert seen.analysed_frames == seen.info.frame_count == 50
    assert set(seen.models) == {"face-detection", "face-expression", "face-affect", "face-identity"}


def test_means_are_those_of_the_table(run, tmp_path: Path):
    seen = run(media.face_video(tmp_path / "v.mp4", 1.0))
    table = rows(seen)
    assert seen.emotions is not None
    assert seen.affect is not None
    for label in EMOTIONS:
        assert seen.emotions[label] == pytest.approx(table[label].mean(), abs=1e-5)
    assert seen.affect.valence == pytest.approx(table["valence"].mean(), abs=1e-5)
    assert seen.people[0].affect.arousal == pytest.approx(table["arousal"].mean(), abs=1e-5)


def test_a_video_without_anybody_gives_empty_tables(run, tmp_path: Path):
    seen = run(media.blank_video(tmp_path / "v.mp4"))
    assert (seen.people, seen.emotions, seen.affect) == ((), None, None)
    assert rows(seen).schema == FRAME_SCHEMA
    assert rows(seen).height == 0
    timeline = pl.read_parquet(seen.timeline_path)
    assert timeline.schema == TIMELINE_SCHEMA
    assert timeline.height == 25
    assert seen.thumbnail[:2] == b"\xff\xd8"


def test_one_frame_is_enough(run, tmp_path: Path):
    seen = run(media.one_frame_video(tmp_path / "v.mp4"))
    assert rows(seen)["frame"].to_list() == [0]
    assert len(seen.people) == 1
    assert seen.people[0].screen_time_ms == 40


def test_times_of_a_variable_rate_are_kept(run, tmp_path: Path):
    times = (0, 40, 80, 400, 440, 1000, 1040, 1900)
    seen = run(media.vfr_video(tmp_path / "v.mp4", times))
    assert tuple(rows(seen)["timestamp_ms"]) == times
    assert seen.people[0].screen_time_ms == pytest.approx(1900, abs=150)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_phone_video_shows_an_upright_face(run, tmp_path: Path, rotation: int):
    seen = run(media.face_video(tmp_path / "v.mp4", 0.4, size=(240, 320), rotation=rotation, audio=False))
    table = rows(seen)
    assert table.height == 10
    upright = run(media.face_video(tmp_path / "u.mp4", 0.4, size=(240, 320), audio=False))
    assert np.allclose(table.select("x", "y", "w", "h"), rows(upright).select("x", "y", "w", "h"), atol=4)


def test_fewer_frames_are_analysed_at_a_lower_rate(run, tmp_path: Path):
    seen = run(media.face_video(tmp_path / "v.mp4", 2.0), fps=5)
    assert rows(seen)["frame"].to_list() == [0, 5, 10, 15, 20, 25, 30, 35, 40, 45]
    assert seen.analysed_frames == 10
    assert seen.info.frame_count == 50
    assert seen.people[0].screen_time_ms == 2000
    assert pl.read_parquet(seen.timeline_path)["analysed"].sum() == 10


def test_a_part_keeps_the_frame_numbers_of_the_source(run, tmp_path: Path):
    seen = run(media.face_video(tmp_path / "v.mp4", 2.0), start_ms=500, end_ms=1000)
    assert rows(seen)["frame"].to_list() == list(range(13, 25))
    assert rows(seen)["timestamp_ms"][0] == 520


def test_a_part_beyond_the_end_is_refused(run, tmp_path: Path):
    with pytest.raises(DamagedMedia, match="part"):
        run(media.face_video(tmp_path / "v.mp4", 0.5), start_ms=5000, end_ms=6000)


def test_who_leaves_and_returns_keeps_the_face_id(run, tmp_path: Path):
    path = media.scene_video(
        tmp_path / "v.mp4", 4.5, lambda t: [(160 + 20 * t, 180, 1.0)] if not 1 <= t < 3 else []
    )
    seen = run(path)
    assert [person.frame_count for person in seen.people] == [25 + 37]
    assert set(rows(seen)["frame"]) == set(range(25)) | set(range(75, 112))
    assert seen.people[0].screen_time_ms == pytest.approx(62 * 40, abs=80)


def test_two_who_cross_are_not_mixed_up(run, tmp_path: Path):
    def crossing(time_s: float) -> list[tuple[float, float, float]]:
        return [(70 + 115 * time_s, 100, 1.0), (410 - 115 * time_s, 258, 0.5)]

    seen = run(media.scene_video(tmp_path / "v.mp4", 3.0, crossing))
    table = rows(seen)
    assert len(seen.people) == 2
    for face_id in (1, 2):
        own = table.filter(pl.col("face_id") == face_id)
        assert own.height == 75
        assert own["happy"].std() < 0.05  # the light one stays light, the dark one dark
    assert abs(table.group_by("face_id").agg(pl.col("happy").mean())["happy"].diff()[1]) > 0.15


def test_a_cut_ends_tracks_but_not_people(run, tmp_path: Path):
    """Before the cut she is on the left, after it on the right; no frame shows both or neither."""
    path = media.scene_video(
        tmp_path / "v.mp4",
        2.0,
        lambda t: [(120, 180, 1.0)] if t < 1 else [(360, 180, 1.0)],
        backdrop=lambda t: 30 if t < 1 else 220,
    )
    seen = run(path)
    table = rows(seen)
    assert len(seen.people) == 1
    assert table["frame"].to_list() == list(range(50))
    centre = table["x"] + table["w"] / 2
    assert centre.head(25).max() < 160
    assert centre.tail(25).min() > 320


def test_a_brief_cover_does_not_split_a_person(run, tmp_path: Path):
    path = media.scene_video(
        tmp_path / "v.mp4", 2.0, lambda t: [(160 + 40 * t, 180, 1.0)] if not 0.8 <= t < 1.0 else []
    )
    seen = run(path)
    assert len(seen.people) == 1
    assert seen.people[0].frame_count == 45


def test_progress_grows_to_one_through_all_stages(run, tmp_path: Path):
    steps: list[Progress] = []
    run(media.face_video(tmp_path / "v.mp4", 1.0), report=steps.append)
    assert tuple(dict.fromkeys(step.stage for step in steps)) == STAGES
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(steps) > 20


def test_nothing_but_the_two_tables_stays_behind(run, tmp_path: Path):
    seen = run(media.face_video(tmp_path / "v.mp4", 0.4))
    assert {item.name for item in (tmp_path / "work").iterdir()} == {"frames.parquet", "timeline.parquet"}
    assert seen.people[0].picture[:2] == b"\xff\xd8"


def test_the_work_can_be_called_off(run, tmp_path: Path):
    def stop(progress: Progress) -> None:
        if progress.fraction > 0.3:
            raise Cancelled("deleted")

    with pytest.raises(Cancelled):
        run(media.face_video(tmp_path / "v.mp4", 1.0), report=stop)


def test_files_that_cannot_be_analysed_say_why(run, tmp_path: Path):
    with pytest.raises(UnsupportedMedia):
        run(media.text_as_mp4(tmp_path / "a.mp4"))
    with pytest.raises(DamagedMedia):
        run(media.truncated_without_index(tmp_path / "b.mp4"))
    with pytest.raises(MediaTooLarge):
        run(media.face_video(tmp_path / "c.mp4", 2.0), limits=MediaLimits(max_duration_s=1))


def test_a_video_cut_short_gives_what_it_still_holds(run, tmp_path: Path):
    seen = run(media.truncated(media.face_video(tmp_path / "v.mp4", 2.0, audio=False), 0.6))
    assert 0 < seen.analysed_frames < 50
    assert seen.info.frame_count == seen.analysed_frames


def test_two_runs_give_the_same_table(run, tmp_path: Path):
    path = media.face_video(tmp_path / "v.mp4", 1.0)
    first = rows(run(path))
    assert rows(run(path)).equals(first)


def test_a_known_clip_holds_its_one_person(run):
    seen = run(media.shared_media("video/WolfgangLanger_Pexels.mp4"), fps=6)
    assert len(seen.people) == 1
    assert seen.people[0].frame_count >= 0.97 * seen.analysed_frames
