"""A live cluster: everything that may be read becomes records, everything else a gap or one clear line."""

from __future__ import annotations

import logging
import os
import stat
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from needs import ROOT
from peers import kubernetes as peers

from incidentkit.config import KubernetesSettings
from incidentkit.errors import DeniedError, IncidentkitError, RemoteError, SettingsError, UsageError
from incidentkit.sources.interface import Gathered, Progress, Window, silent
from incidentkit.sources.kubernetes import KubernetesLive, client, cluster_status, login

NO_ENVIRONMENT: dict[str, str] = {"HOME": "/nonexistent"}


def read(
    kubeconfig: Path | None,
    window: Window = Window(),  # noqa: B008 - frozen
    *,
    namespace: str = peers.NAMESPACE,
    page: int = 500,
    progress: Progress = silent,
    environ: dict[str, str] | None = None,
) -> Gathered:
    source = KubernetesLive(
        namespace,
        settings=KubernetesSettings(),
        context=None,
        kubeconfig=kubeconfig,
        environ=environ or NO_ENVIRONMENT,
        page=page,
    )
    return source.gather(window, progress)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "sleep", lambda _: None)


def summaries(gathered: Gathered) -> list[str]:
    return [record.summary for record in gathered.records]


def test_the_incident_is_told_by_whoever_has_only_the_shipped_rights(peer: peers.Peer) -> None:
    gathered = read(peer.kubeconfig("reader"))
    assert gathered.gaps == ()
    lines = "\n".join(summaries(gathered))
    assert "was killed for want of memory (container `hub`, exit code 137, 14 restarts so far)" in lines
    assert "Pod `hub-0` kept crashing: its restart was held back (container `hub`)" in lines  # events.k8s.io/v1
    assert "failed its readiness probe: it answered 503" in lines
    assert "Node `pool-a-1` stopped being ready" in lines  # an event in `default`
    assert "Node `pool-a-1` ran short of memory" in lines  # a condition
    assert dict(gathered.hidden)["noise"] >= peers.NOISE
    assert any("lower bounds" in note for note in gathered.notes)


def test_rollout_bad_image_and_undo_are_told_in_order_with_their_images(peer: peers.Peer) -> None:
    rollouts = [r for r in read(peer.kubeconfig("reader")).records if r.kind == "rollout" and "`hub`" in r.summary]
    back = "Rolled back deployment `hub` to revision 1, now revision 3"
    assert [r.summary for r in rollouts] == [
        "Rolled out revision 1 of deployment `hub`: image `quay.example/hub:1.0`",
        "Rolled out revision 2 of deployment `hub`: image `quay.example/hub` `1.0` → `1.1-bad` (“upgrade”)",
        f"{back}: image `quay.example/hub` `1.1-bad` → `1.0` (“undo”)",
    ]
    times = [r.at for r in rollouts if r.at]
    assert len(times) == 3
    assert times == sorted(set(times))
    assert [r.id.partition("/")[2] for r in rollouts] == ["rev/1", "rev/2", "rev/3"]


def test_an_event_of_either_api_is_one_record_with_count_and_span(peer: peers.Peer) -> None:
    gathered = read(peer.kubeconfig("admin"))
    assert len({r.id for r in gathered.records}) == len(gathered.records)
    backoff = next(r for r in gathered.records if "`hub-0`" in r.summary)
    assert backoff.count == 14
    assert (backoff.at, backoff.until, backoff.precision) == (
        datetime(2026, 11, 22, 22, 5, tzinfo=UTC),
        datetime(2026, 11, 22, 22, 31, tzinfo=UTC),
        "range",
    )


