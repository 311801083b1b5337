"""Trains the face-expression network on FER+, or a teacher that it learns from.

    train.py --data DIR --aligned DIR --out DIR --teacher-from FILE [--epochs N] [--seed N] [--threads N]
    train.py --data DIR --aligned DIR --out DIR [--views DIR] [--epochs N] [--seed N] [--threads N]

The first form trains a teacher, starting from a face recognition network (facenet_network.py). The second
trains the small network: on the votes alone, or with the folder of views.py on what the teachers say too.
Both go on from the last checkpoint in --out where there is one; each epoch appends a line to OUT/log.jsonl
and each third (each, of the teacher) its figures on PublicTest, the split for choices. PrivateTest is for
`emoscope models eval` alone.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from augment import SIDE, change_lightly, degrade, distort
from data import PUBLIC, TRAIN, Faces, load_faces
from facenet_network import SIDE as TEACHER_SIDE
from facenet_network import TeacherNet, read_trunk
from network import ExpressionNet, averaged, count_parameters
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Config:
    epochs: int = 30
    batch: int = 96
    width: int = 64
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
    votes_share: float = 0.2
    """Of the loss, where a teacher has the rest."""
    seed: int = 7
    teacher: bool = False


TEACHER = Config(epochs=8, batch=64, rate=2e-4, weight_decay=0.05, small_epochs=0.0, teacher=True)


class Batches(Protocol):
    """Where the faces of an epoch come from."""

    def batch(
        self, chosen: NDArray[np.int64], epoch: int, rng: np.random.Generator, generator: torch.Generator
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """Faces (n, 1, side, side) in [0, 1], votes (n, 8), and a teacher's shares (n, 8) if there is one."""
        ...


