"""The locked requirements: everything by hash, nothing about where it comes from, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib

import pytest
from needs import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _pins(name: str) -> list[Requirement]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [
        line.split(" --hash")[0] for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return [Requirement(line.strip()) for line in lines]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_hashes_and_no_host_is_named(lock: object) -> None:
    text = (ROOT / "requirements" / lock.name).read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|file:|@ ", text)
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[\w.-]+==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run.txt", PROJECT["project"]["dependencies"]),
        ("build.txt", PROJECT["dependency-groups"]["build"]),
        ("dev.txt", PROJECT["project"]["dependencies"]),
        *(("dev.txt", extra) for extra in PROJECT["project"]["optional-dependencies"].values()),
        ("dev.txt", [name for name in PROJECT["dependency-groups"]["dev"] if isinstance(name, str)]),
    ],
    ids=str,
)
def test_every_requirement_is_locked_at_a_version_it_allows(lock: str, wanted: list[str]) -> None:
    pins = _pins(lock)
    for requirement in map(Requirement, wanted):
        found = [pin for pin in pins if canonicalize_name(pin.name) == canonicalize_name(requirement.name)]
        assert found, f"{requirement} is not locked: run `make lock`"
        for pin in found:
            version = str(next(iter(pin.specifier)).version)
            assert requirement.specifier.contains(version), f"{pin} against {requirement}: run `make lock`"


def test_the_locks_agree_with_each_other() -> None:
    """Versions, that is: the platforms that want a package are more where more packages want it."""
    dev = {(pin.name, str(pin.specifier)) for pin in _pins("dev.txt")}
    for lock in ("run.txt", "build.txt"):
        assert {(pin.name, str(pin.specifier)) for pin in _pins(lock)} <= dev


def test_the_machine_that_builds_is_not_named_in_pyproject() -> None:
    assert "://" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
