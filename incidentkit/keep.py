"""Files that messages carry, kept beside a report: only when somebody asks, and only of what the report tells.

They lie in the report's folder, under names that lead nowhere, with a `.gitignore` over them: a team's repository may
be public, and nobody can look into a picture for secrets. Text goes through the gate. What is no text, picture or PDF
by its own bytes is not kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from incidentkit import files, inert
from incidentkit.errors import IncidentkitError, SettingsError
from incidentkit.redact import Gate
from incidentkit.sources.interface import SharedFile

FOLDER = "files"
MOST_EACH = 10 * 2**20
MOST_TEXT = 2 * 2**20
MOST_ALL = 50 * 2**20
MOST_FILES = 100
_IGNORED = (
    "# Files from Slack, kept on this machine. Look at each before you share it: nobody looked into pictures.\n*\n"
)
# What a file is by its first bytes, and the ending it then has.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
)
# Endings under which text stays text wherever it is opened; any other gets ".txt" behind it.
_TEXTS = frozenset("txt log json jsonl yaml yml csv tsv conf cfg ini toml diff patch".split())  # noqa: SIM905
# What no log or source holds; escapes of terminals are text, and are taken out.
_BINARY = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f]")
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass(slots=True)
class Kept:
    """What was written, and what was not with the reason, a sentence each; both fit to be printed."""

    written: list[Path] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def keep(
    shared: Iterable[SharedFile],
    told: Collection[str],
    report: Path,
    gate: Gate,
    read: Callable[[SharedFile, int], bytes],
) -> Kept:
    """Keep the files of the records whose ids are in `told` beside `report`; what is there already stays.

    `read` gives a file's bytes, at most so many. A file that cannot be had is refused and the next one tried; a token
    that may not read files ends it.
    """
    kept = Kept()
    folder = files.inside(report.parent, report.with_suffix("") / FOLDER)
    left = MOST_ALL
    stems: Counter[str] = Counter()
    for number, file in enumerate(one for one in shared if one.record in told):
        name = inert.one_line(gate.text(file.name), 80)
        stem = _stem(file, name)
        stems[stem] += 1
        stem = f"{stem}-{stems[stem]}" if stems[stem] > 1 else stem
        if _there(folder, stem):
            continue
        if number >= MOST_FILES or left <= 0:
            kept.refused.append("further files: there are too many")
            break
        if file.size > MOST_EACH:
            kept.refused.append(f"{name}: it is larger than {MOST_EACH // 2**20} MiB")
            continue
        try:
            data = read(file, min(MOST_EACH, left))
        except SettingsError as e:
            kept.refused.append(f"{name}: {e.message}. {e.hint or ''}".rstrip())
            break
        except IncidentkitError as e:
            kept.refused.append(f"{name}: {e.message}")
            continue
        fit = _fit(data, name, gate)
        if isinstance(fit, str):
            kept.refused.append(f"{name}: {fit}")
            continue
        content, ending = fit
        left -= len(data)
        path = folder / f"{stem}.{ending}"
        files.write(folder / ".gitignore", _IGNORED)
        files.write(path, content)
        kept.written.append(path)
    return kept


def _fit(data: bytes, name: str, gate: Gate) -> tuple[bytes, str] | str:
    """What may be written and its ending, or why nothing may."""
    ending = next((ending for magic, ending in _MAGIC if data.startswith(magic)), None)
    if ending is None and data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        ending = "webp"
    if ending:
        return data, ending
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if _BINARY.search(text):
        return "it is no text, picture or PDF"
    if len(data) > MOST_TEXT:
        return f"as a text it is larger than {MOST_TEXT // 2**20} MiB"
    said = name.rpartition(".")[2].lower()
    return gate.text(inert.clean(text)).encode(), said if said in _TEXTS else "txt"


def _stem(file: SharedFile, name: str) -> str:
    """`1795385140-000100-dmesg`: the message's time, and the name without its ending and whatever leads elsewhere."""
    moment = _UNSAFE.sub("-", file.record.rpartition("/")[2].replace(".", "-"))
    whole, dot, ending = name.rpartition(".")
    plain = whole if dot and len(ending) <= 8 and ending.isalnum() else name
    return f"{moment}-{_UNSAFE.sub('-', plain).strip('.-')[:60] or 'file'}"


def _there(folder: Path, stem: str) -> bool:
    return folder.is_dir() and any(path.stem == stem for path in folder.iterdir())
