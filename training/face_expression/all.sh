#!/usr/bin/env bash
# Makes the face-expression model: all.sh DATA RUN. Started again, it goes on where it was.
set -euo pipefail
data=$(realpath "$1") && mkdir -p "$2" && run=$(realpath "$2")
cd "$(dirname "$0")"
root=$(realpath ../..)
python=$root/training-env/bin/python product=$root/.venv/bin
weights=$root/src/emoscope/weights
export PYTHONPATH=$root/src
both=(--data "$data" --aligned "$run/aligned")
dlib=$("$product/python" -c 'import importlib.util as u; print(u.find_spec("face_recognition_models").submodule_search_locations[0])')
[ -e "$run/aligned/aligned.npz" ] || "$product/python" prepare.py --data "$data" --out "$run/aligned"
"$python" train.py "${both[@]}" --out "$run/teacher" --seed 11 \
    --teacher-from "$dlib/models/dlib_face_recognition_resnet_model_v1.dat"
"$python" views.py "${both[@]}" --teacher "$run/teacher/last.pt" --out "$run/views"
"$python" train.py "${both[@]}" --out "$run/small" --views "$run/views"
"$python" export.py "${both[@]}" --checkpoint "$run/small/last.pt" --weights "$weights" --int8
"$product/emoscope" models eval face-expression --data "$data" \
    --weights "$weights/face-expression-2.onnx" --write
