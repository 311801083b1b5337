"""Clearing away what nobody goes on with."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from uuid import uuid4

from emoscope.db.models import User, now
from emoscope.db.upload_models import ResumableUpload
from emoscope.jobs.sending import Sweeper
from emoscope.storage.growing import UploadFolder
from emoscope.uploads.cleaning import UploadCleaner, clean
from uploads import tus


def expire(sessions, upload_id: str) -> None:
    with sessions.begin() as session:
        session.get_one(ResumableUpload, upload_id).expires_at = now() - timedelta(seconds=1)


def test_an_expired_upload_is_refused_and_then_erased(client, sessions, settings, growing):
    old, young = tus.begin(client, 9), tus.begin(client, 9)
    expire(sessions, old)
    assert tus.head(client, old).status_code == 410
    assert tus.refusal(tus.add(client, old, 0, b"abc")) == (410, "upload_expired")
    assert [one["id"] for one in client.get("/v2/uploads").json()] == [young]
    reply = client.post("/v2/videos", data={"title": "t", "upload_id": old})
    assert (reply.status_code, reply.json()["code"]) == (410, "upload_expired")
    assert clean(sessions, UploadFolder(settings.resolved_upload_dir())) == 1
    assert [path.stem for path in growing()] == [young]
    assert tus.head(client, old).status_code == 404


def test_an_upload_that_bytes_come_to_is_not_erased(client, sessions, settings, growing):
    upload_id = tus.begin(client, 9)
    expire(sessions, upload_id)
    folder = UploadFolder(settings.resolved_upload_dir())
    with folder.locked(upload_id):
        assert clean(sessions, folder) == 0
    assert len(growing()) == 1
    assert clean(sessions, folder) == 1


def test_files_that_belong_to_no_upload_are_erased_once_they_are_old(client, sessions, settings, growing):
    kept = tus.begin(client, 9)
    folder = UploadFolder(settings.resolved_upload_dir())
    old, young = str(uuid4()), str(uuid4())
    for upload_id in (old, young):
        folder.create(upload_id, 0)
    (folder.root / "notes.part").touch()
    for name in (kept, old, "notes"):
        hours_ago = time.time() - 7200
        os.utime(folder.root / f"{name}.part", (hours_ago, hours_ago))
    assert clean(sessions, folder) == 1
    assert {path.stem for path in growing()} == {kept, young, "notes"}


def test_uploads_go_with_their_user(client, sessions, settings, growing):
    upload_id = tus.begin(client, 9)
    with sessions.begin() as session:
        session.delete(session.query(User).one())
    os.utime(growing()[0], (0, 0))
    assert clean(sessions, UploadFolder(settings.resolved_upload_dir())) == 1
    assert growing() == []
    assert tus.head(client, upload_id).status_code == 401


def test_an_upload_whose_file_is_gone_is_begun_again(client, growing):
    upload_id = tus.begin(client, 9)
    growing()[0].unlink()
    assert tus.head(client, upload_id).status_code == 410
    assert tus.refusal(tus.add(client, upload_id, 0, b"abc")) == (410, "upload_expired")
    assert tus.end(client, upload_id).status_code == 204
    assert client.get("/v2/uploads").json() == []


def test_the_sweeper_clears_away_again_and_again(client, sessions, settings, growing):
    upload_id = tus.begin(client, 9)
    expire(sessions, upload_id)
    cleaner = UploadCleaner(sessions, UploadFolder(settings.resolved_upload_dir()), every_s=0)
    sweeper = Sweeper(sessions, client.app.state.emoscope.transport, 0.05, also=cleaner)
    sweeper.start()
    end = time.monotonic() + 20
    while growing():
        assert time.monotonic() < end, "nothing was cleared away"
        time.sleep(0.02)
    sweeper.stop()


def test_a_cleaner_that_is_asked_too_often_rests(client, sessions, settings, growing):
    cleaner = UploadCleaner(sessions, UploadFolder(settings.resolved_upload_dir()), every_s=600)
    cleaner()
    expire(sessions, tus.begin(client, 9))
    cleaner()
    assert len(growing()) == 1
