"""`link-broken`: a link or an image that leads to nowhere inside the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from incidentkit import inert
from incidentkit.checks.findings import at_offset
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.passages import visible
from incidentkit.config import Workspace
from incidentkit.report.model import Report

_LINK = re.compile(
    r"\]\([ \t]*(?:<(?P<angle>[^<>\n]{1,400})>|(?P<plain>[^\s()<>]{1,400}(?:\([^\s()<>]{0,100}\)[^\s()<>]{0,400})?))"
    r"(?:[ \t]+(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'))?[ \t]*\)"
    r"|^[ ]{0,3}\[[^\]\[^\n][^\]\[\n]{0,200}\]:[ \t]*<?(?P<reference>[^\s<>]{1,400})"
    r"|<(?:img|a)\s[^<>\n]{0,400}?\b(?:src|href)=[\"'](?P<html>[^\"'\n]{1,400})[\"']",
    re.MULTILINE,
)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\{|\$")
_HEADING = re.compile(
    r"^[ \t>]*#{1,6}[ \t]+(?P<words>[^\n]+?)[ \t#]*$|^(?P<line>[^\n]+)\n[ ]{0,3}(?:=+|-+)[ \t]*$", re.MULTILINE
)
_OWN_ANCHOR = re.compile(r"\bid=|\bname=|\{#")


class LinkBroken:
    """Files that are not there, and headings that this report does not have. Other addresses are not asked."""

    name = "link-broken"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding a link. What lies outside of the repository is never looked at."""
        findings = []
        for offset, target in _targets(report):
            path = _file(report, workspace, target)
            if target.startswith("#"):
                if not _has_anchor(report, target[1:]):
                    message = f"No heading of this report is {_shown(target)}."
                    findings.append(
                        at_offset(self, report, offset, message, "Take the anchor from the heading's words.")
                    )
            elif path is not None and not path.exists():
                hint = "Mend the path, or commit the file that it means; paths count from the report's own folder."
                findings.append(at_offset(self, report, offset, f"There is no file {_shown(target)} here.", hint))
        return findings


def files_of(report: Report, workspace: Workspace) -> dict[Path, bool]:
    """The files inside the repository that a report links to, and whether each is there."""
    found = {_file(report, workspace, target) for _, target in _targets(report)}
    return {path: path.exists() for path in found if path is not None}


def _targets(report: Report) -> Iterator[tuple[int, str]]:
    for found in _LINK.finditer(visible(report)):
        target = found[found.lastgroup or 0]
        if not _ELSEWHERE.match(target):
            yield found.start(found.lastgroup or 0), target


def _file(report: Report, workspace: Workspace, target: str) -> Path | None:
    """The file that a target means, or None where it is none inside the repository."""
    name = unquote(target.partition("#")[0].partition("?")[0])
    if not name or "\0" in name:
        return None
    here = _real(report.path.parent)
    root = _root(here) or _real(workspace.root)
    # From the root of the repository; or of a site that is none of our business, when there is no such folder.
    from_root = name.startswith("/")
    try:
        path = (root / name.lstrip("/") if from_root else here / name).resolve()
        # A name that no file system takes is none that could be there.
        inside = path.is_relative_to(root) and all(len(os.fsencode(part)) < 256 for part in path.parts)
        return path if inside and (not from_root or path.parent.exists()) else None
    except (OSError, RuntimeError):
        return None


@lru_cache(maxsize=256)
def _real(folder: Path) -> Path:
    return folder.resolve()


@lru_cache(maxsize=256)
def _root(folder: Path) -> Path | None:
    """The root of the git repository around a folder."""
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)


def _has_anchor(report: Report, anchor: str) -> bool:
    anchor = unquote(anchor).lower()
    if (
        not anchor
        or anchor == "top"
        or anchor.startswith(("fn", "user-content", "cite"))
        or _OWN_ANCHOR.search(report.text)
    ):
        return True
    return re.sub(r"-\d+$", "", anchor) in _anchors(report.text) or anchor in _anchors(report.text)


@lru_cache(maxsize=2)
def _anchors(text: str) -> frozenset[str]:
    """The anchors that GitHub makes of headings: lower case, no punctuation, hyphens for spaces."""
    words = (found["words"] or found["line"] for found in _HEADING.finditer(text.replace("\r\n", "\n")))
    return frozenset(
        re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^()]*\)", "", said).lower()).strip().replace(" ", "-") for said in words
    )


def _shown(target: str) -> str:
    return f"“{inert.one_line(target, 80)}”"
