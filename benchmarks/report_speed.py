"""Seconds that a report as PDF takes, for made-up findings.

PYTHONPATH=src:tests .venv/bin/python benchmarks/report_speed.py
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from builders import findings as made
from emoscope.rendering.pdf import Pictures, Story, render_pdf

CASES = {
    "video, 1 minute": made.video,
    "video, 1 hour": lambda: made.video(3_600_000, 5000),
    "audio, 4 hours": lambda: made.audio(4 * 3_600_000),
    "image, 3 faces": made.image,
    "text, 13 sentences": made.text,
    "text, 2,500 sentences": lambda: made.text(made.SAID * 208),
}


def main() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    render_pdf(made.image(), Story("warm"), Pictures(), moment)
    for name, make in CASES.items():
        findings = make()
        wall, cpu = time.perf_counter(), time.process_time()
        content = render_pdf(findings, Story("A summary."), Pictures(), moment)
        print(
            f"{name:24} {time.perf_counter() - wall:6.2f} s, {time.process_time() - cpu:6.2f} s of CPU, "
            f"{len(content) / 1024:6.0f} KiB"
        )


if __name__ == "__main__":
    main()
