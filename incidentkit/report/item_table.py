"""A table of action items: which column holds the words, the owner, the date, the state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from incidentkit.report import inline, item_words, tables
from incidentkit.report.blocks import Block, Document

_OWNERS = "dono|responsável|responsables?|verantwortlich|zuständig|eigenaar|ansvarlig|ansvarig|responsabile"
COLUMNS: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})\b")
    for name, words in (
        (
            "text",
            (
                "actions?|items?|tasks?|what|description|to-?dos?|follow-?ups?|improvements?|steps?|summary|title"
                "|(?:counter)?measures?|mitigations?|remediations?|recommendations?|fix(?:es)?"
                "|ação|ações|accion(?:es)?|acción|tareas?|tarefas?|medidas?|maßnahmen?|aufgaben?|tâches?|mesures?|azion[ei]"
                "|acties?|taken|handlinge?r?|åtgärd(?:er)?|tiltak"
            ),
        ),
        ("owner", "owners?|assignees?|assigned|who|responsible|dri|lead|" + _OWNERS),
        ("due", "due|deadline|by|eta|target|when|date|prazo|vencimiento|frist|fällig|échéance|scadenza|termin"),
        ("issue", "issues?|tickets?|bugs?|links?|pr|tracking|tracker|reference|url|jira"),
        ("done", "done|status|state|completed?|progress|estado|situação|stand|statut|stato|stav"),
        ("repo", "repo(?:sitory)?"),
    )
}
# A column that says which item it is, or of what kind: the words of the item stand in another.
_NUMBER = re.compile(r"(?:#|no\b|nr\b|id\b|prio|p$|type|kind|category|severity|size|effort|$)")


# What only a table of action items calls its first column, where no heading says what it holds.
_ITSELF = re.compile(r"action[- ]items?|follow[- ]?up (?:actions?|items?|tasks?)|corrective actions?", re.IGNORECASE)


def names_itself(document: Document, block: Block) -> bool:
    """Whether a block is a table whose first column is called "Action item", and another who or where."""
    if block.kind != "table":
        return False
    names = [inline.plain(cell).strip().lower() for cell in tables.rows(document, block)[0].cells] or [""]
    others = " | ".join(names[1:])
    return bool(
        _ITSELF.fullmatch(names[0]) and any(COLUMNS[name].search(others) for name in ("owner", "issue", "done"))
    )


def rows(document: Document, block: Block) -> Iterator[tuple[tables.Row, dict[str, str]]]:
    """Each row that has words, with its cells by what they say; nothing where no column can hold the items' words."""
    header, found = tables.rows(document, block)
    taken: tuple[int | None, ...] = ()
    where: dict[str, int | None] = {}
    for name in ("owner", "issue", "done", "repo", "text", "due"):
        where[name] = tables.column(header, COLUMNS[name], taken)
        taken = (*taken, where[name])
    if where["text"] is None and (where["owner"] is not None or where["issue"] is not None):
        names = [inline.plain(cell).strip().lower() for cell in header.cells]
        where["text"] = next((n for n, name in enumerate(names) if n not in taken and not _NUMBER.match(name)), None)
    if where["text"] is None:
        return
    for row in found:
        cells = {name: row.cell(index).strip() for name, index in where.items()}
        if not cells["done"]:  # said under "Notes", or in no column's name
            others = (
                cell for n, cell in enumerate(row.cells) if n not in (where["text"], where["owner"], where["due"])
            )
            cells["done"] = next((cell for cell in others if item_words.state(inline.plain(cell))), "")
        if cells["text"]:
            yield row, cells
