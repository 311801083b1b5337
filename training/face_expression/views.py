"""Makes changed copies of every training face and asks the teachers what each shows.

    views.py --data DIR --aligned DIR --teacher FILE [--teacher FILE ...] --out DIR [--sets N] [--threads N]

Writes OUT/view-NN.npz, one per set: `faces` (n, 48, 48) uint8 and `shares` (n, 8) float16, the mean of the
teachers' probabilities, in the order of load_faces(TRAIN). The small network learns from these (train.py
--views): a teacher is too slow to be asked in every epoch. Sets that exist are kept.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from augment import degrade, distort
from checkpoints import load_network
from data import TRAIN, Faces, load_faces
from numpy.typing import NDArray
from torch import nn
from train import Config, mixed, predict

PART = 2048


def make_set(faces: Faces, number: int, config: Config) -> NDArray[np.uint8]:
    """One changed copy of every face (n, 48, 48), by the augmentation that the teachers were trained with."""
    rng, generator = np.random.default_rng(number), torch.Generator().manual_seed(number)
    result = np.empty_like(faces.original)
    for start in range(0, len(result), PART):
        rows = np.arange(start, min(start + PART, len(result)))
        raw = degrade(mixed(faces, rows, rng, config.aligned_share), rng, config.degraded_share)
        changed = distort(torch.from_numpy(raw).float().div(255).unsqueeze(1), generator)
        result[rows] = changed.squeeze(1).mul(255).round().byte().numpy()
    return result


def ask(teachers: list[nn.Module], faces: NDArray[np.uint8]) -> NDArray[np.float16]:
    """Mean shares (n, 8) that the teachers give."""
    answers = [torch.from_numpy(predict(teacher, faces)).softmax(1).numpy() for teacher in teachers]
    return np.mean(answers, axis=0).astype(np.float16)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ferplus48.npz")
    parser.add_argument("--aligned", type=Path, required=True, help="the folder that prepare.py wrote")
    parser.add_argument("--teacher", type=Path, action="append", required=True, help="a teacher's last.pt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sets", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    train = load_faces(options.data, options.aligned, TRAIN)
    teachers = [load_network(path)[0] for path in options.teacher]
    for number in range(options.sets):
        path = options.out / f"view-{number:02d}.npz"
        if path.exists():
            continue
        faces = make_set(train, number, Config())
        temporary = path.with_suffix(".tmp.npz")
        np.savez(temporary, faces=faces, shares=ask(teachers, faces))
        temporary.replace(path)
        print(path.name, flush=True)


if __name__ == "__main__":
    main()
