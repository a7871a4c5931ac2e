"""`incident schema` prints a JSON Schema that judges front matter as the reader does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator, ValidationError, validate

from incidentkit.cli import run
from incidentkit.errors import Exit


@pytest.fixture
def schema(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the command prints."""
    assert run(["schema"]) == Exit.OK
    return json.loads(capsys.readouterr().out)


def test_it_is_a_valid_schema(schema: dict[str, Any]) -> None:
    Draft7Validator.check_schema(schema)
    Draft202012Validator.check_schema(schema)  # nothing in it means another thing there
    assert not {"$defs", "$ref", "definitions", "prefixItems"} & set(re.findall(r'"([^"]+)":', json.dumps(schema)))


def test_json_prints_the_same(schema: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out) == schema


def test_it_accepts_a_good_report_and_one_with_keys_of_its_own(schema: dict[str, Any]) -> None:
    validate(
        {
            "title": "Hub out of memory",
            "date": "2026-11-22",
            "status": "draft",
            "severity": "sev2",
            "services": ["datahub"],
            "tags": ["kubernetes", "memory"],
            "timezone": "America/Los_Angeles",
            "started": "2026-11-22T14:02:11-08:00",
            "detected": "2026-11-22T14:05:40-08:00",
            "mitigated": "2026-11-22T14:31:00-08:00",
            "resolved": "2026-11-22T15:20:00-08:00",
            "visibility": "public",
            "our_own_key": 1,
        },
        schema,
    )


@pytest.mark.parametrize(
    "wrong", [{"status": "almost"}, {"services": 3}, {"visibility": "secret"}, {"title": ["a"]}], ids=str
)
def test_it_refuses_what_the_reader_could_not_use(schema: dict[str, Any], wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validate({"title": "Hub out of memory", "date": "2026-11-22", **wrong}, schema)
