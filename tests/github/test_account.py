"""Addresses, token and repository come from the environment and git, in the documented order."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from peers.github_server import GitHubServer

from incidentkit.config import Workspace
from incidentkit.errors import SettingsError
from incidentkit.github.account import account, home
from incidentkit.github.doctor import doctor_status


@pytest.mark.parametrize(
    ("environ", "api", "web", "host"),
    [
        ({}, "https://api.github.com", "https://github.com", "github.com"),
        ({"GITHUB_API_URL": "https://git.example.edu/api/v3/"}, "https://git.example.edu/api/v3",
         "https://git.example.edu", "git.example.edu"),
        ({"GITHUB_API_URL": "http://127.0.0.1:4001"}, "http://127.0.0.1:4001", "http://127.0.0.1:4001", "github.com"),
    ],
)  # fmt: skip
def test_addresses(environ: dict[str, str], api: str, web: str, host: str) -> None:
    found = account({**environ, "GH_TOKEN": "t"})
    assert (found.api, found.web) == (api, web)
    assert host in found.hosts()
    assert ("github.com" in found.hosts()) == ("api/v3" not in api)


def test_the_token_chain(tmp_path: Path) -> None:
    gh = tmp_path / "gh"
    gh.write_text('#!/bin/sh\n[ "$1 $2 $3 $4" = "auth token --hostname git.example.edu" ] && echo from-gh\n')
    gh.chmod(0o755)
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin", "GITHUB_API_URL": "https://git.example.edu/api/v3"}
    assert account({**environ, "GITHUB_TOKEN": "b", "GH_TOKEN": "a"}).token == "a"
    assert account({**environ, "GITHUB_TOKEN": "b", "GH_TOKEN": " "}).token == "b"
    assert "from-gh" not in repr(account({**environ, "GITHUB_TOKEN": "from-gh"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", environ["PATH"])
        found = account(environ)
    assert (found.token, found.origin) == ("from-gh", "gh")


def test_no_token_is_an_error_with_a_next_step() -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SettingsError, match="no token") as caught:
        patch.setenv("PATH", "/nonexistent")
        account({})
    assert "GH_TOKEN" in (caught.value.hint or "")


@pytest.mark.parametrize("url", ["http://git.example.edu", "ftp://x", "github.com", "https://u:p@git.example.edu"])
def test_an_address_that_would_leak_the_token_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        account({"GITHUB_API_URL": url, "GH_TOKEN": "t"})


@pytest.mark.parametrize(
    "remote",
    ["https://github.com/example/hub.git", "git@github.com:example/hub.git", "ssh://git@github.com:22/example/hub",
     "https://token@github.com/example/hub"],
)  # fmt: skip
def test_home_is_settings_then_environment_then_remote(tmp_path: Path, remote: str) -> None:
    (tmp_path / "incidents").mkdir()
    where = Workspace.find(tmp_path, {})
    assert home(where, {}) == ""
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", remote], check=True)
    assert home(where, {}) == "example/hub"
    assert home(where, {"GITHUB_REPOSITORY": "a/b"}) == "a/b"
    (tmp_path / "incidentkit.toml").write_text('[github]\nrepo = "c/d"\n')
    assert home(Workspace.find(tmp_path, {}), {"GITHUB_REPOSITORY": "a/b"}) == "c/d"
    with pytest.raises(SettingsError):
        home(where, {"GITHUB_REPOSITORY": "../x"})


def test_doctor_tells_what_the_token_may_do(tmp_path: Path) -> None:
    where = Workspace.find(tmp_path, {})
    with GitHubServer() as server:
        server.add("example/hub")
        server.add("example/read", push=False)
        server.add("example/old", archived=True)
        for name, ok in (("example/hub", True), ("example/read", False), ("example/old", False), ("a/none", False)):
            found = doctor_status(where, {**server.environ, "GITHUB_REPOSITORY": name})
            assert all(status.ok for status in found) == ok, found
            assert all(status.ok or status.hint for status in found)
        wrong = doctor_status(where, {**server.environ, "GH_TOKEN": "wrong", "GITHUB_REPOSITORY": "example/hub"})
        assert not wrong[-1].ok
        assert "renew" in wrong[-1].hint
        assert not server.writes
