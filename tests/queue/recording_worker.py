"""A worker that writes down which process ran what: recording_worker.py BROKER FOLDER QUEUE."""

import os
import sys
from pathlib import Path

from emoscope.queue import messages


def main(broker_url: str, folder: Path, queue: str) -> None:
    messages.QUEUE = queue

    def run(job_id: str) -> None:
        (folder / job_id).write_text(str(os.getpid()))

    messages.serve(messages.make_celery(broker_url, folder / "data"), run, 1, f"{queue}@test")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
