"""Pages through templates. What a template is given is named here, and documented in templates/README.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from incidentkit import files
from incidentkit.config import Workspace
from incidentkit.errors import InputError
from incidentkit.site import archive, facts
from incidentkit.site.compose import Page
from incidentkit.site.options import Options
from incidentkit.templating import environment, render

_LOGOS = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif")
_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Logo:
    """The team's picture, from the settings."""

    name: str
    content: bytes


class Pages:
    """Renders the site's pages. Raises InputError where a template or the logo cannot be used."""

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
        }
        self._env.globals["months"] = [facts.month(n, short=True) for n in range(1, 13)]

    def incident(self, page: Page, newer: archive.Incident | None, older: archive.Incident | None) -> str:
        """The page of one incident."""
        source = quote(str(page.incident.source))
        repository = self._settings.repo_url.rstrip("/")
        return self._render(
            "incident", page.incident.url, title=page.heading, description=_short(page.incident.summary),
            page=page, incident=page.incident, facts=page.incident.facts, newer=newer, older=older,
            source_url=f"{repository}/blob/HEAD/{source}" if repository else "",
            history_url=f"{repository}/commits/HEAD/{source}" if repository else "",
        )  # fmt: skip

    def index(self, incidents: list[archive.Incident]) -> str:
        """The front page."""
        found = archive.years(incidents)
        return self._render(
            "index", "index.html", title="", description=f"{len(incidents)} incident reports", incidents=incidents,
            years=found, drawn=archive.quiet_years(found),
            severities=sorted({i.severity for i in incidents if i.severity}),
            services=sorted({s for i in incidents for s in i.services}),
            tags=sorted({t for i in incidents for t in i.tags}),
        )  # fmt: skip

    def actions(self, incidents: list[archive.Incident]) -> str:
        """The action items of all incidents."""
        with_items = [one for one in incidents if one.actions]
        return self._render(
            "actions", "actions.html", title="Action items", description="What is being done", incidents=with_items,
            open=sum(a.item.done is False for i in with_items for a in i.actions),
            done=sum(a.item.done is True for i in with_items for a in i.actions),
        )  # fmt: skip

    def missing(self) -> str:
        """The page for addresses that lead nowhere. It is served at any depth: its own links start at the
        base's path."""
        return self._render("404", "404.html", title="Not found", description="")

    def _render(self, name: str, url: str, **context: Any) -> str:
        base = self._options.base_url.rstrip("/")
        root = "../" * url.count("/")
        if name == "404" and base:
            root = f"{urlsplit(base).path}/"
        return render(
            self._env, f"site/{name}.html.j2", root=root, url=url, here=name, site=self._settings,
            live=self._options.live, logo=self.logo.name if self.logo else "", base_url=base,
            canonical=f"{base}/{quote(url)}" if base else "",
            **context,
        )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= _DESCRIPTION else text[: _DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"


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
