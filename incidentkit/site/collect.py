"""The reports that a site publishes: each read, passed through the gate and rendered once, then known by its card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from incidentkit import files
from incidentkit.config import Config, Workspace
from incidentkit.errors import InputError
from incidentkit.redact import find
from incidentkit.report.model import Report
from incidentkit.report.read import MAX_SIZE, read_text
from incidentkit.report.store import find_reports
from incidentkit.site import card as cards
from incidentkit.site import charts
from incidentkit.site.archive import Incident
from incidentkit.site.card import Card
from incidentkit.site.compose import Page, compose
from incidentkit.site.facts import report_zone
from incidentkit.site.lastlook import LastLook
from incidentkit.site.options import Masked, Options, Skipped
from incidentkit.site.privacy import Finding, gate
from incidentkit.site.store import Store
from incidentkit.sources.interface import Progress, silent

FOLDER = "incidents"


@dataclass(frozen=True, slots=True)
class Published:
    """A report that goes on the site: its file, its card under `key`, and the incident with its address."""

    path: Path
    key: str
    card: Card
    incident: Incident


@dataclass(frozen=True, slots=True)
class Collected:
    """All that was found. Drafts and private reports are in none of these: nothing may say that they exist.

    `closed` are the folders beside reports that are not published, whose files are theirs.
    """

    published: tuple[Published, ...]
    closed: frozenset[Path]
    skipped: tuple[Skipped, ...]
    masked: tuple[Masked, ...]
    refused: bool


@dataclass
class Reading:
    """Reads a workspace's reports, each once as long as nothing that it comes from changes. `rules` is a digest of all
    that makes them what they are here, their own bytes left aside."""

    workspace: Workspace
    store: Store

    def __post_init__(self) -> None:
        self.rules = cards.rules_of(self.workspace)

    def card(self, path: Path) -> tuple[str, Card]:
        """A report's card and its key. Raises InputError for what cannot be read."""
        data = _data(path, self.workspace)
        key = cards.key(data, PurePosixPath(name_of(path, self.workspace)), cards.beside(path), self.rules)
        known = cards.card_from_bytes(self.store.get(f"card {key}"))
        return key, known or self._read(path, data, key)[0]

    def page(self, one: Published) -> Page:
        """What a report's page shows. Raises InputError where the file was changed after its card was made."""
        kept = cards.page_from_bytes(self.store.get(f"page {one.key}"))
        if kept is not None:
            return kept
        data = _data(one.path, self.workspace)
        key = cards.key(data, one.incident.source, cards.beside(one.path), self.rules)
        page = self._read(one.path, data, key)[1]
        if key != one.key or page is None:
            raise InputError(one.path, "was changed while the site was built", hint="Build again.")
        return page

    def _read(self, path: Path, data: bytes, key: str) -> tuple[Card, Page | None]:
        made, page = _made(path, _decoded(path, data), self.workspace)
        self.store.put(f"card {key}", cards.card_to_bytes(made))
        if page is not None:
            # The way over bytes also where nothing was kept before: two builds agree.
            content = cards.page_to_bytes(page)
            self.store.put(f"page {key}", content)
            page = cards.page_from_bytes(content)
        return cards.card_from_bytes(cards.card_to_bytes(made)) or made, page


def collect(reading: Reading, options: Options, progress: Progress = silent) -> Collected:
    """Every report of the workspace, in the order of their paths. Raises InputError where their folder is elsewhere."""
    workspace = reading.workspace
    published: list[Published] = []
    skipped: list[Skipped] = []
    masked: list[Masked] = []
    refused = False
    taken: set[str] = set()
    closed: set[Path] = set()
    files.inside(workspace.root, workspace.incidents)
    paths = find_reports(workspace)
    for number, path in enumerate(paths, 1):
        progress("Reports", number, len(paths))
        name = name_of(path, workspace)
        folder = path.with_suffix("").resolve()
        closed.add(folder)
        try:
            key, card = reading.card(path)
        except InputError as e:
            skipped.append(Skipped(name, e.line, reason(e)))
            continue
        if card.kept_in == "private" or (card.kept_in == "draft" and not options.drafts):
            continue
        if why := _refusal(name, card, options, workspace):
            skipped.append(why)
            refused = True
            continue
        masked += [Masked(name, f.line, f.message) for f in card.masked]
        masked += [Masked(name, None, why) for why in card.skipped]
        closed.discard(folder)
        if card.incident is not None:
            url = _url(path, workspace, taken)
            published.append(Published(path, key, card, replace(card.incident, url=url)))
    return Collected(tuple(published), frozenset(closed), tuple(skipped), tuple(masked), refused)


