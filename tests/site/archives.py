"""Archives of many incidents for tests, without reports: what the shared pages are made from."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from needs import ROOT
from workspaces import workspace

from incidentkit.report.model import ActionItem, Span
from incidentkit.site import archive, figures, front, items, several
from incidentkit.site.archive import Action, Incident
from incidentkit.site.compose import Page
from incidentkit.site.facts import Facts
from incidentkit.site.options import Options
from incidentkit.site.pages import Pages
from incidentkit.site.shared import Archive, Folder

KINDS = (front.index, front.years, several.topics, items.actions, figures.figures)
NOWHERE = Span(0, 0)
SEVERITIES = ("sev1", "sev2", "sev3", "sev4")


def incident(number: int, on: date | None, *, actions: int = 1) -> Incident:
    """One that differs from the others in all that a filter asks for."""
    length = timedelta(minutes=3 + number * 7 % 5000)
    todo = [
        ActionItem(n, None, f"Do thing {n} of {number}", None, "@team", None, None, (), (), n % 2 == 0, None, NOWHERE)
        for n in range(actions)
    ]
    return Incident(
        url=f"incidents/{number:05}.html",
        source=PurePosixPath(f"incidents/{number:05}.md"),
        title=f"Number {number} <b>&",
        on=on,
        severity=SEVERITIES[number % 4],
        rank=number % 4 + 1,
        of=4,
        status="final",
        services=(f"Service {number % 3}", "Straße" if number % 2 else "STRASSE"),
        tags=(f"tag-{number % 7}",),
        facts=Facts((), "resolved", length, length / 10, ""),
        summary=f"For the {number}th time.",
        actions=tuple(Action(item) for item in todo),
    )


def incidents(count: int, *, a_year: int = 300, actions: int = 1) -> list[Incident]:
    """So many, spread over years, the first a day later than the second; the last one has no date."""
    day = date(2026, 12, 31)
    found = [
        incident(n, day - timedelta(days=365 * (n // a_year) + n % a_year * 364 // a_year), actions=actions)
        for n in range(count - 1)
    ]
    return archive.in_order([*found, incident(count - 1, None, actions=actions)])


def _text(one: Incident) -> Page:
    raise LookupError(one.url)


def files(root: Path, found: list[Incident]) -> dict[str, str]:
    """The shared pages and files of an archive, by name."""
    space = workspace(root, {})
    site = Archive(found, Pages(space, Options()), space.config, Options(), _text, lambda: (), lambda _one, _why: None)
    made: dict[str, str] = {}
    for kind in KINDS:
        for file in kind(site):
            assert not isinstance(file, Folder)
            assert file.name not in made
            content = file.make()
            made[file.name] = content if isinstance(content, str) else content.decode()
    return made


def written(root: Path, found: list[Incident]) -> Path:
    """The same as a folder that a browser can open, with the shipped assets."""
    folder = root / "site"
    for name, text in files(root, found).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "templates/site/assets", folder / "assets")
    return folder
