"""The front matter's schema: what `incident schema` prints, and what a report's front matter is held against."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from incidentkit.report.model import FrontMatter, Note

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What editors and their extensions read; the words that are used here mean the same in both.
_EDITORS = "http://json-schema.org/draft-07/schema#"


class FrontMatterModel(BaseModel):
    """The front matter of an incident report. Every key may be left out, and other tools' keys are welcome."""

    model_config = ConfigDict(extra="allow", title="Front matter of an incident report")

    title: Annotated[str | None, Field(description="What happened, in a few words, without the date.")] = None
    date: Annotated[Day | None, Field(description="The local date on which the incident started.")] = None
    status: Annotated[
        Literal["draft", "review", "final"] | None,
        Field(description="Drafts stay off the site, reports in review carry a banner. No status counts as final."),
    ] = None
    severity: Annotated[
        str | None, Field(description="How bad it was, in the team's words: one of the severities in the settings.")
    ] = None
    services: Annotated[list[str] | None, Field(description="What was hit, by the names in the settings.")] = None
    tags: Annotated[list[str] | None, Field(description="Free words that help to find the report again.")] = None
    timezone: Annotated[
        str | None,
        Field(description="The zone of the local times in the document, by its IANA name: America/Los_Angeles."),
    ] = None
    started: Annotated[AwareDatetime | None, Field(description="When users were first hit, with the offset.")] = None
    detected: Annotated[AwareDatetime | None, Field(description="When somebody first knew, with the offset.")] = None
    mitigated: Annotated[AwareDatetime | None, Field(description="When users were well again, with the offset.")] = None
    resolved: Annotated[AwareDatetime | None, Field(description="When it was over, with the offset.")] = None
    visibility: Annotated[
        Literal["public", "private"] | None,
        Field(description="Private reports stay in the repository and off the site. Public unless said."),
    ] = None
    aliases: Annotated[
        list[str] | None, Field(description="Older addresses of this report, which lead to it on the site.")
    ] = None


def json_schema() -> dict[str, Any]:
    """The schema as JSON Schema, draft 07."""
    return {"$schema": _EDITORS, **FrontMatterModel.model_json_schema()}


_HINTS: tuple[tuple[str, str], ...] = (
    ("title", "is a short text"),
    ("date", "is a date such as 2026-11-22"),
    ("status", "is draft, review or final"),
    ("severity", "is a word such as sev2"),
    ("services", "is a list of names: [hub, database]"),
    ("tags", "is a list of words: [kubernetes, memory]"),
    ("timezone", "is an IANA name such as America/Los_Angeles"),
    ("started", "is an instant with its offset: 2026-11-22T14:02:11-08:00"),
    ("detected", "is an instant with its offset: 2026-11-22T14:05:40-08:00"),
    ("mitigated", "is an instant with its offset: 2026-11-22T14:31:00-08:00"),
    ("resolved", "is an instant with its offset: 2026-11-22T15:20:00-08:00"),
    ("visibility", "is public or private"),
    ("aliases", "is a list of addresses"),
)


def problems(front: FrontMatter) -> list[Note]:
    """What could not be read in it, and every key of ours whose value is not what it should be, with the line."""
    found = list(front.problems)
    hints = dict(_HINTS)
    values = {key: _typed(key, value) for key, value in front.values.items() if key in hints}
    try:
        FrontMatterModel.model_validate(values)
    except ValidationError as e:
        for key in dict.fromkeys(str(error["loc"][0]) for error in e.errors(include_input=False, include_url=False)):
            found.append(Note(front.lines.get(key, 1), f"`{key}` {hints[key]}"))
    return sorted(found, key=lambda note: note.line)


def _typed(key: str, value: Any) -> Any:
    """Front matter is all text: dates and instants are made what they say, strictly; numbers of seconds are neither."""
    if not isinstance(value, str):
        return value
    try:
        if key == "date":
            return Day.fromisoformat(value)
        if key in ("started", "detected", "mitigated", "resolved"):
            return datetime.fromisoformat(value)
    except ValueError:
        return object()
    return value