def test_pods_of_people_share_a_story_and_keep_their_names(peer: peers.Peer) -> None:
    gathered = read(peer.kubeconfig("reader"))
    crowded = [r for r in gathered.records if "could not be scheduled" in r.summary]
    assert len({r.subject for r in crowded}) == 14
    assert len({r.group for r in crowded}) == 1
    assert crowded[0].many == "{n} user pods could not be scheduled: insufficient memory"
    assert not any("student" in f"{r.summary}{r.body}{r.subject}{r.group}{r.id}" for r in gathered.records)


def test_small_pages_give_what_one_page_gives(peer: peers.Peer) -> None:
    whole, paged = read(peer.kubeconfig("reader")), read(peer.kubeconfig("reader"), page=7)
    assert [r.id for r in paged.records] == [r.id for r in whole.records]
    assert paged.hidden == whole.hidden


def test_a_list_that_expires_while_it_is_read_is_read_again(peer: peers.Peer) -> None:
    forgotten: list[str] = []

    def forget_once(what: str, done: int, total: int | None) -> None:
        if not forgotten:
            forgotten.append(what)
            peer.forget_lists()

    whole = read(peer.kubeconfig("reader"))
    again = read(peer.kubeconfig("reader"), page=7, progress=forget_once)
    assert [r.id for r in again.records] == [r.id for r in whole.records]
    assert again.hidden == whole.hidden
    assert any("read again" in note for note in again.notes)


def test_no_rights_at_all_is_an_error_that_names_the_next_step(peer: peers.Peer) -> None:
    with pytest.raises(DeniedError) as error:
        read(peer.kubeconfig("nobody"))
    assert peers.NAMESPACE in error.value.message
    assert "kubernetes-rbac.yaml" in (error.value.hint or "")


def test_a_namespace_that_is_not_there_is_no_healthy_one(peer: peers.Peer) -> None:
    with pytest.raises(SettingsError, match="no namespace nowhere"):
        read(peer.kubeconfig("admin"), namespace="nowhere")


def test_expired_events_are_a_gap(peer: peers.Peer) -> None:
    start = datetime(2026, 11, 22, 18, tzinfo=UTC)
    gaps = read(peer.kubeconfig("reader"), Window(since=start)).gaps
    assert [g.id for g in gaps] == [f"gap:kubernetes/{peers.NAMESPACE}/events-expired"]
    assert "before 2026-11-22 22:02 UTC" in gaps[0].summary
    assert read(peer.kubeconfig("reader"), Window(since=start + timedelta(hours=3, minutes=30))).gaps == ()


def test_what_lies_outside_the_window_is_counted_not_told(peer: peers.Peer) -> None:
    since, until = datetime(2026, 11, 22, 22, 15, tzinfo=UTC), datetime(2026, 11, 22, 22, 20, tzinfo=UTC)
    gathered = read(peer.kubeconfig("reader"), Window(since, until))
    assert all(r.at and r.at <= until and (r.until or r.at) >= since for r in gathered.records)
    assert any(r.count == 14 for r in gathered.records)  # began before, ended after
    assert dict(gathered.hidden)["outside the window"] > peers.NOISE


def test_doctor_hears_what_works_and_what_to_do(peer: peers.Peer) -> None:
    def status(user: str) -> list[tuple[bool, str]]:
        found = cluster_status(peers.NAMESPACE, context=None, kubeconfig=peer.kubeconfig(user), environ=NO_ENVIRONMENT)
        assert all(one.ok or one.next_step for one in found)
        return [(one.ok, one.what) for one in found]

    reader = status("reader")
    assert all(ok for ok, _ in reader)
    told = {what for _, what in reader}
    inside = f"in namespace {peers.NAMESPACE} may be"
    assert {f"pods/log {inside} read", f"events.events.k8s.io {inside} listed", f"pods {inside} watched"} <= told
    assert {"nodes may be listed", "events in namespace default may be listed"} <= told
    nobody = status("nobody")
    assert nobody[0][0]
    assert "Kubernetes v" in nobody[0][1]
    assert (False, f"events in namespace {peers.NAMESPACE} may not be listed") in nobody


