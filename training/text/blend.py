"""Averages nets of several seeds into one of the same size (a uniform soup, Wortsman et al. 2022).

    blend.py --data DIR --out FILE NET.pt...

Prints how well each ranks the labels of dev, and how well their average does.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from data import read_comments, read_labels
from encoders import make_tokenizer
from metrics import mean_average_precision, sigmoid
from network import TextEmotionNet
from torch import Tensor
from train import predict

State = dict[str, Tensor]


class Judge:
    """Ranks nets by dev."""

    def __init__(self, data: Path) -> None:
        self.dev, self.tokenizer = read_comments(data, "dev"), make_tokenizer()
        self.net = TextEmotionNet(len(read_labels(data)))

    def __call__(self, states: list[State]) -> float:
        """Mean average precision of the average of these nets."""
        self.net.load_state_dict(mean_of(states))
        return mean_average_precision(
            sigmoid(predict(self.net, self.tokenizer, self.dev.texts)), self.dev.labels
        )


def mean_of(states: list[State]) -> State:
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with dev.tsv and labels.txt")
    parser.add_argument("--out", type=Path, required=True, help="the file that export.py takes")
    parser.add_argument("nets", type=Path, nargs="+", help="what train.py kept of epochs")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    judge = Judge(options.data)
    states = {path: torch.load(path, weights_only=True)["smooth"] for path in options.nets}
    for path, state in states.items():
        print(f"{path}: dev mAP {judge([state]):.4f}", flush=True)
    print(f"their average: {judge([*states.values()]):.4f}")
    torch.save({"smooth": mean_of([*states.values()])}, options.out)


if __name__ == "__main__":
    main()
