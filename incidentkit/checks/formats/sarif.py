"""Findings as SARIF, for code scanning and for editors.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0; GitHub Docs, "SARIF support for code scanning".
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from incidentkit import __version__, inert
from incidentkit.checks import RULES
from incidentkit.checks.interface import Finding, Rule
from incidentkit.checks.manual import explained, section
from incidentkit.checks.passages import line_text
from incidentkit.checks.run import Outcome

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(outcome: Outcome, shown: Mapping[Path, str]) -> dict[str, Any]:
    """One run. A file that could not be read is a notification of it, and then the run was not successful."""
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "incidentkit", "version": __version__, "rules": [*map(_rule, RULES)]}},
                "columnKind": "unicodeCodePoints",
                "results": _results(outcome, shown),
                "invocations": [
                    {
                        "executionSuccessful": not outcome.unread,
                        "toolExecutionNotifications": [
                            {
                                "level": "error",
                                "message": {"text": inert.one_line(unread.message, 1000)},
                                "locations": [{"physicalLocation": {"artifactLocation": _place(shown[unread.path])}}],
                            }
                            for unread in outcome.unread
                        ],
                    }
                ],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    said = " ".join((type(rule).__doc__ or rule.name).partition("\n\n")[0].split())
    return {
        "id": rule.name,
        "shortDescription": {"text": said},
        "help": {"text": explained(rule.name), "markdown": section(rule.name)},
        "defaultConfiguration": {"level": rule.severity},
    }


def _results(outcome: Outcome, shown: Mapping[Path, str]) -> list[dict[str, Any]]:
    results = [_result(finding, outcome, shown) for finding in outcome.findings]
    # The second of two that are alike would else be taken for the first.
    seen: Counter[str] = Counter()
    for result in results:
        mark = result["partialFingerprints"]["incidentFinding/v1"]
        seen[mark] += 1
        result["partialFingerprints"]["incidentFinding/v1"] = f"{mark}:{seen[mark]}"
    return results


def _result(finding: Finding, outcome: Outcome, shown: Mapping[Path, str]) -> dict[str, Any]:
    names = [rule.name for rule in RULES]
    return {
        "ruleId": finding.rule,
        "ruleIndex": names.index(finding.rule),
        "level": finding.severity,
        "message": {"text": f"{inert.clean(finding.message)} {inert.clean(finding.hint)}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _place(shown[finding.path]),
                    "region": {"startLine": finding.line, "startColumn": finding.column},
                }
            }
        ],
        "partialFingerprints": {"incidentFinding/v1": _fingerprint(finding, outcome, shown)},
    }


def _place(path: str) -> dict[str, str]:
    """A path as an address, relative to the repository where it lies in it."""
    where = quote(Path(path).as_posix(), safe="/~")
    return {"uri": f"file://{where}"} if where.startswith("/") else {"uri": where, "uriBaseId": "%SRCROOT%"}


def _fingerprint(finding: Finding, outcome: Outcome, shown: Mapping[Path, str]) -> str:
    """The same for the same finding when lines above it come and go."""
    line = line_text(outcome.texts[finding.path], finding.line).strip()
    message = re.sub(r"\bline \d+", "line", finding.message)
    told = "\0".join((finding.rule, shown[finding.path], message, line))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]