def test_the_manifest_asks_for_no_secrets_and_no_writing() -> None:
    import yaml

    text = (ROOT / "templates" / "init" / "rbac.yaml").read_text(encoding="utf-8")
    rules = [rule for document in yaml.safe_load_all(text) for rule in document.get("rules", ())]
    assert {verb for rule in rules for verb in rule["verbs"]} == {"get", "list", "watch"}
    assert not {"secrets", "configmaps", "*"} & {what for rule in rules for what in rule["resources"]}


# A server that misbehaves.


def test_a_part_that_is_denied_is_a_gap(local: peers.LocalApi) -> None:
    refused = peers.as_json(403, {"kind": "Status", "code": 403, "message": "no"})
    local.before = lambda _method, target, _n: refused if "/nodes" in target or "/pods" in target else None
    gathered = read(local.kubeconfig("admin"))
    assert [g.id for g in gathered.gaps] == [f"gap:kubernetes/{peers.NAMESPACE}/pods", "gap:kubernetes/nodes"]
    assert all("not allowed" in g.summary for g in gathered.gaps)
    assert gathered.records


def test_one_event_api_is_enough(local: peers.LocalApi) -> None:
    refused = peers.as_json(403, {"kind": "Status", "code": 403})
    local.before = lambda _method, target, _n: refused if target.startswith("/api/v1/namespaces/campus/ev") else None
    gathered = read(local.kubeconfig("admin"))
    assert gathered.gaps == ()
    assert any("failed its readiness probe" in line for line in summaries(gathered))


def test_a_server_that_dies_in_the_middle_leaves_what_was_read_and_a_gap(local: peers.LocalApi) -> None:
    local.before = lambda _method, _target, n: peers.as_json(503, {}) if n > 3 else None
    gathered = read(local.kubeconfig("admin"))
    assert any("killed for want of memory" in line for line in summaries(gathered))
    assert {g.id for g in gathered.gaps} >= {f"gap:kubernetes/{peers.NAMESPACE}/rollouts", "gap:kubernetes/nodes"}


def test_a_server_that_is_gone_is_not_asked_for_every_part(local: peers.LocalApi) -> None:
    local.before = lambda _method, _target, n: (0, {}, b"") if n > 3 else None  # breaks the connection off
    gathered = read(local.kubeconfig("admin"))
    assert len(local.asked) <= 3 + 4
    assert {g.id.rpartition("/")[2] for g in gathered.gaps} == {"rollouts", "deployments", "revisions", "nodes"}
    assert all("cannot be reached" in g.summary for g in gathered.gaps)


def test_a_busy_server_is_asked_again_a_few_times_and_waits_are_capped(
    local: peers.LocalApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(client, "sleep", waits.append)
    busy = (429, {"Retry-After": "86400"}, b"{}")
    local.before = lambda _method, _target, n: busy if n <= 2 else None
    assert read(local.kubeconfig("admin")).gaps == ()
    local.before = lambda *_: busy
    with pytest.raises(RemoteError, match="429"):
        read(local.kubeconfig("admin"))
    assert max(waits) <= 10
    assert len(local.asked) < 40


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ((200, {}, b"<html>hello</html>"), RemoteError, "no JSON object"),
        ((200, {}, b"[" * 100_000), RemoteError, "no JSON object"),
        (peers.as_json(401, {"message": "Unauthorized"}), SettingsError, "401"),
        ((302, {"Location": "https://example.org/login"}, b""), RemoteError, "302"),
        (peers.as_json(410, {"message": "too old"}), RemoteError, "too old"),
    ],
)
def test_an_answer_that_is_none_is_one_line(
    local: peers.LocalApi, answer: peers.Answer, error: type[IncidentkitError], words: str
) -> None:
    local.before = lambda *_: answer
    with pytest.raises(error, match=words) as raised:
        read(local.kubeconfig("admin"))
    assert "\n" not in raised.value.message