def _refusal(name: str, card: Card, options: Options, workspace: Workspace) -> Skipped | None:
    """Why a report must not be published, if so."""
    if hits := find(name.replace("/", "\n"), workspace.config.redact):
        return Skipped(name, None, f"its file name holds what must not be published ({hits[0].rule})")
    if card.refused:
        return Skipped(name, card.refused.line, card.refused.message)
    if card.masked and options.strict:
        return Skipped(name, card.masked[0].line, "holds personal data: not published (--strict)")
    return None


def _made(path: Path, text: str, workspace: Workspace) -> tuple[Card, Page | None]:
    """A report's card and content; of one that is private, or holds a secret, nothing but that."""
    public = gate(path, text, workspace.config.redact)
    report = read_text(public.text, path, workspace)
    kept = kept_in(report)
    if kept == "private":
        return Card(kept, None), None
    # Once more over what was read (YAML has escapes of its own), and over what a reader will see.
    look = LastLook(workspace.config.redact, public.excused)
    report = look.report(report)
    incident, page = compose(report, workspace.config, PurePosixPath(name_of(path, workspace)))
    page, incident = look.page(page), look.incident(incident)
    if refused := public.refused or look.secret:
        return Card(kept, None, refused=refused), None
    findings: tuple[Finding, ...] = (*public.findings, *look.findings)
    page, skipped = _drawn(report, page, incident, workspace.config)
    if page.raw:
        skipped = (*skipped, "its Markdown could not be rendered: the words are shown as they were written")
    drawn = tuple(one.address for one in page.charts)
    return Card(kept, incident, page.addresses, findings, drawn=drawn, skipped=skipped), page


def _drawn(report: Report, page: Page, incident: Incident, config: Config) -> tuple[Page, tuple[str, ...]]:
    """The page with the charts that its report links, and what is said of those that cannot be shown."""
    shown: list[charts.Drawing] = []
    skipped: list[str] = []
    for address in charts.linked(report.path, (one.url for one in page.addresses if one.alt is None)):
        found = charts.load(report.path, address, config.redact)
        if isinstance(found, str):
            skipped.append(f"the chart “{charts.name_of(address)}.json” {found}: not drawn")
        else:
            shown.append(charts.draw(found, address, incident.facts, report_zone(report, config)))
    return replace(page, charts=tuple(shown)), tuple(skipped)


def _data(path: Path, workspace: Workspace) -> bytes:
    try:
        file = files.inside(workspace.root, path)
        if file.stat().st_size > MAX_SIZE:
            raise InputError(path, f"is larger than {MAX_SIZE // 1024 // 1024} MiB")
        return file.read_bytes()
    except OSError as e:
        raise InputError(path, f"cannot be read: {e.strerror}") from e


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise InputError(path, f"is not UTF-8: {e.reason}", line=line, hint="Save the file as UTF-8.") from e


def kept_in(report: Report) -> cards.Kept:
    """Why a report is not for the site, if so. Raises InputError where its words leave a doubt."""
    return "private" if _is_private(report) else "draft" if _is_draft(report) else ""


def _is_private(report: Report) -> bool:
    """Whether a report is kept off the site. Where its words leave a doubt, it is not read at all."""
    front = report.front
    if front.problems:
        first = front.problems[0]
        raise InputError(report.path, first.message, line=first.line)
    visibility = front.values.get("visibility")
    if visibility not in (None, "public", "private"):
        raise InputError(report.path, "visibility is neither public nor private", line=front.lines.get("visibility"))
    return report.visibility == "private" or visibility == "private"


def _is_draft(report: Report) -> bool:
    if report.status is not None:
        return report.status == "draft"
    return bool(get_close_matches((report.status_text or "").strip().lower(), ["draft", "wip"], n=1, cutoff=0.7))


def name_of(path: Path, workspace: Workspace) -> str:
    """A report's file as people name it: from the workspace's root."""
    try:
        return path.relative_to(workspace.root).as_posix()
    except ValueError:
        return path.name


def _url(path: Path, workspace: Workspace, taken: set[str]) -> str:
    """The page's address mirrors the report's place, so that relative links hold."""
    place = next((path.relative_to(f) for f in (workspace.incidents, workspace.root) if path.is_relative_to(f)), path)
    stem = f"{FOLDER}/{place.with_suffix('').as_posix()}"
    url, number = f"{stem}.html", 1
    while url.lower() in taken:
        number += 1
        url = f"{stem}-{number}.html"
    taken.add(url.lower())
    return url


def reason(error: InputError) -> str:
    """An error's words without the file and line that stand before them."""
    where = f"{error.path}:{error.line}: " if error.line else f"{error.path}: "
    return error.message.removeprefix(where)


def by_path(published: Iterable[Published]) -> dict[Path, Published]:
    """The published reports by the real path of their file, for links between them."""
    return {one.path.resolve(): one for one in published}
