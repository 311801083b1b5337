"""Fine-tunes a published encoder (encoders.py) on GoEmotions.

    train.py --data DIR --out DIR [--encoder NAME] [--taught FILE] [--epochs N] [--seed N] [--threads N]

With `--taught`, a net learns mostly from what a larger one says of the same comments (teach.py). Writes
OUT/last.pt after every epoch and goes on from it when started again; OUT/epochN.pt keeps the averaged net of
each, OUT/log.jsonl a line.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from augment import Shares, altered
from contrast import contrast_sentences
from data import Comments, Floats, batches, read_comments, read_labels
from encoders import ENCODERS, make_tokenizer, pretrained
from metrics import mean_average_precision, sigmoid
from network import TextEmotionNet, padded
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

LONGEST = 64
"""Tokens of a comment that training sees; the longest in the set has 57 words."""
AVERAGE_EVERY = 4
"""Steps between two looks of the moving average; every step would cost 3% of the time and change nothing."""


@dataclass(frozen=True)
class Config:
    """What a run does; two runs with one config differ only by rounding."""

    encoder: str = "minilm"
    epochs: int = 3
    batch: int = 32
    rate: float = 1.2e-4
    layer_decay: float = 0.9
    head_factor: float = 8.0
    warm_up: float = 0.08
    weight_decay: float = 0.01
    average: float = 0.998
    common: float = 0.04  # a label this frequent has positive weight 1
    own_labels: float = 0.3  # their share of the loss beside a teacher's answers
    seed: int = 1


class Run:
    """A training run that can stop and go on between epochs."""

    def __init__(
        self, config: Config, comments: Comments, names: tuple[str, ...], taught: Floats | None = None
    ) -> None:
        self.config, self.comments, self.names = config, comments, names
        self.answers = None if taught is None else sigmoid(taught)
        self.encoder = ENCODERS[config.encoder]
        self.tokenizer = make_tokenizer(self.encoder)
        # Nets are averaged over seeds later (blend.py), so all begin with the same head.
        torch.manual_seed(0)
        self.net = pretrained(self.encoder, len(names), self.tokenizer)
        torch.manual_seed(config.seed)
        self.smooth = [parameter.detach().clone() for parameter in self.net.parameters()]
        self.optimizer = torch.optim.AdamW(parameter_groups(self.net, config), fused=True)
        self.steps = math.ceil(len(comments.texts) / config.batch)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self.factor)
        frequency = comments.labels.mean(axis=0)
        self.positive = torch.from_numpy(np.clip(np.sqrt(config.common / frequency), 0.7, 4.0)).float()
        self.epoch = 0

    def factor(self, step: int) -> float:
        total = self.steps * self.config.epochs
        rise = self.config.warm_up * total
        return step / rise if step < rise else max(0.02, (total - step) / (total - rise))

    def run_epoch(self) -> float:
        rng = np.random.default_rng((self.config.seed, self.epoch))
        texts = self.spoken(rng)
        lengths = np.array([len(encoding.ids) for encoding in self.tokenizer.encode_batch(texts)])
        self.net.train()
        losses = []
        began = time.monotonic()
        for number, rows in enumerate(batches(lengths, self.config.batch, rng), 1):
            ids, mask = padded(self.tokenizer, [texts[row] for row in rows], LONGEST)
            losses.append(self.step(ids, mask, rows))
            if number % 200 == 0:
                pace = (time.monotonic() - began) / number
                print(
                    f"step {number}/{self.steps} loss {np.mean(losses[-200:]):.4f} {pace:.3f} s", flush=True
                )
        self.epoch += 1
        return float(np.mean(losses))

    def spoken(self, rng: np.random.Generator) -> list[str]:
        """This epoch's form of every comment."""
        labels = self.comments.labels
        single = [self.names[int(row.argmax())] if row.sum() == 1 else None for row in labels]
        return [
            altered(text, label, rng, Shares())
            for text, label in zip(self.comments.texts, single, strict=True)
        ]

    def step(self, ids: Tensor, mask: Tensor, rows: NDArray[np.int64]) -> float:
        """One update."""
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.net(ids, mask).float()
        loss = self.loss(logits, rows) * len(self.names) / 10
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        if self.schedule.last_epoch % AVERAGE_EVERY == 0:
            newest = [parameter.detach() for parameter in self.net.parameters()]
            torch._foreach_lerp_(self.smooth, newest, self.weight())
        return float(loss.detach())

    def loss(self, logits: Tensor, rows: NDArray[np.int64]) -> Tensor:
        """Weighted binary cross-entropy, for the most part against a teacher's answers if there are any."""
        labels = torch.from_numpy(self.comments.labels[rows])
        own = functional.binary_cross_entropy_with_logits(logits, labels, pos_weight=self.positive)
        if self.answers is None:
            return own
        # The teacher learnt with the same weights, so its answers need none.
        answers = torch.from_numpy(self.answers[rows])
        told = functional.binary_cross_entropy_with_logits(logits, answers)
        return self.config.own_labels * own + (1 - self.config.own_labels) * told

    def weight(self) -> float:
        """How much of the newest net enters the average; more at first, when the average is worthless."""
        done = self.schedule.last_epoch
        return 1 - min(self.config.average, 1 - 1 / (done + 10)) ** AVERAGE_EVERY

    def averaged(self) -> TextEmotionNet:
        net = TextEmotionNet(len(self.names), self.encoder.size)
        with torch.no_grad():
            for target, value in zip(net.parameters(), self.smooth, strict=True):
                target.copy_(value)
        return net.eval()

    def save(self, path: Path) -> None:
        temporary = path.with_suffix(".tmp")
        state = {
            "config": asdict(self.config), "epoch": self.epoch, "net": self.net.state_dict(),
            "smooth": self.averaged().state_dict(), "average": self.smooth,
            "optimizer": self.optimizer.state_dict(), "schedule": self.schedule.state_dict(),
        }  # fmt: skip
        torch.save(state, temporary)
        temporary.replace(path)

    def resume(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        if state["config"] != asdict(self.config):
            raise SystemExit(f"{path} was made with {state['config']}: choose another --out")
        self.epoch, self.smooth = state["epoch"], state["average"]
        self.net.load_state_dict(state["net"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])


def parameter_groups(net: TextEmotionNet, config: Config) -> list[dict[str, object]]:
    """Lower layers learn slower; embeddings, norms and biases do not decay."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    depth = len(net.layers)
    for name, parameter in net.named_parameters():
        first, _, rest = name.partition(".")
        if first == "head":
            rate = config.rate * config.head_factor
        else:
            height = int(rest.split(".")[0]) + 1 if first == "layers" else 0
            rate = config.rate * config.layer_decay ** (depth - height)
        decay = config.weight_decay if parameter.ndim > 1 and first in {"layers", "head"} else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


def training_comments(folder: Path) -> Comments:
    return read_comments(folder, "train").plus(contrast_sentences(read_labels(folder)))


@torch.no_grad()
def predict(net: nn.Module, tokenizer: Tokenizer, texts: list[str]) -> Floats:
    """Texts to logits (n, 28), in 32-bit floats."""
    net.eval()
    order = np.argsort([len(text) for text in texts], kind="stable")
    result: Floats | None = None
    for start in range(0, len(texts), 64):
        rows = order[start : start + 64]
        logits = net(*padded(tokenizer, [texts[row] for row in rows], 128)).float().numpy()
        result = np.zeros((len(texts), logits.shape[1]), np.float32) if result is None else result
        result[rows] = logits
    assert result is not None  # noqa: S101 - no caller hands in nothing
    return result


def figures(net: nn.Module, tokenizer: Tokenizer, dev: Comments) -> dict[str, float]:
    """How well the net ranks the labels of the dev set: for comparing epochs."""
    probabilities = sigmoid(predict(net, tokenizer, dev.texts))
    return {"dev_map": round(mean_average_precision(probabilities, dev.labels), 4)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with train.tsv, dev.tsv, labels.txt")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log")
    parser.add_argument("--encoder", choices=sorted(ENCODERS), default=Config.encoder)
    parser.add_argument("--rate", type=float, default=Config.rate, help="the highest learning rate")
    parser.add_argument("--taught", type=Path, help="what teach.py wrote")
    parser.add_argument("--epochs", type=int, default=Config.epochs)
    parser.add_argument("--seed", type=int, default=Config.seed)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    names = read_labels(options.data)
    train = training_comments(options.data)
    dev = read_comments(options.data, "dev")
    config = Config(options.encoder, options.epochs, rate=options.rate, seed=options.seed)
    run = Run(config, train, names, None if options.taught is None else np.load(options.taught))
    checkpoint = options.out / "last.pt"
    if checkpoint.exists():
        run.resume(checkpoint)
    print(f"{run.config}, {len(train.texts)} comments", flush=True)
    while run.epoch < run.config.epochs:
        began = time.monotonic()
        loss = run.run_epoch()
        run.save(checkpoint)
        torch.save({"smooth": run.averaged().state_dict()}, options.out / f"epoch{run.epoch}.pt")
        line = {"epoch": run.epoch, "loss": round(loss, 4), "seconds": round(time.monotonic() - began)}
        line |= figures(run.averaged(), run.tokenizer, dev)
        with (options.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)


if __name__ == "__main__":
    main()
