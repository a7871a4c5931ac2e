"""The workspace and its settings: the only module that reads settings from files or the environment.

`incidentkit.toml`, or `[tool.incidentkit]` in `pyproject.toml`; `INCIDENTKIT_<SECTION>_<KEY>` over it (lists split at
commas); flags over both. Every setting has a default. Addresses of APIs, tokens and kubeconfig paths are no settings:
a pull request could send a token elsewhere or run a program.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from incidentkit.errors import InputError, SettingsError
from incidentkit.paths import shown
from incidentkit.toml_lines import line_of

SETTINGS_FILE = "incidentkit.toml"
PREFIX = "INCIDENTKIT_"
# In a folder where `incident build` wrote: its `incidents/` holds pages.
SITE_MANIFEST = ".incidentkit-site.json"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class SiteLink(_Section):
    """A link of the team's own on every page: a status page, a handbook."""

    title: str = Field(min_length=1, max_length=40)
    url: str = Field(max_length=500)

    @field_validator("url")
    @classmethod
    def _http(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^\s/\\@]+(?:/\S*)?", url):
            raise PydanticCustomError("link", "is no address of a page: write it with https://")
        return url


class SiteSettings(_Section):
    """The published site. `base_url` is where it will live, `repo_url` where reports are edited, `logo` a file.

    `accent` is the colour of links, `search` whether an index of the full text is built (extra `search`).
    """

    title: str = "Incidents"
    base_url: str = ""
    repo_url: str = ""
    logo: str = ""
    accent: str = ""
    links: tuple[SiteLink, ...] = Field(default=(), max_length=6)
    search: Literal["filter", "pagefind"] = "filter"

    @field_validator("accent")
    @classmethod
    def _colour(cls, accent: str) -> str:
        if not re.fullmatch(r"(?:#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6})?", accent):
            raise PydanticCustomError("colour", "is no colour: write it as #0b5760")
        return accent


class ReportSettings(_Section):
    """Reports. `timezone` is the team's (IANA), `zones` maps ambiguous abbreviations to IANA names."""

    timezone: str = "UTC"
    severities: tuple[str, ...] = ("sev1", "sev2", "sev3", "sev4")
    services: tuple[str, ...] = ()
    zones: dict[str, str] = Field(default_factory=dict)


class SlackMilestones(_Section):
    """Emoji names (without colons) whose reaction makes a message a milestone."""

    detected: tuple[str, ...] = ("rotating_light",)
    mitigated: tuple[str, ...] = ("adhesive_bandage",)
    resolved: tuple[str, ...] = ("white_check_mark", "large_green_circle")


class SlackSettings(_Section):
    """Slack. `workspace` is its address (https://example.slack.com), for permalinks from exports.

    `bookmarks` are emoji names that mark a message for the timeline, `actions` those that propose an action item,
    `people` maps user ids to roles ("Hub operator").
    """

    workspace: str = ""
    bookmarks: tuple[str, ...] = ("pushpin", "round_pushpin", "bookmark")
    actions: tuple[str, ...] = ("memo", "todo")
    milestones: SlackMilestones = SlackMilestones()
    people: dict[str, str] = Field(default_factory=dict)


class KubernetesSettings(_Section):
    """Kubernetes. `hide` adds event reasons to the noise, `show` takes some out of it."""

    namespaces: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = ()


class ChangesSettings(_Section):
    """What changed. `repos` are asked whenever evidence is gathered: OWNER/REPO, or a folder of the workspace.

    `paths` limit git to what touched them, `branch` is the one that is deployed (empty: the one that is checked out),
    `hours` is how far before an incident changes are looked for.
    """

    repos: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    branch: str = ""
    hours: int = Field(default=72, ge=1, le=24 * 90)


class Declared(_Section):
    """Where git declares what runs: the value at `key` of a YAML `file`, in `repo` (empty: in every one asked).

    `component` is called as in the cluster: `hub`, `prod/hub`, `prod/proxy/chp`; for a chart, its release.
    """

    component: str = Field(min_length=1, max_length=200)
    file: str = Field(min_length=1, max_length=500)
    key: str = Field(min_length=1, max_length=500)
    repo: str = ""
    kind: Literal["image", "chart"] = "image"


class VersionsSettings(_Section):
    """What was running. `declared` says where git declares images and charts."""

    declared: tuple[Declared, ...] = Field(default=(), max_length=50)


