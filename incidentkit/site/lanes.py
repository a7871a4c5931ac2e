"""Where a timeline's lines come from, as a reader tells it: by the words of the footnotes that they cite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape

from incidentkit.site import prose

PEOPLE = "people"
# In the order in which they are drawn, from what machines say to what people say. The first whose words stand at the
# start of a note is the one; a note that fits none is evidence of another kind.
LANES: tuple[tuple[str, str, re.Pattern[str] | None], ...] = (
    ("changes", "Changes", re.compile(
        r"\S+/\S+@[0-9a-f]{7}|git\b|github|gitlab|commit|pull request|merge request|helm|deploy|release|rollout|terraform|argo|flux"
    )),
    ("prometheus", "Alerts and metrics", re.compile(
        r"prometheus|alert|grafana|pagerduty|opsgenie|statuscake|uptime|datadog|metric|dashboard|graph|monitor"
    )),
    ("kubernetes", "Kubernetes", re.compile(
        r"kubernetes|k8s|kubectl|pod\b|node\b|container|deployment|event\b|cluster|stateful|gke\b|eks\b|aks\b"
    )),
    ("slack", "Chat", re.compile(r"slack|mattermost|zulip|gitter|discord|matrix\b|teams\b|irc\b|chat|channel")),
    ("other", "Other evidence", None),
    (PEOPLE, "People", None),
)  # fmt: skip
_START = 60
_NOTE = re.compile(r'<li id="fn:([^"]*)">(.*?)</li>', re.DOTALL)


def of_notes(notes: str) -> dict[str, str]:
    """The lane of each footnote, by its label, from the rendered list of them."""
    return {unescape(found[1]): _of(prose.plain(found[2])) for found in _NOTE.finditer(notes)}


def of_line(cites: Iterable[str], lanes: Mapping[str, str]) -> str:
    """The lane of a line: that of the first footnote it cites; a line without evidence is a person's own."""
    return next((lanes[cite] for cite in cites if cite in lanes), PEOPLE)


def _of(note: str) -> str:
    start = note[:_START].casefold()
    found = [(match.start(), name) for name, _, words in LANES if words and (match := words.search(start))]
    return min(found)[1] if found else "other"
