"""`action-unlinked`: an action item without an issue is forgotten. Source: Google, Site Reliability
Workbook, chapter 10."""

from __future__ import annotations

import re

from incidentkit.checks.findings import at_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.config import Workspace
from incidentkit.report.model import ActionItem, Report

# Addresses of issues and tickets beside GitHub's: GitLab, Gitea, Jira, Bugzilla, Trello, Linear, Launchpad, Redmine.
_ISSUE = re.compile(
    r"/(?:issues?|pull|pulls|pull-requests|merge_requests|discussions|browse|tickets?|bugs?|stories)/"
    r"[\w./-]*\d|show_bug\.cgi\?id=\d|/\+bug/\d|trello\.com/c/|linear\.app/.+/issue/|/task/|phabricator.*/T\d",
    re.IGNORECASE,
)
# A key of a tracker, "OPS-1234"; what looks like one and is a standard is none.
_KEY = re.compile(
    r"(?<![\w./-])(?!(?:UTF|SHA|ISO|RFC|AES|TLS|CVE|IPV|HTTP|MD|RSA|PEP|GPT|SEV|P)-)[A-Z][A-Z0-9]{1,9}-\d+\b"
)


class ActionUnlinked:
    """Counts as a link: an issue or a pull request, wherever it lives, or a tracker's key."""

    name = "action-unlinked"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding an item without a link; mild until the report is final, for `actions sync` opens them."""
        severity: Severity = "warning" if report.status in ("draft", "review") else self.severity
        return [at_line(self, report, item.line, *_said(item), severity) for item in report.actions if not linked(item)]


def _said(item: ActionItem) -> tuple[str, str]:
    if item.done:
        hint = "Link the issue or the pull request that did it, so that others can see how."
        return "This action item is done, and nothing says where.", hint
    hint = "Link one, or let `incident actions sync --apply` open it; an issue keeps the item from being forgotten."
    return "This action item has no issue yet.", hint


def linked(item: ActionItem) -> bool:
    """Whether an item points to where its work is tracked."""
    return bool(item.issue or item.refs or any(_ISSUE.search(url) for url in item.links) or _KEY.search(item.text))
