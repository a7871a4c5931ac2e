"""Prometheus and Alertmanager for tests: Debian's real ones on loopback, with a staged outage in their past.

`stage` writes two hours of samples that `promtool` turns into blocks, so that history is there before the server
starts. `server` is for faults that the real one does not have on demand: it answers what a test says.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from typing import Any

from peers import ports

PROGRAMS = ("prometheus", "promtool", "prometheus-alertmanager")
EVERY = 15

RULES = """
groups:
- name: staged
  interval: 1s
  rules:
  - alert: HubDown
    expr: vector(1) == 1
    for: 2s
    labels: {severity: critical, namespace: campus, pod: hub-6f7c9d8b5-x2x4q}
    annotations: {summary: "The hub does not answer."}
  - alert: Watchdog
    expr: vector(1)
    labels: {severity: none}
"""


def missing() -> list[str]:
    """The programs that are not installed here."""
    return [program for program in PROGRAMS if which(program) is None]


@dataclass(frozen=True)
class Staged:
    """An outage of a hub: from `down` to `up` it is out of memory, its alert fires from `fired` on."""

    start: datetime
    end: datetime
    down: datetime
    fired: datetime
    up: datetime


def staged(end: datetime) -> Staged:
    """An outage in the two hours before `end`."""
    end = end.replace(second=0, microsecond=0)
    start = end - timedelta(hours=2)
    down = start + timedelta(minutes=60)
    return Staged(start, end, down, down + timedelta(minutes=2), down + timedelta(minutes=31))


def samples(stage: Staged) -> str:
    """The outage as OpenMetrics: memory, servers, nodes, and the alerts with what Prometheus itself writes of them."""
    times = range(int(stage.start.timestamp()), int(stage.end.timestamp()) + 1, EVERY)
    down, fired, up = (int(at.timestamp()) for at in (stage.down, stage.fired, stage.up))
    lines: dict[str, list[str]] = {}

    def put(name: str, labels: str, value: float | str, at: int) -> None:
        lines.setdefault(name, []).append(f"{name}{{{labels}}} {value} {at}")

    hub = 'container="hub",pod="hub-6f7c9d8b5-x2x4q",namespace="campus"'
    alert = 'alertname="HubDown",severity="critical",namespace="campus",pod="hub-6f7c9d8b5-x2x4q"'
    for at in times:
        broken = down <= at < up
        if not down + 600 <= at < down + 780:  # the scrape failed: nobody has these values
            put("container_memory_working_set_bytes", hub, 1.07e9 if broken else 3.6e8, at)
    for at in times:
        put("jupyterhub_running_servers", 'namespace="campus"', 40 if down <= at < up else 560, at)
    for at in times:
        put("kube_node_info", 'node="core-1"', 1, at)
    for at in times:
        put("spawn_seconds", 'q="0.95"', "NaN" if down <= at < up else "+Inf" if at < down else 12.5, at)
    for user in ("ada", "grace"):
        for at in times:
            put("user_memory_bytes", f'pod="jupyter-{user}"', 2e8 if user == "ada" else 3e8, at)
    for state, first, last in (("pending", down, fired), ("firing", fired, up)):
        for at in times:
            if first <= at < last:
                put("ALERTS", f'alertstate="{state}",{alert}', 1, at)
    for at in times:
        if down <= at < up:
            put("ALERTS_FOR_STATE", alert, down, at)
    return "\n".join(line for name, of in lines.items() for line in (f"# TYPE {name} gauge", *of)) + "\n# EOF\n"


def backfill(folder: Path, stage: Staged) -> Path:
    """The data folder of a Prometheus that has seen the outage."""
    data = folder / "data"
    text = folder / "history.om"
    text.write_text(samples(stage))
    done = subprocess.run(
        ["promtool", "tsdb", "create-blocks-from", "openmetrics", str(text), str(data)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return data


@dataclass
class Real:
    """A running server; `kill` ends it at once."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)


@contextmanager
def _running(url: str, ready: str, arguments: list[str], folder: Path) -> Iterator[Real]:
    log = folder / f"{Path(arguments[0]).name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(arguments, stdout=out, stderr=out, cwd=folder)
    real = Real(url, process)
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None and time.monotonic() < until, log.read_text()[-2000:]
            try:
                with urllib.request.urlopen(url + ready, timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield real
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(20)


@contextmanager
def prometheus(folder: Path, *, data: Path | None = None, rules: str = "", alertmanager: str = "") -> Iterator[Real]:
    """Debian's Prometheus on a free port."""
    here = ports.free()
    config: dict[str, Any] = {"global": {"evaluation_interval": "1s"}}
    if rules:
        (folder / "rules.yml").write_text(rules)
        config["rule_files"] = [str(folder / "rules.yml")]
    if alertmanager:
        targets = [{"targets": [alertmanager.removeprefix("http://")]}]
        config["alerting"] = {"alertmanagers": [{"static_configs": targets}]}
    (folder / "prometheus.yml").write_text(json.dumps(config))
    arguments = [
        "prometheus", f"--config.file={folder / 'prometheus.yml'}", f"--web.listen-address=127.0.0.1:{here}",
        f"--storage.tsdb.path={data or folder / 'data'}", "--storage.tsdb.retention.time=10y",
        "--rules.alert.resend-delay=1s",
    ]  # fmt: skip
    with _running(f"http://127.0.0.1:{here}", "/-/ready", arguments, folder) as real:
        yield real


@contextmanager
def alertmanager(folder: Path) -> Iterator[Real]:
    """Debian's Alertmanager on a free port, which tells nobody."""
    here = ports.free()
    (folder / "alertmanager.yml").write_text('{"route": {"receiver": "none"}, "receivers": [{"name": "none"}]}')
    arguments = [
        "prometheus-alertmanager", f"--config.file={folder / 'alertmanager.yml'}",
        f"--web.listen-address=127.0.0.1:{here}", f"--storage.path={folder / 'am'}", "--cluster.listen-address=",
    ]  # fmt: skip
    with _running(f"http://127.0.0.1:{here}", "/-/ready", arguments, folder) as real:
        yield real


@dataclass
class Fake:
    """A server whose answers a test decides; it remembers what it was asked."""

    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def server(answer: Callable[[str, int], Answer | None], tls: Path | None = None) -> Iterator[Fake]:
    """Serve `answer(path with query, number of the request)`: status, headers, body; None hangs up.

    With `tls`, a folder, over a certificate that nobody has signed.
    """
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append((self.path, dict(self.headers)))
            said = answer(self.path, len(fake.asked))
            if said is None:
                self.close_connection = True
                return
            status, headers, body = said
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            return

    there = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http{'s' if tls else ''}://127.0.0.1:{there.server_address[1]}"
    if tls:
        there.socket = _certified(tls).wrap_socket(there.socket, server_side=True)
    thread = threading.Thread(target=there.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        there.shutdown()
        there.server_close()


def _certified(folder: Path) -> ssl.SSLContext:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def matrix(*series: tuple[dict[str, str], list[tuple[float, str]]], **more: Any) -> Answer:
    """A good answer to query_range."""
    result = [{"metric": metric, "values": values} for metric, values in series]
    document = {"status": "success", "data": {"resultType": "matrix", "result": result}, **more}
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()
