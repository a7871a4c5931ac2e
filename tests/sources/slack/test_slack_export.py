"""Exports of every age, whole or damaged, kind or hostile."""

from __future__ import annotations

import io
import json
import re
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from needs import need_shared

from incidentkit.config import SlackSettings
from incidentkit.errors import InputError, UsageError
from incidentkit.evidence import MENTION_END, MENTION_START
from incidentkit.sources.interface import Gathered, Window
from incidentkit.sources.slack import archive
from incidentkit.sources.slack.export import SlackExport

ALWAYS = Window(since=datetime(1970, 1, 2, tzinfo=UTC))
DAY = "2026-11-22.json"
PARENT = "1795385140.000100"


def said(ts: str, text: str, user: str = "U0OPERATOR", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts, **more}


def files(**more: Any) -> dict[str, Any]:
    return {
        "channels.json": [{"id": "C024BE91L", "name": "hub-ops"}, {"id": "C0HELP", "name": "help"}],
        "users.json": [{"id": "U0OPERATOR", "name": "op", "profile": {"display_name": "Hub Operator"}}],
        f"hub-ops/{DAY}": [
            said(PARENT, "503s on the hub", thread_ts=PARENT),
            said("1795385200.000100", "restarted the proxy", thread_ts=PARENT),
            said("1795385300.000100", "lunch"),
        ],
        f"help/{DAY}": [said("1795385150.000100", "I cannot log in", "U0STUDENT")],
        **more,
    }


def data(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def zipped(tmp_path: Path, content: dict[str, Any]) -> Path:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, value in content.items():
            out.writestr(name, data(value))
    return path


def folder(tmp_path: Path, content: dict[str, Any]) -> Path:
    for name, value in content.items():
        file = tmp_path / "export" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data(value))
    return tmp_path / "export"


def gather(path: Path, channel: str | None = "hub-ops", window: Window | None = None, **more: Any) -> Gathered:
    settings = SlackSettings(workspace=more.pop("workspace", ""))
    return SlackExport(path, channel, settings=settings, **more).gather(window or Window())


def stamps(got: Gathered) -> list[str]:
    return [record.id.rpartition("/")[2] for record in got.records]


@pytest.mark.parametrize("made", [zipped, folder])
@pytest.mark.parametrize("channel", ["hub-ops", "#hub-ops", "C024BE91L"])
def test_zip_and_folder_give_the_same_by_name_and_by_id(tmp_path: Path, made: Any, channel: str) -> None:
    got = gather(made(tmp_path, files()), channel)
    assert [r.id for r in got.records] == [
        f"slack:C024BE91L/{ts}" for ts in (PARENT, "1795385200.000100", "1795385300.000100")
    ]
    assert got.records[0].author and got.records[0].author.name == "Hub Operator"
    assert [p.names[0] for p in got.people if p.id == "U0OPERATOR"] == ["Hub Operator"]
    assert not got.gaps


def test_a_folder_zipped_as_a_folder_and_with_a_mac_s_leftovers(tmp_path: Path) -> None:
    inner = {f"my export/{name}": value for name, value in files().items()}
    got = gather(
        zipped(tmp_path, {**inner, "__MACOSX/my export/._channels.json": b"\x00\x05", "my export/.DS_Store": b"x"})
    )
    assert len(got.records) == 3


def test_people_of_another_chat_are_people_whatever_their_ids_look_like(tmp_path: Path) -> None:
    users = [{"id": "u-1", "profile": {"real_name": "Op One"}}, {"id": "72b3", "profile": {"real_name": "Op Two"}}]
    talk = [said(PARENT, "503s, <@72b3> look", "u-1"), said("1795385200.000100", "on it, <@nobody>", "72b3")]
    found = gather(folder(tmp_path, files(**{"users.json": users, f"hub-ops/{DAY}": talk})))
    assert [record.author.id for record in found.records if record.author] == ["u-1", "72b3"]
    assert found.records[0].summary == f"503s, {MENTION_START}72b3{MENTION_END} look"
    assert {person.id: person.names for person in found.people} == {"u-1": ("Op One",), "72b3": ("Op Two",)}


def test_permalinks_are_built_where_the_workspace_is_known(tmp_path: Path) -> None:
    path = zipped(tmp_path, files())
    assert gather(path).records[0].links == ()
    for setting in ("example", "example.slack.com", "https://example.slack.com/"):
        got = gather(path, workspace=setting)
        assert got.records[0].links[0].url == f"https://example.slack.com/archives/C024BE91L/p{PARENT.replace('.', '')}"
        assert got.records[1].links[0].url.endswith(f"?thread_ts={PARENT}&cid=C024BE91L")


