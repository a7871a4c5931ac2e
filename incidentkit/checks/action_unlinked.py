"""`action-unlinked`: an action item without an issue is forgotten. Source: Google, Site Reliability
Workbook, chapter 10."""

# ruff: noqa: E501 - a pattern that is cut at a margin is not easier to read
from __future__ import annotations

import re

from incidentkit.checks.findings import at_line
from incidentkit.checks.interface import Finding, Severity
from incidentkit.checks.real_items import real_items
from incidentkit.config import Workspace
from incidentkit.report.model import ActionItem, Report

# Addresses of issues and tickets beside GitHub's: GitLab, Gitea, Jira, Bugzilla, Trello, Linear, Launchpad, Redmine,
# Azure Boards, Asana, ClickUp, Shortcut, Phabricator. A commit tells where the work was done.
_ISSUE = re.compile(
    r"/(?:issues?|pull|pulls|pull-requests|merge_requests|discussions|browse|tickets?|bugs?|story|stories|_workitems/edit)/"
    r"[\w./-]*\d|show_bug\.cgi\?id=\d|/\+bug/\d|trello\.com/c/|linear\.app/.+/issue/|/task/|phabricator.*/T\d"
    r"|app\.asana\.com/.*\d{6}|app\.clickup\.com/t/|/commits?/[0-9a-f]{7}|[?&](?:id|issue|ticket|bug|sys_id)=\w*\d",
    re.IGNORECASE,
)
# A key of a tracker, "OPS-1234"; what looks like one and is a standard is none.
_KEY = re.compile(
    r"(?<![\w./-])(?!(?:UTF|SHA|ISO|RFC|AES|TLS|CVE|IPV|HTTP|MD|RSA|PEP|GPT|SEV|P|UTC|GMT|COVID|EC)-)[A-Z][A-Z0-9]{1,9}-\d+\b"
)
# An address without its host: "org/repo/issues/12".
_PATH = re.compile(r"(?<![\w./-])[\w.-]+/[\w./-]+/(?:issues?|pulls?|merge_requests)/\d+\b")
# A tracker's number in words: "bug 4711", "ticket no. 12", "PR 96", "T243009", GitLab's "!78".
_NUMBER = re.compile(
    r"\b(?:bugs?|tickets?|issues?|cases?|tasks?|stor(?:y|ies)|pr|mr|pull requests?|merge requests?|cards?|change requests?)"
    r"\s*(?:(?:no\.?|number|id|nr\.?)\s*)?[:#]?\s*\d{2,}\b(?!\s*(?:%|[a-z]+s\b))|(?<![\w/])T\d{4,}\b|(?<![\w/])(?:b|cl|cr|rdar)/\d{2,}\b|(?:(?<!\S)|(?<=\w))![1-9]\d*\b"
    r"|(?<=\|)\s*(?:(?:n/a|done|to-?do|open|closed|fixed|bug|in progress)\W+)*#?\d{3,}(?:\W+(?:done|to-?do|open|closed|fixed|in progress))*\s*(?=\||$)"
    r"|\b(?:INC|CHG|RITM|TASK|REQ|PRB|SCTASK)\d{4,}\b",
    re.IGNORECASE,
)
# A link that calls itself one.
_CALLED = re.compile(
    r"\[(?:the |our |upstream |tracking |github |gitlab |jira )*(?:issue|pull request|merge request|ticket|pr|mr|bug|epic|card)s?"
    r"(?: here)?\](?:\(\S|\[\S)",
    re.IGNORECASE,
)


class ActionUnlinked:
    """Counts as a link: an issue or a pull request, wherever it lives, or a tracker's key."""

    name = "action-unlinked"
    severity: Severity = "error"

    def check(self, report: Report, workspace: Workspace) -> list[Finding]:
        """One finding an item without a link; mild until the report is final, for `actions sync` opens them."""
        severity: Severity = "warning" if report.status in ("draft", "review") else self.severity
        lacking = [item for item in real_items(report) if not linked(item, report.text)]
        return [at_line(self, report, item.line, *_said(item), severity) for item in lacking]


def _said(item: ActionItem) -> tuple[str, str]:
    if item.done:
        hint = "Link the issue or the pull request that did it, so that others can see how."
        return "This action item is done, and nothing says where.", hint
    hint = "Link one, or let `incident actions sync --apply` open it; an issue keeps the item from being forgotten."
    return "This action item has no issue yet.", hint


def linked(item: ActionItem, text: str) -> bool:
    """Whether an item points to where its work is tracked; `text` is its report's."""
    raw = text[item.span.start : item.span.end]
    return bool(item.issue or item.refs or any(_ISSUE.search(url) for url in item.links)) or any(
        pattern.search(raw) for pattern in (_KEY, _PATH, _NUMBER, _CALLED)
    )
