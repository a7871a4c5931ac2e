"""Workspaces for the site's tests: reports that tests write, a build, and what a browser would find on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from incidentkit.config import Workspace
from incidentkit.site.build import build
from incidentkit.site.options import Options, Result

REPORT = """\
---
title: Hub out of memory
date: 2026-11-22
status: final
severity: sev2
services: [datahub]
tags: [memory]
timezone: America/Los_Angeles
started: 2026-11-22T14:02:11-08:00
detected: 2026-11-22T14:05:40-08:00
mitigated: 2026-11-22T14:31:00-08:00
resolved: 2026-11-22T15:20:00-08:00
---

## Summary

The hub ran out of memory. [^k1]

## Timeline

All times in America/Los_Angeles (PST, UTC−08:00).

### 2026-11-22

- **14:02–14:31** Pod `hub` was killed for want of memory, 14 times. [^k1]
- **14:05** **Detected.** Responder A: “students report 503 in lab”
  - with a screenshot
- **~14:20** A restart is tried.

## Conclusion

Words.

## Action items

### Hub

- [ ] Raise the limit (owner: @hub-team, due: 2026-12-01) [hub#1](https://github.com/example/hub/issues/1)
- [x] Alert on restarts

[^k1]: Kubernetes pod `prod/hub`: last terminated `OOMKilled`
"""


def workspace(root: Path, reports: dict[str, str] | None = None, settings: str = "") -> Workspace:
    """A workspace at `root` with these reports (name to text)."""
    for name, text in ({"2026-11-22-hub.md": REPORT} if reports is None else reports).items():
        path = root / "incidents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "incidents").mkdir(parents=True, exist_ok=True)
    (root / "incidentkit.toml").write_text(settings, encoding="utf-8")
    return Workspace.find(root)


def built(space: Workspace, folder: Path | None = None, **options: object) -> Result:
    """The site of a workspace, in its own folder unless told."""
    return build(space, Options(**options), folder or space.site)  # type: ignore[arg-type]


def everything(folder: Path) -> dict[str, bytes]:
    """All files of a site, by name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@dataclass
class Dom(HTMLParser):
    """A page as far as its elements go. `bad` is what could run, load or send something."""

    bad: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("iframe", "object", "embed", "base", "style", "math", "foreignobject", "video", "audio", "textarea"):
            self.bad.append(f"<{tag}>")
        if tag == "script" and not re.search(r"(^|/)assets/(site|filter)\.js$", values.get("src", "")):
            self.bad.append("<script>")
        for name, value in values.items():
            scheme = "".join(value.split()).lower().partition(":")[0]
            if name.startswith("on") or name in ("style", "srcdoc", "srcset", "formaction", "action", "background"):
                self.bad.append(f"{tag} {name}")
            if name in ("href", "src", "xlink:href") and scheme in ("javascript", "vbscript", "data"):
                self.bad.append(f"{tag} {name}={value}")
            if name == "src" and (":" in value or value.startswith("//")):
                self.bad.append(f"{tag} {name}={value}")
        if "id" in values:
            self.ids.append(values["id"])
        if "href" in values:
            self.links.append(values["href"])

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @classmethod
    def of(cls, html: str) -> Dom:
        """The elements of a page or a piece of one."""
        dom = cls()
        dom.feed(html)
        dom.close()
        return dom

    @property
    def text(self) -> str:
        """All words."""
        return " ".join("".join(self.words).split())