def test_a_thread_by_permalink_and_by_ts(tmp_path: Path) -> None:
    path = zipped(tmp_path, files())
    link = f"https://example.slack.com/archives/C024BE91L/p{PARENT.replace('.', '')}"
    for thread, channel in ((link, None), (PARENT, "hub-ops")):
        assert stamps(gather(path, channel, thread=thread)) == [PARENT, "1795385200.000100"]
    assert gather(path, None, thread=link).records[0].links[0].url == link
    lost = gather(path, "hub-ops", thread="1795000000.000100")
    assert (lost.records, len(lost.gaps)) == ((), 1)


def test_all_channels_need_a_window_and_their_names_are_told(tmp_path: Path) -> None:
    path = zipped(tmp_path, files())
    assert {r.id.split("/")[0] for r in gather(path, None, ALWAYS).records} == {"slack:C024BE91L", "slack:C0HELP"}
    with pytest.raises(UsageError) as failed:
        gather(path, None)
    assert "#hub-ops" in str(failed.value.hint)


def test_a_channel_that_is_not_there_names_the_near_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as failed:
        gather(zipped(tmp_path, files()), "hubops")
    assert "#hub-ops" in str(failed.value.hint)


def test_the_window_holds_and_says_what_it_left_out(tmp_path: Path) -> None:
    until = datetime.fromtimestamp(1795385250, UTC)
    got = gather(zipped(tmp_path, files()), window=Window(until=until))
    assert len(got.records) == 2
    assert dict(got.hidden) == {"outside the window": 1}


def test_days_far_from_the_window_are_not_read(tmp_path: Path) -> None:
    path = zipped(tmp_path, files(**{"hub-ops/2019-01-01.json": b"this is not read"}))
    got = gather(path, window=Window(since=datetime(2026, 11, 20, tzinfo=UTC)))
    assert (len(got.records), got.gaps) == (3, ())


def test_an_enterprise_export_s_other_folders_are_no_channels(tmp_path: Path) -> None:
    beside = {
        f"canvases/{DAY}": [said("1.000000", "x")], f"huddle_transcripts/{DAY}": [{"transcript": 1}],
        "canvases.json": [{"id": "F1"}], "file_conversations.json": [],
        "org_users.json": [{"id": "U0STUDENT", "name": "s"}],
        "groups.json": [{"id": "G0WAR", "name": "war-room"}], f"war-room/{DAY}": [said("1795385160.000100", "private")],
    }  # fmt: skip
    got = gather(zipped(tmp_path, files(**beside)), None, ALWAYS)
    assert sorted({r.id.split("/")[0] for r in got.records}) == [
        "slack:C024BE91L", "slack:C0HELP", "slack:G0WAR",
    ]  # fmt: skip


def test_comments_in_canvases_are_no_channel_however_a_system_wrote_the_colon(tmp_path: Path) -> None:
    notes = {"FC:F05ABCDEFGH:My notes": "1795385000.000100", "FC_F05ABCDEFGJ_Other notes": "1795385001.000100"}
    content = {f"{name}/{DAY}": [said(ts, "a note")] for name, ts in notes.items()}
    assert not set(stamps(gather(folder(tmp_path, files(**content)), None, ALWAYS))) & set(notes.values())


@pytest.mark.parametrize("listed", [True, False])
def test_direct_messages_are_read_by_name_only(tmp_path: Path, listed: bool) -> None:
    secret = "1795385000.000100"
    content = files(**{f"{name}/{DAY}": [said(secret, "only us")] for name in ("D0PRIVATE", "mpdm-ann--bea--cem-1")})
    if listed:
        content["dms.json"] = [{"id": "D0PRIVATE", "members": ["U0OPERATOR", "U0HELPDESK"]}]
        content["mpims.json"] = [{"id": "G0GROUPOF3", "name": "mpdm-ann--bea--cem-1", "members": []}]
    path = folder(tmp_path, content)
    everything = gather(path, None, ALWAYS)
    assert stamps(everything) and secret not in stamps(everything)
    assert [note for note in everything.notes if "Direct messages were left out (2)" in note]
    named = gather(path, "D0PRIVATE")
    assert stamps(named) == [secret] and not named.notes


def test_without_lists_the_folders_are_the_channels(tmp_path: Path) -> None:
    got = gather(zipped(tmp_path, {f"hub-ops/{DAY}": [said(PARENT, "hub is down", user_profile={"real_name": "Op"})]}))
    assert got.records[0].id == f"slack:hub-ops/{PARENT}"
    assert got.records[0].author and got.records[0].author.name == "Op"
    assert any("users.json" in note for note in got.notes)


