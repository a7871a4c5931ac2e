"""How a path is written for people, and for programs that read what a command printed."""

from __future__ import annotations

from pathlib import Path, PurePath


def shown(path: PurePath | str, base: Path | None = None) -> str:
    """The path as somebody would type it in `base` (default: the current folder): relative below it, else as it is."""
    base, whole = base or Path.cwd(), Path(path).absolute()
    return str(whole.relative_to(base)) if whole.is_relative_to(base) else str(path)
