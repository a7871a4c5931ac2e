"""The "Report an incident" form: what somebody with a browser said, as evidence and as a first draft.

GitHub renders a submitted form as `### Label`, a blank line and the value; what was left empty reads `_No response_`
(docs.github.com, "Syntax for GitHub's form schema"). Anybody may write an issue: every word of it is hostile, and no
address in it is ever read by us. A Slack link is shown to whoever runs the command, who may then ask for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from incidentkit import inert, zones
from incidentkit.config import Workspace
from incidentkit.errors import SettingsError, UsageError
from incidentkit.evidence import Author, Evidence, Link, gap, mention
from incidentkit.redact import Gate, scrub
from incidentkit.sources.interface import Gathered, Person, Progress, Window, silent

if TYPE_CHECKING:
    from incidentkit.github.values import Issue
    from incidentkit.report.write import Draft

# The form's labels, in its order; templates/init/issue-form.yml shows the same ones, which a test compares.
BEGAN = "When did it begin?"
OVER = "When was it over?"
SEEN = "What was seen?"
HIT = "Who was hit, and how?"
SERVICES = "Services"
SLACK = "Slack thread"
LABELS = (BEGAN, OVER, SEEN, HIT, SERVICES, SLACK)
TITLE = "Incident: "

_EMPTY = "_No response_"
_HANDLE = re.compile(r"(?<![\w./@`-])@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})(?![\w/-])")
_PERMALINK = re.compile(
    r"https://[a-z0-9-]+(?:\.enterprise)?\.slack\.com/archives/[A-Z0-9]+/p\d{10,20}(?:\?[\w.=&-]*)?"
)
_MOMENT = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)(?:T|,?\s+))?(?P<time>\d{1,2}:\d\d)(?::\d\d(?:\.\d+)?)?\s*(?P<zone>\S.*)?"
)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LONGEST = 4000  # characters of one answer that reach a report; the issue has the rest
_MOST_SERVICES = 10


@dataclass(frozen=True, slots=True)
class Form:
    """An issue's answers by label, as written; `title` is fit to name a file by: no secret, no handle."""

    issue: Issue
    title: str
    answers: Mapping[str, str]

    @property
    def thread(self) -> str:
        """The permalink that it names, or "". Whoever runs the command decides whether it is read."""
        found = _PERMALINK.search(inert.clean(self.answers.get(SLACK, "")))
        return found[0] if found else ""


def fetch(number: int, workspace: Workspace, environ: Mapping[str, str]) -> Form:
    """Issue `number` of the team's repository.

    Raises SettingsError where that is not known, UsageError where the issue did not come from the form.
    """
    from incidentkit.github.account import account, home
    from incidentkit.github.client import GitHub

    repo = home(workspace, environ)
    if not repo:
        raise SettingsError("the team's repository is not known", hint='Set [github] repo = "OWNER/NAME".')
    return read(GitHub(account(environ, need_token=False)).issue(repo, number), workspace)


def read(issue: Issue, workspace: Workspace) -> Form:
    """The form that an issue holds. Raises UsageError for a pull request, and where no answer says what was seen."""
    from incidentkit.report.write import slug

    answers = parse(issue.body)
    if issue.is_pull_request or not answers.get(SEEN):
        raise UsageError(
            f"{issue.repo}#{issue.number} is no answer to the form: nothing stands under “### {SEEN}”",
            hint='Start the report with `incident new "What happened"`.',
        )
    said = issue.title[len(TITLE) :] if issue.title.lower().startswith(TITLE.strip().lower()) else issue.title
    names = (said.strip(" :"), inert.one_line(answers[SEEN], 80), f"Reported in issue {issue.number}")
    words = next(name for name in names if slug(name))  # emoji alone name no file
    return Form(issue, scrub(_HANDLE.sub("somebody", words), workspace.config.redact), answers)


def parse(body: str) -> dict[str, str]:
    """The answers by label. A label counts once and in the form's order: what an answer quotes stays in that answer."""
    lines = inert.clean(body).split("\n")
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    position = 0
    for line in lines:
        label = line.removeprefix("### ").strip() if line.startswith("### ") else ""
        if label in LABELS[position:]:
            position = LABELS.index(label) + 1
            current = found.setdefault(label, [])
        elif current is not None:
            current.append(line)
    texts = {label: "\n".join(lines).strip()[:_LONGEST] for label, lines in found.items()}
    return {label: text for label, text in texts.items() if text and text != _EMPTY}


