"""Live sessions over real WebSocket messages, most with the real child process and the real models."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from fastapi.testclient import TestClient

from builders.live import closing_code, session, start
from builders.media import astronaut
from emoscope.app.web import make_app
from emoscope.domain.emotions import EMOTIONS
from emoscope.live.session import LiveLimits
from emoscope.live.viewer import IsolatedViewer


def jpeg(picture: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", picture)[1].tobytes()


def limited(server: TestClient, **limits: float) -> None:
    server.app.state.live.limits = replace(LiveLimits(), **limits)


def test_frames_are_scored_and_faces_keep_their_tracks(server) -> None:
    portrait = astronaut()
    with session(server) as socket:
        ready = start(socket, api_key=server.key)
        assert ready["type"] == "ready"
        assert set(ready["models"]) == {"face-detection", "face-expression", "face-affect"}
        answers = []
        for shift in (0, 4, 8):
            socket.send_bytes(jpeg(np.roll(portrait, shift, axis=1)))
            answers.append(socket.receive_json())
        socket.send_bytes(jpeg(np.full_like(portrait, 90)))
        empty = socket.receive_json()
    assert [answer["number"] for answer in answers] == [0, 1, 2]
    assert {len(answer["faces"]) for answer in answers} == {1}
    assert {answer["faces"][0]["track_id"] for answer in answers} == {1}
    lefts = [answer["faces"][0]["box"]["x"] for answer in answers]
    assert lefts == sorted(lefts)
    assert 4 < lefts[2] - lefts[0] < 12
    face = answers[0]["faces"][0]
    assert set(face["emotions"]) == set(EMOTIONS)
    assert sum(face["emotions"].values()) == pytest.approx(1, abs=1e-4)
    assert face["dominant_emotion"] == "happy"
    assert face["valence"] > 0
    assert 0 <= face["box"]["x"] <= 320
    assert (answers[0]["width"], answers[0]["height"]) == (320, 240)
    assert empty["type"] == "frame"
    assert empty["faces"] == []
    times = [answer["timestamp_ms"] for answer in answers]
    assert times == sorted(times)


def test_what_is_no_picture_is_refused_and_the_session_goes_on(server) -> None:
    portrait = jpeg(astronaut())
    huge = jpeg(np.zeros((1100, 2000, 3), dtype=np.uint8))
    with session(server) as socket:
        ready = start(socket, api_key=server.key)
        refusals = []
        heavy = portrait + bytes(ready["max_frame_bytes"])
        for rubbish in (b"", b"rubbish", portrait[:200], heavy, huge):
            socket.send_bytes(rubbish)
            refusals.append(socket.receive_json())
        socket.send_bytes(portrait)
        scored = socket.receive_json()
    assert {refusal["type"] for refusal in refusals} == {"error"}
    assert [refusal["code"] for refusal in refusals] == [
        "unsupported_media", "unsupported_media", "damaged_media", "frame_too_large", "media_too_large",
    ]  # fmt: skip
    assert [refusal["number"] for refusal in refusals] == [0, 1, 2, 3, 4]
    assert scored["number"] == 5
    assert len(scored["faces"]) == 1


@pytest.mark.usefixtures("viewer")
def test_a_text_that_is_no_message_of_ours_is_refused_and_the_session_goes_on(server) -> None:
    with session(server) as socket:
        start(socket, api_key=server.key)
        for wrong in ("rubbish", '{"type": "go"}', "[" * 5000):
            socket.send_text(wrong)
            refused = socket.receive_json()
            assert (refused["code"], refused["number"]) == ("bad_message", None)
        socket.send_bytes(b"one")
        assert socket.receive_json()["number"] == 0


def test_a_frame_before_the_start_is_refused(server, viewer) -> None:
    with session(server) as socket:
        socket.send_bytes(jpeg(astronaut()))
        assert socket.receive_json()["code"] == "bad_message"
        assert closing_code(socket) == 4422
    assert not viewer.looked_at


@pytest.mark.usefixtures("viewer")
def test_a_server_holds_so_many_sessions_and_no_more(server) -> None:
    with session(server) as one, session(server) as two:
        assert start(one, api_key=server.key)["type"] == "ready"
        assert start(two, api_key=server.key)["type"] == "ready"
        with session(server) as three:
            assert start(three, api_key=server.key)["code"] == "live_busy"
            assert closing_code(three) == 4503
        one.send_json({"type": "stop"})
        assert closing_code(one) == 1000
        with session(server) as four:
            assert start(four, api_key=server.key)["type"] == "ready"


def test_a_server_can_offer_no_live_sessions(settings, make_key) -> None:
    off = settings.model_copy(update={"live_sessions": 0})
    with TestClient(make_app(off), raise_server_exceptions=False) as server, session(server) as socket:
        assert start(socket, api_key=make_key())["code"] == "live_off"
        assert closing_code(socket) == 4503


def test_frames_that_come_while_one_is_analysed_give_way_to_the_newest(server, viewer) -> None:
    viewer.may_go_on.clear()
    with session(server) as socket:
        start(socket, api_key=server.key)
        socket.send_bytes(b"0")
        assert viewer.looking.wait(10)
        for number in range(1, 6):
            socket.send_bytes(str(number).encode())
        socket.send_text("a refusal of this tells that what came before it has arrived")
        assert socket.receive_json()["code"] == "bad_message"
        viewer.may_go_on.set()
        first, second = socket.receive_json(), socket.receive_json()
    assert (first["number"], second["number"]) == (0, 5)
    assert second["dropped"] == 4
    assert viewer.looked_at == [b"0", b"5"]


def test_a_session_in_which_nothing_comes_is_ended(server, viewer) -> None:
    limited(server, idle_s=0.2)
    with session(server) as socket:
        start(socket, api_key=server.key)
        assert socket.receive_json()["code"] == "session_idle"
        assert closing_code(socket) == 4408
    assert viewer.closed


def test_who_never_says_who_it_is_is_turned_away(server) -> None:
    limited(server, start_s=0.2)
    with session(server) as socket:
        assert socket.receive_json()["code"] == "session_idle"


def test_a_session_ends_after_its_longest_duration(server, viewer) -> None:
    limited(server, max_duration_s=0.5)
    with session(server) as socket:
        start(socket, api_key=server.key)
        socket.send_bytes(b"one")
        assert socket.receive_json()["type"] == "frame"
        assert socket.receive_json()["code"] == "session_over"
        assert closing_code(socket) == 4408
    assert viewer.closed
    assert server.app.state.live.running == 0


@pytest.fixture
def children(server) -> list[IsolatedViewer]:
    """The viewers that the server makes, to see what becomes of their processes."""
    made: list[IsolatedViewer] = []
    make: Callable[[], IsolatedViewer] = server.app.state.live.make_viewer

    def remembered() -> IsolatedViewer:
        made.append(make())
        return made[-1]

    server.app.state.live.make_viewer = remembered
    return made


def test_closing_ends_the_child_and_nothing_is_left(server, children, settings) -> None:
    before = _files(settings.data_dir)
    with session(server) as socket:
        start(socket, api_key=server.key)
        child = children[0]._process._child
        pid = child.pid
        assert child.is_alive()
        socket.send_bytes(jpeg(astronaut()))
        assert len(socket.receive_json()["faces"]) == 1
    until(lambda: not Path(f"/proc/{pid}").exists())
    assert server.app.state.live.running == 0
    assert _files(settings.data_dir) == before


def test_a_child_that_dies_is_replaced_within_the_session(server, children) -> None:
    with session(server) as socket:
        start(socket, api_key=server.key)
        children[0]._process._child.kill()
        children[0]._process._child.join()
        socket.send_bytes(jpeg(astronaut()))
        assert len(socket.receive_json()["faces"]) == 1


def until(holds: Callable[[], bool]) -> None:
    """Waits for what happens while the client's end is already closed."""
    last = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.02)


def _files(folder: Path) -> set[str]:
    # SQLite's log comes and goes by itself.
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    return {name for name in names if not name.startswith("emoscope.db-")}