class ChartSettings(_Section):
    """A chart: what it is called, PromQL, and what its values are ("bytes", "seconds", "percent", "pods", …)."""

    title: str = Field(min_length=1, max_length=120)
    query: str = Field(min_length=1, max_length=2000)
    unit: str = Field(default="", max_length=30)


class PrometheusSettings(_Section):
    """Prometheus. `url` is asked without credentials; `presets` are groups of charts, `chart` the team's own."""

    url: str = ""
    presets: tuple[str, ...] = ("kubernetes", "jupyterhub")
    chart: tuple[ChartSettings, ...] = Field(default=(), max_length=30)


class GithubSettings(_Section):
    """GitHub. `repo` is the team's own, OWNER/NAME; empty means: the one of `git remote`.

    `reviewers` are asked to look at reports (`incident pr`): logins, or ORG/TEAM.
    """

    repo: str = ""
    reviewers: tuple[str, ...] = ()


class ActionsSettings(_Section):
    """Action items. `own` are repositories or owners that are the team's; `routes` maps a group's heading to one."""

    label: str = "incident-action"
    own: tuple[str, ...] = ()
    routes: dict[str, str] = Field(default_factory=dict)


class Excuse(_Section):
    """A pattern with the reason why it is there."""

    pattern: str = Field(min_length=1)
    reason: str = Field(min_length=3)


class RedactSettings(_Section):
    """The redaction gate. `patterns` are further secrets (regular expressions), `allow` what is no secret.

    `user_prefixes` begin the names of pods and volume claims that end in a user's name; that part is numbered.
    """

    patterns: tuple[Excuse, ...] = ()
    allow: tuple[Excuse, ...] = ()
    user_prefixes: tuple[str, ...] = ("jupyter-", "claim-")


class Ignore(_Section):
    """A rule that is off for the paths of a glob, with the reason."""

    rule: str
    reason: str = Field(min_length=3)
    path: str = "*"


Level = Literal["error", "warning", "off"]


class CheckSettings(_Section):
    """`incident check`: rules that are off, and rules whose severity differs, always or by a report's status."""

    ignore: tuple[Ignore, ...] = ()
    severity: dict[str, Level | dict[Literal["draft", "review", "final"], Level]] = Field(default_factory=dict)


class Config(_Section):
    """All settings of a workspace."""

    site: SiteSettings = SiteSettings()
    report: ReportSettings = ReportSettings()
    slack: SlackSettings = SlackSettings()
    kubernetes: KubernetesSettings = KubernetesSettings()
    changes: ChangesSettings = ChangesSettings()
    versions: VersionsSettings = VersionsSettings()
    prometheus: PrometheusSettings = PrometheusSettings()
    github: GithubSettings = GithubSettings()
    actions: ActionsSettings = ActionsSettings()
    redact: RedactSettings = RedactSettings()
    check: CheckSettings = CheckSettings()


@dataclass(frozen=True)
class Workspace:
    """A folder with `incidents/`, or any folder, with the defaults. `settings_path` is None where none is written."""

    root: Path
    settings_path: Path | None
    config: Config

    @property
    def incidents(self) -> Path:
        """Where reports live."""
        return self.root / "incidents"

    @property
    def site(self) -> Path:
        """Where `incident build` writes."""
        return self.root / "site"

    @cached_property
    def template_folders(self) -> tuple[Path, ...]:
        """The workspace's own templates first, then the shipped ones."""
        own = self.root / "templates"
        shipped = shipped_templates()
        if not own.is_dir() or own.resolve() == shipped.resolve():
            return (shipped,)
        if not own.resolve().is_relative_to(self.root.resolve()):
            raise InputError(own, "leads out of the workspace", hint="Replace the link by the folder itself.")
        return (own, shipped)

    @classmethod
    def find(cls, start: Path | None = None, environ: Mapping[str, str] | None = None) -> Workspace:
        """The workspace that holds `start` (default: the current folder), else `start` with the defaults.

        Raises InputError for settings that are no TOML, SettingsError for ones that are no settings of ours.
        """
        here = (start or Path.cwd()).resolve()
        here = here if here.is_dir() else here.parent
        # Settings beside a report would be a way to switch its checks off: they stand above `incidents/`.
        above = [folder.parent for folder in (here, *here.parents) if folder.name == "incidents"]
        here = above[-1] if above else here
        env = os.environ if environ is None else environ
        for folder in (here, *here.parents):
            if (folder / SETTINGS_FILE).is_file():
                path = folder / SETTINGS_FILE
                return cls(folder, path, _config(_toml(path), env, path))
            if (folder / "pyproject.toml").is_file():
                path = folder / "pyproject.toml"
                table = _in_pyproject(path)
                if table is not None:
                    return cls(folder, path, _config(table, env, path))
            if (folder / "incidents").is_dir() and not _is_site(folder):
                return cls(folder, None, _config({}, env, None))
        return cls(here, None, _config({}, env, None))


