"""Smoothing is a way of looking: answers to those who ask for it, and nothing that is stored."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import cv2
import numpy as np
import polars as pl
import pytest

from builders import media
from builders.seen import beside, frame_table
from emoscope.domain.emotions import EMOTIONS
from emoscope.media.encode import MP4, write_video
from emoscope.videos.corrections import Corrections, Shown
from emoscope.videos.edited_view import corrected


def table(client, video_id: str, **query: int) -> list[dict[str, str]]:
    reply = client.get(f"/v1/videos/{video_id}/report", params=query)
    assert reply.status_code == 200, reply.text
    return list(csv.DictReader(io.StringIO(reply.text)))


def shares(rows: list[dict[str, str]]) -> np.ndarray:
    return np.array([[float(row[name]) for name in EMOTIONS] for row in rows])


def stored(settings) -> dict[Path, str]:
    files = [path for path in settings.data_dir.rglob("*.parquet") if path.is_file()]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def analysed(upload, run_jobs, tmp_path) -> str:
    """A smiling face that every other fifth of a second is out of focus, so that its scores jump."""
    path, pictures = tmp_path / "focus.mp4", media.drifting(media.astronaut(), 50, (320, 240))
    frames = (
        cv2.GaussianBlur(picture, (0, 0), 3.5) if index // 5 % 2 else picture
        for index, picture in enumerate(pictures)
    )
    write_video(path, frames, fps=25, sound=None, profile=MP4)
    video_id = upload(path)["id"]
    run_jobs()
    return str(video_id)


def test_reports_and_frames_are_smoothed_on_request_and_raw_scores_stay(client, analysed, settings):
    raw, kept = table(client, analysed), stored(settings)
    assert kept
    smooth = table(client, analysed, smooth_ms=800)
    assert [row["frame"] for row in smooth] == [row["frame"] for row in raw]
    assert [row["uncertain"] for row in smooth] == [row["uncertain"] for row in raw]
    assert shares(smooth).sum(axis=1) == pytest.approx(1, abs=1e-4)
    steps = [float(np.abs(np.diff(shares(rows), axis=0)).mean()) for rows in (raw, smooth)]
    assert 0 < steps[1] < steps[0] / 2
    for row, values in zip(smooth, shares(smooth), strict=True):
        assert row["dominant_emotion"] == EMOTIONS[int(values.argmax())]

    (face,) = client.get(f"/v1/videos/{analysed}").json()["faces"]["faces"]
    assert face["uncertain_share"] == pytest.approx(
        np.mean([row["uncertain"] == "true" for row in raw]), abs=1e-3
    )

    path = f"/v1/videos/{analysed}/frames"
    window = client.get(path, params={"start_frame": 20, "length": 5, "smooth_ms": 800}).json()
    for frame in window["processed_frames"]:
        row = smooth[frame["frame_id"]]
        seen = frame["faces"][0]
        assert [seen["emotions"][name] for name in EMOTIONS] == pytest.approx(
            [float(row[name]) for name in EMOTIONS], abs=1e-4
        ), "a window is smoothed by what lies around it"
        assert seen["valence"] == pytest.approx(float(row["valence"]), abs=1e-4)

    assert table(client, analysed) == raw
    assert stored(settings) == kept


def test_a_senseless_width_is_refused(client, analysed):
    for width in (-1, 10**6, "wide"):
        assert client.get(f"/v1/videos/{analysed}/report", params={"smooth_ms": width}).status_code == 422


def test_scores_set_by_hand_are_not_uncertain():
    rows = frame_table(beside(1, range(5))).with_columns(pl.lit(value=True).alias("uncertain"))
    happy = [float(name == "happy") for name in EMOTIONS]
    shown = corrected(rows, Corrections({1: Shown([0], [1])}, 2, scores={(3, 1): happy}))
    assert shown["uncertain"].to_list() == [True, True, True, False, True]
    assert shown["happy"][3] == 1
