"""Reports as PDF through the API: made on demand, made anew after edits, erased with the medium."""

from __future__ import annotations

import pytest

from emoscope.findings.load import FindingsLoader
from emoscope.storage.objects import Objects

KINDS = ("video", "audio", "image", "text")


def ask(client, media_id: str, kind: str, **more):
    return client.get(
        f"/v2/reports/pdf/{media_id}", params={"media_type": kind, **more.pop("params", {})}, **more
    )


def stored(settings) -> list[str]:
    return sorted(path.name for path in (settings.data_dir / "objects").rglob("reports/*.pdf"))


def text_of(content: bytes) -> str:
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the PDF")
    document = pdfium.PdfDocument(content)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return " ".join(" ".join(found).split())


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_made_on_demand(client, analysed, run_jobs, kind):
    media_id = analysed(kind)
    first = ask(client, media_id, kind)
    assert first.status_code == 202
    assert first.json() == {
        "media_id": media_id, "media_type": kind, "status": "pending", "progress": 0, "download_url": "",
        "expires_in": 0, "message": "The report was queued; ask again until it is ready.",
    }  # fmt: skip
    assert ask(client, media_id, kind).json()["status"] == "pending"
    assert run_jobs() == 1, "asking twice makes one job"
    ready = ask(client, media_id, kind)
    assert ready.status_code == 200
    assert ready.headers["content-type"] == "application/pdf"
    assert f'"{kind}-{media_id}-report.pdf"' in ready.headers["content-disposition"]
    assert ready.content.startswith(b"%PDF-")
    assert client.get(f"/v1/{kind}s/{media_id}").json()["status"] == "completed"
    shown = text_of(ready.content)
    assert "<<Title>>" in shown
    assert "Method and limits" in shown


def test_a_report_comes_whole_in_parts_or_as_a_link(client, analysed, run_jobs, settings):
    media_id = analysed("text")
    ask(client, media_id, "text")
    run_jobs()
    whole = ask(client, media_id, "text")
    part = ask(client, media_id, "text", headers={"Range": "bytes=5-14"})
    assert (part.status_code, part.content) == (206, whole.content[5:15])
    assert whole.headers["etag"] == part.headers["etag"]
    reply = ask(client, media_id, "text", headers={"Accept": "application/json"})
    assert (reply.status_code, reply.json()["status"], reply.json()["progress"]) == (200, "completed", 100)
    link = reply.json()["download_url"].removeprefix("http://testserver")
    assert client.get(link, headers={"X-API-Key": ""}).content == whole.content
    assert reply.json()["expires_in"] == 3600
    assert len(stored(settings)) == 1, "asking again makes no other"


def test_an_edit_makes_another_report_and_the_old_one_goes(client, analysed, run_jobs, settings):
    media_id = analysed("image")
    ask(client, media_id, "image")
    run_jobs()
    (before,) = stored(settings)
    client.put(f"/v1/images/{media_id}/faces/1/note", data={"note": "Commander of STS-93"})
    assert ask(client, media_id, "image").status_code == 202
    run_jobs()
    assert "Commander of STS-93" in text_of(ask(client, media_id, "image").content)
    (after,) = stored(settings)
    assert after != before
    client.put(f"/v1/images/{media_id}/metadata", data={"title": "Another title"})
    assert ask(client, media_id, "image").status_code == 202, "the title is on every page"


def test_the_report_of_an_edited_video_shows_the_edit(client, analysed, run_jobs):
    media_id = analysed("video")
    client.put(f"/v1/videos/{media_id}/faces/names", json=[{"face_id": 1, "name": "Eileen"}])
    ask(client, media_id, "video")
    run_jobs()
    shown = text_of(ask(client, media_id, "video").content)
    assert "Eileen" in shown
    assert "Corrections by hand applied" in shown


def test_deleting_the_medium_erases_its_report(client, analysed, run_jobs, settings):
    media_id = analysed("text")
    ask(client, media_id, "text")
    run_jobs()
    assert stored(settings)
    client.delete(f"/v1/texts/{media_id}")
    assert stored(settings) == []
    assert ask(client, media_id, "text").json()["code"] == "text_not_found"


def test_a_medium_deleted_while_its_report_is_made_leaves_nothing(
    client, analysed, run_jobs, settings, monkeypatch
):
    media_id = analysed("text")
    ask(client, media_id, "text")

    put = Objects.put

    def delete_and_put(self, key, content):
        client.delete(f"/v1/texts/{media_id}")
        put(self, key, content)

    monkeypatch.setattr(Objects, "put", delete_and_put)
    run_jobs()
    assert stored(settings) == []


def test_before_the_analysis_there_is_nothing_to_report(client, send):
    reply = ask(client, send("text"), "text")
    assert (reply.status_code, reply.json()["code"]) == (422, "not_analysed")
    assert "Current status: queue" in reply.json()["detail"]


def test_a_report_that_failed_says_so_and_can_be_tried_again(client, analysed, run_jobs):
    media_id = analysed("text")
    ask(client, media_id, "text")
    client.put(f"/v1/texts/{media_id}", data={"reprocess": "true"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FindingsLoader, "__call__", _not_analysed)
        run_jobs()
    run_jobs()
    failed = ask(client, media_id, "text")
    assert (failed.status_code, failed.json()["status"]) == (200, "failed")
    assert "retry=true" in failed.json()["message"]
    assert ask(client, media_id, "text", params={"retry": "true"}).status_code == 202
    run_jobs()
    assert ask(client, media_id, "text").content.startswith(b"%PDF-")


def _not_analysed(_loader, medium):
    from emoscope.api import media

    raise media.not_analysed(medium)


@pytest.mark.parametrize(
    ("media_type", "status", "code"),
    [("image", 404, "image_not_found"), ("poem", 422, "bad_media_type"), ("", 422, "bad_media_type")],
)
def test_the_kind_must_be_the_mediums(client, analysed, media_type, status, code):
    reply = ask(client, analysed("text"), media_type)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_the_kind_must_be_given(client):
    assert client.get("/v2/reports/pdf/x").json()["code"] == "invalid_request"


def test_somebody_elses_report_is_not_found(client, analysed, run_jobs, make_key):
    media_id = analysed("text")
    ask(client, media_id, "text")
    run_jobs()
    client.headers["X-API-Key"] = make_key("eve@example.org")
    assert ask(client, media_id, "text").json()["code"] == "text_not_found"
    client.headers["X-API-Key"] = ""
    assert ask(client, media_id, "text").status_code == 401


def test_a_callback_is_told_of_the_report(client, analysed, run_jobs):
    media_id = analysed("text")
    bad = ask(client, media_id, "text", params={"callback_url": "ftp://example.org"})
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_callback")
    ask(client, media_id, "text", params={"callback_url": "https://example.org/hook"})
    run_jobs()
    ask(client, media_id, "text", params={"callback_url": "https://example.org/late"})
    told = client.get("/v2/webhooks/deliveries").json()["documents"]
    assert {(one["url"].rpartition("/")[2], one["event"], one["medium_status"]) for one in told} == {
        ("hook", "pdf_report", "completed"),
        ("late", "pdf_report", "completed"),
    }
