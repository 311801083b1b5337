"""What a larger net says of every comment that training sees, for a smaller one to learn from.

    teach.py --data DIR --out FILE [--encoder NAME] NET.pt

NET.pt is an epoch that train.py kept. FILE gets the logits, (n, 28), for `train.py --taught FILE`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from data import read_labels
from encoders import ENCODERS, make_tokenizer
from network import TextEmotionNet
from train import predict, training_comments


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with train.tsv and labels.txt")
    parser.add_argument("--out", type=Path, required=True, help="the .npy file to write")
    parser.add_argument("--encoder", choices=sorted(ENCODERS), default="mpnet")
    parser.add_argument("net", type=Path, help="what train.py kept of an epoch")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    names = read_labels(options.data)
    encoder = ENCODERS[options.encoder]
    net = TextEmotionNet(len(names), encoder.size)
    net.load_state_dict(torch.load(options.net, weights_only=True)["smooth"])
    with torch.autocast("cpu", torch.bfloat16):
        logits = predict(net, make_tokenizer(encoder), training_comments(options.data).texts)
    np.save(options.out, logits)


if __name__ == "__main__":
    main()
