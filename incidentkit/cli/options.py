"""The flags that name sources of evidence, the same on every command that gathers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

_PANEL = "Evidence"

Slack = Annotated[
    list[str] | None,
    typer.Option(
        "--slack", metavar="URL", help="Permalink of a thread or message; repeatable.", rich_help_panel=_PANEL
    ),
]
SlackChannel = Annotated[
    str | None,
    typer.Option(
        "--slack-channel", metavar="ID", help="A whole channel within --since/--until.", rich_help_panel=_PANEL
    ),
]
SlackExport = Annotated[
    Path | None,
    typer.Option("--slack-export", metavar="PATH", help="A Slack export, zip or folder.", rich_help_panel=_PANEL),
]
K8s = Annotated[
    list[str] | None,
    typer.Option(
        "--k8s", metavar="NAMESPACE", help="A namespace of a live cluster; repeatable.", rich_help_panel=_PANEL
    ),
]
K8sFile = Annotated[
    list[str] | None,
    typer.Option(
        "--k8s-file",
        metavar="FILE",
        help="Saved JSON: kubectl get … -o json; repeatable, - is stdin.",
        rich_help_panel=_PANEL,
    ),
]
Context = Annotated[
    str | None, typer.Option("--context", metavar="NAME", help="Context of the kubeconfig.", rich_help_panel=_PANEL)
]
Kubeconfig = Annotated[
    Path | None,
    typer.Option("--kubeconfig", metavar="FILE", help="Instead of $KUBECONFIG.", rich_help_panel=_PANEL),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="T", help='Start: "2026-11-22 14:02", 14:02, 90m.', rich_help_panel=_PANEL),
]
Until = Annotated[str | None, typer.Option("--until", metavar="T", help="End, likewise.", rich_help_panel=_PANEL)]
Zone = Annotated[
    str | None,
    typer.Option("--tz", metavar="ZONE", help="The report's time zone, an IANA name.", rich_help_panel=_PANEL),
]
Select = Annotated[
    Literal["auto", "marked", "all"],
    typer.Option("--select", help="Which messages become lines.", rich_help_panel=_PANEL),
]
Names = Annotated[
    bool, typer.Option("--names", help="Keep people's names instead of pseudonyms.", rich_help_panel=_PANEL)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
