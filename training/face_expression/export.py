"""Calibrates a trained network on PublicTest and writes it as ONNX with its JSON description.

    export.py --data DIR --aligned DIR --checkpoint FILE [--weights DIR] [--int8]

Prior correction and temperature are folded into the last layer, so softmax(logits) is the probability.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from checkpoints import load_network
from data import LABELS, PUBLIC, TEMPLATE_FILE, TRAIN, Faces, load_faces
from network import ExpressionNet
from numpy.typing import NDArray
from quantize import quantize
from scipy.optimize import minimize_scalar
from torch import nn
from train import predict

from emoscope.evaluation.metrics import accuracy, negative_log_likelihood

MODEL_ID = "face-expression-3"
OPSET = 17
ACCURACY_GIVEN_UP = 0.005
"""Of PublicTest accuracy, for rarer classes and other collections."""
EXPONENTS = np.round(np.arange(0.0, 0.61, 0.05), 2)
"""Of the prior by which probabilities are divided, the part that class weights did in training included."""

Floats = NDArray[np.float32]


def choose_exponent(plain: Floats, truth: NDArray[np.int64], prior: Floats) -> float:
    """The strongest correction of plain logits that costs at most ACCURACY_GIVEN_UP of the best accuracy."""
    scores = {float(a): accuracy(plain - a * np.log(prior), truth) for a in EXPONENTS}
    print("accuracy by exponent", {a: round(score, 4) for a, score in scores.items()})
    return max(a for a, score in scores.items() if score >= max(scores.values()) - ACCURACY_GIVEN_UP)


def choose_temperature(logits: Floats, truth: NDArray[np.int64]) -> float:
    """The divisor of logits that makes the labels likeliest (Guo et al. 2017)."""
    found = minimize_scalar(
        lambda t: negative_log_likelihood(logits / t, truth), bounds=(0.2, 5.0), method="bounded"
    )
    return round(float(found.x), 4)


def calibrate(net: nn.Module, public: Faces, prior: Floats, trained: float) -> tuple[float, float]:
    """Exponent and temperature from both kinds of crop of PublicTest; `trained` is undone first."""
    kept = public.kept()
    logits = np.concatenate([predict(net, public.original[kept]), predict(net, public.aligned[kept])])
    truth, plain = np.tile(public.majority[kept], 2), logits + trained * np.log(prior)
    exponent = choose_exponent(plain, truth, prior)
    return exponent, choose_temperature(plain - exponent * np.log(prior), truth)


def folded(net: ExpressionNet, prior: Floats, exponent: float, temperature: float) -> ExpressionNet:
    """The same network whose logits are (logits - exponent * log(prior)) / temperature."""
    result = copy.deepcopy(net)
    with torch.no_grad():
        result.head.bias -= exponent * torch.from_numpy(np.log(prior)).float()
        result.head.weight /= temperature
        result.head.bias /= temperature
    return result.to(memory_format=torch.contiguous_format)


def write_onnx(net: ExpressionNet, path: Path) -> None:
    torch.onnx.export(
        net,
        (torch.zeros(1, 1, 48, 48),),
        path,
        input_names=["face"],
        output_names=["logits"],
        dynamic_axes={"face": {0: "n"}, "logits": {0: "n"}},
        opset_version=OPSET,
        dynamo=False,
    )


def finish(path: Path) -> None:
    """Name the model inside the file and check it."""
    model = onnx.load(path)
    model.doc_string = "Emoscope facial expression: 48x48 grey face in [0, 1] to eight calibrated logits"
    onnx.helper.set_model_props(model, {"id": MODEL_ID, "labels": ",".join(LABELS)})
    onnx.checker.check_model(model)
    onnx.save(model, path)


def disagreement(net: nn.Module, path: Path, faces: NDArray[np.uint8]) -> tuple[float, float]:
    """Largest difference of logits between PyTorch and ONNX Runtime, and share of faces named otherwise."""
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    given = faces[:, None].astype(np.float32) / 255
    ours, theirs = predict(net, faces), session.run(None, {"face": given})[0]
    return float(np.abs(theirs - ours).max()), float((theirs.argmax(1) != ours.argmax(1)).mean())


def describe(
    path: Path, prior: Floats, exponent: float, trained: float, temperature: float
) -> dict[str, object]:
    """The JSON description; evaluate.py --write adds `metrics`."""
    return {
        "id": MODEL_ID,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "labels": list(LABELS),
        "input": {"name": "face", "type": "float32", "shape": ["n", 1, 48, 48], "range": [0, 1]},
        "output": {"name": "logits", "type": "float32", "shape": ["n", 8], "probability": "softmax"},
        "licence": "Apache-2.0",
        "training_data": "FER+ (labels MIT, Microsoft; photographs of FER2013, no licence found); "
        "taught by networks that began as FaceNet (MIT; faces of MS-Celeb-1M and CASIA-WebFace)",
        "temperature": temperature,
        "prior_exponent": exponent,
        "prior_exponent_in_training": trained,
        "prior": [round(float(p), 6) for p in prior],
        "template": json.loads(TEMPLATE_FILE.read_text())["run_time"],
        "card": "docs/models/face-expression.md",
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ferplus48.npz")
    parser.add_argument("--aligned", type=Path, required=True, help="the folder that prepare.py wrote")
    parser.add_argument("--checkpoint", type=Path, required=True, help="last.pt of train.py")
    parser.add_argument("--weights", type=Path, default=Path("src/emoscope/weights"))
    parser.add_argument("--int8", action="store_true", help="8-bit integer convolutions")
    options = parser.parse_args()
    net, trained = load_network(options.checkpoint)
    if not isinstance(net, ExpressionNet):
        raise SystemExit(f"{options.checkpoint} holds a teacher: train the small network from it first")
    train = load_faces(options.data, options.aligned, TRAIN)
    prior = train.targets.mean(axis=0)
    public = load_faces(options.data, options.aligned, PUBLIC)
    exponent, temperature = calibrate(net, public, prior, trained)
    final = folded(net, prior, exponent - trained, temperature)
    path = options.weights / f"{MODEL_ID}.onnx"
    write_onnx(final, path)
    if options.int8:
        quantize(path, np.concatenate([train.original[:1024], train.aligned[:1024]]))
    finish(path)
    largest, otherwise = disagreement(final, path, public.aligned)
    if not options.int8 and largest > 1e-3:
        raise SystemExit(f"ONNX and PyTorch differ by {largest}")
    document = describe(path, prior, exponent, trained, temperature)
    path.with_suffix(".json").write_text(json.dumps(document, indent=2) + "\n")
    print(f"exponent {exponent}, temperature {temperature}, {path}")
    print(f"ONNX against PyTorch: logits differ by {largest:.1e} at most, {otherwise:.4f} named otherwise")


if __name__ == "__main__":
    main()
