"""The flags that name sources of evidence, the same on every command that gathers.

`Flags` is their registry: a field is an option, in the order of `--help`, and `with_sources` gives them all to a
command. What a flag becomes is said in `incidentkit.cli.families`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from incidentkit.cli.options import PANEL, Zone


def _option(name: str, metavar: str, says: str) -> Any:
    return typer.Option(name, metavar=metavar, help=says, rich_help_panel=PANEL)


@dataclass(frozen=True, slots=True)
class Flags:
    """The source flags of one command line, as given. A list may be given several times; None is not given."""

    slack: Annotated[list[str] | None, _option("--slack", "URL", "Permalink of a thread or message; repeatable.")] = (
        None
    )
    slack_channel: Annotated[
        str | None, _option("--slack-channel", "ID", "A whole channel within --since/--until.")
    ] = None
    slack_export: Annotated[Path | None, _option("--slack-export", "PATH", "A Slack export, zip or folder.")] = None
    k8s: Annotated[list[str] | None, _option("--k8s", "NAMESPACE", "A namespace of a live cluster; repeatable.")] = None
    k8s_file: Annotated[
        list[str] | None,
        _option("--k8s-file", "FILE", "Saved JSON or YAML, or a support bundle; repeatable, - is stdin."),
    ] = None
    context: Annotated[str | None, _option("--context", "NAME", "Context of the kubeconfig.")] = None
    kubeconfig: Annotated[Path | None, _option("--kubeconfig", "FILE", "Instead of $KUBECONFIG.")] = None
    prometheus: Annotated[str | None, _option("--prometheus", "URL", "Prometheus' API: alerts and charts.")] = None
    prometheus_file: Annotated[
        list[str] | None,
        _option("--prometheus-file", "FILE", "Saved answers of query_range or alerts; repeatable, - is stdin."),
    ] = None
    alertmanager: Annotated[str | None, _option("--alertmanager", "URL", "Alertmanager's API: what fires now.")] = None
    logs: Annotated[
        bool,
        typer.Option("--logs", help="Also the last log lines of containers that failed.", rich_help_panel=PANEL),
    ] = False
    changes: Annotated[
        list[str] | None,
        _option("--changes", "REPO", "What changed: OWNER/REPO on GitHub, or ./FOLDER of a clone; repeatable."),
    ] = None
    helm_file: Annotated[
        list[str] | None,
        _option("--helm-file", "FILE", "Saved JSON: helm history NAME -o json; repeatable."),
    ] = None
    helm_secrets: Annotated[
        list[str] | None,
        _option("--helm-secrets", "NAMESPACE", "Read Helm's releases from the cluster's secrets; repeatable."),
    ] = None
    bundle: Annotated[list[str] | None, _option("--bundle", "FILE", "What `incident capture` saved; repeatable.")] = (
        None
    )
    since: Annotated[str | None, _option("--since", "T", 'Start: "2026-11-22 14:02", 14:02, 90m.')] = None
    until: Annotated[str | None, _option("--until", "T", "End, likewise.")] = None
    tz: Zone = None

    @property
    def name_a_source(self) -> bool:
        """Whether any of them names a source by itself: then those of the settings are asked as well."""
        return any(getattr(self, field.name) for field in fields(self) if field.name not in _NO_SOURCE)


# Flags that name no source by themselves.
_NO_SOURCE = frozenset(("since", "until", "tz", "context", "kubeconfig", "logs"))
REPEATABLE = frozenset(f.name for f in fields(Flags) if "list[" in str(f.type))
"""The flags that may be given several times."""


def with_sources(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command whose parameter `flags` is one option for each field of `Flags`, where it stood.

    Typer reads a command's signature: this gives it the written-out one.
    """

    def run(**given: Any) -> Any:
        flags = Flags(**{name: given.pop(name) for name in names})
        return command(flags=flags, **given)

    names = [field.name for field in fields(Flags)]
    hints = get_type_hints(Flags, include_extras=True)
    options = [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name])
        for f in fields(Flags)
    ]
    shown: list[inspect.Parameter] = []
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        one = parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        shown += options if parameter.name == "flags" else [one]
    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    run.__doc__, run.__name__, run.__module__ = command.__doc__, command.__name__, command.__module__
    return run
