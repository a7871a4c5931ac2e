"""What is shipped: the wheel and the source distribution hold every template, and the wheel works alone."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from needs import ROOT

from incidentkit import __version__

NAME = f"incidentkit-{__version__}"


def _templates() -> set[str]:
    """The templates that git knows or would add: what a clone would build from."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "templates"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and source distribution, built offline from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder


def test_the_wheel_holds_every_template(dist: Path) -> None:
    names = zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl").namelist()
    shipped = {name.removeprefix("incidentkit/") for name in names if name.startswith("incidentkit/templates/")}
    assert shipped == _templates()
    assert any(name.startswith("templates/site/") for name in shipped)
    assert any(name.startswith("templates/demo/") for name in shipped)


def test_the_wheel_holds_the_package_and_nothing_else(dist: Path) -> None:
    names = zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl").namelist()
    assert {name.split("/")[0] for name in names} == {"incidentkit", f"{NAME}.dist-info"}
    assert "incidentkit/py.typed" in names
    assert f"{NAME}.dist-info/licenses/LICENSE" in names


def test_the_source_distribution_holds_the_same_and_the_tests(dist: Path) -> None:
    with tarfile.open(dist / f"{NAME}.tar.gz") as archive:
        names = {name.removeprefix(f"{NAME}/") for name in archive.getnames()}
    assert {name for name in names if name.startswith("templates/")} == _templates()
    assert {"tests/conftest.py", "requirements/run.txt", "Makefile", "docs/commands.md", "LICENSE"} <= names


def test_the_wheel_works_when_installed(dist: Path, tmp_path: Path) -> None:
    """In an environment of its own that sees this one's libraries, but not the checkout."""
    home = tmp_path / "env"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    site = Path(next(home.glob("lib/python*/site-packages")))
    with zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl") as wheel:
        wheel.extractall(site)
    # The libraries come after it on the path, so that the checkout's editable install cannot stand in for the wheel.
    libraries = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    (site / "libraries.pth").write_text(f"{libraries}\n")

    def incident(*arguments: str) -> str:
        done = subprocess.run(
            [python, "-m", "incidentkit", *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert "**Why.**" in incident("check", "--explain", "blame")
    where = subprocess.run(
        [python, "-c", "import incidentkit; print(incidentkit.__file__)"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(site))
    assert incident("--version") == f"incidentkit {__version__}\n"
    incident("init", "workspace")
    assert (tmp_path / "workspace" / "incidentkit.toml").is_file()
