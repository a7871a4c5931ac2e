"""The tour on bundled evidence: a folder to work in, and the command lines that are run there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from incidentkit import files
from incidentkit.config import PREFIX, SETTINGS_FILE, shipped_templates
from incidentkit.errors import Exit, InputError, UsageError

TITLE = "Hub out of memory in an afternoon lab"

# What would lead a command away from the bundled evidence, or to a server: the tour is the same everywhere, offline.
_ELSEWHERE = (PREFIX, "GITHUB_", "GH_", "SLACK_", "KUBECONFIG")


@dataclass(frozen=True, slots=True)
class Step:
    """One command line of the tour. `fine` are the exit codes that it may end with here."""

    arguments: tuple[str, ...]
    why: str
    fine: tuple[Exit, ...] = (Exit.OK,)


def evidence() -> Path:
    """Where the bundled evidence lies: in the package when installed, in templates/ in a checkout."""
    return shipped_templates() / "demo"


def steps(source: Path) -> tuple[Step, ...]:
    """The tour, in the order of an outage. `source` holds the evidence."""
    return (
        Step(("init",), "Make the folder a workspace; what is there already is kept."),
        Step(
            (
                *("new", TITLE),
                *("--slack-export", str(source / "slack-export"), "--slack-channel", "hub-ops"),
                *("--k8s-file", str(source / "kubernetes.json")),
                *("--prometheus-file", str(source / "prometheus.json")),
                *("--since", "2026-10-14 13:00", "--until", "2026-10-14 15:30"),
            ),
            "Gather the evidence of the outage, redact it, write the report.",
        ),
        Step(("check",), "See what is left for people to write.", (Exit.OK, Exit.FINDINGS)),
        Step(
            ("actions", "sync", "--offline"),
            "Plan the issues of the action items; nothing is sent.",
            (Exit.OK, Exit.PENDING),
        ),
        Step(("build", "--drafts"), "Build the site, with the draft in it."),
    )


def prepare(folder: Path | None, source: Path) -> Path:
    """The folder of the tour, with settings and earlier reports in it; a new temporary one for None.

    Raises UsageError for a folder that holds something, InputError where it cannot be written.
    """
    folder = Path(tempfile.mkdtemp(prefix="incidentkit-demo-")) if folder is None else folder
    if not _vacant(folder):
        raise UsageError(f"{folder} is not empty", hint="Name a new or empty folder, or none for a temporary one.")
    try:
        for path in (source / SETTINGS_FILE, *sorted((source / "incidents").glob("*.md"))):
            files.write(folder / path.relative_to(source), path.read_bytes())
    except OSError as e:
        raise InputError(source, f"cannot be read: {e.strerror}", hint="Install incidentkit again.") from e
    return folder.resolve()


def _vacant(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except FileNotFoundError:
        return True
    except OSError as e:
        raise InputError(folder, f"cannot be used: {e.strerror}", hint="Name a new or empty folder.") from e


@contextmanager
def apart() -> Iterator[None]:
    """Without the settings, addresses and credentials of the environment; they come back afterwards."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(_ELSEWHERE)}
    for name in kept:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(kept)
