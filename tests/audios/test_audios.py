"""Audios over HTTP: what goes in comes out as the contract says."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from builders.replies import path_of
from builders.sounds import RATE, harmonic, two_cities, wav
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.text import TEXT_EMOTIONS


def stored(settings) -> list[str]:
    return [path.name for path in (settings.data_dir / "objects").rglob("*") if path.is_file()]


def get(client, audio_id: str, **query) -> dict:
    reply = client.get(f"/v1/audios/{audio_id}", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_an_upload_is_accepted_at_once_and_analysed_later(client, upload, run_jobs, speech_file, settings):
    accepted = upload(speech_file, description="a reading")
    assert (accepted["status"], accepted["duration"]) == ("queue", 0)
    assert (accepted["media_source"], accepted["media_source_type"]) == ("upload", "file")
    waiting = get(client, accepted["id"])
    assert (waiting["status"], waiting["task_completion_status"]) == ("queue", 0)
    assert (waiting["segment_audio_emotions"], waiting["speakers"], waiting["summary"]) == (None, None, None)
    assert run_jobs() == 1
    done = get(client, accepted["id"])
    assert (done["status"], done["progress"], done["stage"], done["error"]) == (
        "completed",
        100,
        "done",
        None,
    )
    assert (done["description"], done["audio_duration"]) == ("a reading", 7000)
    assert (done["sound"]["codec"], done["sound"]["rate_hz"], done["sound"]["channels"]) == (
        "pcm_s16le",
        RATE,
        1,
    )
    said = " ".join(segment["segment"] for segment in done["segment_text_emotions"])
    assert "best of times" in said
    assert done["summary"]["language"] == "en"
    assert done["summary"]["word_count"] == len(said.split())
    assert 3000 < done["summary"]["speech_ms"] <= 7000
    assert done["summary"]["segment_count"] == len(done["segment_audio_emotions"])
    assert done["models"]["speech-transcription"] in done["model_id"]
    assert not list((settings.data_dir / "work").iterdir())


def test_segments_tell_what_is_heard_and_what_is_said(client, analysed):
    done = get(client, analysed)
    (speaker,) = done["speakers"]
    assert (speaker["speaker_id"], speaker["name"], speaker["named"]) == (0, "speaker_0", False)
    assert speaker["segment_count"] == len(done["segment_audio_emotions"])
    assert list(speaker["text_emotions"]) == list(done["average_text_emotions"]) == list(TEXT_EMOTIONS)
    pairs = zip(done["segment_audio_emotions"], done["segment_text_emotions"], strict=True)
    for index, (heard, said) in enumerate(pairs):
        shared = ("index", "start_millis", "end_millis", "speaker_id", "name")
        assert [heard[name] for name in shared] == [said[name] for name in shared]
        assert heard["index"] == index
        assert 0 <= heard["start_millis"] < heard["end_millis"] <= 7000
        assert 50 < heard["prosody"]["pitch_hz"] < 400
        assert -60 < heard["prosody"]["loudness_db"] < 0
        assert said["language"] == "en"
        assert 0 < said["confidence"] <= 1
        emotion, score = said["max_emotion"]["emotion"], said["max_emotion"]["score"]
        assert score == said["emotions"][emotion] == max(said["emotions"].values())
        if heard["emotions"] is not None:
            assert sum(heard["emotions"].values()) == pytest.approx(1, abs=1e-4)
            assert heard["emotions"][heard["max_emotion"]["emotion"]] == heard["max_emotion"]["score"]


def test_every_word_has_its_time(client, analysed):
    for said in get(client, analysed)["segment_text_emotions"]:
        words = said["words"]
        assert [word["word"] for word in words] == said["segment"].split()
        edges = [edge for word in words for edge in (word["start_millis"], word["end_millis"])]
        assert edges == sorted(edges)
        assert said["start_millis"] <= edges[0]
        assert edges[-1] <= said["end_millis"]
        assert all(0 < word["probability"] <= 1 for word in words)


def test_the_file_can_be_heard_without_a_key(client, analysed, speech_file):
    link = path_of(get(client, analysed)["url"])
    client.headers.pop("X-API-Key")
    reply = client.get(link)
    assert reply.content == speech_file.read_bytes()
    assert reply.headers["content-type"].startswith("audio/")


def test_the_words_are_a_text_of_their_own(client, analysed):
    done = get(client, analysed)
    text = client.get(f"/v1/texts/{done['text_id']}").json()
    lines = [segment["segment"] for segment in done["segment_text_emotions"] if segment["segment"]]
    assert (text["status"], text["parent_id"]) == ("completed", analysed)
    assert (text["document_type"], text["text"]) == ("transcript", "\n".join(lines))
    assert text["word_count"] == done["summary"]["word_count"]
    assert list(text["emotions"]) == list(TEXT_EMOTIONS)
    for line, said in zip(text["segments"], done["segment_text_emotions"], strict=True):
        assert (line["segment"], line["speaker_id"], line["name"]) == (said["segment"], 0, None)
        assert (line["start_time"], line["end_time"]) == (said["start_millis"], said["end_millis"])
        assert {label: float(score) for label, score in line["emotions"].items()} == said["emotions"]
        assert line["max_emotion"] == said["max_emotion"]
    beyond = client.get(f"/v1/texts/{done['text_id']}", params={"first_segment": 99}).json()
    assert beyond["segments"] == []
    report = client.get(f"/v1/texts/{done['text_id']}/report").text
    assert len(report.splitlines()) == 1 + text["sentence_count"]


def test_the_words_are_changed_by_their_audio_alone(client, analysed, run_jobs):
    text_id = get(client, analysed)["text_id"]
    before = client.get(f"/v1/texts/{text_id}").json()
    for path, form in (("/emotions", {"text": "Other words."}), ("", {"reprocess": "true"})):
        reply = client.put(f"/v1/texts/{text_id}{path}", data=form)
        assert (reply.status_code, reply.json()["code"]) == (409, "text_is_transcript")
        assert analysed in reply.json()["detail"]
    assert run_jobs() == 0
    assert client.get(f"/v1/texts/{text_id}").json() == before


def test_lists_show_what_was_handed_in(client, analysed, upload, speech_file):
    waiting = upload(speech_file, title="second")["id"]
    listed = client.get("/v1/audios").json()
    assert [item["id"] for item in listed["documents"]] == [waiting, analysed]
    assert listed["count"] == 2
    assert [(item["language"], item["duration"]) for item in listed["documents"]] == [("", 0), ("en", 7000)]
    voices = get(client, analysed)["average_audio_emotions"]
    assert [item["dominant_emotion"] for item in listed["documents"]] == ["", max(voices, key=voices.get)]
    after = client.get("/v1/audios", params={"offset_audio_id": waiting, "page_size": 1}).json()
    assert [item["id"] for item in after["documents"]] == [analysed]
    assert client.get("/v1/audios", params={"page_size": 0}).json()["code"] == "bad_page"
    assert client.get("/v1/texts").json() == {"documents": [], "count": 0}, (
        "transcripts belong to their audios"
    )
    text_id = get(client, analysed)["text_id"]
    assert client.get("/v1/texts", params={"start_after": text_id}).json()["code"] == "bad_page"


def test_segments_come_in_pages(client, upload, run_jobs, tmp_path):
    voice = two_cities()[: 3 * RATE]
    pause = 0 * voice[:RATE]
    audio_id = upload(wav(tmp_path / "a.wav", np.concatenate([voice, pause, voice, pause, voice])))["id"]
    run_jobs()
    whole = get(client, audio_id)
    count = whole["summary"]["segment_count"]
    assert count >= 3
    page = get(client, audio_id, first_segment=1, segment_count=1)
    for name in ("segment_audio_emotions", "segment_text_emotions"):
        assert page[name] == whole[name][1:2]
    assert page["summary"] == whole["summary"]
    assert get(client, audio_id, first_segment=count)["segment_audio_emotions"] == []
    assert client.get(f"/v1/audios/{audio_id}", params={"first_segment": -1}).status_code == 422


@pytest.mark.parametrize("level", [0.0, 0.1])
def test_where_nobody_speaks_nothing_is_made_up(client, upload, run_jobs, tmp_path, level):
    audio_id = upload(wav(tmp_path / "a.wav", level * harmonic(220, 3)))["id"]
    run_jobs()
    done = get(client, audio_id)
    assert (done["status"], done["segment_text_emotions"], done["speakers"]) == ("completed", [], [])
    assert (done["average_audio_emotions"], done["average_text_emotions"]) == (None, None)
    assert "no_speech" in done["notes"]
    text = client.get(f"/v1/texts/{done['text_id']}").json()
    assert (text["text"], text["segments"], text["word_count"]) == ("", [], 0)
    assert len(client.get(f"/v1/audios/{audio_id}/report").text.splitlines()) == 1


def test_reprocessing_keeps_the_ids_and_one_run(client, analysed, run_jobs, settings):
    before = get(client, analysed)
    unchanged = client.put(f"/v1/audios/{analysed}").json()
    assert (unchanged["status"], "reprocess=true" in unchanged["message"]) == ("completed", True)
    assert client.put(f"/v1/audios/{analysed}", data={"reprocess": "true"}).json()["status"] == "queue"
    assert get(client, analysed)["segment_text_emotions"], "old results stay meanwhile"
    assert run_jobs() == 1
    after = get(client, analysed)
    for name in ("text_id", "segment_text_emotions", "speakers", "summary"):
        assert after[name] == before[name]
    names = stored(settings)
    assert (names.count("segments.parquet"), names.count("sentences.parquet")) == (1, 1)
    assert sum(name.endswith(".txt") for name in names) == 1
    assert client.get(f"/v1/texts/{after['text_id']}").json()["segments"]


def test_deleting_erases_the_words_too(client, analysed, settings):
    text_id = get(client, analysed)["text_id"]
    assert client.delete(f"/v1/audios/{analysed}").json() == {"id": analysed, "status": "deleted"}
    assert client.get(f"/v1/audios/{analysed}").json()["code"] == "audio_not_found"
    assert client.get(f"/v1/texts/{text_id}").json()["code"] == "text_not_found"
    assert stored(settings) == []


def test_the_words_alone_can_be_erased_and_come_back_with_a_new_analysis(client, analysed, run_jobs):
    text_id = get(client, analysed)["text_id"]
    assert client.delete(f"/v1/texts/{text_id}").status_code == 200
    assert get(client, analysed)["text_id"] == ""
    client.put(f"/v1/audios/{analysed}", data={"reprocess": "true"})
    run_jobs()
    again = get(client, analysed)["text_id"]
    assert client.get(f"/v1/texts/{again}").json()["parent_id"] == analysed


def test_titles_can_be_changed(client, analysed):
    path = f"/v1/audios/{analysed}/metadata"
    assert client.put(path, data={"title": "New"}).json() == {"title": "New", "description": ""}
    assert client.put(path, data={"description": "x"}).json() == {"title": "New", "description": "x"}
    assert client.put(path, data={"title": "a" * 501}).json()["code"] == "bad_edit"
    assert get(client, analysed)["title"] == "New"


def test_the_report_is_a_table_of_the_segments(client, analysed):
    reply = client.get(f"/v1/audios/{analysed}/report")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"] == f'attachment; filename="audio-{analysed}.csv"'
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    done = get(client, analysed)
    assert [row["text"] for row in rows] == [one["segment"] for one in done["segment_text_emotions"]]
    for row, heard, said in zip(
        rows, done["segment_audio_emotions"], done["segment_text_emotions"], strict=True
    ):
        assert (row["audio_id"], int(row["segment_index"])) == (analysed, heard["index"])
        assert (int(row["start_ms"]), int(row["end_ms"])) == (heard["start_millis"], heard["end_millis"])
        assert (row["speaker"], row["channel"], row["changed"]) == ("speaker_0", "", "")
        for name, value in heard["prosody"].items():
            assert row[name] == ("" if value is None else str(value)), name
        assert {name: float(row[f"text_{name}"]) for name in TEXT_EMOTIONS} == said["emotions"]
        assert row["text_emotion"] == said["max_emotion"]["emotion"]
        voice = {name: row[f"voice_{name}"] for name in EMOTIONS}
        if heard["emotions"] is None:
            assert set(voice.values()) == {""}
        else:
            assert {name: float(share) for name, share in voice.items()} == heard["emotions"]


def test_every_column_of_the_report_is_explained():
    from emoscope.audios.csv_report import COLUMNS

    told = (Path(__file__).parents[2] / "docs" / "tables.md").read_text()
    silent = [
        name for name in COLUMNS if f"`{name}`" not in told and not name.startswith(("voice_", "text_"))
    ]
    assert silent == []


def test_somebody_elses_audio_is_not_found(client, analysed, make_key):
    client.headers["X-API-Key"] = make_key("eve@example.org")
    for method, path, form in [
        ("GET", "", None),
        ("DELETE", "", None),
        ("PUT", "", {"reprocess": "true"}),
        ("PUT", "/metadata", {"title": "mine"}),
        ("GET", "/report", None),
    ]:
        reply = client.request(method, f"/v1/audios/{analysed}{path}", data=form)
        assert (reply.status_code, reply.json()["code"]) == (404, "audio_not_found"), path
    assert client.get("/v1/audios").json() == {"documents": [], "count": 0}
    client.headers["X-API-Key"] = make_key("root@example.org", role="admin")
    assert get(client, analysed)["status"] == "completed"
