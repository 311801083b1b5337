"""Trains the head.

    train.py --data DIR --views DIR --out DIR [--corpora NAME ...] [--seed N] [--threads N]

`--views` is the folder that prepare.py wrote. By default all corpora are learned from, and all their
speakers: evaluate.py is what measures, on speakers and corpora that its own trainings left out. Each member
of the head is a file in --out as soon as it is trained and is not trained again; a line of OUT/log.jsonl
says how it went.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from data import Clips, Features, load_features, read_clips
from network import Member, VoiceHead
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from emoscope.analyzers.voice_emotion import HEARD

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Config:
    members: int = 4
    steps: int = 300
    batch: int = 256
    hidden: int = 192
    rate: float = 1e-3
    weight_decay: float = 0.02
    dropped_in: float = 0.2
    dropped: float = 0.5
    smoothing: float = 0.1
    clean: float = 0.4
    """Share of unchanged clips in a batch."""
    moved: float = 2.0
    """A clip's features are moved by the difference of two corpora's means, times a random share of this."""
    seed: int = 7


class Pool:
    """The rows that are learned from, drawn so that every class is as frequent as every other, and within a
    class every corpus."""

    def __init__(self, features: Features, clips: Clips, allowed: Mask, clean: float) -> None:
        self.rows = np.flatnonzero(allowed[features.clip] & (clips.label[features.clip] >= 0))
        of = features.clip[self.rows]
        self.label, self.corpus = clips.label[of], clips.corpus[of]
        self.present = np.unique(self.corpus)
        unchanged = features.clean[self.rows]
        self.values = torch.from_numpy(features.values)
        weight = np.zeros(len(self.rows))
        for label in np.unique(self.label):
            owners = np.unique(self.corpus[self.label == label])
            for owner in owners:
                for kind, share in ((True, clean), (False, 1 - clean)):
                    group = (self.label == label) & (self.corpus == owner) & (unchanged == kind)
                    weight[group] = share / len(owners) / max(1, group.sum())
        self.edges = np.cumsum(weight / weight.sum())

    def draw(self, count: int, rng: np.random.Generator) -> Integers:
        """Places in the pool."""
        return np.minimum(np.searchsorted(self.edges, rng.random(count)), len(self.rows) - 1)

    def at(self, places: Integers) -> Tensor:
        return self.values[torch.from_numpy(self.rows[places])]


def fit(
    features: Features, clips: Clips, allowed: Mask, config: Config, folder: Path | None = None
) -> VoiceHead:
    """A head trained on the allowed clips (n,). With a folder, members are kept in it and taken from it."""
    pool = Pool(features, clips, allowed, config.clean)
    sample = pool.draw(5000, np.random.default_rng(config.seed))
    values = pool.at(sample)
    head = VoiceHead(values.mean(dim=0), values.std(dim=0) + 1e-4, [])
    given = head.standardised(values)
    centres = torch.zeros(len(clips.corpora), given.shape[1])
    for number in pool.present:
        centres[number] = given[torch.from_numpy(pool.corpus[sample] == number)].mean(dim=0)
    for number in range(config.members):
        path = folder / f"member-{number}.pt" if folder else None
        head.members.append(_member(head, pool, centres, config, number, path))
    return head.eval()


def _member(
    head: VoiceHead, pool: Pool, centres: Tensor, config: Config, number: int, path: Path | None
) -> Member:
    member = Member(centres.shape[1], config.hidden, len(HEARD), config.dropped_in, config.dropped)
    if path is None or not path.exists():
        began = time.monotonic()
        loss = _train(member, head, pool, centres, config, number)
        if path is not None:
            torch.save({"config": asdict(config), "weights": member.state_dict()}, path)
            said = {"member": number, "loss": round(loss, 4), "seconds": round(time.monotonic() - began, 1)}
            with path.with_name("log.jsonl").open("a") as log:
                log.write(json.dumps(said) + "\n")
        return member
    state = torch.load(path, weights_only=True)
    if state["config"] != asdict(config):
        raise SystemExit(f"{path} was made with {state['config']}: choose another --out")
    member.load_state_dict(state["weights"])
    return member


def _train(
    member: Member, head: VoiceHead, pool: Pool, centres: Tensor, config: Config, number: int
) -> float:
    """Mean loss of the last tenth of the steps."""
    torch.manual_seed(config.seed + number)
    member.apply(lambda layer: layer.reset_parameters() if hasattr(layer, "reset_parameters") else None)
    rng = np.random.default_rng([config.seed, number])
    optimizer = torch.optim.AdamW(member.parameters(), config.rate, weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.rate, total_steps=config.steps, pct_start=0.1
    )
    losses = []
    member.train()
    for _ in range(config.steps):
        places = pool.draw(config.batch, rng)
        given = head.standardised(pool.at(places))
        given = given + config.moved * _moves(pool, centres, places, rng)
        label = torch.from_numpy(pool.label[places])
        loss = functional.cross_entropy(member(given), label, label_smoothing=config.smoothing)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
    return float(np.mean(losses[-max(1, config.steps // 10) :]))


def _moves(pool: Pool, centres: Tensor, places: Integers, rng: np.random.Generator) -> Tensor:
    """For each row a random part of the way from its corpus to another: what tells corpora apart, microphones
    and languages and studios, then tells nothing about the emotion."""
    to = torch.from_numpy(rng.choice(pool.present, len(places)))
    part = torch.from_numpy(rng.random((len(places), 1)).astype(np.float32))
    return part * (centres[to] - centres[torch.from_numpy(pool.corpus[places])])


@torch.no_grad()
def predict(head: VoiceHead, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features (n, d) to logits (n, classes)."""
    parts = torch.from_numpy(values).split(1024)
    found = [head(part, part[:, :0]) for part in parts]
    result: NDArray[np.float32] = torch.cat(found).numpy()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with metadata.csv")
    parser.add_argument("--views", type=Path, required=True, help="folder that prepare.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for the members and the log")
    parser.add_argument("--corpora", nargs="*", help="names of the corpora to learn from, all by default")
    parser.add_argument("--seed", type=int, default=Config().seed)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    clips = read_clips(options.data)
    names = options.corpora or clips.corpora
    allowed = np.isin(clips.corpus, [clips.corpora.index(name) for name in names])
    head = fit(load_features(options.views), clips, allowed, Config(seed=options.seed), options.out)
    torch.save(
        {"head": head.state_dict(), "corpora": names, "config": asdict(Config(seed=options.seed))},
        options.out / "head.pt",
    )


if __name__ == "__main__":
    main()
