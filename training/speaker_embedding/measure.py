"""Measures the average embedding of voices.

    PYTHONPATH=benchmarks measure.py --media DIR --data DIR [--each N]

`--media` holds librispeech/*.flac, of which the tuning speakers alone are used; `--data` holds metadata.csv
with EmoDB (emodb_full). Nothing else goes in: these corpora may be used for anything. Writes
src/emoscope/weights/voice-statistics-2.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from conversations import (
    CONDITIONS,
    REPORTING,
    Conversation,
    acted,
    converse,
    librispeech,
)

from emoscope.analyzers.voice_embedding import VOICE_STATISTICS_ID, load_voice_embedder, mel_frames
from emoscope.pipelines.diarization import cut_at, window_spans

WEIGHTS = Path(__file__).parents[2] / "src/emoscope/weights"
LONGEST_S = 30.0
FRAMES_PER_S = 100
SEED = 300_000
COUNTS = (2, 4)
Floats = np.ndarray
Voices = Mapping[str, Sequence[Path]]


def tuning_voices(media: Path, data: Path) -> tuple[Voices, Voices]:
    """Those who read and those who act."""
    every = librispeech(media / "librispeech")
    read = {name: paths for name, paths in every.items() if name not in REPORTING}
    return read, acted(data, ["emodb_full"])


def made(voices: Voices, each: int) -> Iterator[Conversation]:
    seed = SEED
    for condition in CONDITIONS:
        for count in COUNTS:
            for _ in range(each):
                seed += 1
                yield converse(voices, count, condition, seed, seconds=LONGEST_S)


def mean_embedding(conversation: Conversation, encoder: object) -> Floats:
    """Mean of the windows of one conversation."""
    mels = mel_frames(conversation.samples)
    spans = sorted((turn.start_s, turn.end_s) for turn in conversation.speech)
    windows = [
        mels[round(begin * FRAMES_PER_S) : round(end * FRAMES_PER_S)]
        for begin, end, _ in window_spans(cut_at(spans, np.empty(0)))
    ]
    return np.mean(encoder.analyze([window for window in windows if len(window)]), axis=0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--each", type=int, default=1, help="conversations per condition, count and kind")
    options = parser.parse_args()
    kinds = tuning_voices(options.media, options.data)
    encoder = load_voice_embedder()
    means = [mean_embedding(one, encoder) for voices in kinds for one in made(voices, options.each)]
    document = {
        "id": VOICE_STATISTICS_ID,
        "made_by": "training/speaker_embedding/measure.py",
        "licence": "Apache-2.0",
        "training_data": {
            "librispeech": "CC BY 4.0 (four speakers)",
            "emodb": "CC0-1.0 (ten speakers)",
        },
        "card": "docs/models/diarization.md",
        "speakers": sum(map(len, kinds)),
        "conversations": len(means),
        "mean": [round(float(value), 5) for value in np.mean(means, axis=0)],
    }
    target = WEIGHTS / f"{VOICE_STATISTICS_ID}.json"
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{target.name}: {document['speakers']} speakers, {len(means)} conversations")


if __name__ == "__main__":
    main()