def test_a_damaged_day_is_a_gap_and_the_others_are_kept(tmp_path: Path) -> None:
    broken = {
        "hub-ops/2026-11-23.json": b'[{"ts": ',
        "hub-ops/2026-11-24.json": {"ok": False},
        "hub-ops/2026-11-25.json": b"\xff\xfe",
    }
    got = gather(zipped(tmp_path, files(**broken)))
    assert len(got.records) == 3
    assert len(got.gaps) == 3
    assert all("2026" in gap.summary for gap in got.gaps)


def test_nothing_but_damage_is_refused_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"hub-ops/2026-11-22.json:2: is no valid JSON"):
        gather(zipped(tmp_path, files(**{f"hub-ops/{DAY}": b"[\n{]"})))


def test_an_edit_and_a_deletion_in_later_entries_win(tmp_path: Path) -> None:
    gone = {"subtype": "message_deleted", "deleted_ts": "1795385200.000100", "ts": "1795385210.000100"}
    edited = said(PARENT, "hub is slow", edited={"ts": "1795385150.000000"})
    day = [said(PARENT, "hub is down"), edited, said("1795385200.000100", "oops"), gone]
    got = gather(zipped(tmp_path, files(**{f"hub-ops/{DAY}": day})))
    assert [r.summary for r in got.records] == ["hub is slow", "(message deleted)"]
    assert dict(got.hidden) == {"seen twice": 2}


@pytest.mark.parametrize(
    "entry", ["../evil.json", "/etc/evil.json", "a/../../evil.json", "..\\evil.json", "C:/evil.json"]
)
def test_entries_that_lead_out_are_refused(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as out:
        info = zipfile.ZipInfo("x")
        info.filename = entry
        out.writestr(info, "[]")
    with pytest.raises(InputError, match="leads out"):
        gather(path)


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as out:
        info = zipfile.ZipInfo("channels.json")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(info, "/etc/passwd")
    with pytest.raises(InputError, match="link"):
        gather(path)
    made = folder(tmp_path, files())
    (made / "hub-ops" / "2026-11-23.json").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="link"):
        gather(made)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path, files(**{f"hub-ops/{DAY}": b" " * 30_000_000}))
    with pytest.raises(InputError, match="densely"):
        gather(path)


def test_an_entry_that_is_more_than_the_cap_is_lost_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, files(**{"hub-ops/2026-11-23.json": [said("1795471540.000100", "x" * 5000)]}))
    monkeypatch.setattr(archive, "MAX_FILE", 4000)
    got = gather(path)
    assert (len(got.records), len(got.gaps)) == (3, 1)


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"channels.json": [], "users.json": []})
    raw = bytearray(path.read_bytes())
    second = raw.rfind(b"PK\x01\x02")
    raw[second + 42 : second + 46] = (0).to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(InputError):
        gather(path)


def test_an_entry_inside_another_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path, {"users.json": []}).read_bytes()
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        out.writestr("channels.json", inner)
        out.writestr("users.json", "[]")
    raw = bytearray(path.read_bytes())
    within = raw.find(b"PK\x03\x04", 4)
    second = raw.rfind(b"PK\x01\x02")
    raw[second + 42 : second + 46] = within.to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(InputError, match="overlaps"):
        gather(path)


def test_subtypes_of_tomorrow_and_workflow_commands_are_text(tmp_path: Path) -> None:
    odd = [
        said("1795385400.000100", "::error file=a::503s again", subtype="hologram"),
        said("1795385401.000100", "x" * 10**6),
    ]
    got = gather(zipped(tmp_path, files(**{"hub-ops/2026-11-23.json": odd})))
    assert len(got.records) == 5
    assert "503s again" in got.records[3].summary
    assert len(got.records[4].summary) < 1000
    assert len(got.records[4].body or "") < 100_000


ODD = {b"\xef\xbb\xbf[1]": 1, b'[{"ts": "1795385400.000100", "text": "a \\ud800 b"}]': 1, b"[NaN, {}]": 2}


@pytest.mark.parametrize("day", ODD, ids=["byte-order mark", "lone surrogate", "not a number"])
def test_json_that_only_the_standard_library_reads_is_read(tmp_path: Path, day: bytes) -> None:
    got = gather(zipped(tmp_path, files(**{"hub-ops/2026-11-23.json": day})))
    assert not got.gaps
    assert len(got.records) + sum(count for _, count in got.hidden) == 3 + ODD[day]


