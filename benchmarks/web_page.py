"""How quick the page of a long video is in chromium: 108,000 frames (72 minutes), five people, made up.

PYTHONPATH=src:tests .venv/bin/python benchmarks/web_page.py

The data and a server of its own live in a temporary folder. Prints the seconds until the timeline can be used
and until all is loaded, the frames painted while the pointer is dragged over the timeline, and the memory of
the page. Wants `make web`, chromium on PATH and Playwright; without them it says so and ends.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
from sqlalchemy import select

from builders import seen
from emoscope.app.ui import BUILT
from emoscope.db.engine import make_engine, make_sessions
from emoscope.db.models import Medium, User
from emoscope.settings import Settings
from emoscope.storage.objects import open_objects
from stack.running import Stack, stack

FRAMES, PEOPLE = 108_000, 5
LATE_MS = 20  # a frame at 60 per second takes 16.7 ms
GROUP = 60
STEPS = 120

WATCH = """() => {
    window.intervals = [];
    window.longTasks = [];
    let last = performance.now();
    const tick = now => {
        intervals.push(now - last);
        last = now;
        window.ticking = requestAnimationFrame(tick);
    };
    window.ticking = requestAnimationFrame(tick);
    const note = list => longTasks.push(...list.getEntries().map(one => Math.round(one.duration)));
    new PerformanceObserver(note).observe({entryTypes: ['longtask']});
}"""
REPORT = "() => { cancelAnimationFrame(ticking); return {intervals, longTasks}; }"


def main() -> None:
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.exit("Left out: Playwright is not installed.")
    if chromium is None or not (BUILT / "index.html").is_file():
        sys.exit("Left out: there is no chromium on PATH, or the pages are not built (make web).")
    with tempfile.TemporaryDirectory() as place, stack(Path(place)) as server, sync_playwright() as started:
        video_id = make_video(server, Path(place))
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        enter(page, server)
        measure_loading(page, f"{server.client.base_url}/videos/{video_id}")
        measure_dragging(page)
        measure_memory(browser, page)
        browser.close()


def make_video(server: Stack, folder: Path) -> str:
    """A medium of the server's user with its file and results; its id."""
    settings = Settings(_env_file=None, data_dir=server.data)  # type: ignore[call-arg]
    sessions = make_sessions(make_engine(settings.resolved_database_url()))
    objects = open_objects("", server.data / "objects")
    with sessions() as session:
        user_id = session.scalars(select(User.id)).one()
    video_id = seen.add_video(sessions, user_id)
    key = f"media/{video_id}/source.mp4"
    write_video(folder / "hour.mp4")
    objects.put(key, folder / "hour.mp4")
    rows = seen.frame_table(seen.beside(PEOPLE, range(FRAMES)))
    seen.store(sessions, objects, video_id, rows, FRAMES, folder / "made")
    with sessions.begin() as session:
        medium = session.get_one(Medium, video_id)
        medium.object_key, medium.duration_ms = key, FRAMES * seen.FRAME_MS
    return video_id


def write_video(path: Path) -> None:
    """One group of pictures is encoded and its packets written over and over."""
    group = path.with_name("group.mp4")
    with av.open(str(group), "w") as out:
        options = {"preset": "ultrafast", "g": str(GROUP), "bf": "0"}
        stream = out.add_stream("libx264", rate=1000 // seen.FRAME_MS, options=options)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for number in range(GROUP):
            picture = np.full((480, 640, 3), (40, 60, 90), np.uint8)
            picture[150:200, number * 9 : number * 9 + 40] = (200, 180, 60)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))
    with av.open(str(group)) as source, av.open(str(path), "w") as out:
        first = source.streams.video[0]
        packets = [packet for packet in source.demux(first) if packet.dts is not None]
        stream = out.add_stream_from_template(first)
        span = sum(packet.duration for packet in packets)
        for turn in range(FRAMES // GROUP):
            for packet in packets:
                copy = av.Packet(bytes(packet))
                copy.pts, copy.dts = packet.pts + turn * span, packet.dts + turn * span
                copy.duration, copy.time_base = packet.duration, packet.time_base
                copy.is_keyframe, copy.stream = packet.is_keyframe, stream
                out.mux(copy)


def enter(page: Any, server: Stack) -> None:
    page.goto(str(server.client.base_url))
    page.get_by_role("tab", name="API key").click()
    page.locator("input[type=password]").fill(server.client.headers["X-API-Key"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Library", level=1).wait_for()


def measure_loading(page: Any, address: str) -> None:
    begin = time.perf_counter()
    page.goto(address)
    page.get_by_role("slider", name="Timeline").wait_for()
    usable = time.perf_counter() - begin
    page.wait_for_function("() => document.querySelector('video')?.readyState >= 2")
    playable = time.perf_counter() - begin
    page.wait_for_load_state("networkidle")
    quiet = time.perf_counter() - begin
    print(
        f"timeline usable {usable:.2f} s, video ready {playable:.2f} s, "
        f"nothing asked for any more {quiet:.2f} s"
    )


def measure_dragging(page: Any) -> None:
    lanes = page.get_by_role("slider", name="Timeline")
    lanes.scroll_into_view_if_needed()
    box = lanes.bounding_box()
    page.evaluate(WATCH)
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(box["x"] + 20 + step * (box["width"] - 40) / STEPS, box["y"] + 60)
        page.wait_for_timeout(8)
    page.mouse.up()
    found = page.evaluate(REPORT)
    times = found["intervals"]
    late = sum(one > LATE_MS for one in times)
    print(
        f"dragging: {len(times)} frames painted, mean {statistics.fmean(times):.1f} ms, "
        f"{late} over {LATE_MS} ms, longest {max(times):.0f} ms, long tasks {found['longTasks']} ms"
    )


def measure_memory(browser: Any, page: Any) -> None:
    """After a few steps into the timeline."""
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_load_state("networkidle")
    tool = page.context.new_cdp_session(page)
    tool.send("Performance.enable")
    metrics = {one["name"]: one["value"] for one in tool.send("Performance.getMetrics")["metrics"]}
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    ids = ",".join(str(one["id"]) for one in processes if one["type"] == "renderer")
    listed = subprocess.run(["ps", "-o", "rss=", "-p", ids], capture_output=True, text=True, check=True)
    resident = max(int(line) for line in listed.stdout.splitlines())
    print(
        f"memory: {metrics['JSHeapUsedSize'] / 1e6:.0f} MB of scripts' data, "
        f"{resident / 1024:.0f} MiB resident in the page's process"
    )


if __name__ == "__main__":
    main()
