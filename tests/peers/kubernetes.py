"""Kubernetes for tests: the real API of ../shared/envtest, or a small server that replays what was recorded from it.

Both show the same staged incident in namespace `campus` (`stage`): a bad image rolled out and undone, pods failing,
events of both API groups, a node that is not ready. `PYTHONPATH=tests python -m peers.kubernetes` records it anew.
"""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import yaml
from peers import ports

ROOT = Path(__file__).resolve().parents[2]
ENVTEST = ROOT.parent / "shared" / "envtest"
RECORDING = ROOT / "tests" / "recordings" / "kubernetes" / "staged.json"
NAMESPACE = "campus"
NOISE = 60
RECORDED_PATHS = (
    f"/api/v1/namespaces/{NAMESPACE}/events",
    f"/apis/events.k8s.io/v1/namespaces/{NAMESPACE}/events",
    f"/api/v1/namespaces/{NAMESPACE}/pods",
    f"/apis/apps/v1/namespaces/{NAMESPACE}/replicasets",
    f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments",
    f"/apis/apps/v1/namespaces/{NAMESPACE}/controllerrevisions",
    "/api/v1/nodes",
    "/api/v1/namespaces/default/events",
)
USERS = {"admintoken": "admin", "readertoken": "reader", "noaccesstoken": "nobody"}


class Peer(Protocol):
    """An API that can be asked: one kubeconfig a user (admin, reader, nobody)."""

    def kubeconfig(self, user: str) -> Path: ...

    def forget_lists(self) -> None:
        """From now on every `continue` token that was given is answered with 410."""
        ...


@dataclass
class RealApi:
    """The servers that `envtest/up` started."""

    folder: Path
    etcd_port: int

    def kubeconfig(self, user: str) -> Path:
        return self.folder / f"{user}.kubeconfig"

    def call(self, method: str, path: str, document: Any = None, *, patch: str = "merge-patch") -> Any:
        """One call as administrator; raises urllib's HTTPError."""
        config = yaml.safe_load(self.kubeconfig("admin").read_text())
        server = config["clusters"][0]["cluster"]["server"]
        kind = f"application/{patch}+json" if method == "PATCH" else "application/json"
        headers = {"Authorization": "Bearer admintoken", "Content-Type": kind}
        body = json.dumps(document).encode() if document is not None else None
        request = urllib.request.Request(server + path, body, headers, method=method)
        trust = ssl.create_default_context(cafile=str(self.folder / "certs" / "apiserver.crt"))
        with urllib.request.urlopen(request, timeout=20, context=trust) as answer:
            return json.load(answer)

    def service_account(self, name: str, path: Path, namespace: str = NAMESPACE) -> Path:
        """A kubeconfig at `path` for a ServiceAccount, with a token as a pod would get one."""
        request = {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {"expirationSeconds": 3600},
        }
        token = self.call("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts/{name}/token", request)
        cluster = yaml.safe_load(self.kubeconfig("admin").read_text())["clusters"][0]["cluster"]
        return write_kubeconfig(path, cluster.pop("server"), {"token": token["status"]["token"]}, **cluster)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The API server down, as in an upgrade; it is up again afterwards."""
        pid = int((self.folder / "apiserver.pid").read_text())
        command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
        os.kill(pid, signal.SIGKILL)
        _gone([pid])
        try:
            yield
        finally:
            with (self.folder / "apiserver.log").open("a") as log:
                server = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
            (self.folder / "apiserver.pid").write_text(str(server.pid))
            _wait(self._ready)

    def _ready(self) -> bool:
        try:
            return bool(self.call("GET", "/version"))
        except OSError:
            return False

    def compact(self) -> None:
        """Let etcd forget all history up to now, the API server up or not."""
        revision = self._etcd("range", {"key": base64.b64encode(b"/").decode()})["header"]["revision"]
        self._etcd("compaction", {"revision": revision, "physical": True})

    def _etcd(self, path: str, document: dict[str, Any]) -> Any:
        url = f"http://127.0.0.1:{self.etcd_port}/v3/kv/{path}"
        with urllib.request.urlopen(url, json.dumps(document).encode(), timeout=10) as answer:
            return json.load(answer)

    def forget_lists(self) -> None:
        """Compact etcd up to now: what a list was read from is gone, as after five minutes in a real cluster."""
        self.call("POST", "/api/v1/namespaces/default/configmaps", {"metadata": {"generateName": "tick-"}})
        self.compact()


@contextmanager
def real_api(folder: Path) -> Iterator[RealApi]:
    """Start the real API in a folder and stop it again, whatever happens."""
    etcd_port = _up(folder)
    try:
        yield RealApi(folder, etcd_port)
    finally:
        _down(folder)


def _up(folder: Path) -> int:
    """Start the servers and give etcd's port; twice again, for a port that was free may be taken when it is used."""
    for attempt in range(3):
        etcd_port, api_port = ports.free(2), ports.free(2)
        environ = {**os.environ, "ETCD_PORT": str(etcd_port), "API_PORT": str(api_port)}
        up = [str(ENVTEST / "up"), str(folder)]
        done = subprocess.run(up, env=environ, check=attempt == 2, capture_output=True, timeout=120)
        if done.returncode == 0 and _controls(folder, api_port + 1):
            return etcd_port
        _down(folder)
    raise RuntimeError("the controllers did not start: " + (folder / "kcm.log").read_text()[-500:])