class IssueForm:
    """The form as a source of evidence: what was said, and when it began and ended, if that can be read."""

    name = "github"
    anchors = True

    def __init__(self, form: Form, zone: tzinfo, now: datetime, zones: Mapping[str, str] | None = None) -> None:
        self._form, self._zone, self._now, self._zones = form, zone, now, zones or {}

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """What the reporter said, at the time of the issue; what cannot be read as a time is a gap."""
        issue, answers = self._form.issue, self._form.answers
        at = issue.created or self._now
        began = self._time(BEGAN, at)
        over = self._time(OVER, at, after=began)
        said = [
            self._record("", at, "report", _inline(answers[SEEN]), body="\n\n".join(
                _passage(answers[label]) for label in (SEEN, HIT) if label in answers
            ), author=Author(issue.author or "somebody", id=_person(issue.author))),
            began and self._record("/began", began, "event", "It began, as the reporter says.", weight=100),
            over and self._record("/over", over, "report", "It was over, as the reporter says.", mark=True),
        ]  # fmt: skip
        people = {issue.author, *(name for text in answers.values() for name in _HANDLE.findall(text))} - {""}
        return Gathered(
            self.name,
            records=tuple(record for record in said if record),
            gaps=tuple(
                self._unread(label) for label, at in ((BEGAN, began), (OVER, over)) if label in answers and not at
            ),
            people=tuple(Person(_person(name), (name,)) for name in sorted(people)),
        )

    def _record(
        self, part: str, at: datetime, kind: str, summary: str,
        *, body: str | None = None, author: Author | None = None, weight: int = 60, mark: bool = False,
    ) -> Evidence:  # fmt: skip
        issue = self._form.issue
        return Evidence(
            f"{_id(issue)}{part}", at, self.name, kind, summary, body=body, author=author,
            links=(Link(issue.url, f"{issue.repo}#{issue.number}"),), precision="minute",
            marks=("resolved",) if mark else (), weight=weight, captured=self._now,
        )  # fmt: skip

    def _time(self, label: str, reported: datetime, after: datetime | None = None) -> datetime | None:
        return moment(self._form.answers.get(label, ""), self._zone, self._zones, reported, after)

    def _unread(self, label: str) -> Evidence:
        said = inert.code(_HANDLE.sub("somebody", self._form.answers[label]), 60)
        what = "began" if label == BEGAN else "was over"
        return gap(self.name, what.replace(" ", "-"), f"When it {what}: the issue says {said}.", captured=self._now)


def moment(
    text: str, zone: tzinfo, mapping: Mapping[str, str], reported: datetime, after: datetime | None = None
) -> datetime | None:
    """The instant that an answer names: a day and a time, in `zone` where it names none (`mapping`: see `resolve`).

    `14:02` alone is the first one `after` that instant, else the last one before it was `reported`. None for anything
    that is no time, and for one that nobody reports: years ago, or after the report by more than a mistaken zone.
    """
    found = _MOMENT.fullmatch(inert.one_line(text, 80))
    if not found:
        return None
    try:
        own = zones.resolve(found["zone"], mapping) if found["zone"] else zone
        day = date.fromisoformat(found["day"]) if found["day"] else (after or reported).astimezone(own).date()
        at = datetime.combine(day, time.fromisoformat(found["time"].zfill(5)), own)
        if not found["day"] and after and at < after:
            at += timedelta(days=1)
        elif not found["day"] and not after and at > reported:
            at -= timedelta(days=1)
        return at if _EARLIEST <= at <= reported + timedelta(days=1) else None
    except (ValueError, OverflowError, SettingsError):
        return None  # it is shown to people as it was written


def fill(draft: Draft, form: Form, gate: Gate, workspace: Workspace) -> Draft:
    """The draft with the reporter's words quoted under the summary and the impact, and the services named.

    What has no place in a team's own template is left out of the text; the ledger has it.
    """
    from incidentkit.report import edit
    from incidentkit.report.model import Span
    from incidentkit.report.read import read_text

    path = workspace.incidents / "draft.md"
    report = read_text(draft.text, path, workspace)
    source = f"Reported in [{form.issue.repo}#{form.issue.number}]({form.issue.url}):"
    edits = []
    for role, label, lead in (("summary", SEEN, f"{source}\n\n"), ("impact", HIT, "")):
        section = report.section(role)
        if section and label in form.answers:
            body = report.text[section.body.start :]
            start = section.body.start + len(body) - len(body.lstrip())
            said = _quote(gate.text(_passage(form.answers[label])))
            edits.append(edit.Edit(Span(start, start), f"{lead}{said}\n\n"))
    report = read_text(edit.replace(report, edits), path, workspace)
    if services := _services(form, gate, workspace):
        report = read_text(edit.set_front(report, "services", services), path, workspace)
    return replace(draft, text=report.text)


def notes(form: Form) -> list[str]:
    """What whoever runs the command should know."""
    if not form.answers.get(SLACK):
        return []
    why = "it is not read by itself, for anybody can write an issue, and the thread would be read with your token"
    if not form.thread:
        return ["The issue names a Slack thread, but by no permalink: it was left out."]
    return [f"The issue names a Slack thread; {why}. To use it: --slack '{form.thread}'"]


def _services(form: Form, gate: Gate, workspace: Workspace) -> list[str]:
    """The services that were named; where the settings list the team's, in their spelling and no others."""
    known = {name.casefold(): name for name in workspace.config.report.services}
    words = re.split(r"[,;\n]", form.answers.get(SERVICES, ""))
    named = [gate.text(_HANDLE.sub("", inert.one_line(word.strip(" *-•"), 60))) for word in words]
    found = [known.get(name.casefold(), "") if known else name for name in named]
    return [name for name in dict.fromkeys(found) if name][:_MOST_SERVICES]


def _inline(text: str) -> str:
    return _people(inert.markdown(inert.one_line(text)))


def _passage(text: str) -> str:
    """An answer's lines as inert Markdown. An indented one would be code, and its escapes would show."""
    return _people(inert.markdown("\n".join(line.strip() for line in inert.clean(text).split("\n"))))


def _people(text: str) -> str:
    return _HANDLE.sub(lambda found: mention(_person(found[1])), text)


def _person(login: str) -> str:
    return f"github:{login.lower()}" if login else "github:"


def _quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _id(issue: Issue) -> str:
    return f"github:{issue.repo}/issue/{issue.number}"


def reported(records: list[Evidence], repo: str) -> list[int]:
    """The numbers of `repo`'s issues that a ledger's report came from."""
    found = (re.fullmatch(rf"github:{re.escape(repo)}/issue/(\d+)", record.id, re.IGNORECASE) for record in records)
    return sorted({int(one[1]) for one in found if one})
