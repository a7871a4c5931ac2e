"""A report's own files and its links to neighbours, when it moves to another folder; its old address."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote

from incidentkit.report.model import Report

_DESTINATION = re.compile(
    r"(?P<before>\]\(\s*<?|(?m:^)[ ]{0,3}\[[^\[\]\n]+\]:[ \t]+<?|\b(?:src|href)\s*=\s*[\"'])(?P<url>[^\s()<>\"']+)"
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/|mailto:", re.IGNORECASE)
_REPORTS = (".md", ".qmd", ".markdown", ".html", ".ipynb", ".rmd")


def moved(text: str, source: Path, target: Path, root: Path) -> tuple[str, list[tuple[Path, Path]]]:
    """The text with its relative links as they read from `target`, and its own files, from and to.

    A picture or another file under `root` is copied beside; a link to another document leads there still; what is not
    there, is remote, or lies outside of `root`, stays as it is written.
    """
    copies: dict[Path, Path] = {}

    def replaced(found: re.Match[str]) -> str:
        url = found["url"]
        if _ELSEWHERE.match(url):
            return found[0]
        path, mark, rest = url.partition("#")
        path, query, tail = path.partition("?")
        there = source.parent / unquote(path)
        try:
            real = there.resolve()
            if not real.is_file() or not _public(real, root.resolve()):
                return found[0]
        except (OSError, RuntimeError, ValueError):
            return found[0]
        if real.suffix.lower() in _REPORTS:
            new = os.path.relpath(there.absolute(), target.parent.absolute())
        else:
            beside = copies.setdefault(real, _free(target.with_suffix("") / real.name, copies))
            new = os.path.relpath(beside, target.parent)
        return f"{found['before']}{quote(Path(new).as_posix(), safe='/.~-_')}{query}{tail}{mark}{rest}"

    return _DESTINATION.sub(replaced, text), sorted(copies.items())


def _public(real: Path, root: Path) -> bool:
    """Whether a file lies in the site. What is hidden does not: `.git/config` and `.env` hold tokens."""
    return real.is_relative_to(root) and not any(part.startswith(".") for part in real.relative_to(root).parts)


def _free(wanted: Path, taken: dict[Path, Path]) -> Path:
    """A name that no other file of this report has."""
    names = {path.name for path in taken.values()}
    found, number = wanted, 2
    while found.name in names:
        found = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1
    return found


def aliases(report: Report, root: Path) -> list[str]:
    """The report's old addresses: those that its front matter states, and where its file was published."""
    found = [str(one) for one in report.front.values.get("aliases") or [] if isinstance(one, str)]
    values = report.front.values
    found += [str(values[key]) for key in ("permalink", "slug", "url") if str(values.get(key, "")).startswith("/")]
    try:
        place = report.path.resolve().relative_to(root.resolve()).with_suffix(".html").as_posix()
    except (OSError, ValueError):
        return list(dict.fromkeys(found))
    return list(dict.fromkeys([*found, f"/{place}"]))


def published_root(path: Path) -> Path:
    """The folder that a site is made of: the nearest above with a site's settings or a repository, else the file's."""
    marks = ("_quarto.yml", "_quarto.yaml", "mkdocs.yml", "_config.yml", "hugo.toml", "conf.py", "myst.yml", ".git")
    for folder in path.absolute().parents:
        if any((folder / mark).exists() for mark in marks):
            return folder
    return path.absolute().parent
