"""How fast texts are analysed on one core: one sentence, its words weighed, the API's answer, many sentences.

    text_speed.py [--sentences N]

The sentences are those of the behavioural suite. "bare" is the time of ONNX Runtime alone on the same
sentences, tokenized beforehand and sorted by length.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SUITE = Path(__file__).parents[1] / "training" / "text" / "behaviour.tsv"


def suite_sentences(count: int) -> list[str]:
    with SUITE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        texts = [text for row in rows for text in (row["text"], row["other"]) if text]
    return list(itertools.islice(itertools.cycle(texts), count))


def median_ms(action: Callable[[], object], times: int = 30) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def api_median_ms() -> tuple[float, float]:
    """Median time of a POST of one sentence, and from it to the finished result with the job run at once."""
    from fastapi.testclient import TestClient
    from sqlalchemy import select

    from emoscope.accounts import service as accounts
    from emoscope.app.web import make_app
    from emoscope.db.engine import make_engine, make_sessions
    from emoscope.db.models import Job
    from emoscope.logging import configure
    from emoscope.settings import Settings
    from emoscope.worker.process import job_entry

    configure("console", "error")
    form = {"title": "speed", "text": "I am so happy that you came to see us."}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder) / "data", log_level="error")
        with TestClient(make_app(settings)) as client:
            sessions = make_sessions(make_engine(settings.resolved_database_url()))
            with sessions.begin() as session:
                user = accounts.create_user(session, "ada@example.org")
                client.headers["X-API-Key"] = accounts.create_key(session, user.id, "speed")
            run = job_entry(settings)

            def whole() -> None:
                text_id = client.post("/v2/texts", data=form).json()["id"]
                with sessions() as session:
                    job_id = session.scalars(select(Job.id).where(Job.subject_id == text_id)).one()
                run(job_id)
                assert client.get(f"/v1/texts/{text_id}").json()["status"] == "completed"  # noqa: S101

            whole()
            return median_ms(lambda: client.post("/v2/texts", data=form)), median_ms(whole)


def bare_seconds(sentences: list[str]) -> float:
    import numpy as np

    from emoscope.analyzers.text_emotion import batches_of_like_length, load_text_emotion

    model = load_text_emotion()
    rows = [encoding.ids for encoding in model._tokenizer.encode_batch(sentences)]  # noqa: SLF001
    feeds = []
    for chosen in batches_of_like_length([len(row) for row in rows]):
        ids = np.zeros((len(chosen), max(len(rows[index]) for index in chosen)), np.int64)
        for place, index in enumerate(chosen):
            ids[place, : len(rows[index])] = rows[index]
        feeds.append({"ids": ids, "mask": (ids > 0).astype(np.int64)})
    began = time.perf_counter()
    for feed in feeds:
        model._session.run(feed)  # noqa: SLF001 - what is measured is exactly this
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=10_000)
    options = parser.parse_args()
    from emoscope import analyze_text
    from emoscope.library.models import default_text_models
    from emoscope.pipelines.text import attribute_words

    scorer = default_text_models().scorer
    one = "I am so happy that you came to see us."
    twenty = "I never thought I would say this, but the second half of that film made me laugh until I cried."
    print(f"library, one sentence: {median_ms(lambda: analyze_text(one)):.1f} ms")
    print(f"words of a sentence of 20 weighed: {median_ms(lambda: attribute_words(twenty, scorer)):.1f} ms")
    accepted, finished = api_median_ms()
    print(f"API: accepted in {accepted:.1f} ms, result in {finished:.1f} ms with the job run at once")
    sentences = suite_sentences(options.sentences)
    began = time.perf_counter()
    found = analyze_text("\n".join(sentences))
    ours = time.perf_counter() - began
    bare = bare_seconds(sentences)
    print(f"{len(found.sentences)} sentences: {ours:.1f} s, {len(found.sentences) / ours:.0f} a second; "
          f"bare {bare:.1f} s, so at {bare / ours:.0%} of ONNX Runtime alone")  # fmt: skip
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
