"""GitHub's published description of its API (npm @octokit/openapi), and a judge of requests by it (openapi-core)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator
from needs import need
from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

FILE = Path(__file__).parent / "node_modules" / "@octokit" / "openapi" / "generated" / "api.github.com.json"


@cache
def description() -> dict[str, Any]:
    """The description; the test is skipped without it, with CI=true it fails."""
    need(FILE.exists(), "@octokit/openapi (npm; `make test` installs it)")
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@cache
def _judge() -> OpenAPI:
    # It is published as valid; proving that again would take a minute.
    return OpenAPI.from_dict(description(), config=Config(spec_validator_cls=None))


def problem(verb: str, path: str, query: dict[str, str] | None = None, body: Any = None) -> str:
    """Why GitHub's description does not allow a request; "" where it does. Unknown names in query and body count."""
    data = json.dumps(body).encode() if body is not None else None
    request = MockRequest(
        "https://api.github.com", verb.lower(), path, args=query or {}, data=data, content_type="application/json"
    )
    try:
        _judge().validate_request(request)
    except OpenAPIError as e:
        return f"{e}: {e.__cause__ or ''}"
    operation = _operation(verb, path)
    known = {_resolved(p)["name"] for p in operation.get("parameters", ()) if _resolved(p)["in"] == "query"}
    if unknown := set(query or ()) - known:
        return f"unknown in the query: {unknown}"
    if body is not None:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        if unknown := set(body) - set(schema["properties"]):
            return f"unknown in the body: {unknown}"
    return ""


def answer_problem(verb: str, path: str, status: int, body: Any) -> str:
    """Why the description does not allow an answer; "" where it does, for a status that it knows there."""
    answers = _operation(verb, path)["responses"]
    if str(status) not in answers:
        return f"{status} is no answer of {verb} {path}"
    schema = _resolved(answers[str(status)])["content"]["application/json"]["schema"]
    found = Draft202012Validator(_whole(schema)).iter_errors(body)
    return "; ".join(error.message for error in found)


def _whole(schema: Any) -> Any:
    """A schema with what it refers to in its place."""
    if isinstance(schema, dict):
        return {key: _whole(value) for key, value in _resolved(schema).items()}
    return [_whole(value) for value in schema] if isinstance(schema, list) else schema


def _operation(verb: str, path: str) -> dict[str, Any]:
    parts = urlsplit(path).path.strip("/").split("/")
    for template, operations in description()["paths"].items():
        names = template.strip("/").split("/")
        if len(names) == len(parts) and all(n.startswith("{") or n == p for n, p in zip(names, parts, strict=True)):
            found: dict[str, Any] = operations[verb.lower()]
            return found
    raise AssertionError(f"{path} is not described")


def _resolved(value: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in value:
        found = description()
        for name in value["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return found
    return value
