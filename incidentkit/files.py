"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from incidentkit.errors import InputError, UsageError
from incidentkit.paths import shown

_HINT = "Check the disk and its permissions."


def write(path: Path, text: str | bytes, *, exclusive: bool = False) -> None:
    """Put `text` (UTF-8, newlines as they are) at `path`, atomically and durably; folders are made.

    With `exclusive` a file that is there already is an error: UsageError. A kill at any moment leaves the old file
    or the new one. Raises InputError where it cannot be written; folders that were made for it are gone again then.
    """
    data = text.encode("utf-8") if isinstance(text, str) else text
    new = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _place(data, path, exclusive)
    except OSError as e:
        for folder in new:
            with suppress(OSError):  # never made, or no longer empty
                folder.rmdir()
        raise InputError(path, f"cannot be written: {e.strerror}", hint=_HINT) from e


def _place(data: bytes, path: Path, exclusive: bool) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask()
        temporary.chmod(mode)
        if exclusive:
            # A hard link fails where the name exists: two runs at once cannot overwrite each other.
            try:
                os.link(temporary, path)
            except FileExistsError as e:
                hint = "Choose another title, or edit that file."
                raise UsageError(f"{shown(path)} exists already", hint=hint) from e
        else:
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def inside(root: Path, path: Path) -> Path:
    """`path` resolved, if it lies under `root` once links are followed. Raises InputError otherwise."""
    try:
        resolved = path.resolve()
    except (OSError, RuntimeError) as e:  # Python 3.11 and 3.12 raise RuntimeError for links that lead in a circle
        raise InputError(path, "is a link that leads nowhere", hint="Replace the link by the file itself.") from e
    if not resolved.is_relative_to(root.resolve()):
        raise InputError(path, "leads out of the workspace", hint="Replace the link by the file itself.")
    return resolved