def _is_site(folder: Path) -> bool:
    """Whether `incident build` wrote here, and nobody keeps reports beside the pages."""
    written = (path.suffix.lower() for path in (folder / "incidents").rglob("*"))
    return (folder / SITE_MANIFEST).is_file() and not any(suffix in (".md", ".qmd") for suffix in written)


def setting_names() -> list[str]:
    """The names that settings have in the environment."""
    return [f"{PREFIX}{section}_{key}".upper() for section, model in _sections() for key in model.model_fields]


def has_settings(pyproject: Path) -> bool:
    """Whether that `pyproject.toml` is there and holds settings of ours. Raises InputError where it is no TOML."""
    return pyproject.is_file() and _in_pyproject(pyproject) is not None


def shipped_templates() -> Path:
    """The folder of the templates that came with the package: inside it when installed, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _in_pyproject(path: Path) -> dict[str, Any] | None:
    tool = _toml(path).get("tool")
    table = tool.get("incidentkit") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        line = re.search(r" ?\(at line (\d+), column \d+\)", str(e))
        said = str(e).replace(line[0], "") if line else str(e)
        where = int(line[1]) if line else None
        raise InputError(
            path, f"is no valid TOML: {said}", line=where, hint="Mend the file, or remove it to use defaults."
        ) from e
    except OSError as e:
        raise InputError(path, f"cannot be read: {e.strerror}") from e


def _sections() -> Iterator[tuple[str, type[_Section]]]:
    for section, field in Config.model_fields.items():
        model = field.annotation
        assert isinstance(model, type) and issubclass(model, _Section)
        yield section, model


def _config(table: dict[str, Any], environ: Mapping[str, str], path: Path | None) -> Config:
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in table.items()}
    for section, model in _sections():
        for key, inner in model.model_fields.items():
            value = environ.get(f"{PREFIX}{section}_{key}".upper())
            if value is not None and isinstance(merged.setdefault(section, {}), dict):
                listed = str(inner.annotation).startswith("tuple[str")
                merged[section][key] = (
                    tuple(part.strip() for part in value.split(",") if part.strip()) if listed else value
                )
    try:
        return Config.model_validate(merged)
    except ValidationError as e:
        raise _settings_error(e, path) from e


def _settings_error(error: ValidationError, path: Path | None) -> SettingsError:
    first = error.errors(include_input=False, include_url=False)[0]
    # Without what pydantic calls the kinds that it tried: "literal['error','off']".
    loc = [part for part in first["loc"] if "[" not in str(part)]
    where = ".".join(map(str, loc))
    file = f"{shown(path)}{_line(path, loc)}" if path else "environment"
    hint = f"The {SETTINGS_FILE} that `incident init` writes shows every setting."
    if first["type"] == "extra_forbidden":
        known = _known_keys(first["loc"][:-1])
        close = get_close_matches(str(first["loc"][-1]), known, n=1)
        hint = f"Did you mean {close[0]!r}?" if close else f"Known here: {', '.join(known)}."
        return SettingsError(f"{file}: unknown setting {where!r}", hint=hint)
    return SettingsError(f"{file}: setting {where!r}: {first['msg']}", hint=hint)


def _line(path: Path, loc: Sequence[int | str]) -> str:
    """`:LINE` of a setting, or nothing where it came from the environment."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
    line = line_of(text, loc if path.name == SETTINGS_FILE else ("tool", "incidentkit", *loc))
    return f":{line}" if line else ""


def _known_keys(loc: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Config
    for part in loc:
        field = model.model_fields.get(str(part))
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            break
        model = field.annotation
    return list(model.model_fields)
