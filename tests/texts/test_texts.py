"""Texts over HTTP: what goes in comes out as the contract says."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import numpy as np
import pytest

from emoscope.domain.text import TEXT_EMOTIONS
from texts.conftest import LETTER


def stored(settings) -> list[str]:
    return [path.name for path in (settings.data_dir / "objects").rglob("*") if path.is_file()]


def test_a_text_is_accepted_at_once_and_analysed_later(client, send, run_jobs, settings):
    accepted = send()
    assert (accepted["status"], accepted["word_count"], accepted["title"]) == ("queue", 19, "Letter")
    waiting = client.get(f"/v1/texts/{accepted['id']}").json()
    assert (waiting["status"], waiting["text"], waiting["word_count"]) == ("queue", LETTER, 19)
    assert (waiting["segments"], waiting["emotions"], waiting["model_id"]) == (None, None, None)
    assert run_jobs() == 1
    done = client.get(f"/v1/texts/{accepted['id']}").json()
    assert (done["status"], done["progress"], done["stage"]) == ("completed", 100, "done")
    assert (done["model_id"], done["document_type"], done["language"]) == ("text-emotion-3", "text", "en")
    assert (done["sentence_count"], done["scored_count"], done["parent_id"]) == (3, 3, None)
    assert [segment["paragraph"] for segment in done["segments"]] == [0, 0, 1]
    assert not list((settings.data_dir / "work").iterdir())


def test_sentences_carry_28_probabilities_and_their_place(client, analysed):
    segments = client.get(f"/v1/texts/{analysed}").json()["segments"]
    for segment in segments:
        assert tuple(segment["emotions"]) == TEXT_EMOTIONS
        assert all(0 <= score <= 1 for score in segment["emotions"].values())
        assert LETTER[segment["start"] : segment["end"]] == segment["sentence"]
        assert segment["top"] == max(segment["emotions"], key=segment["emotions"].get)
    assert [segment["top"] for segment in segments] == ["love", "gratitude", "anger"]
    assert [segment["sentiment"] for segment in segments] == ["positive", "positive", "negative"]


def test_means_and_peaks_are_those_of_the_sentences(client, analysed):
    text = client.get(f"/v1/texts/{analysed}").json()
    scores = np.array([list(segment["emotions"].values()) for segment in text["segments"]])
    words = [len(segment["sentence"].split()) for segment in text["segments"]]
    assert list(text["emotions"].values()) == pytest.approx(
        np.average(scores, axis=0, weights=words), abs=1e-5
    )
    assert list(text["peak"].values()) == pytest.approx(scores.max(axis=0), abs=1e-5)
    assert text["top"] == max(text["emotions"], key=text["emotions"].get)
    assert set(text["sentiment"]) == {"positive", "negative", "ambiguous", "neutral"}


def test_segments_may_be_fetched_in_parts(client, analysed):
    whole = client.get(f"/v1/texts/{analysed}").json()
    part = client.get(f"/v1/texts/{analysed}", params={"first_segment": 1, "segment_count": 1}).json()
    assert part["segments"] == whole["segments"][1:2]
    assert part["emotions"] == whole["emotions"]
    assert client.get(f"/v1/texts/{analysed}", params={"first_segment": 9}).json()["segments"] == []


def test_other_languages_are_marked_and_not_scored(client, send, run_jobs):
    text_id = send("Ich bin sehr traurig, weil mein Hund gestorben ist. Es tut so weh.")["id"]
    run_jobs()
    text = client.get(f"/v1/texts/{text_id}").json()
    assert (text["status"], text["language"], text["scored_count"]) == ("completed", "de", 0)
    assert (text["emotions"], text["peak"], text["top"]) == (None, None, None)
    assert [(s["language"], s["emotions"], s["top"]) for s in text["segments"]] == [("de", {}, None)] * 2


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"title": "a", "text": " \n "}, "bad_text"),
        ({"title": "a", "text": "x" * 1_000_001}, "bad_text"),
        ({"title": "a", "text": "a\x00b"}, "bad_text"),
        ({"title": "a\x00", "text": "fine"}, "bad_upload"),
        ({"title": "", "text": "fine"}, "invalid_request"),
        ({"title": "a" * 501, "text": "fine"}, "invalid_request"),
        ({"title": "a"}, "invalid_request"),
        ({"text": "fine"}, "invalid_request"),
        ({"title": "a", "text": "fine", "callback_url": "ftp://example.org"}, "bad_callback"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(client, settings, form, code):
    reply = client.post("/v2/texts", data=form)
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert client.get("/v1/texts").json()["count"] == 0
    assert stored(settings) == []


def test_a_body_far_beyond_any_text_is_not_read_to_its_end(client):
    body = urlencode({"title": "a", "text": "x" * (17 * 1024**2)})
    reply = client.post(
        "/v2/texts", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert (reply.status_code, reply.json()["code"]) == (413, "upload_too_large")


def test_a_million_characters_are_taken(send, settings):
    text = "é" * 999_999 + "😀"
    assert send(text)["word_count"] == 1
    (path,) = (settings.data_dir / "objects").rglob("source.txt")
    assert path.read_text() == text


def test_words_come_back_as_they_were_sent(client, send):
    text = "  <b>&amp;</b> \r\n\ttab + plus % 100 😀 “quotes” \u2028 \u200d "
    assert client.get(f"/v1/texts/{send(text)['id']}").json()["text"] == text


def test_an_edit_replaces_the_words_and_their_analysis(client, analysed, run_jobs, settings):
    reply = client.put(f"/v1/texts/{analysed}/emotions", data={"text": "I am so scared of spiders."}).json()
    assert (reply["id"], reply["status"]) == (analysed, "queue")
    waiting = client.get(f"/v1/texts/{analysed}").json()
    assert (waiting["text"], waiting["word_count"]) == ("I am so scared of spiders.", 6)
    assert (waiting["status"], waiting["segments"], waiting["emotions"]) == ("queue", None, None)
    assert run_jobs() == 1
    done = client.get(f"/v1/texts/{analysed}").json()
    assert (done["status"], done["top"], len(done["segments"])) == ("completed", "fear", 1)
    assert sorted(name.split("-")[0].split(".")[0] for name in stored(settings)) == ["sentences", "source"]


def test_an_edit_calls_off_the_analysis_of_the_old_words(client, send, run_jobs):
    text_id = send()["id"]
    client.put(f"/v1/texts/{text_id}/emotions", data={"text": "Thank you!"})
    assert run_jobs() == 1
    assert client.get(f"/v1/texts/{text_id}").json()["top"] == "gratitude"


def test_a_bad_edit_changes_nothing(client, analysed, settings):
    before, files = client.get(f"/v1/texts/{analysed}").json(), stored(settings)
    for text in (" ", "x" * 1_000_001):
        reply = client.put(f"/v1/texts/{analysed}/emotions", data={"text": text})
        assert (reply.status_code, reply.json()["code"]) == (422, "bad_text")
    assert client.get(f"/v1/texts/{analysed}").json() == before
    assert stored(settings) == files


def test_reprocessing(client, analysed, run_jobs, settings):
    unchanged = client.put(f"/v1/texts/{analysed}").json()
    assert unchanged["status"] == "completed"
    assert "reprocess=true" in unchanged["message"]
    assert client.put(f"/v1/texts/{analysed}", data={"reprocess": "true"}).json()["status"] == "queue"
    assert len(client.get(f"/v1/texts/{analysed}").json()["segments"]) == 3, "old results stay meanwhile"
    assert run_jobs() == 1
    assert client.get(f"/v1/texts/{analysed}").json()["status"] == "completed"
    assert stored(settings).count("sentences.parquet") == 1


def test_deleting_erases_everything(client, analysed, settings):
    assert client.delete(f"/v1/texts/{analysed}").json() == {"id": analysed, "status": "deleted"}
    assert client.get(f"/v1/texts/{analysed}").status_code == 404
    assert stored(settings) == []


def test_the_report_is_a_table_of_the_sentences(client, analysed):
    reply = client.get(f"/v1/texts/{analysed}/report")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"] == f'attachment; filename="text-{analysed}.csv"'
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    segments = client.get(f"/v1/texts/{analysed}").json()["segments"]
    assert [row["sentence"] for row in rows] == [segment["sentence"] for segment in segments]
    assert [row["top_emotion"] for row in rows] == ["love", "gratitude", "anger"]
    for row, segment in zip(rows, segments, strict=True):
        assert {name: float(row[name]) for name in TEXT_EMOTIONS} == segment["emotions"]


def test_the_report_holds_no_formulas_and_empty_cells_where_nothing_was_scored(client, send, run_jobs):
    text_id = send("=1+1 is what he wrote.\nDas Wetter ist heute wirklich sehr schön.")["id"]
    run_jobs()
    first, second = csv.DictReader(io.StringIO(client.get(f"/v1/texts/{text_id}/report").text))
    assert first["sentence"] == "'=1+1 is what he wrote."
    assert (second["language"], second["top_emotion"], second["joy"]) == ("de", "", "")


def test_a_report_too_early_says_where_things_stand(client, send):
    text_id = send()["id"]
    reply = client.get(f"/v1/texts/{text_id}/report")
    assert reply.status_code == 202
    assert reply.json() == {"id": text_id, "status": "queue", "progress": 0}


def test_a_text_whose_file_is_gone_fails_with_a_reason(client, send, run_jobs, settings):
    text_id = send()["id"]
    for path in (settings.data_dir / "objects").rglob("source.txt"):
        path.unlink()
    run_jobs()
    reply = client.get(f"/v1/texts/{text_id}/report")
    assert (reply.status_code, reply.json()["code"]) == (422, "not_analysed")
    assert client.get("/v1/texts").json()["documents"][0]["error"]["code"] == "damaged_media"


def test_somebody_elses_text_is_not_found(client, analysed, make_key):
    client.headers["X-API-Key"] = make_key("eve@example.org")
    for method, path, form in [
        ("GET", f"/v1/texts/{analysed}", None),
        ("DELETE", f"/v1/texts/{analysed}", None),
        ("PUT", f"/v1/texts/{analysed}", None),
        ("PUT", f"/v1/texts/{analysed}/emotions", {"text": "mine now"}),
        ("GET", f"/v1/texts/{analysed}/report", None),
    ]:
        reply = client.request(method, path, data=form)
        assert (reply.status_code, reply.json()["code"]) == (404, "text_not_found")
    assert client.get("/v1/texts").json() == {"documents": [], "count": 0}
    client.headers["X-API-Key"] = make_key("root@example.org", role="admin")
    assert client.get(f"/v1/texts/{analysed}").json()["text"] == LETTER


def test_lists_are_paged_newest_first_both_ways(client, send):
    ids = [send(f"Text number {n}.", title=f"text {n}")["id"] for n in range(5)][::-1]

    def page(**query) -> list[str]:
        reply = client.get("/v1/texts", params={"page_size": 2, **query}).json()
        assert reply["count"] == 5
        assert all(item["word_count"] == 3 for item in reply["documents"])
        return [item["id"] for item in reply["documents"]]

    assert page() == ids[:2]
    assert page(start_after=ids[1]) == ids[2:4]
    assert page(start_after=ids[4], direction="backward") == ids[2:4]
    assert client.get("/v1/texts", params={"page_size": 0}).status_code == 422


def test_marks_without_words_are_completed_with_nothing_found(client, send, run_jobs):
    text_id = send("... !!! ---")["id"]
    run_jobs()
    text = client.get(f"/v1/texts/{text_id}").json()
    assert (text["status"], text["segments"], text["emotions"]) == ("completed", [], None)
    assert len(client.get(f"/v1/texts/{text_id}/report").text.splitlines()) == 1
