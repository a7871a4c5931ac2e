"""The main job, as a user runs it: evidence in, a report out, over real connections, whatever goes wrong."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from needs import SHARED_REASON, need_command
from peers import kubernetes
from peers.slack import SlackServer

CHANNEL = "C024BE91L"
TOKEN = "ghp_" + "a1B2c3D4e5" * 4
NAME = "Zorblax Testperson"
ONE, TWO = "U024BE7LH", "U02RZ1QMS"
# A minute before the first event of the staged cluster.
START = datetime(2026, 11, 22, 22, 0, 30, 123456, tzinfo=UTC).timestamp()


def messages(start):
    """A thread: an alert, people, a secret, chatter, something to do, the end."""
    rows = [
        ("B1", "HubDown is firing", {"subtype": "bot_message", "username": "Alertmanager", "text": "",
                                      "attachments": [{"title": "[FIRING:1] HubDown", "text": "the hub is gone"}]}),
        (ONE, "students see 503 at login", {}),
        (TWO, f"trying with {TOKEN}, ask <@{ONE}> or mail {NAME.split(maxsplit=1)[0].lower()}@corp.org", {}),
        (ONE, "looking", {}),
        (TWO, "TODO: raise the memory limit of the hub", {}),
        (ONE, f"thanks {NAME}!", {}),
        (ONE, "everything is back to normal", {"reactions": [{"name": "white_check_mark", "users": [TWO]}]}),
    ]  # fmt: skip
    first = f"{start:.6f}"
    return [
        {"type": "message", "ts": f"{start + 60 * n:.6f}", "thread_ts": first, "user": user, "text": text, **more}
        for n, (user, text, more) in enumerate(rows)
    ]


@pytest.fixture
def slack():
    users = [{"id": ONE, "name": "one", "real_name": NAME}, {"id": TWO, "name": "two", "real_name": "Quux Example"}]
    with SlackServer(messages={CHANNEL: messages(START)}, users=users, channels={CHANNEL: "hub-ops"}) as server:
        server.permalink = f"https://example.slack.com/archives/{CHANNEL}/p{f'{START:.6f}'.replace('.', '')}"
        yield server


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    if not kubernetes.ENVTEST.exists():
        pytest.skip(f"{SHARED_REASON}/envtest: the same tests run on recorded answers")
    need_command("etcd", "etcd-server")
    with kubernetes.real_api(tmp_path_factory.mktemp("api")) as api:
        kubernetes.stage(api)
        yield api


@pytest.fixture(params=["real", "recorded"])
def cluster(request, tmp_path):
    if request.param == "real":
        yield request.getfixturevalue("real")
    else:
        with kubernetes.local_api(tmp_path, kubernetes.recorded_lists()) as api:
            yield api


@pytest.fixture
def run(tmp_path):
    """Run `incident` in an empty workspace; gives the finished process."""
    home = tmp_path / "workspace"
    (home / "incidents").mkdir(parents=True)

    def command(*arguments, environ=None, **more):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "GITHUB_", "GH_", "KUBE"))}
        env |= {"HOME": str(home), "NO_COLOR": "1", **(environ or {})}
        return subprocess.run(
            [sys.executable, "-m", "incidentkit", *arguments],
            cwd=home, env=env, capture_output=True, text=True, check=False, timeout=120, **more,
        )  # fmt: skip

    command.home = home
    return command


def everything(folder):
    return "".join(path.read_text() for path in folder.rglob("*") if path.is_file())


def test_a_thread_and_a_cluster_become_a_report(run, slack, cluster):
    # The rollouts of the real API happened just now, those of the recording when it was made.
    window = ("--since", "2026-11-22", "--until", "2030-01-01")
    done = run(
        "new", "Hub down", "--slack", slack.permalink, "--k8s", kubernetes.NAMESPACE,
        "--kubeconfig", str(cluster.kubeconfig("admin")), "--tz", "America/Los_Angeles", "--json", *window,
        environ=slack.environ,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    shown = json.loads(done.stdout)
    assert shown["evidence"]["slack"] == 7 and shown["evidence"]["kubernetes"] >= 5
    assert shown["redacted"]["github-token"] >= 1 and shown["redacted"]["email"] >= 1
    text = (run.home / shown["path"]).read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Summary", "Timeline", "Conclusion", "Action items"]
    assert re.search(r"\*\*Detected\.\*\* Responder A: “students see 503 at login” \[\^s\d+\]", text)
    assert re.search(r"\*\*Resolved\.\*\* Responder A: “everything is back to normal” \[\^s\d+\]", text)
    assert "killed for want of memory" in text and "Rolled out revision" in text
    assert re.search(r"^- \[ \] Raise the memory limit of the hub \[\^s\d+\]$", text, re.MULTILINE)
    assert "looking”" not in text
    written = everything(run.home / "incidents") + done.stdout + done.stderr
    for private in (TOKEN, "corp.org", *NAME.split(), "Quux"):
        assert private not in written, f"{private} reached a file or the terminal"
    checked = run("check", "--json")
    rules = {finding["rule"] for finding in json.loads(checked.stdout)["findings"]}
    assert rules <= {"placeholder", "action-unlinked"}, "a new report leaves only what people must do"


def test_its_json_leads_from_every_line_to_its_evidence(run, slack):
    path = run("new", "Hub down", "--slack", slack.permalink, environ=slack.environ).stdout.strip()
    shown = json.loads(run("show", path, "--json").stdout)
    assert shown["timeline"] and all(entry["evidence"] for entry in shown["timeline"])
    assert all(entry["at"] and entry["at"].endswith("Z") for entry in shown["timeline"])
    assert {entry["milestone"] for entry in shown["timeline"]} >= {"detected", "resolved"}


@pytest.mark.parametrize(("user", "expected"), [("nobody", "may be read"), ("missing", "kubeconfig|No such|not found")])
def test_a_cluster_that_says_no_is_a_gap_and_the_thread_is_kept(run, slack, tmp_path, user, expected):
    with kubernetes.local_api(tmp_path, kubernetes.recorded_lists()) as api:
        config = api.kubeconfig(user) if user == "nobody" else tmp_path / "none"
        done = run(
            "new", "Hub down", "--slack", slack.permalink, "--k8s", kubernetes.NAMESPACE, "--kubeconfig", str(config),
            environ=slack.environ,
        )  # fmt: skip
    assert done.returncode == 1, done.stderr
    text = (run.home / done.stdout.strip()).read_text()
    assert "students see 503" in text
    assert "> Not known:" in text and re.search(expected, text, re.IGNORECASE)
    assert "Traceback" not in done.stderr


PROBLEMS = (
    ("no token", {"SLACK_TOKEN": ""}, {}, 4, "SLACK_TOKEN"),
    ("wrong token", {"SLACK_TOKEN": "xoxb-wrong"}, {"conversations.replies": {"error": "invalid_auth"}}, 4, "token"),
    ("not invited", {}, {"conversations.replies": {"error": "not_in_channel"}}, 4, "invite"),
    ("no scope", {}, {"conversations.replies": {"error": "missing_scope", "needed": "groups:history"}}, 4, "scope"),
    ("no thread", {}, {"conversations.replies": {"error": "thread_not_found"}}, None, "thread"),
    ("unknown", {}, {"conversations.replies": {"error": "made_up_error"}}, None, "made_up_error"),
)


@pytest.mark.parametrize(("environ", "errors", "code", "said"), [p[1:] for p in PROBLEMS], ids=[p[0] for p in PROBLEMS])
def test_without_any_answer_nothing_is_written_and_the_next_step_is_said(run, slack, environ, errors, code, said):
    slack.errors = errors
    done = run("new", "Hub down", "--slack", slack.permalink, environ={**slack.environ, **environ})
    assert done.returncode == code if code else done.returncode in (2, 4, 5)
    assert said.lower() in done.stderr.lower() and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) <= 3, "a line and a next step"
    assert not list((run.home / "incidents").iterdir())


def test_a_slack_that_cannot_be_reached_is_a_remote_failure(run, slack):
    environ = {**slack.environ, "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    done = run("new", "Hub down", "--slack", slack.permalink, environ=environ)
    assert done.returncode == 5 and "Traceback" not in done.stderr
    assert not list((run.home / "incidents").iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "***"), "no letter or digit"),
        (("new", "x", "--slack", "https://example.com/x"), "no link to a Slack message"),
        (("new", "x", "--slack-export", "missing.zip"), "missing.zip"),
        (("new", "x", "--slack-export", "bad.zip"), "bad.zip"),
        (("new", "x", "--k8s-file", "missing.json"), "missing.json"),
        (("new", "x", "--k8s-file", "bad.json"), "bad.json:3"),
        (("new", "x", "--since", "soon"), "--since"),
        (("new", "x", "--since", "2026-02-02", "--until", "2026-02-01"), "--until"),
        (("new", "x", "--context", "prod"), "--k8s"),
        (("new", "x", "--slakc", "y"), "--slakc"),
        (("new",), "TITLE"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(run, arguments, said):
    (run.home / "bad.zip").write_bytes(b"PK\x03\x04 no")
    (run.home / "bad.json").write_text('{"kind": "List",\n "items": [\n  {]}')
    done = run(*arguments)
    assert done.returncode == 2 and said in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""
    assert not list((run.home / "incidents").iterdir())


def test_an_unknown_zone_is_a_setting_that_is_wrong(run):
    (run.home / "incidentkit.toml").write_text('[report]\ntimezone = "Mars/Olympus"\n')
    done = run("new", "x")
    assert done.returncode == 4 and "Mars/Olympus" in done.stderr
    done = run("new", "x", "--tz", "Venus")  # on the command line it is a mistake of that
    assert done.returncode == 2 and "--tz: 'Venus'" in done.stderr


def test_without_sources_there_is_a_good_empty_report_and_it_is_never_overwritten(run):
    done = run("new", "Hub down")
    assert done.returncode == 0
    path = run.home / done.stdout.strip()
    path.write_text("my words\n")
    again = run("new", "Hub down")
    assert again.returncode == 2 and "exists already" in again.stderr
    assert path.read_text() == "my words\n"


def test_interrupted_before_anything_was_had_nothing_half_is_left(run, slack):
    out, err = interrupted(run, slack, after=1)
    assert out == "" and "Interrupted" in err and "Traceback" not in err
    assert not list((run.home / "incidents").rglob("*"))


def test_interrupted_in_the_middle_what_was_had_is_written_and_update_completes_it(run, slack):
    slack.most = 2  # a page is the parent and two replies
    slack.faults = [None, None]
    out, err = interrupted(run, slack, after=3)
    path = run.home / out.strip()
    text = path.read_text()
    assert "students see 503 at login" in text and "the run was interrupted" in text and "back to normal" not in text
    assert f"incident update {out.strip()}" in err and "Traceback" not in err and TOKEN not in everything(run.home)
    slack.faults, slack.retry_after = [], "1"
    updated = run("update", out.strip(), environ=slack.environ)
    assert updated.returncode == 0, updated.stderr
    assert "everything is back to normal" in path.read_text()


def interrupted(run, slack, *, after):
    """Ctrl-C while Slack makes `incident new` wait, at its call number `after`; gives what was printed."""
    slack.retry_after = "30"
    slack.faults += [429] * 9
    env = {**os.environ, **slack.environ, "HOME": str(run.home)}
    command = [sys.executable, "-m", "incidentkit", "new", "Hub down", "--slack", slack.permalink]
    process = subprocess.Popen(
        command, cwd=run.home, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 30
    while slack.calls["conversations.replies"] < after and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    return out, err
