"""The command line as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import polars as pl
import pytest

from builders import media
from emoscope.domain.emotions import EMOTIONS

EMOSCOPE = Path(sys.executable).with_name("emoscope")


def run(*args: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EMOSCOPE, *map(str, args)],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_analyze_prints_one_document_of_the_contract_per_file(tmp_path: Path):
    files = [
        media.face_video(tmp_path / "face.mp4", seconds=1),
        media.text_as_mp4(tmp_path / "text.mp4"),
        media.blank_video(tmp_path / "blank.mp4", seconds=1),
        tmp_path / "missing.mp4",
    ]
    done = run("analyze", *files, "--json", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    face, text, blank, missing = map(json.loads, done.stdout.splitlines())
    assert (face["media_type"], face["status"], face["face_count"]) == ("video", "completed", 1)
    assert list(face["emotion_analysis"]["faces"]) == ["face_1"]
    assert sum(face["emotion_analysis"]["overall"]["video"].values()) == pytest.approx(1, abs=1e-4)
    assert set(face["emotion_analysis"]["overall"]["video"]) == set(EMOTIONS)
    assert (text["status"], text["code"]) == ("failed", "unsupported_media")
    assert (blank["face_count"], blank["emotion_analysis"]["overall"]["video"]) == (0, None)
    assert missing["status"] == "failed"
    assert not (tmp_path / "data").exists(), "no database and no storage is made"


def test_analyze_takes_pictures_too(tmp_path: Path):
    cv2.imwrite(str(tmp_path / "face.jpg"), media.astronaut())
    done = run("analyze", tmp_path / "face.jpg", "--json", cwd=tmp_path)
    image = json.loads(done.stdout)
    assert (image["status"], image["found_faces"], image["title"]) == ("completed", [1], "face.jpg")
    assert "face_1 at" in run("analyze", tmp_path / "face.jpg", cwd=tmp_path).stdout


def test_analyze_tells_people_and_writes_the_frame_table(tmp_path: Path):
    file = media.face_video(tmp_path / "face.mp4", seconds=1)
    done = run("analyze", file, "--fps", "5", "--frames", tmp_path / "tables", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "face_1" in done.stdout
    lines = (tmp_path / "tables" / "face.csv").read_text().splitlines()
    assert lines[0].startswith("frame,timestamp_ms,face_id,x,y,w,h,detection_score,quality,angry")
    assert len(lines) == 6
    smooth = run("analyze", file, "--fps", "5", "--frames", "smooth", "--smooth", "2000", cwd=tmp_path)
    assert smooth.returncode == 0, smooth.stderr
    raw, evened = (pl.read_csv(tmp_path / folder / "face.csv") for folder in ("tables", "smooth"))
    assert evened["happy"].std() < raw["happy"].std()
    assert evened["x"].equals(raw["x"])


def test_users_create_shows_a_key_once(tmp_path: Path):
    done = run("users", "create", "ada@example.org", "--admin", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("emo_")
    again = run("users", "create", "ada@example.org", cwd=tmp_path)
    assert again.returncode == 1
    assert "exists already" in again.stderr


def test_openapi_prints_the_document_and_starts_nothing(tmp_path: Path):
    done = run("openapi", cwd=tmp_path)
    assert (
        json.loads(done.stdout)["paths"]["/v2/videos"]["post"]["operationId"] == "upload_video_v2_videos_post"
    )
    assert not (tmp_path / "data").exists()


def test_models_list_names_weights_and_licences(tmp_path: Path):
    done = run("models", "list", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "centerface.onnx\tMIT" in done.stdout
    assert "face-expression-3" in done.stdout


def test_the_demo_shows_people_moments_and_where_things_are(tmp_path: Path):
    file = media.face_video(tmp_path / "face.mp4")
    done = run("demo", file, "--folder", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    for word in ("face_1", "Strongest moments", "0:0", "URL to open", "annotated.jpg"):
        assert word in done.stdout
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert len(result["frames"]) == 50
    assert (tmp_path / "out" / "annotated.jpg").stat().st_size > 1000


def test_the_demo_says_why_it_failed(tmp_path: Path):
    done = run("demo", media.text_as_mp4(tmp_path / "a.mp4"), "--folder", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "not a video by its content" in done.stdout


def test_passwords_credits_and_invitations_from_the_command_line(tmp_path: Path):
    run("users", "create", "ada@example.org", cwd=tmp_path)
    assert run("users", "password", "ada@example.org", "--password", "short", cwd=tmp_path).returncode == 1
    new = run("users", "password", "ada@example.org", "--password", "a long one!", cwd=tmp_path)
    assert new.returncode == 0, new.stderr
    granted = run("users", "credits", "ada@example.org", "100", "--limited", cwd=tmp_path)
    assert granted.stdout == "ada@example.org: 100 credits, limited\n"
    assert run("users", "credits", "eve@example.org", cwd=tmp_path).returncode == 1
    listed = run("users", "list", cwd=tmp_path).stdout.split("\t")
    assert (listed[0], listed[3:]) == ("ada@example.org", ["100", "password\n"])
    assert run("users", "key", "ada@example.org", cwd=tmp_path).stdout.startswith("emo_")
    assert len(run("users", "invite", cwd=tmp_path).stdout.strip()) == 32
