"""Helm's answers in every shape in which they are saved, and release secrets that are broken, huge or hostile."""

from __future__ import annotations

import base64
import gzip
import json
import os
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from peers import kubernetes as peers

from incidentkit.artifacts import split_chart
from incidentkit.cli import run
from incidentkit.config import RedactSettings
from incidentkit.errors import Exit, InputError
from incidentkit.evidence import dump
from incidentkit.redact import Gate
from incidentkit.sources.helm import HelmFile, HelmSecrets
from incidentkit.sources.helm.secrets import decode
from incidentkit.sources.helm.times import instant
from incidentkit.sources.interface import Window

AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
WINDOW = Window(AT - timedelta(hours=1), AT + timedelta(hours=2))
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def row(revision, minutes, chart="hub-1.0.0", **more):
    at = (AT + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    return {"revision": revision, "updated": at, "status": "superseded", "chart": chart, "app_version": "4.1",
            "description": "Upgrade complete", **more}  # fmt: skip


def gather(folder: Path, document, name="prod_hub.json", window=WINDOW):
    path = folder / name
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    return HelmFile(path, hours=72, zone=LOS_ANGELES).gather(window)


def test_a_history_tells_what_was_put_in_place_and_what_was_before(tmp_path):
    found = gather(
        tmp_path,
        [
            row(1, -90_000, description="Install complete"),
            row(7, -9000),
            row(8, -3000, "hub-1.1.0"),
            row(9, -20, "hub-1.2.0"),
            row(10, 15, "hub-1.1.0", status="deployed", description="Rollback to 8"),
            row(11, 900),
        ],
    )
    assert [(r.id, r.kind, r.weight) for r in found.records] == [
        ("helm:prod/hub/8", "change", 40), ("helm:prod/hub/9", "change", 70), ("helm:prod/hub/10", "change", 70),
        ("helm:prod/hub/7", "version", 0),
    ]  # fmt: skip
    assert [r.summary for r in found.records[1:3]] == [
        "Helm release `hub` was upgraded, revision 9: chart `hub` `1.1.0` → `1.2.0`",
        "Helm release `hub` was rolled back to revision 8, now revision 10: chart `hub` `1.2.0` → `1.1.0`",
    ]
    assert [(v.component, v.value, v.detail) for v in found.records[1].versions] == [
        ("prod/hub", "hub-1.2.0", "revision 9")
    ]


def test_a_change_that_failed_is_told_and_is_no_version(tmp_path):
    (record,) = gather(tmp_path, [row(3, 0, status="failed", description='Upgrade "hub" failed: timed out')]).records
    assert record.summary.startswith("The change of Helm release `hub` to revision 3 failed")
    assert record.versions == ()


def test_a_list_names_releases_and_writes_revisions_as_text(tmp_path):
    listed = [
        {"name": "hub", "namespace": "prod", "revision": "12", "updated": "2026-11-22 05:40:11.123456789 -0800 PST",
         "status": "deployed", "chart": "jupyterhub-3.3.7", "app_version": "4.1.6"},
        {"name": "db", "namespace": "prod", "revision": "3", "updated": "2026-11-22 13:50:00.1 +0000 UTC",
         "status": "deployed", "chart": "postgresql-ha-9.4.11", "app_version": "15"},
    ]  # fmt: skip
    found = gather(tmp_path, listed, "anything.json").records
    assert [(r.id, r.at) for r in found] == [
        ("helm:prod/hub/12", datetime(2026, 11, 22, 13, 40, 11, 123456, tzinfo=UTC)),
        ("helm:prod/db/3", datetime(2026, 11, 22, 13, 50, 0, 100_000, tzinfo=UTC)),
    ]


def test_a_status_with_all_its_values_gives_none_of_them_away(tmp_path):
    status = {
        "name": "hub", "namespace": "prod", "version": 4, "config": {"auth": {"password": "hunter2"}},
        "info": {"last_deployed": "2026-11-22T13:50:00Z", "status": "deployed", "notes": "the token is hunter2"},
        "chart": {"metadata": {"name": "jupyterhub", "version": "3.3.7"}, "values": {"x": "hunter2"}},
        "manifest": "hunter2", "hooks": [{"manifest": "hunter2"}],
    }  # fmt: skip
    found = gather(tmp_path, status)
    assert [r.id for r in found.records] == ["helm:prod/hub/4"]
    assert "hunter2" not in dump(found.records)


@pytest.mark.parametrize(
    ("text", "at", "guessed"),
    [
        ("2026-11-22T14:02:11.123456789Z", "2026-11-22T14:02:11.123456+00:00", False),
        ("2026-11-22T14:02:11-08:00", "2026-11-22T22:02:11+00:00", False),
        ("2026-11-22 14:02:11.5 -0800 PST", "2026-11-22T22:02:11.500000+00:00", False),
        ("Sun Nov 22 14:02:11 2026", "2026-11-22T22:02:11+00:00", True),
        ("2026-11-22 14:02:11", "2026-11-22T22:02:11+00:00", True),
        ("0001-01-01T00:00:00Z", None, False),
        ("yesterday", None, False),
        ("", None, False),
        (None, None, False),
        (1795385140, None, False),
        ("2026-13-45T99:99:99Z", None, False),
    ],
)
def test_times_of_every_version_of_helm(text, at, guessed):
    found, was_guessed = instant(text, LOS_ANGELES)
    assert (found.isoformat() if found else None) == at
    assert was_guessed is guessed


def test_a_time_without_a_zone_is_said_to_be_read_in_the_teams(tmp_path):
    found = gather(tmp_path, [row(1, 0, updated="Sun Nov 22 06:05:00 2026")])
    assert [(r.at, r.precision) for r in found.records] == [(AT + timedelta(minutes=5), "approximate")]
    assert "without a zone" in found.notes[0]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\x00\x01\xff", b'{"a": 1}', b'[{"revision": true, "updated": 1}]', b"[" * 100_000, b"7",
     b"Error: release: not found"],
)  # fmt: skip
def test_a_file_that_is_none_of_helms_is_named(tmp_path, content):
    with pytest.raises(InputError, match=r"prod_hub\.json"):
        gather(tmp_path, content)


