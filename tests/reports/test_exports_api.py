"""Exports through the API."""

from __future__ import annotations

import io

import jsonschema
import polars as pl
import pytest
import webvtt

KINDS = ("video", "audio", "image", "text")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_listed_can_be_had_and_the_rest_says_why_not(client, analysed, kind):
    media_id = analysed(kind)
    listed = client.get(f"/v2/{kind}/{media_id}/exports").json()
    assert (listed["media_id"], listed["media_type"]) == (media_id, kind)
    for one in listed["exports"]:
        reply = client.get(f"/v2/{kind}/{media_id}/exports/{one['format']}")
        if one["available"]:
            assert reply.status_code == 200
            assert reply.headers["content-type"] == one["content_type"]
            assert reply.headers["content-disposition"] == f'attachment; filename="{one["file_name"]}"'
            assert reply.content
        else:
            assert (reply.status_code, reply.json()["code"]) == (409, "nothing_to_export")
            assert one["reason"] in reply.json()["detail"]
    available = {one["format"] for one in listed["exports"] if one["available"]}
    assert {"json", "parquet", "emotionml"} <= available
    assert ("vtt" in available) == (kind == "audio")


def test_the_words_of_a_recording_come_as_captions(client, analysed):
    media_id = analysed("audio")
    reply = client.get(f"/v2/audios/{media_id}/exports/vtt")
    captions = list(webvtt.from_buffer(io.StringIO(reply.text)))
    assert "best of times" in " ".join(caption.text for caption in captions).lower()
    assert captions[0].voice == "speaker_0"


def test_the_table_of_a_video_follows_its_edits(client, analysed):
    media_id = analysed("video")
    whole = client.get(f"/v2/videos/{media_id}/exports/parquet").content
    rows = pl.read_parquet(io.BytesIO(whole))
    assert rows["medium_id"].unique().to_list() == [media_id]
    assert rows["face_id"].unique().to_list() == [1]
    assert rows["start_ms"].to_list() == [0, 250, 500, 750]


def test_the_document_follows_the_published_schema(client, analysed):
    media_id = analysed("image")
    client.put(f"/v1/images/{media_id}/faces/1/note", data={"note": "hello"})
    found = client.get(f"/v2/image/{media_id}/exports/json").json()
    schema = client.get("/v2/schemas/findings", headers={"X-API-Key": ""}).json()
    jsonschema.validate(found, schema)
    assert found["faces"][0]["note"] == "hello"
    assert found["format"] == "emoscope.findings/1"
    del found["faces"][0]["affect"]
    with pytest.raises(jsonschema.ValidationError, match="affect"):
        jsonschema.validate(found, schema)


def test_vocabularies_are_where_documents_say(client, analysed):
    media_id = analysed("text")
    document = client.get(f"/v2/text/{media_id}/exports/emotionml").text
    address = "http://testserver/v2/vocabularies/text"
    assert f'category-set="{address}#text"' in document
    reply = client.get(address.removeprefix("http://testserver"), headers={"X-API-Key": ""})
    assert reply.headers["content-type"] == "application/emotionml+xml"
    assert '<item name="gratitude" />' in reply.text
    missing = client.get("/v2/vocabularies/smell")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_vocabulary")


def test_bad_requests_are_told_apart(client, analysed, send, make_key):
    media_id = analysed("text")
    for path, status, code in [
        (f"/v2/text/{media_id}/exports/docx", 404, "no_such_format"),
        (f"/v2/text/{media_id}/exports/srt", 409, "nothing_to_export"),
        (f"/v2/poem/{media_id}/exports", 422, "bad_media_type"),
        (f"/v2/video/{media_id}/exports", 404, "video_not_found"),
        (f"/v2/text/{send('text')}/exports/json", 422, "not_analysed"),
    ]:
        reply = client.get(path)
        assert (reply.status_code, reply.json()["code"]) == (status, code), path
    client.headers["X-API-Key"] = make_key("eve@example.org")
    assert client.get(f"/v2/text/{media_id}/exports/json").json()["code"] == "text_not_found"
    client.headers["X-API-Key"] = ""
    assert client.get(f"/v2/text/{media_id}/exports/json").status_code == 401
