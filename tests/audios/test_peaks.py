"""The outline of a sound: what it says, and how it is made, kept and guarded."""

from __future__ import annotations

import time
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from audios.made_up import DURATION_MS, AudioStore
from builders.sounds import RATE, wav
from emoscope.audios.peaks import WAITING_AT_MOST
from emoscope.domain.video import MediaLimits
from emoscope.pipelines.peaks import HOP_MS, amplitudes, peaks_of

LOUD = 0.5


@pytest.fixture
def store(client, sessions, settings) -> AudioStore:  # noqa: ARG001 - the API of the same user
    """Twenty seconds of silence but for a beep on the right, from 10,000 to 10,100 ms."""
    made = AudioStore(sessions, settings.data_dir, "ada@example.org")
    made.begin()
    sound = np.zeros((DURATION_MS * RATE // 1000, 2), np.float32)
    sound[10 * RATE : 10 * RATE + RATE // 10, 1] = LOUD
    path = wav(settings.data_dir / "beep.wav", sound)
    made.objects.put(f"media/{made.audio_id}/source.wav", path)
    return made


def once(client, store: AudioStore, **query):
    return client.get(f"/v2/audios/{store.audio_id}/peaks", params=query)


def asked(client, store: AudioStore, **query):
    """The answer once the outline is made; each question waits for it a little."""
    for _ in range(30):
        reply = once(client, store, **query)
        if reply.status_code != 202:
            return reply
    raise AssertionError("it was never made")


def emptied(maker) -> bool:
    """Whether nothing is being made, or in a moment nothing is: who waits is told a little before."""
    until = time.monotonic() + 5
    while maker._making and time.monotonic() < until:
        time.sleep(0.01)
    return not maker._making


def test_the_outline_says_when_it_is_loud_at_every_zoom(client, store):
    whole = asked(client, store, bins=100).json()
    assert (whole["status"], whole["start_ms"], whole["end_ms"]) == ("completed", 0, DURATION_MS)
    assert whole["bin_ms"] == 200
    assert [n for n, peak in enumerate(whole["peaks"]) if peak] == [50]
    assert whole["loudest"] == max(whole["peaks"]) == pytest.approx(10_000 * LOUD, rel=0.03)
    near = asked(client, store, start_ms=9_990, end_ms=10_110, bins=4000).json()
    assert (near["start_ms"], near["end_ms"], near["bin_ms"]) == (9_988, 10_112, HOP_MS)
    loud = [near["start_ms"] + n * HOP_MS for n, peak in enumerate(near["peaks"]) if peak > 4000]
    assert (loud[0], loud[-1] + HOP_MS) == (10_000, 10_100)
    silent = asked(client, store, start_ms=11_000, end_ms=12_000, bins=10).json()
    assert (silent["peaks"], silent["loudest"]) == ([0] * 10, whole["loudest"])
    assert asked(client, store, start_ms=90_000).json()["peaks"] == []


def test_it_is_kept_with_the_results_and_erased_with_the_medium(client, store):
    first = asked(client, store)
    (kept,) = [key for key in store.objects.keys_under(f"media/{store.audio_id}") if key.endswith("peaks.u8")]
    assert len(store.objects.read(kept)) == DURATION_MS // HOP_MS
    store.objects.delete(f"media/{store.audio_id}/source.wav")
    assert asked(client, store).json() == first.json()
    again = client.get(f"/v2/audios/{store.audio_id}/peaks", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.delete(f"/v1/audios/{store.audio_id}").status_code == 200
    assert store.objects.head(kept) is None
    assert asked(client, store).json()["code"] == "audio_not_found"


def test_while_it_is_being_made_the_answer_is_202(client, store):
    maker = client.app.state.peaks
    with maker._process._lock:  # as another sound is being read
        reply = once(client, store, start_ms=40)
        assert (reply.status_code, reply.headers["retry-after"]) == (202, "1")
        assert (reply.json()["status"], reply.json()["peaks"]) == ("processing", [])
    assert asked(client, store).json()["status"] == "completed"
    assert emptied(maker)


def test_only_so_many_wait(client, store):
    others = {str(n): Future() for n in range(WAITING_AT_MOST)}
    client.app.state.peaks._making.update(others)
    reply = asked(client, store)
    client.app.state.peaks._making.clear()  # else the server would wait for them when it stops
    assert (reply.status_code, reply.json()["code"]) == (503, "peaks_busy")


def test_who_never_comes_back_leaves_room_for_others(client, store, monkeypatch):
    maker = client.app.state.peaks
    monkeypatch.setattr("emoscope.audios.peaks._PATIENCE_S", 0.01)
    assert once(client, store).status_code == 202
    (work,) = maker._making.values()
    work.result(60)
    assert emptied(maker)


def test_a_sound_that_cannot_be_read_is_told(client, store):
    key = f"media/{store.audio_id}/source.wav"
    store.objects.put(key, b"no sound at all")
    reply = asked(client, store)
    assert (reply.status_code, reply.json()["code"]) == (422, "unsupported_media")
    store.objects.delete(key)
    assert asked(client, store).json()["code"] == "audio_not_found"
    assert emptied(client.app.state.peaks)


def test_it_is_the_owner_s_and_its_bounds_are_checked(client, store, make_key):
    stranger = {"X-API-Key": make_key("eve@example.org")}
    assert client.get(f"/v2/audios/{store.audio_id}/peaks", headers=stranger).status_code == 404
    for query in ({"bins": 0}, {"bins": 4001}, {"start_ms": -1}, {"end_ms": 0}):
        assert asked(client, store, **query).json()["code"] == "invalid_request", query


def test_levels_keep_their_proportions_over_eighty_decibels(tmp_path: Path):
    levels = np.array([1.0, 0.5, 0.1, 0.01, 0.001, 0.0], np.float32)
    path = wav(tmp_path / "steps.wav", np.repeat(levels, RATE // 10))
    codes = np.frombuffer(peaks_of(path, tmp_path / "spool", MediaLimits(), 0, 0), np.uint8)
    middles = codes[12 :: 100 // HOP_MS]
    expected = 10_000 * np.rint(levels * 32767) / 32767
    assert amplitudes(middles) == pytest.approx(expected, rel=0.05, abs=0.6)
    assert list(tmp_path.glob("spool*")) == []


def test_stopping_the_server_does_not_wait_for_the_sounds_that_are_read(client, store, monkeypatch):
    monkeypatch.setattr("emoscope.audios.peaks._PATIENCE_S", 0.01)
    assert once(client, store).status_code == 202
    began = time.monotonic()
    client.app.state.peaks.close()
    assert time.monotonic() - began < 10
    assert not any(key.endswith("peaks.u8") for key in store.objects.keys_under(f"media/{store.audio_id}"))
