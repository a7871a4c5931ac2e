"""The real reports beside the repository, against their hand-made truth: a floor under what the reader finds."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path

from incidentkit.report import edit
from incidentkit.report.read import SUFFIXES, read


def truths(shared: Path) -> list[tuple[Path, dict]]:
    found = []
    for path in sorted((shared / "real-reports" / "truth").glob("*/*.json")):
        report = shared / "real-reports" / path.parent.name / path.name.removesuffix(".json")
        if report.suffix in SUFFIXES:
            found.append((report, json.loads(path.read_text(encoding="utf-8"))))
    return found


def letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def test_titles_dates_entries_and_items_of_real_reports(shared: Path) -> None:
    wanted = found = surplus = 0
    for path, truth in truths(shared):
        report = read(path)
        assert letters(report.title or "") == letters(truth["title"]), path.name
        assert str(report.date) == truth["date"], path.name
        assert not truth["timezone"] or report.timezone, path.name
        for wants, texts in (
            (truth["timeline"], [letters(e.text)[:400] for e in report.timeline]),
            (truth["actions"], [letters(a.text)[:600] for a in report.actions]),
        ):
            hits = sum(1 for want in wants if any(letters(want["starts_with"]) in text for text in texts))
            wanted, found, surplus = wanted + len(wants), found + hits, surplus + max(len(texts) - hits, 0)
    assert wanted > 300
    assert found / wanted >= 0.98
    assert surplus / found <= 0.02


def test_a_key_set_in_a_real_report_changes_one_line(shared: Path) -> None:
    for path, _ in truths(shared):
        report = read(path)
        new = edit.set_front(report, "status", "review")
        changed = [
            line
            for line in difflib.ndiff(report.text.splitlines(keepends=True), new.splitlines(keepends=True))
            if line[0] in "+-"
        ]
        whole = ["+ ---\n", "+ status: review\n", "+ ---\n", "+ \n"]
        assert changed == (["+ status: review\n"] if report.front.span else whole), path.name
