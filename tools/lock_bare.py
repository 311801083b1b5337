"""Locks packages that are installed without what they depend on: lock_bare.py IN OUT.

pip-compile would work out dependencies that are never installed, which takes longer than everything else;
here each pinned line of IN only gets the digests of its files.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

from pip._internal.req.constructors import install_req_from_line
from piptools.repositories import PyPIRepository


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    logging.getLogger("pip").setLevel(logging.ERROR)
    lines = [line for line in source.read_text().splitlines() if line and not line.startswith("#")]
    with tempfile.TemporaryDirectory() as cache:
        repository = PyPIRepository([], cache_dir=cache)
        with repository.allow_all_wheels():
            locked = [
                " \\\n    ".join(
                    [line, *(f"--hash={digest}" for digest in sorted(repository.get_hashes(requirement)))]
                )
                for line in lines
                for requirement in [install_req_from_line(line)]
            ]
    target.write_text("\n".join(locked) + "\n")


if __name__ == "__main__":
    main()
