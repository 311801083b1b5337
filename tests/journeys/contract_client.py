"""A client made from the contract's document: it can call what that names, in the way that it says, and takes
no answer of another shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx
import jsonschema

CONTRACT = Path(__file__).resolve().parents[3] / "shared" / "contract" / "openapi.json"


@dataclass
class ContractClient:
    """Operations are named as in `GET /v1/videos/{video_id}`; `called` gathers those that were."""

    http: httpx.Client
    document: dict[str, Any] = field(default_factory=lambda: json.loads(CONTRACT.read_text()))
    called: set[str] = field(default_factory=set)

    @property
    def operations(self) -> set[str]:
        paths = self.document["paths"]
        return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}

    def call(
        self,
        operation: str,
        *ids: object,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, Path] | None = None,
        body: Any = None,
        status: int = 200,
        **query: Any,
    ) -> Any:
        """The answer: a document, or the bytes of a file. `ids` fill the path in order."""
        method, path = operation.split(" ")
        described = self.document["paths"][path][method.lower()]
        self._check_query(described, query)
        self._check_body(described, form or {}, files or {}, body)
        for value in ids:
            name = path[path.index("{") : path.index("}") + 1]
            path = path.replace(name, str(value), 1)
        assert "{" not in path, f"{operation} needs more ids"
        with ExitStack() as open_files:
            opened = {name: open_files.enter_context(file.open("rb")) for name, file in (files or {}).items()}
            reply = self.http.request(
                method, path, params=query, data=form, files=opened or None, json=body, follow_redirects=True
            )
        assert reply.status_code == status, f"{operation}: {reply.status_code} {reply.text[:500]}"
        self.called.add(operation)
        if not reply.headers.get("content-type", "").startswith("application/json"):
            return reply.content
        answer = reply.json()
        self._check_answer(operation, described, status, answer)
        return answer

    def _check_query(self, described: Mapping[str, Any], query: Mapping[str, Any]) -> None:
        known = {one["name"]: one for one in described.get("parameters", []) if one["in"] == "query"}
        assert query.keys() <= known.keys(), f"the contract does not know {query.keys() - known.keys()}"
        missing = {name for name, one in known.items() if one["required"]} - query.keys()
        assert not missing, f"the contract demands {missing}"

    def _check_body(
        self, described: Mapping[str, Any], form: Mapping[str, Any], files: Mapping[str, Path], body: Any
    ) -> None:
        content = described.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            self._validate(content["application/json"]["schema"], body)
            return
        fields: dict[str, Any] = {}
        for one in content.values():
            fields = self._resolved(one["schema"])
        given = form.keys() | files.keys()
        assert given <= fields.get("properties", {}).keys(), f"no such field in {given}"
        assert set(fields.get("required", [])) <= given, f"the contract demands {fields['required']}"

    def _check_answer(self, operation: str, described: Mapping[str, Any], status: int, answer: Any) -> None:
        shape = described["responses"].get(str(status), {}).get("content", {}).get("application/json")
        if shape is None:
            return
        try:
            self._validate(shape["schema"], answer)
        except jsonschema.ValidationError as error:
            raise AssertionError(f"{operation}: {error.message} at {list(error.path)}") from error

    def _resolved(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            return dict(self.document["components"]["schemas"][name])
        return dict(schema)

    def _validate(self, schema: Mapping[str, Any], value: Any) -> None:
        whole = {**schema, "components": self.document["components"]}
        jsonschema.Draft202012Validator(whole).validate(value)
