"""One look at every registered model."""

from __future__ import annotations

import pytest

from emoscope.analyzers.apparent_personality import load_apparent_personality
from emoscope.analyzers.registry import REGISTRY
from emoscope.library import default_audio_models, default_face_models

ENTRIES = [(job, name, entry) for job, models in REGISTRY.items() for name, entry in models.items()]

FORMULAS = {"face-circumplex-1", "apparent-personality-cues-1"}


@pytest.mark.parametrize(("job", "name", "entry"), ENTRIES, ids=[name for _, name, _ in ENTRIES])
def test_a_registered_model_loads_and_answers_an_empty_batch(job, name, entry):
    model = entry.load()
    assert model.spec is entry.spec
    assert (entry.spec.id, name.rsplit("-", 1)[1].isdigit()) == (name, True)
    assert job.startswith(name.split("-", maxsplit=1)[0])
    assert list(model.analyze([])) == []


@pytest.mark.parametrize(("job", "name", "entry"), ENTRIES, ids=[name for _, name, _ in ENTRIES])
def test_its_weights_are_here_whole_and_licensed(job, name, entry):  # noqa: ARG001  # one table for all
    assert (entry.spec.weights is None) == (name in FORMULAS)
    if entry.spec.weights is not None:
        assert entry.spec.weights.path().stat().st_size > 100_000
    assert entry.spec.licence
    assert entry.spec.intended_use


def test_the_defaults_are_the_first_of_each_job():
    used = {**default_face_models().ids(), **default_audio_models().ids()}
    used["apparent-personality"] = load_apparent_personality().spec.id
    assert {job: used[job] for job in REGISTRY} == {
        job: next(iter(models)) for job, models in REGISTRY.items()
    }
