"""Support bundles, dumps of `kubectl cluster-info`, and the last lines of logs in them; as folders and as archives."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from incidentkit.config import KubernetesSettings, RedactSettings
from incidentkit.errors import InputError
from incidentkit.redact import Gate
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.kubernetes import KubernetesFile, logs, members

NOON = "2026-11-22T12:00:00Z"
EVENT = {
    "metadata": {"uid": "e1", "namespace": "prod"}, "reason": "Evicted", "type": "Warning", "lastTimestamp": NOON,
    "involvedObject": {"kind": "Pod", "namespace": "prod", "name": "hub-0"}, "message": "The node was low on memory.",
}  # fmt: skip
ENDED = {"terminated": {"reason": "Error", "exitCode": 1, "finishedAt": NOON}}
POD = {
    "metadata": {"name": "hub-0", "namespace": "prod", "uid": "p1"},
    "status": {"containerStatuses": [{"name": "hub", "restartCount": 2, "state": {"running": {}}, "lastState": ENDED}]},
}  # fmt: skip
NODE = {"metadata": {"name": "n1", "uid": "n"}, "status": {"conditions": [
    {"type": "Ready", "status": "Unknown", "lastTransitionTime": NOON}]}}  # fmt: skip
LOG = "starting\nlistening on :8081\nToken ghp_" + "a1B2" * 9 + " used by operator@hub-team.edu\npanic: no database\n"


def bundle(top: Path) -> Path:
    """A support bundle as troubleshoot writes it; its older versions wrote bare arrays without kinds."""
    files: dict[str, Any] = {
        "version.yaml": "apiVersion: troubleshoot.sh/v1beta2\nkind: SupportBundle\n",
        "analysis.json": "[]",
        "cluster-info/cluster_version.json": {"info": {"gitVersion": "v1.29.1"}},
        "cluster-resources/events/prod.json": {"kind": "EventList", "apiVersion": "v1", "items": [EVENT]},
        "cluster-resources/events/default.json": {"kind": "EventList", "apiVersion": "v1", "items": None},
        "cluster-resources/pods/prod.json": [POD],
        "cluster-resources/nodes.json": {"kind": "NodeList", "items": [NODE]},
        "cluster-resources/secrets/prod.json": {"kind": "SecretList", "items": [{"data": {"pass": "aHVudGVyMg=="}}]},
        "cluster-resources/events-errors.json": {"kube-system": "events is forbidden"},
        "cluster-resources/pods/logs/prod/hub-0/hub.log": "running again\n",
        "cluster-resources/pods/logs/prod/hub-0/hub-previous.log": LOG,
    }  # fmt: skip
    for name, content in files.items():
        path = top / "support-bundle-2026" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return top / "support-bundle-2026"


def archive(folder: Path, target: Path) -> Path:
    with tarfile.open(target, "w:gz") as out:
        out.add(folder, folder.name)
    return target


def read(path: Path, *, logs: bool = False) -> Gathered:
    return KubernetesFile(path, settings=KubernetesSettings(), logs=logs).gather(Window())


@pytest.fixture(params=["folder", "archive", "cluster-resources"])
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = bundle(tmp_path)
    if request.param == "archive":
        return archive(folder, tmp_path / "support-bundle-2026.tar.gz")
    return folder / "cluster-resources" if request.param == "cluster-resources" else folder


def test_a_support_bundle_tells_all_that_its_lists_do(saved: Path) -> None:
    gathered = read(saved)
    assert {r.kind for r in gathered.records} == {"event", "termination", "node"}
    assert [g.summary for g in gathered.gaps] == [
        "Kubernetes: events of namespace kube-system were not collected: events is forbidden"
    ]
    assert "aHVudGVy" not in repr(gathered)


def test_logs_are_read_on_request_only_and_pass_the_gate(saved: Path) -> None:
    assert "no database" not in repr(read(saved))
    (end,) = [r for r in Gate(RedactSettings()).admit([read(saved, logs=True)])[0].records if r.kind == "termination"]
    assert end.body
    assert end.body.endswith("`panic: no database`")
    assert "running again" not in end.body
    (admitted,) = Gate(RedactSettings()).admit([read(saved, logs=True)])
    (log,) = [r for r in admitted.records if r.kind == "log"]
    assert log.id == f"{end.id}/log"
    assert log.group == end.group
    assert (log.body or "").split("\n")[0] == "`starting`"
    assert "ghp_" not in repr(admitted)
    assert "operator@hub-team.edu" not in repr(admitted)


def test_keys_in_a_log_are_dropped_whole_even_where_only_their_end_is_left(tmp_path: Path) -> None:
    folder = bundle(tmp_path)
    log = folder / "cluster-resources/pods/logs/prod/hub-0/hub-previous.log"
    key = "MIIEpAIBAAKCAQEA0secret\n-----END RSA PRIVATE KEY-----\n"
    log.write_text(f"{key}now\n-----BEGIN RSA PRIVATE KEY-----\n{key}then\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n")
    (end,) = [r for r in read(folder, logs=True).records if r.kind == "log"]
    assert end.body == "`now`\n`then`"


@pytest.mark.parametrize(
    "line", ["<!-- action:1234 -->", "\x1b[31mred\x1b[0m", "``` **x** [a](javascript:b)", "x" * 9000]
)
def test_hostile_log_lines_are_shown_not_obeyed(tmp_path: Path, line: str) -> None:
    folder = bundle(tmp_path)
    (folder / "cluster-resources/pods/logs/prod/hub-0/hub-previous.log").write_text(f"{line}\n" * 500)
    records = read(folder, logs=True).records
    for said in (text for r in records for text in (r.summary, r.body or "")):
        assert "<!--" not in said
        assert "\x1b" not in said
        assert len(said) < 10_000
    (log,) = [r for r in records if r.kind == "log"]
    assert 1 < len((log.body or "").split("\n")) <= 20


def dump(stdout: bool) -> dict[str, str]:
    """What `kubectl cluster-info dump` prints, or writes with --output-directory."""
    lists = {
        "nodes.json": json.dumps({"kind": "NodeList", "items": [NODE]}, indent=4),
        "prod/events.json": json.dumps({"kind": "EventList", "items": [EVENT]}, indent=4),
        "prod/pods.json": json.dumps({"kind": "PodList", "items": [POD]}, indent=4),
    }
    whose = "logs for container hub of pod prod/hub-0 ====\n"
    logs = f"==== START {whose}{LOG}==== END {whose}"
    return {"dump.txt": "\n".join(lists.values()) + "\n" + logs} if stdout else {**lists, "prod/hub-0/logs.txt": logs}


@pytest.mark.parametrize("stdout", [True, False])
def test_a_dump_of_cluster_info_is_read_with_its_logs(tmp_path: Path, stdout: bool) -> None:
    for name, content in dump(stdout).items():
        (tmp_path / "dump" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dump" / name).write_text(content)
    path = tmp_path / "dump" / "dump.txt" if stdout else tmp_path / "dump"
    assert {r.kind for r in read(path).records} == {"event", "termination", "node"}
    assert "no database" not in repr(read(path))
    assert any("panic: no database" in (r.body or "") for r in read(path, logs=True).records)


def test_an_archive_is_never_unpacked_and_its_tricks_are_passed_over(tmp_path: Path) -> None:
    target = tmp_path / "evil.tgz"
    with tarfile.open(target, "w:gz") as out:
        for name in ("../../escaped.json", "/abs.json", "fine.json"):
            data = json.dumps(EVENT | {"kind": "Event", "metadata": {"uid": name}}).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        out.addfile(link)
    before = sorted(tmp_path.rglob("*"))
    assert len(read(target).records) == 3
    assert sorted(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent / "escaped.json").exists()


def test_an_archive_that_claims_too_much_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "_LARGEST_SUM", 10)
    with pytest.raises(InputError, match="more than 20,000 files or 2 GB"):
        read(archive(bundle(tmp_path), tmp_path / "bomb.tar.gz"))


def test_an_archive_that_breaks_off_gives_what_it_had_and_a_gap(tmp_path: Path) -> None:
    whole = archive(bundle(tmp_path), tmp_path / "whole.tar.gz").read_bytes()
    folder = tmp_path / "cut"
    folder.mkdir()
    outcomes = set()
    for end in range(60, len(whole) - 20, 97):
        cut = folder / "cut.tar.gz"
        cut.write_bytes(whole[:end])
        try:
            gathered = read(cut)
        except InputError as e:
            assert "\n" not in e.message
            outcomes.add("nothing")
            continue
        assert any("cut.tar.gz" in g.summary or "could not be read" in g.summary for g in gathered.gaps)
        outcomes.add("a part")
    assert outcomes == {"nothing", "a part"}


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(members.of_folder(tmp_path / "gone"))


def test_what_is_no_archive_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_bytes(b"no archive at all")
    with pytest.raises(InputError, match="no whole tar archive"):
        read(tmp_path / "x.tar.gz")


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_SPARSE])
def test_a_header_of_gigabytes_is_not_read_into_memory(tmp_path: Path, kind: bytes) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = kind, 200_000_000
    block = bytearray(header.tobuf(tarfile.GNU_FORMAT))
    if kind == tarfile.GNUTYPE_SPARSE:  # described in further blocks, without end
        block[482] = 1
        block[148:156] = b"%06o\0 " % sum(block[:148] + b" " * 8 + block[156:])
    with gzip.open(tmp_path / "bomb.tar.gz", "wb") as out:
        out.write(block)
        for _ in range(200):
            out.write((b"7 a=aa\n" + b"1" * 505) * 1953)
    tracemalloc.start()
    with pytest.raises(InputError, match="no whole tar archive"):
        read(tmp_path / "bomb.tar.gz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_of_logs_that_do_not_end_each_is_looked_at_once(tmp_path: Path) -> None:
    began = "".join(f"==== START logs for container c of pod prod/p{n} ====\n" for n in range(60_000))
    path = tmp_path / "dump.txt"
    path.write_text(dump(stdout=True)["dump.txt"])
    whole, whose = logs.sections(path.read_bytes() + began.encode())  # each with each takes an hour
    assert whose == {("prod", "hub-0", "hub"): LOG.encode()}
    assert whole.endswith(began.encode())


def test_a_log_that_speaks_of_another_ends_where_its_own_does() -> None:
    other = "==== START logs for container a of pod b/c ====\nx\n==== END logs for container a of pod b/c ====\n"
    whose = "logs for container hub of pod prod/hub-0 ===="
    own = f"==== START {whose}\n{other}==== END {whose}"
    assert logs.sections(f"{own}\n{other}".encode()) == (
        b"\n\n", {("prod", "hub-0", "hub"): other.encode(), ("b", "c", "a"): b"x\n"},
    )  # fmt: skip


def test_what_a_bundle_could_not_collect_is_one_line_of_whole_characters(tmp_path: Path) -> None:
    errors = bundle(tmp_path) / "cluster-resources" / "pods-errors.json"
    errors.write_text('{"\\ud83d\\u001b[31m a\\nb": "\\udfff forbidden"}')
    (missing,) = [g for g in read(errors.parent.parent).gaps if "pods" in g.id]
    assert missing.id.isprintable()
    assert (missing.id + missing.summary).encode()
