"""The part of a kubelet that serves logs of containers, for the real API to fetch them from."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from peers.kubernetes import NAMESPACE, RealApi


@dataclass
class Kubelet:
    """Serves `logs` by (pod, container, previous); `asked` keeps the queries."""

    port: int = 0
    logs: dict[tuple[str, str, bool], str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def kubelet(folder: Path) -> Iterator[Kubelet]:
    """Serve on a free port, with a certificate of its own as kubelets have."""
    key, certificate = folder / "kubelet.key", folder / "kubelet.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=kubelet", "-days", "2",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    peer = Kubelet()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            _, _, _, pod, container = url.path.split("/")
            peer.asked.append({"pod": pod, "container": container, **query})
            log = peer.logs.get((pod, container, query.get("previous") == "true"))
            self.send_response(200 if log is not None else 400)
            self.end_headers()
            lines = (log or "previous terminated container not found").splitlines(keepends=True)
            self.wfile.write("".join(lines[-int(query.get("tailLines", "0")) :]).encode())

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    peer.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def crashed_pod(api: RealApi, port: int, pod: str, **status: Any) -> Iterator[None]:
    """A pod on a node whose kubelet listens there, its container ended with an error; both are removed again."""
    node = {"metadata": {"name": f"node-of-{pod}"}}
    address = {
        "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": port}},
    }
    spec = {"nodeName": f"node-of-{pod}", "containers": [{"name": "hub", "image": "quay.example/hub:1.0"}]}
    ended = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "2026-11-22T22:20:00Z"}}
    container = {
        "name": "hub", "restartCount": 1, "ready": True, "image": "quay.example/hub:1.0", "imageID": "",
        "state": {"running": {}}, "lastState": ended,
    } | status  # fmt: skip
    pods, nodes = f"/api/v1/namespaces/{NAMESPACE}/pods", "/api/v1/nodes"
    try:
        api.call("POST", nodes, node)
        api.call("PATCH", f"{nodes}/node-of-{pod}/status", {"status": address})
        api.call("POST", pods, {"metadata": {"name": pod}, "spec": spec})
        api.call("PATCH", f"{pods}/{pod}/status", {"status": {"containerStatuses": [container]}})
        yield
    finally:
        api.call("DELETE", f"{pods}/{pod}?gracePeriodSeconds=0")
        api.call("DELETE", f"{nodes}/node-of-{pod}")
