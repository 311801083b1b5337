"""Writes a trained head as ONNX with its JSON description.

    export.py --data DIR --run DIR --figures FILE [--weights DIR] [--id NAME]

`--run` is the folder that train.py wrote, `--figures` what evaluate.py wrote. The temperature in it is
folded in, so softmax(logits) is the probability; the figures go into the description.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from data import read_clips
from network import Member, VoiceHead
from onnx import TensorProto, helper, numpy_helper

from emoscope.analyzers.voice_emotion import HEARD, LAYERS

OPSET = 17
STATES = 288 * 2 * len(LAYERS)


def load_head(path: Path) -> tuple[VoiceHead, list[str]]:
    """The head that train.py wrote and the names of its corpora."""
    state = torch.load(path, weights_only=True)
    config, tensors = state["config"], state["head"]
    size = len(tensors["mean"])
    members = [Member(size, config["hidden"], len(HEARD), 0.0, 0.0) for _ in range(config["members"])]
    head = VoiceHead(tensors["mean"], tensors["deviation"], members)
    head.load_state_dict(tensors)
    return head.eval(), state["corpora"]


def write_onnx(head: VoiceHead, path: Path, name: str) -> None:
    size = len(head.mean) - STATES
    torch.onnx.export(
        head,
        (torch.zeros(1, STATES), torch.zeros(1, size)),
        path,
        input_names=["states", "sound"],
        output_names=["logits"],
        dynamic_axes={key: {0: "n"} for key in ("states", "sound", "logits")},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(path)
    halve(model.graph)
    model.doc_string = "Emoscope emotion in the voice: pooled encoder states and functionals to seven logits"
    onnx.helper.set_model_props(model, {"id": name, "labels": ",".join(HEARD)})
    onnx.checker.check_model(model)
    onnx.save(model, path)


def halve(graph: onnx.GraphProto) -> None:
    """Stores large weights in 16 bits and widens them when the file is loaded, for half the size."""
    for tensor in [tensor for tensor in graph.initializer if np.prod(tensor.dims) > 10_000]:
        name = tensor.name
        values = numpy_helper.to_array(tensor).astype(np.float16)
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(values, f"{name}.half"))
        graph.node.insert(0, helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))


@torch.no_grad()
def disagreement(head: VoiceHead, path: Path) -> float:
    """Largest difference of logits between PyTorch and ONNX Runtime."""
    given = head.mean + 2 * head.deviation * torch.randn(64, len(head.mean))
    states, sound = given[:, :STATES], given[:, STATES:]
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    theirs = session.run(None, {"states": states.numpy(), "sound": sound.numpy()})[0]
    return float(np.abs(theirs - head(states, sound).numpy()).max())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with metadata.csv")
    parser.add_argument("--run", type=Path, required=True, help="folder that train.py wrote")
    parser.add_argument("--figures", type=Path, required=True, help="figures.json of evaluate.py")
    parser.add_argument("--weights", type=Path, default=Path("src/emoscope/weights"))
    parser.add_argument("--id", default="voice-emotion-1")
    options = parser.parse_args()
    torch.manual_seed(1)
    head, corpora = load_head(options.run / "head.pt")
    figures = json.loads(options.figures.read_text())
    head.temperature = float(figures["temperature"])
    path = options.weights / f"{options.id}.onnx"
    write_onnx(head, path, options.id)
    difference = disagreement(head, path)
    if difference > 0.005:
        raise SystemExit(f"ONNX and PyTorch differ by {difference}")
    clips = read_clips(options.data)
    licences = {
        name: sorted(set(clips.licence[clips.corpus == clips.corpora.index(name)])) for name in corpora
    }
    document = {
        "id": options.id,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "labels": list(HEARD),
        "output": {"name": "logits", "type": "float32", "shape": ["n", len(HEARD)], "probability": "softmax"},
        "licence": "Apache-2.0",
        "training_data": licences,
        "temperature": round(head.temperature, 4),
        "card": "docs/models/voice-emotion.md",
        "metrics": {name: figures[name] for name in ("means", "corpora", "changed")},
    }
    path.with_suffix(".json").write_text(json.dumps(document, indent=2) + "\n")
    print(f"{path}, temperature {head.temperature:.3f}; ONNX differs from PyTorch by {difference:.1e}")


if __name__ == "__main__":
    main()
