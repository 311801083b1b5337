"""Memory must follow the size of the pictures, not the length of the video."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from builders import media

SOURCE = Path(__file__).resolve().parents[2]

# The C library's allocator otherwise keeps freed blocks apart per thread, which makes peaks wander by 40 MB.
STEADY_ALLOCATION = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "1000000",
    "MALLOC_TRIM_THRESHOLD_": "1000000",
}

MEASURE = """
import resource, sys
from pathlib import Path
from builders.models import face_models
from emoscope.domain.video import VideoOptions
from emoscope.pipelines.video import analyze
seen = analyze(Path(sys.argv[1]), face_models(), Path(sys.argv[2]), VideoOptions(), lambda progress: None)
assert seen.analysed_frames == int(sys.argv[3]), seen.analysed_frames
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak_mb(video: Path, work: Path, frames: int) -> int:
    paths = f"{SOURCE / 'src'}:{SOURCE / 'tests'}"
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(video), str(work), str(frames)],
        env={"PYTHONPATH": paths, **STEADY_ALLOCATION, "POLARS_MAX_THREADS": "2", "PATH": ""},
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout.split()[-1])


def test_memory_is_flat_in_the_length_of_the_video(tmp_path: Path):
    """20 s and 4 min of one face that leaves every ten seconds, so that many tracks begin and end.

    Keeping one picture of 230 kB per frame would add 250 MB.
    """

    def coming_and_going(time_s: float) -> list[tuple[float, float, float]]:
        return [(140 + 5 * (time_s % 10), 120, 1.0)] if time_s % 10 < 7 else []

    peaks = {}
    for seconds in (20, 240):
        video = media.scene_video(
            tmp_path / f"{seconds}.mp4", seconds, coming_and_going, fps=5, size=(320, 240)
        )
        peaks[seconds] = peak_mb(video, tmp_path / f"work{seconds}", seconds * 5)
    assert peaks[240] - peaks[20] < 50, peaks
