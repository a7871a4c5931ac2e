"""Search over the full text: an index that the reader's browser asks in small pieces, where the settings want one.

It is made of what the published pages show and of nothing else: each goes into a folder of its own, with no page that
somebody else put beside the site. The program is Pagefind's (extra `search`); its own pages and styles are left out.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from incidentkit.errors import SettingsError
from incidentkit.site.archive import Incident
from incidentkit.site.compose import Page
from incidentkit.site.shared import Archive, File, Folder

_BUNDLE = "pagefind"
# Of what Pagefind writes: the reader's side, and the index.
_WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "*.pf_meta", "wasm.*", "*/*.pf_*")
_SECONDS = 900
_NOTHING = '<!doctype html><html lang="en"><body><h1>No incident has been published yet</h1></body></html>'
_HINT = "Install the extra: python3 -m pip install 'incidentkit[search]'. Or set [site] search to \"filter\"."


def page(site: Archive) -> Iterable[File]:
    """The page that asks the index."""
    if site.config.site.search == "pagefind":
        yield File(
            "search.html",
            lambda: site.pages.render("search", "search.html", title="Search", description="Search all reports"),
        )


def bundle(site: Archive) -> Iterable[Folder]:
    """The index. Raises SettingsError where it is wanted and Pagefind is not installed."""
    if site.config.site.search != "pagefind":
        return
    try:
        maker = f"pagefind {version('pagefind-bin')}"
    except PackageNotFoundError as e:
        raise SettingsError('[site] search is "pagefind", which is not installed', hint=_HINT) from e
    yield Folder(f"{_BUNDLE}/", lambda: _made(site), site.incidents, maker)


def _made(site: Archive) -> Mapping[str, bytes]:
    """The files of the index, the same for the same pages (Pagefind names them by their content)."""
    with tempfile.TemporaryDirectory(prefix="incidentkit-search-") as folder:
        pages, out = Path(folder) / "site", Path(folder) / "out"
        pages.mkdir()
        if not site.incidents:  # Pagefind refuses a folder without words
            (pages / "index.html").write_text(_NOTHING, encoding="utf-8")
        for one in site.incidents:
            path = pages / one.url
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_document(one, site.content(one)), encoding="utf-8", errors="replace")
        _run(pages, out)
        return {
            f"{_BUNDLE}/{path.relative_to(out).as_posix()}": path.read_bytes()
            for pattern in _WANTED
            for path in sorted(out.glob(pattern))
            if path.is_file()
        }


def _run(pages: Path, out: Path) -> None:
    from pagefind_bin import get_executable

    # In a folder and an environment of its own: Pagefind would read settings from both.
    command = [str(get_executable()), "--site", str(pages), "--output-path", str(out), "--keep-index-url", "--silent"]
    try:
        done = subprocess.run(
            [*command, "--force-language", "en"], cwd=pages.parent, env={}, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as e:
        raise SettingsError(f"Pagefind could not index the pages: {type(e).__name__}", hint=_HINT) from e
    if done.returncode or not (out / "pagefind.js").is_file():
        last = " ".join((done.stderr or done.stdout).split())[-200:]
        raise SettingsError(f"Pagefind could not index the pages: {last or done.returncode}", hint=_HINT)


def _document(one: Incident, page: Page) -> str:
    """A page as far as it is to be found: its words, its headings with their addresses."""
    meta = {"date": one.on.isoformat() if one.on else "", "severity": one.severity or ""}
    said = "".join(f'<span data-pagefind-meta="{key}">{escape(value)}</span>' for key, value in meta.items() if value)
    pieces = [part.html + "".join(f"<p>{line.html}</p>" for line in part.lines) for part in page.parts]
    names = " ".join((*one.services, *one.tags))
    return (
        f'<!doctype html><html lang="en"><body><div data-pagefind-ignore>{said}</div><main data-pagefind-body>'
        f"<h1>{escape(page.heading)}</h1>{''.join(pieces)}<p>{escape(names)}</p>{page.notes}</main></body></html>"
    )
