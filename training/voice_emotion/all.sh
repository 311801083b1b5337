#!/usr/bin/env bash
# Makes the voice-emotion models: all.sh DATA RUN. Started again, it goes on where it was.
set -euo pipefail
data=$(realpath "$1") && mkdir -p "$2" && run=$(realpath "$2")
cd "$(dirname "$0")"
root=$(realpath ../..)
python=$root/training-env/bin/python weights=$root/src/emoscope/weights
export PYTHONPATH=$root/src OMP_NUM_THREADS=1
given=(--data "$data" --views "$run/views")
"$root/.venv/bin/python" prepare.py --data "$data" --out "$run/views"
[ -e "$run/figures/figures.json" ] || "$python" evaluate.py "${given[@]}" --out "$run/figures"
"$python" train.py "${given[@]}" --out "$run/head"
"$python" export.py --data "$data" --run "$run/head" --figures "$run/figures/figures.json" --weights "$weights"
