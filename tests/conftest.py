"""Rules for the whole suite: what may be skipped, and how the end of a run says so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter
from needs import SHARED_REASON, STRICT, need_shared


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data beside the repository; the test is skipped where it is absent."""
    return need_shared()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests never act with the tokens, settings or caches of whoever runs them, nor depend on their terminal."""
    for name in os.environ:
        if name.startswith(("INCIDENTKIT_", "SLACK_", "GH_", "GITHUB_", "KUBECONFIG", "PROMETHEUS_", "ALERTMANAGER_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def _hold_to_the_rule(report: pytest.TestReport | pytest.CollectReport) -> None:
    if STRICT and report.skipped and not hasattr(report, "wasxfail") and SHARED_REASON not in _reason(report):
        report.outcome = "failed"
        report.longrepr = f"With CI=true only tests that need ../shared may skip. {_reason(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """With CI=true a skip for any other want than ../shared is a failure."""
    report = yield
    _hold_to_the_rule(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """The same for modules that skip as a whole."""
    report = yield
    _hold_to_the_rule(report)
    return report


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say at the end what was not tested for want of ../shared."""
    skipped = terminalreporter.stats.get("skipped", [])
    names = sorted({report.nodeid for report in skipped if SHARED_REASON in _reason(report)})
    if names:
        terminalreporter.section("skipped for want of ../shared")
        for name in names:
            terminalreporter.line(name)
