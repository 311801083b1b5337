"""How quickly the server answers about a long video: 108,000 frames (72 minutes), five people, made up.

PYTHONPATH=src:tests:benchmarks .venv/bin/python benchmarks/long_video.py

Prints, for each operation, the median and the worst time to the first byte of 15 answers over loopback.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from web_page import FRAMES, make_video

from stack.running import Stack, stack

TIMES = 15


def main() -> None:
    with tempfile.TemporaryDirectory() as place, stack(Path(place)) as server:
        video_id = make_video(server, Path(place))
        windows = "frames?start_frame={first}&length={length}"
        asked = {
            "25 frames at the beginning": f"/v1/videos/{video_id}/{windows.format(first=0, length=25)}",
            "25 in the middle": f"/v1/videos/{video_id}/{windows.format(first=FRAMES // 2, length=25)}",
            "25 at the end": f"/v1/videos/{video_id}/{windows.format(first=FRAMES - 30, length=25)}",
            "250 in the middle": f"/v1/videos/{video_id}/{windows.format(first=FRAMES // 2, length=250)}",
            "one frame": f"/v1/videos/{video_id}/frames/{FRAMES // 3}",
            "the series of the page": f"/v2/videos/{video_id}/timeline",
            "the video": f"/v1/videos/{video_id}",
            "analytics": f"/v2/videos/{video_id}/multimodal-analytics",
            "CSV report": f"/v1/videos/{video_id}/report",
        }
        for name, path in asked.items():
            first = [first_byte(server, path) for _ in range(TIMES)]
            print(f"{name:28} median {statistics.median(first):5.0f} ms, worst {max(first):5.0f} ms")


def first_byte(server: Stack, path: str) -> float:
    begin = time.perf_counter()
    with server.client.stream("GET", path) as reply:
        reply.raise_for_status()
        next(reply.iter_raw())
        return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    main()
