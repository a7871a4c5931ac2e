"""Pages through templates. What a template is given is named here, and documented in templates/README.md."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from incidentkit import caching, files
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.site import charts, facts, topics
from incidentkit.site.archive import Incident
from incidentkit.site.card import rules_of
from incidentkit.site.compose import Page
from incidentkit.site.data import address
from incidentkit.site.options import Options
from incidentkit.site.related import Related
from incidentkit.templating import environment, render

_LOGOS = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif")
_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Logo:
    """The team's picture, from the settings."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Beside:
    """What an incident's page shows of others: the next newer, the next older, those that are like it."""

    newer: Incident | None
    older: Incident | None
    related: Sequence[Related]

    def shown(self) -> list[str]:
        """All of it, for a digest."""
        found = [repr((one.url, one.title)) if one else "" for one in (self.newer, self.older)]
        return [*found, *(repr((r.incident.url, r.incident.title, r.incident.on, r.shared)) for r in self.related)]


class Pages:
    """Renders the site's pages. `shell` is a digest of all that makes them, what they show left aside.

    Raises InputError where a template or the logo cannot be used.
    """

    def __init__(self, workspace: Workspace, options: Options) -> None:
        self._settings = workspace.config.site
        self._options = options
        self.logo = _logo(workspace)
        self._env = environment(workspace, autoescape=True)
        self._env.filters |= {
            "safe_html": Markup,  # only for what `links.rewrite` gave
            "length_words": facts.words,
            "elapsed": facts.elapsed,
            "utc": facts.utc,
            "day": facts.day,
            "day_short": lambda on: f"{on.day} {facts.month(on.month, short=True)}",
            "clock": lambda at: f"{at:%H:%M}",
            "place": quote,
            "service_url": lambda name: topics.place("service", name),
            "tag_url": lambda name: topics.place("tag", name),
        }
        self.shell = _shell(workspace, options, self.logo)
        self._env.globals["months"] = [facts.month(n, short=True) for n in range(1, 13)]
        self._env.globals["month_names"] = [facts.month(n) for n in range(1, 13)]

    def incident(self, page: Page, incident: Incident, beside: Beside, data: Mapping[str, str]) -> str:
        """The page of one incident. `data` is where the file of each chart is, by the chart's place on the page."""
        source = quote(str(incident.source))
        repository = self._settings.repo_url.rstrip("/")
        return self.render(
            "incident", incident.url, title=page.heading, description=_short(incident.summary),
            page=page, incident=incident, facts=incident.facts, newer=beside.newer, older=beside.older,
            related=beside.related, data=data, wide=charts.WIDE, high=charts.HIGH,
            edit_url=f"{repository}/edit/HEAD/{source}" if repository else "",
            source_url=f"{repository}/blob/HEAD/{source}" if repository else "",
            history_url=f"{repository}/commits/HEAD/{source}" if repository else "",
        )  # fmt: skip

    def render(self, name: str, url: str, **context: Any) -> str:
        """The template `site/NAME.html.j2` as the page at `url`; `context` needs `title` and `description`.

        A 404 page is served at any depth: its own links start at the base's path.
        """
        base = self._options.base_url.rstrip("/")
        root = "../" * url.count("/")
        if name == "404" and base:
            root = f"{urlsplit(base).path}/"
        return render(
            self._env, f"site/{name}.html.j2", root=root, url=url, here=name, site=self._settings,
            live=self._options.live, drafts=self._options.drafts, logo=self.logo.name if self.logo else "", base_url=base,
            canonical=address(base, url) if base else "",
            **context,
        )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= _DESCRIPTION else text[: _DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"


def _shell(workspace: Workspace, options: Options, logo: Logo | None) -> str:
    found = [rules_of(workspace), workspace.config.site.model_dump_json(), repr(options), logo.name if logo else ""]
    for folder in workspace.template_folders:
        for path in sorted(folder.rglob("*.j2")):
            found += [path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()]
    return caching.digest(*found)


def _logo(workspace: Workspace) -> Logo | None:
    setting = workspace.config.site.logo
    if not setting:
        return None
    path = files.inside(workspace.root, workspace.root / setting)
    if path.suffix.lower() not in _LOGOS or not path.is_file():
        raise InputError(
            Path(setting), "is no picture in the workspace", hint="Set [site] logo to an SVG, PNG, JPEG or WebP file."
        )
    return Logo(f"assets/logo{path.suffix.lower()}", path.read_bytes())
