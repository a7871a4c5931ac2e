"""Results of earlier runs: the same answers, from a place that no pull request reaches, and never a reason to fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from incidentkit.cli import run
from incidentkit.errors import Exit

REPORT = """# 2026-11-22, hub out of memory

## Summary

The hub was down for half an hour, see [the graph](graph.svg). TBD, wrote help@no-such-campus.edu

## Timeline

All times in UTC

- **14:02** An alert fires: the hub pod is killed.

## Conclusion

The limit was set before the course had doubled in size.

## Action items

- [ ] Alert on memory above 80 % (owner: @hub-team, due: 2026-12-01) example/hub#301
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of results, of a workspace that is the current folder and has one report."""
    workspace = tmp_path / "workspace"
    (workspace / "incidents").mkdir(parents=True)
    (workspace / "incidents" / "2026-11-22-hub.md").write_text(REPORT)
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "incidentkit" / "check"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    run(["check", *arguments])
    return capsys.readouterr().out


def poison(cache: Path) -> None:
    """Make every result say that nothing was found: whoever uses it shows it."""
    for file in cache.glob("*.json"):
        known = json.loads(file.read_text())
        file.write_text(json.dumps({key: [[], {}, {}] for key in known}))


@pytest.mark.parametrize("form", ["text", "github", "sarif"])
def test_a_second_run_says_the_same(cache: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    first = told(capsys, "--format", form)
    assert "placeholder" in first
    assert told(capsys, "--format", form) == first
    assert "help@" not in "".join(file.read_text() for file in cache.glob("*.json"))
    poison(cache)
    assert told(capsys, "--format", form) != first  # the cache is used


def test_what_a_result_depends_on_makes_it_new(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "link-broken" in told(capsys)
    Path("incidents/graph.svg").write_text("<svg/>")
    assert "link-broken" not in told(capsys)
    poison(cache)
    assert "placeholder" not in told(capsys)
    Path("incidentkit.toml").write_text('[check]\nseverity = { placeholder = "warning" }\n')
    assert "warning  placeholder" in told(capsys)
    poison(cache)
    assert "placeholder" in told(capsys, "--ignore", "link-broken")
    report = Path("incidents/2026-11-22-hub.md")
    report.write_text(REPORT.replace("14:02", "14:03"))
    assert "placeholder" in told(capsys)
    poison(cache)
    report.rename("incidents/2026-11-23-hub.md")
    assert "date-mismatch" in told(capsys)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "[" * 100_000, "null", '{"x": 1}', "\x00\xff"],
)
def test_a_broken_cache_is_as_none(cache: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    first = told(capsys)
    (file,) = cache.glob("*.json")
    for broken in (content, json.dumps(dict.fromkeys(json.loads(file.read_text()), content))):
        file.write_text(broken)
        assert told(capsys) == first
    for entry in ([], [[]], [[["blame"]], {}, {}], [[["blame", "fatal", 1, 1, "", ""]], {"1": ""}, {}], [1, 2, 3]):
        file.write_text(json.dumps(dict.fromkeys(json.loads(file.read_text()), entry)))
        assert told(capsys) == first


def test_a_cache_that_cannot_be_written_is_none(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a-file"))
    assert run(["check"]) == Exit.FINDINGS
    assert "placeholder" in capsys.readouterr().out


def test_no_result_comes_from_or_goes_to_the_repository(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = told(capsys)
    for inside in (Path.cwd(), Path.cwd() / "incidents"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(inside))
        assert told(capsys) == first
        assert not (inside / "incidentkit").exists()
    (tmp_path / ".git").mkdir()  # the workspace is a subfolder of the repository
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    assert told(capsys) == first
    assert not (tmp_path / "elsewhere").exists()
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert told(capsys) == first
    assert not Path("relative").exists()