def test_nothing_installed_is_nothing_wrong(tmp_path):
    assert gather(tmp_path, []).records == ()


def test_a_description_is_hostile_text(tmp_path):
    token = "ghp_" + "a1B2" * 9
    found = gather(tmp_path, [row(2, 0, description=f"<img src=x onerror=y> {token} \x1b[31m", chart="<b>|x-1.0.0")])
    (admitted,) = Gate(RedactSettings()).admit([found])
    kept = dump(admitted.records)
    for bad in (token, "<img", "\x1b", "<b>", "\\u001b"):
        assert bad not in kept


@pytest.mark.parametrize("field", ["chart", "app_version", "status"])
@pytest.mark.parametrize("text", ["jane.roe@cs.campus.edu", "https://hub:S3cretPassw0rd@registry.campus.edu/hub"])
def test_no_field_takes_from_an_address_what_the_gate_knows_it_by(tmp_path, field, text):
    (admitted,) = Gate(RedactSettings()).admit([gather(tmp_path, [row(2, 0, **{field: text})])])
    kept = dump(admitted.records)
    assert "jane.roe" not in kept
    assert "S3cret" not in kept


@pytest.mark.parametrize(
    ("chart", "parts"),
    [
        ("jupyterhub-3.3.7", ("jupyterhub", "3.3.7")),
        ("postgresql-ha-9.4.11", ("postgresql-ha", "9.4.11")),
        ("hub-v1.2.3-rc.1+build.5", ("hub", "v1.2.3-rc.1+build.5")),
        ("jupyterhub-0.0.1-n123.h0abc", ("jupyterhub", "0.0.1-n123.h0abc")),
        ("nameless", ("nameless", "")),
    ],
)
def test_a_charts_name_and_version(chart, parts):
    assert split_chart(chart) == parts


def packed(document: object) -> str:
    data = document if isinstance(document, bytes) else gzip.compress(json.dumps(document).encode(), mtime=0)
    return base64.b64encode(base64.b64encode(data)).decode()


def test_a_secret_is_decoded_to_its_metadata():
    release = {"name": "hub", "namespace": "prod", "version": 3, "config": {"p": "hunter2"},
               "info": {"last_deployed": "2026-11-22T13:50:00Z", "status": "deployed"},
               "chart": {"metadata": {"name": "hub", "version": "1.0.0"}}}  # fmt: skip
    found = decode(packed(release))
    assert found is not None
    assert (found.release, found.number, found.chart) == ("hub", 3, "hub-1.0.0")
    assert "hunter2" not in repr(found)
    assert decode(packed(json.dumps(release).encode())) == found  # Helm writes small ones without gzip


@pytest.mark.parametrize(
    "data",
    ["", "no base64!", base64.b64encode(b"once only \xff").decode(), packed(b"\x1f\x8b broken"), packed([1]),
     packed({"name": "../../etc", "version": 1, "info": {}}), packed(gzip.compress(b"[" * 200_000, mtime=0)),
     packed(gzip.compress(b"x" * 100, mtime=0)[:-4])],
)  # fmt: skip
def test_a_secret_that_is_no_release_is_none(data):
    assert decode(data) is None


