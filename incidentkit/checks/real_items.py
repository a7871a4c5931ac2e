"""Action items that somebody wrote. A template's own ("Action item 1", "[Preventive measure]", "TBD") ask for no issue,
no owner and no date: `placeholder` speaks of them."""

from __future__ import annotations

from incidentkit.checks.placeholder_marks import marks
from incidentkit.checks.prompts import is_prompt
from incidentkit.checks.values import stand_in
from incidentkit.report.model import ActionItem, Report


def real_items(report: Report) -> list[ActionItem]:
    """The items that are not dropped and not a template's."""
    return [item for item in report.actions if not item.dropped and not _is_example(item)]


def _is_example(item: ActionItem) -> bool:
    if item.links or item.refs or item.id:
        return False
    text = item.text.strip()
    line = f"- {text}"
    whole = stand_in(line, line, "actions") or next((mark.removeprefix("- ") for _, mark in marks(line)), "")
    return whole == text or is_prompt(text, "actions", item=True)
