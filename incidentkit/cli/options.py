"""Options that several commands share, besides the flags that name sources (`incidentkit.cli.flags`)."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

PANEL = "Evidence"

Zone = Annotated[
    str | None,
    typer.Option("--tz", metavar="ZONE", help="The report's time zone, an IANA name.", rich_help_panel=PANEL),
]
Select = Annotated[
    Literal["auto", "marked", "all"],
    typer.Option("--select", help="Which messages become lines.", rich_help_panel=PANEL),
]
Names = Annotated[
    bool, typer.Option("--names", help="Keep people's names instead of pseudonyms.", rich_help_panel=PANEL)
]
SlackFiles = Annotated[
    bool,
    typer.Option("--slack-files", help="Keep the files of told messages beside the report.", rich_help_panel=PANEL),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

# Filters over the reports of a workspace.
Services = Annotated[
    list[str] | None, typer.Option("--service", metavar="NAME", help="Only what hit this service; repeatable.")
]
Severities = Annotated[
    list[str] | None, typer.Option("--severity", metavar="NAME", help="Only of this severity; repeatable.")
]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Only with this tag; repeatable.")]
Years = Annotated[list[int] | None, typer.Option("--year", metavar="YEAR", help="Only of this year; repeatable.")]