def test_a_bomb_is_not_unpacked():
    pack = zlib.compressobj(9, wbits=31)
    bomb = b"".join(pack.compress(b"0" * (1 << 20)) for _ in range(300)) + pack.flush()
    assert len(bomb) < 1 << 20
    assert decode(packed(bomb)) is None


def stored(revision):
    release = {"name": "hub", "namespace": "prod", "version": revision,
               "info": {"last_deployed": f"2026-11-22T13:{revision:02d}:00Z", "status": "deployed"},
               "chart": {"metadata": {"name": "hub", "version": f"1.0.{revision}"}}}  # fmt: skip
    name = f"sh.helm.release.v1.hub.v{revision}"
    return {"metadata": {"name": name, "uid": name}, "type": TYPE, "data": {"release": packed(release)}}


TYPE = "helm.sh/release.v1"
SECRETS = "/api/v1/namespaces/prod/secrets"


def live(api):
    config = api.kubeconfig("admin")
    return HelmSecrets("prod", hours=72, context=None, kubeconfig=config, environ=os.environ).gather(Window())


def test_releases_of_a_cluster_page_by_page_and_one_that_is_broken_is_a_gap(tmp_path):
    broken = {"metadata": {"name": "sh.helm.release.v1.hub.v99"}, "type": TYPE, "data": {"release": "broken"}}
    with peers.local_api(tmp_path, {SECRETS: [*(stored(n) for n in range(1, 46)), broken]}) as api:
        found = live(api)
        assert all("type%3Dhelm.sh" in path for path in api.asked if "/secrets" in path)
    assert len(found.records) == 45
    assert [gap.id for gap in found.gaps] == ["gap:helm:prod/sh.helm.release.v1.hub.v99".replace("helm:", "helm/", 1)]


def test_a_cluster_that_goes_away_in_the_middle_leaves_what_was_read(tmp_path, monkeypatch):
    monkeypatch.setattr("incidentkit.sources.kubernetes.client.sleep", lambda seconds: None)
    with peers.local_api(tmp_path, {SECRETS: [stored(n) for n in range(1, 46)]}) as api:
        api.before = lambda method, path, number: (0, {}, b"") if "continue" in path else None
        found = live(api)
    assert len(found.records) == 20
    assert "not all releases" in found.gaps[0].summary


def test_through_new_a_cluster_that_goes_away_leaves_what_it_and_the_others_gave(tmp_path, monkeypatch, capsys):
    """A real connection that breaks off at the second page of releases: a report, its gap, and exit 1."""
    monkeypatch.setattr("incidentkit.sources.kubernetes.client.sleep", lambda seconds: None)
    monkeypatch.chdir(tmp_path)
    event = {"kind": "Event", "type": "Warning", "reason": "Evicted", "lastTimestamp": "2026-11-22T13:20:00Z",
             "metadata": {"uid": "e"},
             "involvedObject": {"kind": "Pod", "namespace": "prod", "name": "hub-0"}}  # fmt: skip
    Path("events.json").write_text(json.dumps(event))
    span = ["--since", "2026-11-22T13:00:00Z", "--until", "2026-11-22T14:00:00Z"]
    asked = ["new", "Hub", "--helm-secrets", "prod", "--k8s-file", "events.json", *span]
    with peers.local_api(tmp_path, {SECRETS: [stored(n) for n in range(1, 46)]}) as api:
        config = ["--kubeconfig", str(api.kubeconfig("admin"))]
        api.before = lambda method, path, number: (0, {}, b"") if "continue" in path else None
        assert run([*asked, *config]) == Exit.FINDINGS
        (report,) = Path("incidents").glob("*.md")
        text = report.read_text(encoding="utf-8")
        assert "> Not known:" in text
        assert "not all releases of namespace `prod` could be read" in text
        assert "`1.0.20` `revision 20`" in text  # of the first page
        assert "Pod `hub-0` was evicted" in text
        assert "warning: helm:" in capsys.readouterr().err
        # The connection is back: what was not had joins.
        api.before = None
        assert run(["update", "hub", "--helm-secrets", "prod", *config, *span]) == Exit.OK
    assert "1.0.45" in report.read_text(encoding="utf-8")


def test_a_file_that_is_not_there_says_how_to_make_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["new", "Hub", "--helm-file", "nope"]) == Exit.USAGE
    assert "helm history RELEASE -n NAMESPACE -o json" in capsys.readouterr().err
    assert not Path("incidents").exists()
