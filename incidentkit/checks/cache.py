"""Results of earlier runs, so that what did not change is not read again.

They live in the user's cache folder, never in the repository: a pull request could bring its own "nothing found" along
(`incidentkit.caching`). A result is found by the bytes of the report,
its name, the rules' own source, the settings and the rules that were asked for. Whatever is wrong with the cache, the
rules run: it is never a reason to fail. Secrets are not in it: the lines that it keeps are those that are shown.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incidentkit import caching, files
from incidentkit.checks.interface import Finding, Rule
from incidentkit.config import Workspace
from incidentkit.errors import InputError

_MOST = 5000  # results kept
_LARGEST = 200_000  # characters of one result: a report with thousands of findings is not worth it
# What a result depends on beside the report: not the commands, the sources, the site.
_ROOMS = ("checks", "report", "redact", "config", "inert", "zones")


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in one report; `lines` are the texts of the lines it speaks of, fit to be shown. `files` are the
    files that it links to, and whether each was there."""

    findings: tuple[Finding, ...]
    lines: Mapping[int, str]
    files: Mapping[Path, bool]

    def text(self) -> str:
        """A text in which the lines that are shown stand where they stood."""
        return "\n".join(self.lines.get(line, "") for line in range(1, max(self.lines, default=0) + 1))


class Cache:
    """The results for one workspace, one version of the rules, one set of them. `save` writes what is new."""

    def __init__(self, workspace: Workspace, rules: Sequence[Rule], environ: Mapping[str, str]) -> None:
        self._workspace = workspace
        root = workspace.root.resolve()
        folder = caching.folder("check", root, environ)
        settings = workspace.config.model_dump_json()
        key = caching.digest(caching.source(*_ROOMS), str(root), settings, *(rule.name for rule in rules))
        self._path = folder / f"{key[:40]}.json" if folder else None
        self._root = root
        self._known: dict[str, Any] = _load(self._path)
        self._new: dict[str, Any] = {}

    def key(self, path: Path, data: bytes) -> str:
        """By which a report's result is found: its bytes and its place in the workspace."""
        whole = path.resolve()
        inside = whole.relative_to(self._root) if whole.is_relative_to(self._root) else whole
        return caching.digest(str(inside), hashlib.sha256(data).hexdigest())

    def get(self, key: str, path: Path) -> Result | None:
        """The result of an earlier run, if the files that the report links to are still there, or still are not."""
        try:
            findings, lines, linked = self._known[key]
            result = Result(
                tuple(
                    Finding(str(f[0]), _severity(f[1]), path, int(f[2]), int(f[3]), str(f[4]), str(f[5]))
                    for f in findings
                ),
                {int(line): str(text) for line, text in lines.items()},
                {Path(name): bool(there) for name, there in linked.items()},
            )
            if any(finding.line not in result.lines for finding in result.findings):
                return None
            return result if all(file.exists() == there for file, there in result.files.items()) else None
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, OSError):
            return None  # not known, or not as we write it

    def put(self, key: str, result: Result) -> None:
        """Keep a result for later runs."""
        entry = [
            [[f.rule, f.severity, f.line, f.column, f.message, f.hint] for f in result.findings],
            {str(line): text for line, text in result.lines.items()},
            {str(path): there for path, there in result.files.items()},
        ]
        if sum(map(len, result.lines.values())) + 200 * len(result.findings) < _LARGEST:
            self._new[key] = entry

    def save(self) -> None:
        """Write what is new; where that cannot be done, the next run is as slow as this one."""
        if not self._path or not self._new:
            return
        kept = dict([*(item for item in self._known.items() if item[0] not in self._new), *self._new.items()][-_MOST:])
        with contextlib.suppress(InputError, OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            files.write(self._path, json.dumps(kept, ensure_ascii=True, separators=(",", ":")))
            caching.tidy(self._path.parent.glob("*.json"))


def _severity(said: object) -> Any:
    if said not in ("error", "warning"):
        raise ValueError(said)
    return said


def _load(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}
