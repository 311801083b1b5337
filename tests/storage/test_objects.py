import io
from pathlib import Path

import pytest

from emoscope.storage.objects import Objects, open_objects


@pytest.fixture(params=["folder", "memory"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    """A folder, and a store that has no local files, as object stores in a network have none."""
    if request.param == "folder":
        return open_objects("", tmp_path / "objects")
    from obstore.store import MemoryStore

    return Objects(MemoryStore(), None)


def test_what_is_put_can_be_read(objects: Objects, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"from a file")
    objects.put("media/1/a", b"bytes")
    objects.put("media/1/b", io.BytesIO(b"stream"))
    objects.put("media/1/c", tmp_path / "file")
    assert [objects.read(f"media/1/{name}") for name in "abc"] == [b"bytes", b"stream", b"from a file"]
    stored = objects.head("media/1/a")
    assert stored is not None
    assert stored.size_bytes == 5


def test_an_object_can_be_used_as_a_file(objects: Objects, tmp_path: Path):
    objects.put("media/1/a", b"bytes")
    with objects.as_file("media/1/a", tmp_path) as path:
        assert path.read_bytes() == b"bytes"
    assert objects.read("media/1/a") == b"bytes"
    with pytest.raises(FileNotFoundError), objects.as_file("media/1/none", tmp_path):
        pass


def test_deleting_a_folder_erases_it_and_nothing_beside_it(objects: Objects):
    for key in ("media/1/a", "media/1/runs/x/b", "media/10/c"):
        objects.put(key, b"x")
    assert objects.delete_under("media/1") == 2
    assert objects.head("media/1/a") is None
    assert objects.head("media/1/runs/x/b") is None
    assert objects.head("media/10/c") is not None
    assert objects.delete_under("media/1") == 0


def test_an_emptied_folder_leaves_no_folders_behind(tmp_path: Path):
    objects = open_objects("", tmp_path / "objects")
    objects.put("media/1/runs/x/b", b"x")
    objects.delete_under("media/1")
    assert not (tmp_path / "objects" / "media" / "1").exists()


def test_a_missing_object_has_no_head_and_cannot_be_read(objects: Objects):
    assert objects.head("media/none") is None
    with pytest.raises(FileNotFoundError):
        objects.read("media/none")


def test_folders_are_listed_by_name(objects: Objects):
    for key in ("media/1/source", "media/1/runs/b/x", "media/1/runs/a/y/z", "media/10/runs/c/x"):
        objects.put(key, b"x")
    assert objects.folders_under("media/1/runs") == ["a", "b"]
    assert objects.folders_under("media/2/runs") == []
