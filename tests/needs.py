"""What a test may need that a machine may lack: `from needs import need, need_shared, SHARED`.

With CI=true only what lies beside the repository (`../shared`) may be missing; anything else fails the test, so that a
green run means that the real parts were there. tests/conftest.py holds every other skip to the same rule.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
STRICT = os.environ.get("CI") == "true"
SHARED_REASON = "needs ../shared"


def need(condition: object, what: str) -> None:
    """Skip the test where `condition` is false, naming `what` is missing; with CI=true fail."""
    if condition:
        return
    if STRICT:
        pytest.fail(f"missing with CI=true: {what}", pytrace=False)
    pytest.skip(f"needs {what}")


def need_command(name: str, package: str) -> str:
    """The path of a program, as `need`; `package` is the Debian package that has it."""
    path = shutil.which(name)
    need(path, f"{name} (Debian: {package})")
    assert path
    return path


def need_shared(part: str = "") -> Path:
    """The folder or file `part` of `../shared`; the test is skipped where it is absent, with CI=true as well."""
    path = SHARED / part
    if not path.exists():
        pytest.skip(f"{SHARED_REASON}{f'/{part}' if part else ''}")
    return path


def examples(usual: int) -> int:
    """How many examples a property is tried on: `usual`, or 10,000 with HYPOTHESIS_PROFILE=ci."""
    return 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "ci" else usual
