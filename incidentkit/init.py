"""What `incident init` writes: the files of a workspace, each with its reason, none over one that is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from incidentkit import files, installed
from incidentkit.config import SETTINGS_FILE, has_settings, shipped_templates
from incidentkit.errors import InputError, UsageError

Outcome = Literal["written", "kept", "left out"]


@dataclass(frozen=True, slots=True)
class InitFile:
    """A file of a workspace. `template` lies in templates/init/; `at_top` ones work only where `.git` is."""

    target: str
    template: str
    why: str
    at_top: bool = False


# In the order in which a new team reads them.
FILES: tuple[InitFile, ...] = (
    InitFile(SETTINGS_FILE, "incidentkit.toml", "settings, every default shown"),
    InitFile("incidents/README.md", "incidents.md", "where reports live, and how to start one"),
    InitFile("site/.gitignore", "site-gitignore", "keeps the folder of the built site, not the site, in git"),
    InitFile(".github/incidentkit.txt", "requirements.txt", "what the workflows install", at_top=True),
    InitFile(
        ".github/workflows/incident-check.yml",
        "workflows/check.yml",
        "checks the reports of a pull request and builds a preview",
        at_top=True,
    ),
    InitFile(
        ".github/workflows/incident-site.yml", "workflows/site.yml", "publishes the site on GitHub Pages", at_top=True
    ),
    InitFile(
        ".github/workflows/incident-actions.yml",
        "workflows/actions.yml",
        "files action items as issues and ticks what was closed, on merge and once a day",
        at_top=True,
    ),
    InitFile(
        ".github/ISSUE_TEMPLATE/incident.yml",
        "issue-form.yml",
        'the form "Report an incident", for anybody with a browser',
        at_top=True,
    ),
    InitFile(
        ".github/workflows/incident-report.yml",
        "workflows/report.yml",
        "opens a pull request with a draft from what was submitted with the form",
        at_top=True,
    ),
    InitFile(".pre-commit-config.yaml", "pre-commit-config.yaml", "checks reports before a commit", at_top=True),
    InitFile("setup/slack-app-manifest.yaml", "slack-app-manifest.yaml", "a Slack app with the least scopes"),
    InitFile("setup/kubernetes-rbac.yaml", "rbac.yaml", "the least rights in Kubernetes, no secrets"),
    InitFile("setup/kubernetes-capture.yaml", "capture.yaml", "keeps a namespace's events for days, in the cluster"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens, or happened, to one file; `why` is its purpose, or the reason that it was left out."""

    path: Path
    outcome: Outcome
    why: str


def init(root: Path, *, dry_run: bool = False) -> Iterator[Step]:
    """Make `root` a workspace: add what is absent, one file after the other, and give each step as it was done.

    Safe to run again. Raises InputError where `root` is no folder or cannot be written, or a folder in it is a link
    out of it.
    """
    if root.exists() and not root.is_dir():
        raise InputError(root, "is not a folder", hint="Name the folder that is to hold incidents/.")
    source = shipped_templates() / "init"
    top = _top(root)
    for file in FILES:
        target = root / file.target
        if os.path.lexists(target):
            yield Step(target, "kept", "is there already")
        elif reason := _unwanted(file, root, top):
            yield Step(target, "left out", reason)
        else:
            if not dry_run:
                text = (
                    (source / file.template)
                    .read_text(encoding="utf-8")
                    .replace("@REQUIREMENT@", installed.requirement())
                )
                _write(root, target, text)
            yield Step(target, "written", file.why)


def _unwanted(file: InitFile, root: Path, top: Path | None) -> str | None:
    if file.target == SETTINGS_FILE and has_settings(root / "pyproject.toml"):
        return "the settings are in pyproject.toml"
    if file.at_top and top and top != root.resolve():
        return f"works only at the top of the repository, {top}"
    return None


def _write(root: Path, target: Path, text: str) -> None:
    files.inside(root, target.parent)
    try:
        files.write(target, text, exclusive=True)
    except UsageError:
        # Somebody else wrote it a moment ago; an unwritable folder is not that, and is said.
        if not os.path.lexists(target):
            raise


def _top(root: Path) -> Path | None:
    here = root.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), None)
