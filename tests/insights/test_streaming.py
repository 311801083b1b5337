from __future__ import annotations

import asyncio

import pytest

from builders.loops import run_apart
from emoscope.insights.streaming import ClientGone, Done, EventStream, pieces


async def forever() -> None:
    await asyncio.Event().wait()


def collected(work, gone=forever, heartbeat_s: float = 10) -> list:
    async def run() -> list:
        return [piece async for piece in pieces(work, gone, heartbeat_s)]

    return run_apart(run())


def test_pieces_come_in_order_and_then_the_result():
    async def work(emit) -> str:
        emit("a")
        await asyncio.sleep(0)
        emit("b")
        return "engine"

    assert collected(work) == ["a", "b", Done("engine")]


def test_silence_is_told_by_heartbeats():
    async def work(_emit) -> None:
        await asyncio.sleep(0.2)

    found = collected(work, heartbeat_s=0.02)
    assert found[-1] == Done(None)
    assert found[:-1].count(None) == len(found) - 1 >= 3


def test_an_error_of_the_work_is_raised_after_what_it_said():
    async def work(emit) -> None:
        emit("a")
        raise ValueError("broken")

    async def run() -> None:
        found = pieces(work, forever, 10)
        assert await anext(found) == "a"
        with pytest.raises(ValueError, match="broken"):
            await anext(found)

    run_apart(run())


@pytest.mark.parametrize("how", ["the client goes", "the reader stops"])
def test_the_work_has_ended_when_the_stream_has(how: str):
    ended: list[str] = []

    async def work(emit) -> None:
        emit("a")
        try:
            await forever()
        finally:
            await asyncio.sleep(0.01)
            ended.append("work")

    async def gone() -> None:
        await (asyncio.sleep(0.05) if how == "the client goes" else forever())

    async def run() -> None:
        found = pieces(work, gone, 10)
        assert await anext(found) == "a"
        if how == "the client goes":
            with pytest.raises(ClientGone):
                await anext(found)
        else:
            await found.aclose()
        assert ended == ["work"]

    run_apart(run())


def test_a_stream_that_never_began_is_ended_too():
    ended: list[str] = []

    async def events():
        yield b"never"

    async def end() -> None:
        ended.append("end")

    async def send(_message: object) -> None:
        raise OSError("gone")

    async def run() -> None:
        scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
        await EventStream(events(), end)(scope, forever, send)

    with pytest.raises(Exception):  # noqa: B017, PT011 - Starlette's own, whatever it is
        run_apart(run())
    assert ended == ["end"]
