from __future__ import annotations

import errno
import os
from pathlib import Path
from uuid import uuid4

import pytest

from emoscope.storage.growing import GrowingFile, StorageFull, UploadBusy, UploadFolder
from emoscope.storage.objects import open_objects


@pytest.fixture
def folder(tmp_path: Path) -> UploadFolder:
    return UploadFolder(tmp_path / "uploads")


@pytest.fixture
def name(folder: UploadFolder) -> str:
    made = str(uuid4())
    folder.create(made, 10)
    return made


def test_a_file_grows_at_its_end_and_can_be_cut(folder: UploadFolder, name: str):
    with folder.locked(name) as growing:
        growing.append(b"hello ")
        growing.file.seek(0)
        growing.append(bytearray(b"world"))
        growing.sync()
        assert growing.size_bytes == 11
        growing.cut(5)
    assert folder.path(name).read_bytes() == b"hello"
    assert folder.size_bytes(name) == 5


def test_a_file_is_one_callers_at_a_time(folder: UploadFolder, name: str):
    with folder.locked(name), pytest.raises(UploadBusy), folder.locked(name):
        pass
    with folder.locked(name):
        pass


def test_a_file_that_was_removed_cannot_be_had(folder: UploadFolder, name: str):
    folder.remove(name)
    folder.remove(name)
    assert folder.size_bytes(name) is None
    with pytest.raises(FileNotFoundError):
        folder.lock(name)


def test_names_that_are_no_ids_lead_nowhere(folder: UploadFolder):
    for wrong in ("", "..", "../secret", "a" * 36, str(uuid4()).upper()):
        with pytest.raises(FileNotFoundError):
            folder.path(wrong)


def test_a_full_disk_keeps_what_there_was_room_for(folder: UploadFolder, name: str):
    with folder.locked(name) as growing:
        room = [3]

        class Small:
            def seek(self, *_: int) -> None: ...

            def write(self, data: memoryview) -> int:
                if not room[0]:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                written, room[0] = os.write(growing.file.fileno(), data[: room[0]]), 0
                return written

        with pytest.raises(StorageFull):
            GrowingFile(Small()).append(b"hello")  # type: ignore[arg-type]
    assert folder.path(name).read_bytes() == b"hel"


def test_a_file_becomes_an_object_without_being_copied(tmp_path: Path):
    objects = open_objects("", tmp_path / "objects")
    (tmp_path / "file").write_bytes(b"content")
    objects.put("media/1/source.mp4", tmp_path / "file")
    assert (tmp_path / "objects/media/1/source.mp4").stat().st_ino == (tmp_path / "file").stat().st_ino
    (tmp_path / "other").write_bytes(b"newer")
    objects.put("media/1/source.mp4", tmp_path / "other")
    assert objects.read("media/1/source.mp4") == b"newer"
    assert (tmp_path / "file").read_bytes() == b"content"


def test_where_no_second_name_can_be_given_a_file_is_copied(tmp_path: Path, monkeypatch):
    def refuse(*_args: object) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", refuse)
    objects = open_objects("", tmp_path / "objects")
    (tmp_path / "file").write_bytes(b"content")
    objects.put("media/1/a", tmp_path / "file")
    assert objects.read("media/1/a") == b"content"