def _controls(folder: Path, port: int) -> bool:
    """Whether the controllers run: `up` does not wait for them, and they end where their port is taken."""
    pid = int((folder / "kcm.pid").read_text())
    end = time.monotonic() + 60
    while time.monotonic() < end and Path(f"/proc/{pid}").exists():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
            return Path(f"/proc/{pid}").exists()
        time.sleep(0.1)
    return False


def _down(folder: Path) -> None:
    pids = [int(path.read_text()) for path in folder.glob("*.pid")]
    subprocess.run([str(ENVTEST / "down"), str(folder)], check=False, capture_output=True, timeout=30)
    _gone(pids)


def _gone(pids: list[int]) -> None:
    """Wait until these processes have ended; those that do not within ten seconds are killed."""
    end = time.monotonic() + 10
    for pid in pids:
        with suppress(ProcessLookupError):
            while time.monotonic() < end:
                with suppress(ChildProcessError):  # one that we started again has to be waited for
                    os.waitpid(pid, os.WNOHANG)
                os.kill(pid, 0)
                time.sleep(0.05)
            os.kill(pid, signal.SIGKILL)


def stage(api: RealApi) -> None:
    """Make the incident: with real rollouts, for the controllers run; kubelet's part is played by status patches."""
    api.call("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    _rights(api)
    hub = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/hub"
    api.call("POST", hub.removesuffix("/hub"), _workload("Deployment", "hub", "quay.example/hub:1.0", "first install"))
    _wait(lambda: _revision(api, hub) == "1" and len(_pods(api, "hub")) == 2)
    time.sleep(1.1)  # times of creation have whole seconds: the order must show
    for image, cause, revision in (("quay.example/hub:1.1-bad", "upgrade", "2"), ("quay.example/hub:1.0", "undo", "3")):
        template = {"spec": {"containers": [{"name": "hub", "image": image}]}}
        change = {"metadata": {"annotations": {"kubernetes.io/change-cause": cause}}, "spec": {"template": template}}
        api.call("PATCH", hub, change, patch="strategic-merge-patch")
        _wait(lambda want=revision: _revision(api, hub) == want)  # type: ignore[misc]
        time.sleep(1.1)
    sets = f"/apis/apps/v1/namespaces/{NAMESPACE}/statefulsets"
    api.call("POST", sets, _workload("StatefulSet", "db", "quay.example/db:15", "first install"))
    _wait(lambda: len(api.call("GET", RECORDED_PATHS[5])["items"]) == 1)
    _kill_for_memory(api)
    for document in _core_events():
        namespace = document["metadata"]["namespace"]
        api.call("POST", f"/api/v1/namespaces/{namespace}/events", document)
    api.call("POST", RECORDED_PATHS[1], _new_event())
    _node(api)


def _rights(api: RealApi) -> None:
    """Exactly the shipped manifest, for the group that the user `reader` is in."""
    manifest = (ROOT / "templates" / "init" / "rbac.yaml").read_text().replace("prod", NAMESPACE)
    group = {"kind": "Group", "name": "incident-readers", "apiGroup": "rbac.authorization.k8s.io"}
    for document in yaml.safe_load_all(manifest):
        if "subjects" in document:
            document["subjects"].append(group)
        inside = document["metadata"].get("namespace")
        base = "/api/v1" if document["apiVersion"] == "v1" else f"/apis/{document['apiVersion']}"
        where = f"/namespaces/{inside}" if inside else ""
        api.call("POST", f"{base}{where}/{document['kind'].lower()}s", document)


def _workload(kind: str, name: str, image: str, cause: str) -> dict[str, Any]:
    labels = {"app": name}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": name, "image": image}]}}
    spec: dict[str, Any] = {"replicas": 2, "selector": {"matchLabels": labels}, "template": pod}
    if kind == "StatefulSet":
        spec |= {"serviceName": name, "replicas": 1}
    meta = {"name": name, "annotations": {"kubernetes.io/change-cause": cause}}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": meta, "spec": spec}


def _revision(api: RealApi, path: str) -> str:
    annotations = api.call("GET", path)["metadata"].get("annotations", {})
    return str(annotations.get("deployment.kubernetes.io/revision"))


def _pods(api: RealApi, app: str) -> list[Any]:
    return list(api.call("GET", f"{RECORDED_PATHS[2]}?labelSelector=app%3D{app}")["items"])


def _kill_for_memory(api: RealApi) -> None:
    name = _pods(api, "hub")[0]["metadata"]["name"]
    ended = {
        "exitCode": 137,
        "reason": "OOMKilled",
        "startedAt": "2026-11-22T22:20:00Z",
        "finishedAt": "2026-11-22T22:31:00Z",
    }
    status = {
        "name": "hub", "restartCount": 14, "ready": False, "image": "quay.example/hub:1.0",
        "imageID": "quay.example/hub@sha256:" + "ab" * 32,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": ended},
    }  # fmt: skip
    api.call("PATCH", f"{RECORDED_PATHS[2]}/{name}/status", {"status": {"containerStatuses": [status]}})


def _event(name: str, kind: str, about: str, reason: str, message: str, **more: Any) -> dict[str, Any]:
    namespace = "default" if kind == "Node" else NAMESPACE
    involved = {"kind": kind, "name": about, "uid": str(uuid.uuid5(uuid.NAMESPACE_DNS, about))}
    if kind != "Node":
        involved["namespace"] = namespace
    event = {
        "metadata": {"name": name, "namespace": namespace}, "involvedObject": involved, "reason": reason,
        "message": message, "type": "Warning", "source": {"component": "test"},
        "firstTimestamp": "2026-11-22T22:02:00Z", "lastTimestamp": "2026-11-22T22:02:00Z", "count": 1,
    }  # fmt: skip
    return event | more


def _core_events() -> Iterator[dict[str, Any]]:
    crowded = "0/3 nodes are available: 3 Insufficient memory."
    for n in range(14):
        yield _event(f"crowded.{n}", "Pod", f"jupyter-student-{n}", "FailedScheduling", crowded,
                     firstTimestamp=None, lastTimestamp=None, eventTime=f"2026-11-22T22:{10 + n}:00.123456Z",
                     reportingComponent="default-scheduler", reportingInstance="scheduler-1", action="Binding",
                     type="Warning", count=0)  # fmt: skip
    yield _event("probe.1", "Pod", "proxy-5d8f6c7b9d-x2x4z", "Unhealthy",
                 "Readiness probe failed: HTTP probe failed with statuscode: 503", count=9,
                 lastTimestamp="2026-11-22T22:14:00Z")  # fmt: skip
    yield _event("down.1", "Node", "pool-a-1", "NodeNotReady", "Node pool-a-1 status is now: NodeNotReady",
                 type="Normal")  # fmt: skip
    for n in range(NOISE):
        yield _event(f"routine.{n}", "Pod", f"hub-{n}", "Pulled", "Container image already present", type="Normal")


def _new_event() -> dict[str, Any]:
    return {
        "metadata": {"name": "backoff.1", "namespace": NAMESPACE},
        "eventTime": "2026-11-22T22:05:00.000000Z",
        "series": {"count": 14, "lastObservedTime": "2026-11-22T22:31:00.000000Z"},
        "reportingController": "kubelet", "reportingInstance": "pool-a-1", "action": "Restarting",
        "reason": "BackOff", "note": "Back-off restarting failed container", "type": "Warning",
        "regarding": {"kind": "Pod", "namespace": NAMESPACE, "name": "hub-0",
                      "uid": str(uuid.uuid5(uuid.NAMESPACE_DNS, "hub-0")),
                      "fieldPath": "spec.containers{hub}"},
    }  # fmt: skip


def _node(api: RealApi) -> None:
    api.call("POST", "/api/v1/nodes", {"metadata": {"name": "pool-a-1"}})
    condition = {
        "type": "MemoryPressure", "status": "True", "reason": "KubeletHasInsufficientMemory",
        "message": "kubelet has insufficient memory available",
        "lastHeartbeatTime": "2026-11-22T22:30:00Z", "lastTransitionTime": "2026-11-22T22:01:00Z",
    }  # fmt: skip
    api.call("PATCH", "/api/v1/nodes/pool-a-1/status", {"status": {"conditions": [condition]}})


def _wait(done: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the cluster did not come to the wanted state")
        time.sleep(0.1)


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class LocalApi:
    """An API on loopback that answers from lists of objects, page by page, and refuses whom the rules do not name.

    `before` may answer in the lists' stead (None: it does not; status 0: break off). `asked` keeps what was asked.
    """

    folder: Path
    lists: dict[str, list[Any]]
    port: int = 0
    before: Callable[[str, str, int], Answer | None] | None = None
    asked: list[str] = field(default_factory=list)
    clock_ahead: int = 0
    _age: int = 0

    def kubeconfig(self, user: str) -> Path:
        token = next(token for token, name in USERS.items() if name == user)
        return write_kubeconfig(self.folder / f"{user}.kubeconfig", f"http://127.0.0.1:{self.port}", {"token": token})

    def forget_lists(self) -> None:
        self._age += 1

    def answer(self, method: str, target: str, user: str, body: bytes) -> Answer:
        """What the API says to one request."""
        url = urlsplit(target)
        path, query = url.path, {key: values[0] for key, values in parse_qs(url.query).items()}
        self.asked.append(target)
        if self.before and (own := self.before(method, target, len(self.asked))):
            return own
        if method == "POST" and path.endswith("/selfsubjectaccessreviews"):
            wanted = json.loads(body)["spec"]["resourceAttributes"]
            places = (NAMESPACE, "default") if wanted["resource"] == "events" else (NAMESPACE,)
            inside = wanted.get("namespace", NAMESPACE) in places
            allowed = user == "admin" or (user == "reader" and inside and wanted["resource"] != "secrets")
            return as_json(201, {"kind": "SelfSubjectAccessReview", "status": {"allowed": allowed}})
        if path == "/version":
            return as_json(200, {"gitVersion": "v1.20.2"})
        if user not in ("admin", "reader") or (user == "reader" and path not in self.lists):
            return as_json(403, _status(403, "Forbidden", f'User "{user}" cannot list this resource'))
        return self._page(path, query)

    def _page(self, path: str, query: dict[str, str]) -> Answer:
        if re.fullmatch(r"/api/v1/namespaces/[a-z-]+", path):
            known = path.rsplit("/", 1)[1] in (NAMESPACE, "default")
            return as_json(200, {"kind": "Namespace"}) if known else as_json(404, _status(404, "NotFound", "not found"))
        items = self.lists.get(path, [])
        if "fieldSelector" in query:
            items = [item for item in items if _field(item, query["fieldSelector"])]
        start = 0
        if token := query.get("continue"):
            age, start = (int(part) for part in token.split("-"))
            if age != self._age:
                return as_json(410, _status(410, "Expired", "The provided continue parameter is too old"))
        end = start + int(query.get("limit", "500"))
        meta = {"continue": f"{self._age}-{end}"} if end < len(items) else {}
        return as_json(200, {"kind": "List", "metadata": meta, "items": items[start:end]})


def _field(item: Any, selector: str) -> bool:
    """Whether an object has the field that a selector asks for: `involvedObject.kind=Node`, `type=…`."""
    path, _, wanted = selector.partition("=")
    for key in path.split("."):
        item = item[key]
    return bool(item == wanted)


def as_json(status: int, document: Any) -> Answer:
    """An answer with a JSON body."""
    return status, {"Content-Type": "application/json"}, json.dumps(document).encode()


def _status(code: int, reason: str, message: str) -> dict[str, Any]:
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "status": "Failure",
        "code": code,
        "reason": reason,
        "message": message,
    }


@contextmanager
def local_api(folder: Path, lists: dict[str, list[Any]]) -> Iterator[LocalApi]:
    """Serve a LocalApi on a free port."""
    api = LocalApi(folder, lists)

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            token = self.headers.get("authorization", "").removeprefix("Bearer ")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, data = api.answer(self.command, self.path, USERS.get(token, ""), body)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _serve

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string((timestamp or time.time()) + api.clock_ahead)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def recorded_lists() -> dict[str, list[Any]]:
    """What `record` kept."""
    lists: dict[str, list[Any]] = json.loads(RECORDING.read_text(encoding="utf-8"))
    return lists


def write_kubeconfig(path: Path, server: str, user: dict[str, Any], **cluster: Any) -> Path:
    """A kubeconfig with one context, `x`."""
    config = {
        "apiVersion": "v1", "kind": "Config", "current-context": "x",
        "clusters": [{"name": "c", "cluster": {"server": server, **cluster}}],
        "users": [{"name": "u", "user": user}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
    }  # fmt: skip
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path


def record(api: RealApi) -> dict[str, list[Any]]:
    """The staged lists without what only a server needs."""
    lists = {}
    for path in RECORDED_PATHS:
        lists[path] = api.call("GET", path)["items"]
        for item in lists[path]:
            for entry in item["metadata"].get("managedFields", ()):
                entry.pop("fieldsV1", None)
    return lists


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch, real_api(Path(scratch)) as staged:
        stage(staged)
        RECORDING.parent.mkdir(parents=True, exist_ok=True)
        RECORDING.write_text(json.dumps(record(staged), indent=1, sort_keys=True) + "\n", encoding="utf-8")