def test_hostile_objects_never_break_the_reading(local: peers.LocalApi) -> None:
    junk = [None, 5, "x", [], {}, {"metadata": 7, "status": [1], "spec": None}, {"metadata": {"uid": {}}}]
    local.lists = {path: list(junk) for path in local.lists if "default" not in path}
    gathered = read(local.kubeconfig("admin"))
    assert gathered.source == "kubernetes"


# Logging in.


def test_no_kubeconfig_is_said_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no kubeconfig") as error:
        read(None)
    assert "KUBECONFIG" in (error.value.hint or "")
    with pytest.raises(SettingsError, match="no such kubeconfig"):
        read(tmp_path / "absent")
    with pytest.raises(SettingsError, match="KUBECONFIG names"):
        read(None, environ={"KUBECONFIG": str(tmp_path / "absent")})


def test_kubeconfig_comes_from_the_environment(local: peers.LocalApi) -> None:
    assert read(None, environ={"KUBECONFIG": str(local.kubeconfig("reader"))}).records


@pytest.mark.parametrize("content", ["", "[]", "a: b", "\x00", "apiVersion: v1\nkind: Config\ncurrent-context: gone\n"])
def test_a_broken_kubeconfig_is_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "config"
    path.write_text(content)
    with pytest.raises(SettingsError, match="kubeconfig cannot be used") as error:
        read(path)
    assert error.value.hint
    assert "\n" not in error.value.message


def test_an_unknown_context_is_one_line(local: peers.LocalApi) -> None:
    source = KubernetesLive(
        peers.NAMESPACE,
        settings=KubernetesSettings(),
        context="other",
        kubeconfig=local.kubeconfig("admin"),
        environ=NO_ENVIRONMENT,
    )
    with pytest.raises(SettingsError) as error:
        source.gather(Window())
    assert "get-contexts" in (error.value.hint or "")


