"""Averages the nets of several epochs: the mixture with the best F1 on dev is kept (Wortsman et al. 2022).

blend.py --data DIR --out FILE EPOCH.pt...
"""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path

import torch
from data import read_comments, read_labels
from metrics import macro_f1, mean_average_precision, sigmoid, tuned_thresholds
from network import TextEmotionNet, make_tokenizer
from torch import Tensor
from train import predict

State = dict[str, Tensor]


def mean_of(states: tuple[State, ...]) -> State:
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with dev.tsv and labels.txt")
    parser.add_argument("--out", type=Path, required=True, help="the file that export.py takes")
    parser.add_argument("epochs", type=Path, nargs="+", help="what train.py kept of each epoch")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    dev, tokenizer = read_comments(options.data, "dev"), make_tokenizer()
    states = {path: torch.load(path, weights_only=True)["smooth"] for path in options.epochs}
    net = TextEmotionNet(len(read_labels(options.data)))
    best = 0.0
    for count in range(1, len(states) + 1):
        for chosen in combinations(states, count):
            mixture = mean_of(tuple(states[path] for path in chosen))
            net.load_state_dict(mixture)
            probabilities = sigmoid(predict(net, tokenizer, dev.texts))
            ranked = mean_average_precision(probabilities, dev.labels)
            tuned = macro_f1(probabilities >= tuned_thresholds(probabilities, dev.labels), dev.labels)
            names = "+".join(path.stem for path in chosen)
            print(f"{names}: dev mAP {ranked:.4f}, macro-F1 tuned there {tuned:.4f}", flush=True)
            if tuned > best:
                best = tuned
                torch.save({"smooth": mixture, "epochs": names}, options.out)
                print(f"kept {names}", flush=True)


if __name__ == "__main__":
    main()
