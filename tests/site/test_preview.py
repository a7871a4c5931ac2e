"""`incident serve`: a preview for the person at this machine, and for nobody else."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from workspaces import REPORT, workspace


class Served:
    """A running `incident serve` and a client for it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        command = [sys.executable, "-m", "incidentkit", "serve", "--port", "0"]
        self.process = subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline().strip().rstrip("/").rpartition(":")[2])

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def after(self, action: object) -> float:
        """Seconds until the site was built again after `action`."""
        before = self.get("/-/version")
        started = time.monotonic()
        action()  # type: ignore[operator]
        while self.get("/-/version") == before:
            assert time.monotonic() - started < 20
            time.sleep(0.05)
        return time.monotonic() - started


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    workspace(tmp_path, {"a.md": REPORT.replace("status: final", "status: draft")})
    running = Served(tmp_path)
    yield running
    if running.process.poll() is None:
        running.process.kill()
    running.process.communicate()


def test_preview_shows_drafts_and_follows_what_is_saved(served: Served) -> None:
    status, html = served.get("/incidents/a.html")
    assert status == 200
    assert "Draft." in html
    assert "assets/live.js" in html
    report = served.root / "incidents/a.md"
    assert served.after(lambda: report.write_text(REPORT.replace("Words.", "New words."))) < 5
    assert "New words." in served.get("/incidents/a.html")[1]
    served.after(lambda: report.write_text("---\ntitle: [x\n---\n"))
    assert "incidents/a.md:" in served.get("/")[1]
    assert not (served.root / "site").exists()


def test_a_page_that_waits_for_the_next_build_is_told_of_it(served: Served) -> None:
    seen = served.get("/-/version")[1]
    told: list[str] = []
    waiting = threading.Thread(target=lambda: told.append(served.get(f"/-/version?{seen}")[1]))
    waiting.start()
    waiting.join(0.5)
    assert waiting.is_alive(), "answered although nothing is new"
    (served.root / "incidents/a.md").write_text(REPORT)
    waiting.join(10)
    assert told and told != [seen]


def test_an_error_in_a_template_is_a_page_with_file_and_line(served: Served) -> None:
    own = served.root / "templates/site"
    own.mkdir(parents=True)
    served.after(lambda: (own / "index.html.j2").write_text("\n{% if %}"))
    status, html = served.get("/")
    assert status == 500
    assert "index.html.j2:2" in html
    served.after(lambda: (own / "index.html.j2").write_text('{% set a = 1 %}\n{{ a + "b" }}'))
    status, html = served.get("/")
    assert status == 500
    assert "index.html.j2:2" in html
    assert "unsupported operand" in html
    served.after((own / "index.html.j2").unlink)
    assert served.get("/")[0] == 200


def test_nothing_outside_is_served_and_only_to_this_machine(served: Served) -> None:
    (served.root / "secret.txt").write_text("hush")
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/incidents/../../secret.txt", "//etc/passwd", "/etc/passwd"):
        status, text = served.get(path)
        assert status == 404, path
        assert "hush" not in text
        assert "root:" not in text
    assert served.get("/.incidentkit-site.json")[0] == 404
    for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1.evil.example", ""):
        status, text = served.get("/", Host=host)
        assert status == 421, host
        assert "Hub" not in text
    assert served.get("/", Host=f"localhost:{served.port}")[0] == 200


def test_interrupt_is_the_normal_end(served: Served) -> None:
    served.process.send_signal(signal.SIGINT)
    _, errors = served.process.communicate(timeout=10)
    assert served.process.returncode == 0
    assert "Preview ended." in errors
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_one_line(served: Served) -> None:
    command = [sys.executable, "-m", "incidentkit", "serve", "--port", str(served.port)]
    done = subprocess.run(command, cwd=served.root, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert f"port {served.port}" in done.stderr
    assert "Traceback" not in done.stderr