def test_what_lies_outside_the_window_is_counted_and_a_pin_in_it_still_marks(tmp_path: Path) -> None:
    days = {
        f"hub-ops/{DAY}": [said(f"{1795385140 + n}.000100", "503s on the hub") for n in range(9)],
        "hub-ops/2026-11-23.json": [
            {"subtype": "pinned_item", "ts": "1795471540.000100", "user": "U0OPERATOR",
             "attachments": [{"ts": "1795385141.000100", "text": "503s"}]},
            *(said(f"{1795471600 + n}.000100", "much later") for n in range(9)),
        ],
    }  # fmt: skip
    window = Window(datetime.fromtimestamp(1795385140, UTC), datetime.fromtimestamp(1795385143, UTC))
    got = gather(zipped(tmp_path, files(**days)), window=window)
    assert stamps(got) == [f"{1795385140 + n}.000100" for n in range(3)]
    assert [record.marks for record in got.records] == [(), ("timeline",), ()]
    assert dict(got.hidden) == {"outside the window": 16}


def test_many_entries_are_read_and_too_many_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"c{n}/{DAY}": [] for n in range(10_000)}
    path = zipped(tmp_path, files(**many))
    assert len(gather(path).records) == 3
    monkeypatch.setattr(archive, "MAX_ENTRIES", 9_999)
    with pytest.raises(InputError, match="9,999"):
        gather(path)


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\x03\x04" + b"\x00" * 50, b"{}", b"[]"])
def test_what_is_no_export_is_one_line(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "export.zip").write_bytes(raw)
    with pytest.raises(InputError) as failed:
        gather(tmp_path / "export.zip")
    assert failed.value.hint
    assert "\n" not in failed.value.message


def test_a_zip_or_folder_of_something_else_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Slack export"):
        gather(zipped(tmp_path, {"package.json": {"name": "x"}}))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no Slack export"):
        gather(tmp_path / "empty")
    with pytest.raises(InputError, match="no such file"):
        gather(tmp_path / "absent.zip")


def test_an_encrypted_export_says_so(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"channels.json": []})
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(InputError):
        gather(path)


@pytest.mark.parametrize(
    "wrong", [None, 1, "x", {}, [None, 1, "x", [], {}], [{"ts": None}], [{"ts": 10**30}], [{"ts": "-1.000000"}]]
)
def test_days_of_the_wrong_shape_lose_nothing_silently(tmp_path: Path, wrong: Any) -> None:
    got = gather(zipped(tmp_path, files(**{"hub-ops/2026-11-23.json": wrong})))
    assert len(got.records) == 3
    lost = len(wrong) if isinstance(wrong, list) else 0
    assert sum(count for _, count in got.hidden) == lost
    assert len(got.gaps) == (0 if isinstance(wrong, list) else 1)


@pytest.mark.parametrize("wrong", [None, {}, "x", [1, None, {}, {"id": 5}, {"id": "U0", "profile": []}, {"id": "<b>"}]])
def test_lists_of_the_wrong_shape_cost_no_message(tmp_path: Path, wrong: Any) -> None:
    got = gather(zipped(tmp_path, files(**{"users.json": wrong, "groups.json": wrong})))
    assert len(got.records) == 3


def test_every_message_of_a_real_export_is_accounted_for() -> None:
    path = need_shared("slack/houstondatavis-export.zip")
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as export:
        days = [name for name in export.namelist() if re.search(r"/\d{4}-\d\d-\d\d\.json$", name)]
        total = sum(len(json.loads(export.read(name))) for name in days)
    assert total == 1382
    got = gather(path, None, ALWAYS, workspace="example")
    assert len(got.records) + sum(count for _, count in got.hidden) == total
    assert len({record.id for record in got.records}) == len(got.records)
    assert not got.gaps
    shown = "\n".join(f"{r.summary}\n{r.body or ''}" for r in got.records)
    people = "|".join(person.id for person in got.people)
    bare = re.sub(f"{MENTION_START}[^{MENTION_END}]*{MENTION_END}", "", shown)
    assert not re.findall(rf"<@|<#|<!|&lt;@|&lt;#|&amp;|\b(?:{people})\b", bare)
    assert "xoxe-" not in shown
    assert "files-pri" not in shown


def test_one_real_channel_by_name_gives_what_its_files_hold() -> None:
    path = need_shared("slack/houstondatavis-export.zip")
    with zipfile.ZipFile(path) as export:
        total = sum(len(json.loads(export.read(n))) for n in export.namelist() if n.startswith("datajam/"))
    assert len(gather(path, "#datajam").records) == total
