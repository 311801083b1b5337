"""Our OpenAPI document against the contract. The lists below may only shrink."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from emoscope.app.web import openapi_document

CHECK = Path(__file__).parents[3] / "shared" / "contract" / "check.py"
TO_BUILD = Path(__file__).with_name("operations_to_build.txt")


@pytest.fixture(scope="module")
def differences(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    if not CHECK.exists():
        pytest.skip("the contract's check is not beside this checkout")
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    path.write_text(json.dumps(openapi_document()))
    done = subprocess.run([sys.executable, CHECK, path], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_the_operations_missing_from_the_contract_are_those_named(differences: list[str]):
    missing = {
        line.removesuffix(": missing")
        for line in differences
        if line.endswith(": missing") and line.split(" ")[0].isupper()
    }
    assert missing == set(TO_BUILD.read_text().splitlines()), "build it and take it off the list"


def test_what_is_built_is_as_the_contract_says(differences: list[str]):
    wrong = [line for line in differences if not line.endswith(": missing") and "contract:" not in line]
    assert wrong == []


def test_the_schemas_of_built_operations_are_all_there(differences: list[str]):
    missing = [line for line in differences if line.startswith("schema ") and line.endswith(": missing")]
    built = json.dumps(openapi_document()["components"]["schemas"])
    assert [line for line in missing if f'"{line.split()[1].rstrip(":")}"' in built] == []


def test_every_field_of_our_own_schemas_is_described():
    schemas = openapi_document()["components"]["schemas"]
    silent = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        if name not in {"HTTPValidationError", "ValidationError"}  # FastAPI's own
        for field, shape in schema.get("properties", {}).items()
        if not shape.get("description") and "$ref" not in shape
    ]
    assert silent == []
