"""Trains the face-expression network on FER+.

    train.py --data DIR --aligned DIR --out DIR [--epochs N] [--seed N] [--threads N]

Goes on from the last checkpoint in --out where there is one; each epoch appends a line to OUT/log.jsonl
and each third its figures on PublicTest (the split for choices). PrivateTest is for evaluate.py alone.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from augment import SIDE, degrade, distort
from data import PUBLIC, TRAIN, Faces, load_faces
from network import ExpressionNet, averaged, count_parameters
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Config:
    epochs: int = 24
    batch: int = 96
    width: int = 32
    rate: float = 3e-3
    weight_decay: float = 0.02
    ema: float = 0.998
    aligned_share: float = 0.5
    degraded_share: float = 0.3
    rare_power: float = 0.25
    """Class weights are the training frequency to minus this."""
    small_side: int = 32
    small_epochs: float = 0.5
    """For this share of the epochs faces are `small_side` pixels wide (a multiple of 16): twice as fast."""
    seed: int = 7


class Run:
    """One training with everything that a checkpoint must hold."""

    def __init__(self, config: Config, train: Faces) -> None:
        torch.manual_seed(config.seed)
        self.config, self.train, self.epoch = config, train, 0
        self.net = ExpressionNet(config.width).to(memory_format=torch.channels_last)
        self.smooth = averaged(self.net, config.ema)
        self.steps = len(train.targets) // config.batch
        self.optimizer = torch.optim.AdamW(
            self.net.parameters(), lr=config.rate, weight_decay=config.weight_decay, fused=True
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, config.rate, total_steps=config.epochs * self.steps + 1, pct_start=0.2
        )
        frequency = train.targets.mean(axis=0)
        weights = frequency**-config.rare_power
        self.class_weights = torch.from_numpy(weights / (weights * frequency).sum()).float()

    def run_epoch(self) -> float:
        """One pass over the training split; the mean loss."""
        seed = self.config.seed * 1000 + self.epoch
        rng, generator = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
        self.net.train()
        order = rng.permutation(len(self.train.targets))[: self.steps * self.config.batch]
        batches = order.reshape(self.steps, self.config.batch)
        losses = [self.step(*self.batch(chosen, rng, generator)) for chosen in batches]
        self.epoch += 1
        return float(np.mean(losses))

    def side(self) -> int:
        small = self.epoch < self.config.small_epochs * self.config.epochs
        return self.config.small_side if small else SIDE

    def batch(
        self, chosen: NDArray[np.int64], rng: np.random.Generator, generator: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        """Augmented faces (n, 1, side, side) in [0, 1] and soft targets (n, 8) of the chosen rows."""
        aligned = rng.random(len(chosen)) < self.config.aligned_share
        raw = np.where(aligned[:, None, None], self.train.aligned[chosen], self.train.original[chosen])
        raw = degrade(raw, rng, self.config.degraded_share)
        faces = distort(torch.from_numpy(raw).float().div(255).unsqueeze(1), generator, self.side())
        return faces, torch.from_numpy(self.train.targets[chosen])

    def step(self, faces: Tensor, targets: Tensor) -> float:
        """One update by class-weighted cross-entropy against the annotators' votes."""
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.net(faces.to(memory_format=torch.channels_last))
        likelihood = functional.log_softmax(logits.float(), 1)
        loss = -(targets * self.class_weights * likelihood).sum(1).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimizer.step()
        self.schedule.step()
        self.smooth.update_parameters(self.net)
        return float(loss.detach())

    def save(self, path: Path) -> None:
        parts = {name: getattr(self, name).state_dict() for name in PARTS}
        temporary = path.with_suffix(".tmp")
        torch.save({"config": asdict(self.config), "epoch": self.epoch, **parts}, temporary)
        temporary.replace(path)

    def resume(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        if state["config"] != asdict(self.config):
            raise SystemExit(f"{path} was made with {state['config']}: choose another --out")
        self.epoch = state["epoch"]
        for name in PARTS:
            getattr(self, name).load_state_dict(state[name])


EPOCHS_PER_LOOK = 3
PARTS = ("net", "smooth", "optimizer", "schedule")


@torch.no_grad()
def predict(net: nn.Module, faces: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Faces (n, 48, 48) uint8 to logits (n, 8)."""
    net.eval()
    parts = torch.from_numpy(faces).float().div(255).unsqueeze(1).split(256)
    logits: NDArray[np.float32] = torch.cat([net(part) for part in parts]).numpy()
    return logits


def figures(net: nn.Module, faces: Faces) -> dict[str, float]:
    """Accuracy and mean recall on the majority subset without duplicates, for both kinds of crop."""
    kept = faces.kept()
    truth = faces.majority[kept]
    result = {}
    for name in ("original", "aligned"):
        right = predict(net, getattr(faces, name)[kept]).argmax(1) == truth
        result[f"{name}_accuracy"] = round(float(right.mean()), 4)
        recalls = [right[truth == label].mean() for label in np.unique(truth)]
        result[f"{name}_mean_recall"] = round(float(np.mean(recalls)), 4)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ferplus48.npz")
    parser.add_argument("--aligned", type=Path, required=True, help="the folder that prepare.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log")
    parser.add_argument("--epochs", type=int, default=Config.epochs)
    parser.add_argument("--seed", type=int, default=Config.seed)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    train = load_faces(options.data, options.aligned, TRAIN)
    public = load_faces(options.data, options.aligned, PUBLIC)
    run = Run(Config(epochs=options.epochs, seed=options.seed), train)
    checkpoint = options.out / "last.pt"
    if checkpoint.exists():
        run.resume(checkpoint)
    print(f"{run.config}, {count_parameters(run.net)} parameters, {len(train.targets)} faces", flush=True)
    while run.epoch < run.config.epochs:
        began = time.monotonic()
        loss = run.run_epoch()
        run.save(checkpoint)
        line = {"epoch": run.epoch, "loss": round(loss, 4), "seconds": round(time.monotonic() - began)}
        if run.epoch % EPOCHS_PER_LOOK == 0 or run.epoch == run.config.epochs:
            line |= figures(run.smooth.module, public)
        with (options.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)


if __name__ == "__main__":
    main()
