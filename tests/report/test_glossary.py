"""The words of a cluster are explained where a report uses them, and only those."""

from __future__ import annotations

import pytest

from incidentkit.report import glossary

POD, NODE = "a pod is one running copy of a program", "a node is a machine that runs pods"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], ""),
        (["Pod `hub-0` was evicted"], "A pod is one running copy of a program."),
        (["3 pods of `hub` lost their node, which is not ready"], f"A{POD[1:]}; {NODE}."),
        (["Node `n1` became ready"], f"A{NODE[1:]}."),
        (["Operator `console` stopped being available"], ""),
        (["A check failed: `pod-checker` on `node-exporter`"], ""),
        (["The podium is full of nodules"], ""),
    ],
)
def test_the_words_of_the_lines_are_explained_in_order(lines: list[str], said: str) -> None:
    assert glossary.line(lines) == said