def _plugin(tmp_path: Path, body: str) -> str:
    script = tmp_path / "login"
    script.write_text(f"#!{sys.executable}\n{body}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


@pytest.mark.parametrize("version", ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"])
def test_a_login_program_gives_the_token(peer: peers.Peer, tmp_path: Path, version: str) -> None:
    import yaml

    answer = {"apiVersion": version, "kind": "ExecCredential", "status": {"token": "readertoken"}}
    command = _plugin(tmp_path, f"import json; print(json.dumps({answer!r}))")
    cluster = yaml.safe_load(peer.kubeconfig("reader").read_text())["clusters"][0]["cluster"]
    login = {"exec": {"apiVersion": version, "command": command, "interactiveMode": "Never"}}
    kubeconfig = peers.write_kubeconfig(tmp_path / "exec.kubeconfig", cluster.pop("server"), login, **cluster)
    assert read(kubeconfig).records


@pytest.mark.parametrize("broken", ["absent-login-program", "fails", "babbles"])
def test_a_login_program_that_fails_is_one_line_without_its_secrets(
    local: peers.LocalApi,
    tmp_path: Path,
    broken: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    secret = "tok" * 20
    bodies = {"fails": f"import sys; sys.exit('token {secret} has run out')", "babbles": f"print('{secret}')"}
    command = _plugin(tmp_path, bodies[broken]) if broken in bodies else str(tmp_path / broken)
    login = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": command}}
    kubeconfig = peers.write_kubeconfig(tmp_path / "exec.kubeconfig", f"http://127.0.0.1:{local.port}", login)
    handlers = logging.getLogger().handlers[:]
    with pytest.raises(SettingsError, match="login program failed") as error:
        read(kubeconfig)
    said = f"{error.value.message}{error.value.hint}{caplog.text}{''.join(capfd.readouterr())}"
    assert secret not in said
    assert logging.getLogger().handlers == handlers
    assert local.asked == []


def test_an_unreachable_cluster_is_one_line(tmp_path: Path) -> None:
    kubeconfig = peers.write_kubeconfig(tmp_path / "c", "https://127.0.0.1:9", {"token": "t"})
    with pytest.raises(RemoteError, match="the connection was refused"):
        read(kubeconfig)
    kubeconfig = peers.write_kubeconfig(tmp_path / "d", "https://cluster.invalid", {"token": "t"})
    with pytest.raises(RemoteError, match="cannot be reached"):
        read(kubeconfig)


def test_a_certificate_that_is_not_trusted_is_one_line(_real: peers.RealApi, tmp_path: Path) -> None:
    import yaml

    server = yaml.safe_load(_real.kubeconfig("admin").read_text())["clusters"][0]["cluster"]["server"]
    kubeconfig = peers.write_kubeconfig(tmp_path / "c", server, {"token": "admintoken"})
    with pytest.raises(RemoteError, match="certificate was not accepted") as error:
        read(kubeconfig)
    assert "certificate-authority" in (error.value.hint or "")


def test_a_server_without_tls_is_one_line(local: peers.LocalApi, tmp_path: Path) -> None:
    kubeconfig = peers.write_kubeconfig(tmp_path / "c", f"https://127.0.0.1:{local.port}", {"token": "t"})
    with pytest.raises(RemoteError, match="does not speak TLS"):
        read(kubeconfig)


def test_the_optional_client_is_named_where_it_is_missing(
    local: peers.LocalApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes", None)
    with pytest.raises(SettingsError) as error:
        read(local.kubeconfig("admin"))
    assert error.value.hint == "In a clone of incidentkit: pip install '.[kubernetes]'"


def test_importing_the_source_loads_no_client() -> None:
    import subprocess

    code = (
        "import sys, incidentkit.sources.kubernetes; sys.exit('kubernetes' in sys.modules or 'urllib3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, env=os.environ).returncode == 0


def test_tokens_are_never_logged(local: peers.LocalApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    read(local.kubeconfig("reader"))
    assert "readertoken" not in caplog.text
    assert threading.active_count() < 50


@pytest.mark.parametrize("namespace", ["", "../secrets", "Prod", "a/b", "x" * 64, "ümlaut", "a?b"])
def test_a_namespace_that_cannot_be_one_is_refused_before_anything_is_asked(namespace: str) -> None:
    with pytest.raises(UsageError, match="is no namespace"):
        read(None, namespace=namespace)


def test_inside_a_pod_without_a_service_account_is_one_line() -> None:
    with pytest.raises(SettingsError, match="cannot be used"):
        read(None, environ={"KUBERNETES_SERVICE_HOST": "10.0.0.1"})


def test_a_login_program_that_hangs_is_ended_with_what_it_started(
    local: peers.LocalApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "LOGIN_SECONDS", 0.5)
    started = tmp_path / "started"
    body = (
        "import os, subprocess, time\n"
        f"child = subprocess.Popen(['sleep', '600'])\nopen({str(started)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)"
    )
    program = {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": _plugin(tmp_path, body)}
    kubeconfig = peers.write_kubeconfig(tmp_path / "x", f"http://127.0.0.1:{local.port}", {"exec": program})
    before = time.monotonic()
    with pytest.raises(SettingsError, match="did not answer within"):
        read(kubeconfig)
    assert time.monotonic() - before < 30
    end = time.monotonic() + 10
    while _lives(int(started.read_text())):
        assert time.monotonic() < end
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] not in ("Z", "X")
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("ahead", "words"), [(90, "s ahead of this machine's"), (-3600, "behind this machine's"), (1, "")]
)
def test_a_cluster_whose_clock_differs_is_said(local: peers.LocalApi, ahead: int, words: str) -> None:
    local.clock_ahead = ahead
    notes = " ".join(read(local.kubeconfig("reader")).notes)
    assert ("clock" in notes) is bool(words)
    assert words in notes
