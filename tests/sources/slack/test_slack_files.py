"""Files of messages: only asked for, only from Slack, only what they are, never with more than a report may say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from peers.slack import Json, SlackServer

from incidentkit import keep
from incidentkit.config import RedactSettings
from incidentkit.errors import InputError, RemoteError, SettingsError
from incidentkit.redact import Gate
from incidentkit.sources.interface import SharedFile
from incidentkit.sources.slack.client import Patience
from incidentkit.sources.slack.fetch import Fetcher

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
TS = "1795385140.000100"
QUICK = Patience(answer=5, longest=0.0, tries=1, sleep=lambda _: None)


def file(url: str, name: str = "dmesg.log", size: int = 10) -> SharedFile:
    return SharedFile(f"slack:C024BE91L/{TS}", name, url, size)


def kept(tmp_path: Path, data: bytes, name: str) -> tuple[list[Path], keep.Kept]:
    report = tmp_path / "2026-11-22-x.md"
    told = [f"slack:C024BE91L/{TS}"]
    done = keep.keep([file("", name)], told, report, Gate(RedactSettings()), lambda _, __: data)
    return done.written, done


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.example/f", "https://evil.example/files.slack.com/f", "http://files.slack.com/f",
        "https://evil.example\\@files.slack.com/f", "file:///etc/passwd", "ftp://files.slack.com/f", "", "//x", "https://[",
        "https://notslack.com/f", "https://files.slack.com@evil.example/f",
    ],
)  # fmt: skip
def test_the_token_goes_to_slack_only(url: str) -> None:
    with pytest.raises((InputError, RemoteError)) as caught:
        Fetcher({"SLACK_TOKEN": "xoxb-test"}, patience=QUICK).read(file(url), 100)
    assert "xoxb" not in str(caught.value)


def test_a_redirect_is_followed_at_slack_and_nowhere_else() -> None:
    with SlackServer() as slack, SlackServer() as elsewhere:
        elsewhere.files["/got"] = (200, "text/plain", b"stolen", {})
        slack.files["/a"] = (302, "text/plain", b"", {"Location": "/b"})
        slack.files["/b"] = (200, "text/plain", b"here", {})
        slack.files["/out"] = (302, "text/plain", b"", {"Location": elsewhere.url("/got")})
        slack.files["/round"] = (302, "text/plain", b"", {"Location": "/round"})
        fetch = Fetcher(slack.environ, patience=QUICK)
        assert fetch.read(file(slack.url("/a")), 100) == b"here"
        with pytest.raises(InputError, match="elsewhere"):
            fetch.read(file(slack.url("/out")), 100)
        with pytest.raises(RemoteError, match="again and again"):
            fetch.read(file(slack.url("/round")), 100)
        assert elsewhere.bearers == []


def test_what_slack_refuses_is_said_with_the_next_step() -> None:
    with SlackServer() as slack:
        slack.files |= {
            "/page": (200, "text/html", b"<html>", {}), "/no": (403, "text/plain", b"", {}),
            "/gone": (404, "text/plain", b"", {}), "/large": (200, "text/plain", b"x" * 200, {}),
            "/down": (503, "text/plain", b"", {}),
        }  # fmt: skip
        fetch = Fetcher(slack.environ, patience=QUICK)
        for path in ("/page", "/no"):
            with pytest.raises(SettingsError) as caught:
                fetch.read(file(slack.url(path)), 100)
            assert "files:read" in (caught.value.hint or "")
        for path in ("/gone", "/large"):
            with pytest.raises(InputError):
                fetch.read(file(slack.url(path)), 100)
        with pytest.raises(RemoteError):
            fetch.read(file(slack.url("/down")), 100)
        assert slack.calls["/down"] == 3


def test_a_text_goes_through_the_gate(tmp_path: Path) -> None:
    said = "user lee@campus-north.edu\x1b[31m\nAuthorization: Bearer ghp_" + "a" * 36 + "\n"
    (path,), _ = kept(tmp_path, said.encode(), "pod.log")
    text = path.read_text(encoding="utf-8")
    assert "lee@" not in text and "ghp_" not in text and "\x1b" not in text
    assert path.name == "1795385140-000100-pod.log"
    assert (path.parent / ".gitignore").read_text(encoding="utf-8").endswith("\n*\n")


@pytest.mark.parametrize(
    ("name", "data", "written"),
    [
        ("../../../etc/cron.d/x", b"text", "1795385140-000100-etc-cron.d-x.txt"),
        ("screen.exe", PNG, "1795385140-000100-screen.png"),
        ("page.html", b"<script>", "1795385140-000100-page.txt"),
        (".htaccess", b"deny", "1795385140-000100-file.txt"),
        ("\u202egnp.exe", b"text", "1795385140-000100-gnp.txt"),
        ("a" * 300 + ".json", b"{}", "1795385140-000100-" + "a" * 60 + ".txt"),
        ("events.json", b"{}", "1795385140-000100-events.json"),
    ],
)  # fmt: skip
def test_a_name_leads_nowhere_and_an_ending_is_what_the_bytes_are(
    tmp_path: Path, name: str, data: bytes, written: str
) -> None:
    (path,), _ = kept(tmp_path, data, name)
    assert path == tmp_path / "2026-11-22-x" / "files" / written


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\x7fELF\0", b"\0\0", b"\xff\xfe<\0", b"x" * (keep.MOST_TEXT + 1)])
def test_what_is_no_text_picture_or_pdf_is_not_kept(tmp_path: Path, data: bytes) -> None:
    written, done = kept(tmp_path, data, "notes.txt")
    assert not written and len(done.refused) == 1
    assert not (tmp_path / "2026-11-22-x").exists()


def test_only_what_the_report_tells_is_asked_for(tmp_path: Path) -> None:
    def never(one: SharedFile, most: int) -> bytes:
        raise AssertionError(one)

    done = keep.keep([file("")], ["slack:C024BE91L/1.000000"], tmp_path / "r.md", Gate(RedactSettings()), never)
    assert (done.written, done.refused) == ([], [])


def test_a_folder_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    home = tmp_path / "incidents"
    (home / "r").mkdir(parents=True)
    (home / "r" / "files").symlink_to(outside)
    with pytest.raises(InputError):
        keep.keep([file("")], [f"slack:C024BE91L/{TS}"], home / "r.md", Gate(RedactSettings()), lambda _, __: b"x")
    assert not list(outside.iterdir())


def incident(home: Path, slack: SlackServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "incidentkit", *arguments],
        cwd=home, env={"PATH": os.environ["PATH"], "HOME": str(home), **slack.environ},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def thread(slack: SlackServer) -> list[Json]:
    def shared(number: int, name: str, path: str, **more: object) -> Json:
        kind = {"mimetype": "text/plain", "filetype": "text", "mode": "hosted", "size": 10}
        return {"id": f"F{number}", "name": name, "url_private_download": slack.url(path), **kind, **more}

    first = {"ts": TS, "user": "U0OPERATOR", "thread_ts": TS, "reply_count": 2, "text": "hub is down, log attached"}
    return [
        {**first, "files": [shared(1, "hub.log", "/hub.log"), shared(2, "hub.log", "/second.log")]},
        {
            **first, "ts": "1795385300.000100", "text": "graph of the outage: memory exhausted",
            "files": [shared(4, "graph.png", "/graph.png"), shared(5, "doc", "/doc", mode="external")],
        },
    ]  # fmt: skip


def test_files_of_told_messages_are_kept_beside_the_report_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "incidents").mkdir()
    with SlackServer() as slack:
        slack.messages["C024BE91L"] = thread(slack)
        slack.files |= {
            "/hub.log": (200, "text/plain", b"first", {}), "/second.log": (200, "text/plain", b"second", {}),
            "/graph.png": (200, "image/png", PNG, {}), "/doc": (200, "text/plain", b"no", {}),
        }  # fmt: skip
        link = f"https://example.slack.com/archives/C024BE91L/p{TS.replace('.', '')}"
        done = incident(tmp_path, slack, "new", "Unasked", "--slack", link)
        assert done.returncode == 0, done.stderr
        assert not [name for name in slack.calls if name.startswith("/")]
        done = incident(tmp_path, slack, "new", "Asked", "--slack", link, "--slack-files")
        assert done.returncode == 0, done.stderr
        folder = (tmp_path / done.stdout.strip()).with_suffix("") / "files"
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".gitignore"} == {
            "1795385140-000100-hub.log": b"first",
            "1795385140-000100-hub-2.log": b"second",
            "1795385300-000100-graph.png": PNG,
        }
        assert slack.calls["/doc"] == 0  # not Slack's
        everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert b"127.0.0.1" not in everything and b"xoxb" not in everything
        again = incident(tmp_path, slack, "update", done.stdout.strip(), "--slack-files")
        assert again.returncode == 0, again.stderr
        assert slack.calls["/hub.log"] == 1  # what is there already is not asked for again


def test_a_file_that_cannot_be_had_is_said_and_costs_no_report(tmp_path: Path) -> None:
    (tmp_path / "incidents").mkdir()
    with SlackServer() as slack:
        slack.messages["C024BE91L"] = thread(slack)
        slack.files["/hub.log"] = (403, "text/plain", b"", {})
        link = f"https://example.slack.com/archives/C024BE91L/p{TS.replace('.', '')}"
        done = incident(tmp_path, slack, "new", "Asked", "--slack", link, "--slack-files")
    assert done.returncode == 1
    assert "files:read" in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / done.stdout.strip()).exists()
