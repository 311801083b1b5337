"""How fast, and in how much memory, a video with one face is analysed on one core.

    video_speed.py [FILE] [--seconds N] [--no-sound]

Without a file a 1280x720 video is made from the photograph of an astronaut in scikit-image. CPU time is that
of the whole process: decoding, detection, tracking, scoring, identification, writing, and listening to the
sound unless told not to; models are loaded before.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--no-sound", action="store_true", help="look at the pictures only")
    options = parser.parse_args()
    import cv2

    from builders.media import face_video
    from emoscope import analyze_video
    from emoscope.library.models import default_audio_models, default_face_models

    cv2.setNumThreads(1)
    default_face_models()
    if not options.no_sound:
        default_audio_models()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or face_video(
            Path(folder) / "face.mp4", seconds=options.seconds, size=(1280, 720)
        )
        wall, cpu = time.perf_counter(), time.process_time()
        result = analyze_video(path, sound=not options.no_sound)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    frames = int(result.timeline["analysed"].sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{path.name}: {result.info.width}x{result.info.height}, {frames} frames, {len(result.faces)} people"
    )
    print(f"CPU {cpu / frames * 1000:.1f} ms a frame ({frames / cpu:.0f} frames a CPU second)")
    print(f"wall {wall / frames * 1000:.1f} ms a frame, peak memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
