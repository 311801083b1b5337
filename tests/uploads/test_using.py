"""Media that are made of resumable uploads."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from builders.databases import KINDS, migrated
from builders.media import astronaut
from builders.sounds import RATE, two_cities, wav
from emoscope.accounts import service as accounts
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.api.open_uploads import UploadNotFound, handed_in
from emoscope.db.account_models import CreditEntry
from emoscope.db.models import Medium, User
from emoscope.db.upload_models import ResumableUpload
from emoscope.storage.growing import UploadFolder
from emoscope.storage.objects import Objects
from emoscope.uploads import appending, service
from emoscope.uploads.errors import TooManyUploads
from emoscope.uploads.service import Rules, UploadDesk
from emoscope.videos.service import Upload, submit
from uploads import tus


def stored(settings) -> list[Path]:
    return [path for path in (settings.data_dir / "objects").rglob("*") if path.is_file()]


def make(client, upload_id: str, kind: str = "videos", **more: object):
    form = {"title": "Test", "upload_id": upload_id}
    return client.post(f"/v2/{kind}", data=form, **more)


def test_a_video_that_came_in_pieces_is_analysed_like_any_other(
    client, film, run_jobs, settings, growing, sessions
):
    upload_id = tus.begin(client, len(film), "Team talk.mp4")
    tus.add(client, upload_id, 0, film[:5000])
    inode = growing()[0].stat().st_ino
    tus.add(client, upload_id, 5000, film[5000:])
    video_id = make(client, upload_id).json()["id"]
    source = next(path for path in stored(settings) if path.name == "source.mp4")
    assert hashlib.sha256(source.read_bytes()).digest() == hashlib.sha256(film).digest()
    assert source.stat().st_ino == inode, "the bytes were copied"
    assert growing() == []
    run_jobs()
    video = client.get(f"/v1/videos/{video_id}").json()
    assert video["status"] == "completed"
    assert [face["face_id"] for face in video["faces"]["faces"]] == [1]
    assert client.get("/v1/videos").json()["documents"][0]["media_source"] == "upload"
    with sessions() as session:
        assert session.get_one(Medium, video_id).file_name == "Team talk.mp4"
        assert session.query(CreditEntry).one().amount == -1.0


def test_pictures_and_recordings_may_come_so_too(client, run_jobs, tmp_path):
    cv2 = pytest.importorskip("cv2")
    picture = tus.sent(client, cv2.imencode(".png", astronaut())[1].tobytes(), "a.png")
    speech = tus.sent(client, wav(tmp_path / "a.wav", two_cities()[: 4 * RATE]).read_bytes(), "a.wav")
    image_id = make(client, picture, "images").json()["id"]
    audio_id = make(client, speech, "audios").json()["id"]
    run_jobs()
    assert client.get(f"/v1/images/{image_id}").json()["status"] == "completed"
    assert client.get(f"/v1/audios/{audio_id}").json()["status"] == "completed"


def test_an_upload_is_used_once(client, film):
    upload_id = tus.sent(client, film)
    assert make(client, upload_id).status_code == 200
    again = make(client, upload_id)
    assert (again.status_code, again.json()["code"]) == (404, "upload_not_found")
    assert tus.head(client, upload_id).status_code == 404
    assert client.get("/v1/videos").json()["count"] == 1


def test_the_same_request_sent_again_is_answered_again(client, film):
    upload_id = tus.sent(client, film)
    key = {"Idempotency-Key": "one"}
    first, again = (make(client, upload_id, headers=key) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert client.get("/v1/videos").json()["count"] == 1


def test_what_is_refused_keeps_the_upload(client, film, settings):
    upload_id = tus.sent(client, film)
    for kind, form, code in [
        ("audios", {}, "unsupported_media"),
        ("images", {}, "unsupported_media"),
        ("videos", {"start_millis": "5000"}, "bad_upload"),
        ("videos", {"title": "a\x00b"}, "bad_upload"),
        ("videos", {"callback_url": "ftp://x"}, "bad_callback"),
    ]:
        data = {"title": "t", "upload_id": upload_id, **form}
        reply = client.post(f"/v2/{kind}", data=data)
        assert (reply.status_code, reply.json()["code"]) == (422, code), kind
    assert stored(settings) == []
    assert make(client, upload_id).status_code == 200


def test_who_has_no_credits_left_keeps_the_upload(client, film, sessions, settings):
    upload_id = tus.sent(client, film)
    with sessions.begin() as session:
        session.query(User).one().credits_limited = True
    assert make(client, upload_id).json()["code"] == "credit_expired"
    assert stored(settings) == []
    assert tus.offset(client, upload_id) == len(film)


def test_an_upload_that_is_not_whole_makes_no_medium(client, film):
    upload_id = tus.begin(client, len(film))
    tus.add(client, upload_id, 0, film[:-1])
    reply = make(client, upload_id)
    assert (reply.status_code, reply.json()["code"]) == (409, "upload_incomplete")
    tus.add(client, upload_id, len(film) - 1, film[-1:])
    assert make(client, upload_id).status_code == 200


def test_an_empty_upload_makes_no_medium(client):
    reply = make(client, tus.begin(client, 0))
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_upload")


def test_somebody_elses_upload_is_not_there(client, film, make_key):
    upload_id = tus.sent(client, film)
    eve = {"X-API-Key": make_key("eve@example.org")}
    reply = make(client, upload_id, headers=eve)
    assert (reply.status_code, reply.json()["code"]) == (404, "upload_not_found")
    assert make(client, upload_id).status_code == 200


@pytest.mark.parametrize("kind", ["videos", "audios", "images"])
def test_one_of_file_address_and_upload_is_to_be_sent(client, film, kind):
    upload_id = tus.sent(client, film)
    one = kind[:-1]
    url = "media_url" if kind == "audios" else f"{one}_url"
    form = {"title": "t", "upload_id": upload_id}
    both = [
        client.post(f"/v2/{kind}", data=form, files={f"{one}_file": ("a", io.BytesIO(film))}),
        client.post(f"/v2/{kind}", data={**form, url: "https://example.org/a"}),
        client.post(f"/v2/{kind}", data={"title": "t", "upload_id": ""}),
    ]
    assert [(reply.status_code, reply.json()["code"]) for reply in both] == [(422, "bad_upload")] * 3
    assert "upload_id" in both[2].json()["detail"]


@pytest.fixture(params=KINDS)
def desks(request, tmp_path) -> Iterator[Callable[[Objects], tuple[UploadDesk, Desk, Identity]]]:
    with migrated(request.param, tmp_path / "one.db") as sessions:
        folder = UploadFolder(tmp_path / "uploads")

        def open_desks(objects: Objects) -> tuple[UploadDesk, Desk, Identity]:
            with sessions.begin() as session:
                user = Identity(accounts.create_user(session, "ada@example.org").id, "user")
            rules = Rules(bytes_at_most=10**9, open_at_most=2, lifetime=timedelta(hours=1))
            desk = Desk(sessions, None, objects, folder, None, 3)  # type: ignore[arg-type]
            return UploadDesk(sessions, folder, rules), desk, user

        yield open_desks


def whole(uploads: UploadDesk, user: Identity, content: bytes) -> str:
    upload = service.begin(uploads, user, len(content), "a.mp4", "").upload
    adding = appending.begin(uploads, user, upload.id, 0, len(content), None)
    adding.write(content)
    adding.finish()
    adding.release()
    return upload.id


def wanted(upload_id: str) -> Upload:
    return Upload("T", "", None, "", "", upload_id, "", "", 0, 0)


def test_a_store_without_files_gets_a_copy_and_the_upload_is_gone(desks, film, monkeypatch):
    objects = Objects(MemoryStore(), None)
    uploads, desk, user = desks(objects)
    monkeypatch.setattr("emoscope.jobs.sending.send", lambda *_: None)  # there is no broker
    upload_id = whole(uploads, user, film)
    medium = submit(desk, user, wanted(upload_id))
    assert objects.read(medium.object_key) == film
    assert uploads.folder.size_bytes(upload_id) is None
    assert service.listed(uploads, user) == []
    with pytest.raises(UploadNotFound), handed_in(desk, user, wanted(upload_id)):
        pass


def test_an_upload_that_ends_meanwhile_makes_no_medium(desks, film):
    """As when a cleaner of a server that shares the database, but not the disk, erases it."""
    objects = Objects(MemoryStore(), None)
    uploads, desk, user = desks(objects)
    upload_id = whole(uploads, user, film)
    with handed_in(desk, user, wanted(upload_id)) as handed:
        with desk.sessions.begin() as session:
            session.delete(session.get_one(ResumableUpload, upload_id))
        with desk.sessions() as session, pytest.raises(UploadNotFound):
            handed.use(session)


def test_uploads_begun_at_once_do_not_pass_the_limit(desks):
    uploads, _, user = desks(Objects(MemoryStore(), None))
    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(service.begin, uploads, user, 9, "a", "") for _ in range(8)]
    refused = [one.exception() for one in tries if one.exception()]
    assert {type(one) for one in refused} == {TooManyUploads}
    assert len(refused) == 6
    assert len(list(uploads.folder.root.iterdir())) == 2
