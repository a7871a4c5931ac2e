"""What `incident --help` and `--version` may load: nothing that makes a person wait."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "slack_sdk",
    "github",
    "kubernetes",
    "markdown",
    "pymdownx",
    "jinja2",
    "nh3",
    "frontmatter",
    "yaml",
    "requests",
)


# typer itself loads pydantic to read a command's own arguments, but not to print the program's help.
@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--version"], (*HEAVY, "pydantic", "rich")),
        (["--help"], (*HEAVY, "pydantic")),
        (["new", "--help"], HEAVY),
        (["build", "--help"], HEAVY),
        (["actions", "sync", "--help"], HEAVY),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_help_and_version_load_no_sdk(arguments: list[str], unwanted: tuple[str, ...]) -> None:
    program = (
        "import sys\n"
        "from incidentkit.cli import run\n"
        f"code = run({arguments!r})\n"
        f"loaded = [name for name in {unwanted!r} if name in sys.modules]\n"
        "sys.exit(f'loaded: {loaded}' if loaded else int(code))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
