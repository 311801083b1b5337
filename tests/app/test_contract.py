"""Our OpenAPI document against the contract."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from emoscope.app.web import openapi_document

CHECK = Path(__file__).parents[3] / "shared" / "contract" / "check.py"


@pytest.fixture(scope="module")
def differences(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    if not CHECK.exists():
        pytest.skip("the contract's check is not beside this checkout")
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    path.write_text(json.dumps(openapi_document()))
    done = subprocess.run([sys.executable, CHECK, path], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_nothing_is_missing_and_nothing_differs(differences: list[str]):
    assert [line for line in differences if line] == [
        "contract: 61 operations, 92 schemas; 0 operations missing, 0 differences"
    ]


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