class Augmented:
    """Faces changed anew each time, votes for targets."""

    def __init__(self, config: Config, train: Faces) -> None:
        self.config, self.train = config, train

    def side(self, epoch: int) -> int:
        if self.config.teacher:
            return TEACHER_SIDE
        return self.config.small_side if epoch < self.config.small_epochs * self.config.epochs else SIDE

    def batch(
        self, chosen: NDArray[np.int64], epoch: int, rng: np.random.Generator, generator: torch.Generator
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        raw = mixed(self.train, chosen, rng, self.config.aligned_share)
        raw = degrade(raw, rng, self.config.degraded_share)
        faces = distort(torch.from_numpy(raw).float().div(255).unsqueeze(1), generator, self.side(epoch))
        return faces, torch.from_numpy(self.train.targets[chosen]), None


class Views:
    """The views that views.py made of every face, one set an epoch, with what the teacher said of each."""

    def __init__(self, folder: Path, train: Faces) -> None:
        self.files, self.train = sorted(folder.glob("view-*.npz")), train
        self.loaded: tuple[int, NDArray[np.uint8], NDArray[np.float32]] | None = None
        if not self.files:
            raise SystemExit(f"{folder} holds no views: run views.py first")

    def batch(
        self, chosen: NDArray[np.int64], epoch: int, rng: np.random.Generator, generator: torch.Generator
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        del rng
        number = epoch % len(self.files)
        if self.loaded is None or self.loaded[0] != number:
            with np.load(self.files[number]) as file:
                self.loaded = number, file["faces"], file["shares"].astype(np.float32)
        _, faces, shares = self.loaded
        pictures = torch.from_numpy(faces[chosen]).float().div(255).unsqueeze(1)
        votes, said = torch.from_numpy(self.train.targets[chosen]), torch.from_numpy(shares[chosen])
        return change_lightly(pictures, generator), votes, said


def mixed(
    faces: Faces, chosen: NDArray[np.int64], rng: np.random.Generator, aligned_share: float
) -> NDArray[np.uint8]:
    """The chosen faces (n, 48, 48), each aligned or as the archive has it."""
    aligned = rng.random(len(chosen)) < aligned_share
    return np.where(aligned[:, None, None], faces.aligned[chosen], faces.original[chosen])


class Run:
    """One training with everything that a checkpoint must hold."""

    def __init__(self, config: Config, train: Faces, net: nn.Module, source: Batches) -> None:
        self.config, self.train, self.source, self.epoch = config, train, source, 0
        self.net = net.to(memory_format=torch.channels_last)
        self.smooth = averaged(self.net, config.ema)
        self.steps = len(train.targets) // config.batch
        free = {name: p for name, p in net.named_parameters() if p.requires_grad}
        head = [p for name, p in free.items() if name.startswith("head")]
        body = [p for name, p in free.items() if not name.startswith("head")]
        # A new head on a trained trunk must move faster than what it stands on.
        rates = [config.rate, config.rate * (10 if config.teacher else 1)]
        self.optimizer = torch.optim.AdamW(
            [{"params": body, "lr": rates[0]}, {"params": head, "lr": rates[1]}],
            weight_decay=config.weight_decay, fused=True,
        )  # fmt: skip
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, rates, total_steps=config.epochs * self.steps + 1, pct_start=0.2
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
        losses = [self.step(*self.source.batch(rows, self.epoch, rng, generator)) for rows in batches]
        self.epoch += 1
        return float(np.mean(losses))

    def step(self, faces: Tensor, votes: Tensor, said: Tensor | None) -> float:
        """One update by class-weighted cross-entropy against the annotators' votes, and plain cross-entropy
        against the teacher's shares, in which the class weights are already."""
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.net(faces.to(memory_format=torch.channels_last))
        likelihood = functional.log_softmax(logits.float(), 1)
        loss = -(votes * self.class_weights * likelihood).sum(1).mean()
        if said is not None:
            share = self.config.votes_share
            loss = share * loss - (1 - share) * (said * likelihood).sum(1).mean()
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


EPOCHS_PER_LOOK, EPOCHS_PER_LOOK_OF_TEACHER = 3, 1
PARTS = ("net", "smooth", "optimizer", "schedule")


@torch.no_grad()
def predict(net: nn.Module, faces: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Faces (n, 48, 48) uint8 to logits (n, 8)."""
    net.eval()
    parts = torch.from_numpy(faces).float().div(255).unsqueeze(1).split(256)
    if isinstance(net, TeacherNet):
        with torch.autocast("cpu", torch.bfloat16):
            logits = [
                net(functional.interpolate(part, (TEACHER_SIDE,) * 2, mode="bilinear")) for part in parts
            ]
    else:
        logits = [net(part) for part in parts]
    result: NDArray[np.float32] = torch.cat(logits).float().numpy()
    return result


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


def begin(options: argparse.Namespace, train: Faces) -> Run:
    base = TEACHER if options.teacher_from else Config()
    changed = {
        name: getattr(options, name) for name in ("epochs", "seed") if getattr(options, name) is not None
    }
    config = Config(**(asdict(base) | changed))
    torch.manual_seed(config.seed)
    net: nn.Module = (
        TeacherNet(read_trunk(options.teacher_from)) if options.teacher_from else ExpressionNet(config.width)
    )
    source: Batches = Views(options.views, train) if options.views else Augmented(config, train)
    return Run(config, train, net, source)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ferplus48.npz")
    parser.add_argument("--aligned", type=Path, required=True, help="the folder that prepare.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log")
    parser.add_argument("--teacher-from", type=Path, help="facenet_keras.h5 or graph_final.pb")
    parser.add_argument("--views", type=Path, help="folder that views.py wrote")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    train = load_faces(options.data, options.aligned, TRAIN)
    public = load_faces(options.data, options.aligned, PUBLIC)
    run = begin(options, train)
    checkpoint = options.out / "last.pt"
    if checkpoint.exists():
        run.resume(checkpoint)
    print(f"{run.config}, {count_parameters(run.net)} parameters, {len(train.targets)} faces", flush=True)
    look = EPOCHS_PER_LOOK_OF_TEACHER if run.config.teacher else EPOCHS_PER_LOOK
    while run.epoch < run.config.epochs:
        began = time.monotonic()
        loss = run.run_epoch()
        run.save(checkpoint)
        line = {"epoch": run.epoch, "loss": round(loss, 4), "seconds": round(time.monotonic() - began)}
        if run.epoch % look == 0 or run.epoch == run.config.epochs:
            line |= figures(run.smooth.module, public)
        with (options.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)


if __name__ == "__main__":
    main()
