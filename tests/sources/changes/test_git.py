"""Local git, the real program on real repositories: what is told, what is not, and what a hostile one cannot do."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from peers.git import AT, Repository

from incidentkit.config import ChangesSettings, Declared, RedactSettings
from incidentkit.errors import InputError, SettingsError, UsageError
from incidentkit.evidence import dump
from incidentkit.redact import Gate
from incidentkit.sources.changes import GitChanges
from incidentkit.sources.interface import Window

WINDOW = Window(AT - timedelta(hours=1), AT + timedelta(hours=2))


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return Repository.make(tmp_path / "deploy")


def gather(where: Repository | Path, window=WINDOW, declared=(), environ=None, **settings):
    path = where.path if isinstance(where, Repository) else where
    source = GitChanges(
        path, settings=ChangesSettings(**settings), declared=tuple(declared), environ=environ or os.environ
    )
    return source.gather(window)


def changes(found):
    return [record.summary for record in found.records if record.kind == "change"]


def test_commits_of_the_span_and_the_one_before_it(repo):
    old = repo.commit(-60 * 24 * 9, "Where it stood")
    new = repo.commit(-90, "Bump the hub to 1.1")
    repo.commit(200, "After it was over")
    found = gather(repo)
    assert [(r.id, r.kind, r.at) for r in found.records] == [
        (f"git:deploy@{old}", "version", AT - timedelta(days=9)),
        (f"git:deploy@{new}", "change", AT - timedelta(minutes=90)),
    ]
    assert changes(found) == ["Committed to `deploy`: Bump the hub to 1.1"]
    assert [r.versions[0].value for r in found.records] == [old[:12], new[:12]]
    assert not found.gaps


def test_so_many_commits_that_they_would_hide_the_rest_are_no_lines(repo):
    repo.commit(-9000, "first")
    for minutes in range(8):
        repo.commit(minutes, f"change {minutes}")
    assert {r.weight for r in gather(repo).records if r.kind == "change"} == {55}
    repo.commit(9, "one more")
    assert {r.weight for r in gather(repo).records if r.kind == "change"} == {40}


def test_of_a_merged_branch_the_merge_is_told_with_its_title_and_not_its_commits(repo):
    repo.commit(-9000, "first")
    repo.git("switch", "-q", "-c", "somebody/secret-plan")
    repo.commit(-4000, "one step", {"hub/values.yaml": "a: 1"})
    repo.commit(-3000, "another step", {"hub/values.yaml": "a: 2"})
    repo.git("switch", "-q", "main")
    repo.merge(-30, "somebody/secret-plan", "Merge pull request #12 from org/somebody/secret-plan\n\nUse the new hub")
    found = gather(repo)
    assert changes(found) == ["Merged into `deploy`: Use the new hub (#12)"]
    assert found.records[-1].at == AT - timedelta(minutes=30)
    assert "`hub/values.yaml`" in found.records[-1].body
    assert "secret-plan" not in dump(found.records)


def test_the_time_is_when_it_was_merged_and_not_when_it_was_written(repo):
    repo.commit(-9000, "first")
    repo.commit(-20, "Squashed: limits (#31)", written=-60 * 24 * 3)
    (record,) = (r for r in gather(repo).records if r.kind == "change")
    assert record.at == AT - timedelta(minutes=20)
    assert "written 2 days before" in record.body


def test_a_clock_that_is_wrong_is_said_and_hides_nothing(repo):
    repo.commit(-9000, "first")
    repo.commit(-60, "one")
    late = repo.commit(-60 * 24 * 400, "from a machine whose clock stands")
    last = repo.commit(-10, "three")
    found = {r.id.partition("@")[2]: r for r in gather(repo).records}
    assert found[late].at == AT - timedelta(minutes=60)
    assert (found[late].precision, found[last].precision) == ("approximate", "second")
    assert "fit those around" in gather(repo).notes[0]


def test_a_commit_from_the_future_is_here_now(repo):
    repo.commit(-60, "one")
    ahead = repo.commit(60 * 24 * 9000, "from tomorrow")
    found = gather(repo, Window(AT - timedelta(hours=2), None))
    (record,) = (r for r in found.records if r.id.endswith(ahead))
    assert record.precision == "approximate"
    assert record.at < AT + timedelta(days=9000)


def test_only_what_touched_the_paths_of_the_settings(repo):
    repo.commit(-9000, "first")
    repo.commit(-50, "docs", {"docs/a.md": "x"})
    repo.commit(-40, "hub", {"deployments/hub/values.yaml": "a: 1"})
    assert changes(gather(repo, paths=("deployments/**",))) == ["Committed to `deploy`: hub"]
    assert changes(gather(repo.path / "docs")) == ["Committed to `deploy`: docs"]


def test_a_branch_that_is_not_checked_out(repo):
    repo.commit(-9000, "first")
    repo.git("branch", "production")
    repo.commit(-40, "not deployed yet")
    assert changes(gather(repo, branch="production")) == []


@pytest.mark.parametrize("branch", ["--output=/tmp/owned", "-x", "a b", "--upload-pack=touch", "x\ny", ";id"])
def test_a_branch_that_looks_like_an_option_is_refused(repo, branch):
    repo.commit(-10, "x")
    with pytest.raises(UsageError, match="no branch"):
        gather(repo, branch=branch)


def test_a_branch_that_is_not_there_is_named(repo):
    repo.commit(-10, "x")
    with pytest.raises(InputError, match="there is no branch prod"):
        gather(repo, branch="prod")


@pytest.mark.parametrize(
    "path", ["--output=owned", "-p", ":(exclude)docs", ":!docs", ":(attr:x)y", "../../etc", "\x00"]
)
def test_a_path_that_looks_like_something_else_writes_nothing(repo, path):
    repo.commit(-9000, "first")
    repo.commit(-10, "x", {"docs/a": "1", "hub/b": "2"})
    before = sorted(repo.path.iterdir())
    try:
        found = changes(gather(repo, paths=(path,)))
    except InputError as refused:
        assert "\n" not in refused.message
    else:
        assert found == (["Committed to `deploy`: x"] if "docs" in path else [])
    assert sorted(repo.path.iterdir()) == before


def test_git_that_takes_too_long_is_a_gap(repo, monkeypatch, tmp_path):
    for minutes in (-9000, -20, -10):
        repo.commit(minutes, f"at {minutes}")
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    real = shutil.which("git")
    slow.write_text(
        f'#!/bin/sh\ncase "$*" in *--first-parent*) {real} "$@" | head -c 200; exec sleep 60;; esac\n{real} "$@"\n'
    )
    slow.chmod(0o755)
    monkeypatch.setattr("incidentkit.sources.changes.program.SECONDS", 1.0)
    found = gather(repo, environ={"PATH": f"{slow.parent}:{os.environ['PATH']}", "HOME": str(tmp_path)})
    assert changes(found)
    assert "too slow" in found.gaps[0].summary


def test_a_repository_without_commits_and_a_folder_that_is_none(repo, tmp_path):
    with pytest.raises(InputError, match="no commits yet"):
        gather(repo)
    (tmp_path / "plain").mkdir()
    with pytest.raises(InputError, match="is no git repository"):
        gather(tmp_path / "plain")
    with pytest.raises(InputError, match="is no folder"):
        gather(tmp_path / "nowhere")


def test_without_git_the_line_says_so(repo, tmp_path):
    repo.commit(-10, "x")
    with pytest.raises(SettingsError, match="git is not installed"):
        gather(repo, environ={"PATH": str(tmp_path), "HOME": str(tmp_path)})


def test_a_repository_of_another_user_is_left_alone_with_a_way_out(repo, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    repo.commit(-10, "x")
    for path in [repo.path, *repo.path.rglob("*")]:
        os.chown(path, 4242, 4242, follow_symlinks=False)
    home = tmp_path / "home"
    home.mkdir()
    environ = {"PATH": os.environ["PATH"], "HOME": str(home)}
    with pytest.raises(SettingsError, match="git does not trust it") as refused:
        gather(repo, environ=environ)
    assert "safe.directory" in refused.value.hint
    command = ["git", "config", "--global", "--add", "safe.directory", str(repo.path)]
    subprocess.run(command, env=environ, check=True)
    assert changes(gather(repo, environ=environ)) == ["Committed to `deploy`: x"]


def test_nothing_that_a_repository_configures_is_run(repo, tmp_path):
    """Its configuration, attributes and hooks name a program everywhere; it is never started."""
    trap, proof = tmp_path / "trap.sh", tmp_path / "proof"
    trap.write_text(f"#!/bin/sh\necho ran >> {proof}\nexit 0\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    repo.commit(-9000, "first", {".gitattributes": "* diff=trap filter=trap\n", "a.txt": "1"})
    repo.commit(-10, "second", {"a.txt": "2", "values.yaml": "hub: {tag: '1'}"})
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "diff.external",
                "diff.trap.command", "diff.trap.textconv", "filter.trap.clean", "filter.trap.smudge", "gpg.program",
                "pager.log", "core.alternateRefsCommand", "credential.helper", "core.gitProxy",
                "sequence.editor", "uploadpack.packObjectsHook"):  # fmt: skip
        repo.git("config", key, str(trap))
    repo.git("config", "core.hooksPath", str(tmp_path))
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "alias.log", f"!{trap}")
    repo.git("config", "diff.trap.binary", "true")
    proof.unlink(missing_ok=True)
    declared = [Declared(component="hub", file="values.yaml", key="hub.tag")]
    assert changes(gather(repo, declared=declared)) == ["Committed to `deploy`: second"]
    assert not proof.exists()


def test_a_repository_that_came_along_does_not_lead_to_the_one_around_it(repo, tmp_path):
    """A bare one can lie in any repository's files, and its configuration can say that the folder above is its own."""
    repo.commit(-10, "private", {"a.txt": "1"})
    inner = repo.path / "docs" / "inner"
    subprocess.run(["git", "clone", "-q", "--bare", str(repo.path), str(inner)], check=True)
    subprocess.run(["git", "-C", str(inner), "config", "core.bare", "false"], check=True)
    subprocess.run(["git", "-C", str(inner), "config", "core.worktree", str(repo.path)], check=True)
    with pytest.raises(InputError, match="no folder of the repository that it names"):
        gather(inner, paths=("*",))
    assert changes(gather(repo.path / "docs", paths=("*",))) == ["Committed to `deploy`: private"]


def test_a_clone_without_its_objects_asks_nobody_for_them(repo, tmp_path):
    """A partial clone fetches what it lacks by itself; here it is a gap or an error, and no remote is asked."""
    repo.commit(-9000, "first", {"values.yaml": "tag: '1'"})
    repo.commit(-10, "second", {"values.yaml": "tag: '2'"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{repo.path}", str(clone)], check=True
    )
    found = gather(clone, declared=[Declared(component="hub", file="values.yaml", key="tag")])
    assert len(changes(found)) == 1
    assert all("could not be read" in gap.summary for gap in found.gaps)
    assert len(found.gaps) == 2


def test_a_shallow_clone_is_a_gap(repo, tmp_path):
    for minutes in (-9000, -50, -40, -30):
        repo.commit(minutes, f"change at {minutes}")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=2", f"file://{repo.path}", str(clone)], check=True)
    found = gather(clone)
    assert len(changes(found)) == 2
    (gap,) = found.gaps
    assert "before 2026-11-22 13:20 UTC are not known: the clone is shallow" in gap.summary


def test_a_shallow_clone_that_reaches_far_enough_is_none(repo, tmp_path):
    for minutes in (-9000, -8000, -30):
        repo.commit(minutes, f"change at {minutes}")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=2", f"file://{repo.path}", str(clone)], check=True)
    assert not gather(clone).gaps


def test_more_commits_than_are_read_is_a_gap(repo):
    stream = []
    for number in range(400):
        at = int((AT + timedelta(seconds=number - 3000)).timestamp())
        stream.append(f"commit refs/heads/main\ncommitter D <d@example.org> {at} +0000\ndata 1\n{number % 10}\n")
    repo.git("fast-import", "--quiet", data="".join(stream).encode())
    found = gather(repo)
    assert len(changes(found)) == 300
    assert "were not read: too many" in found.gaps[0].summary


def test_a_message_of_many_megabytes_is_cut_and_what_follows_is_read(repo):
    repo.commit(-9000, "first")
    huge = b"A title\n\n" + b"x" * (64 << 20)
    at = int(AT.timestamp())
    head = f"commit refs/heads/main\ncommitter D <d@example.org> {at} +0000\ndata {len(huge)}\n".encode()
    repo.git("fast-import", "--quiet", data=head + huge + b"\nfrom refs/heads/main^0\n")
    program = (
        "import sys, os, re\nfrom pathlib import Path\nfrom incidentkit.config import ChangesSettings\n"
        "from incidentkit.sources.changes import GitChanges\nfrom incidentkit.sources.interface import Window\n"
        "found = GitChanges(Path(sys.argv[1]), settings=ChangesSettings(hours=2000), declared=(), environ=os.environ)"
        ".gather(Window())\nmost = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())\n"
        "print(len(found.records), most[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(repo.path)], capture_output=True, text=True, check=True)
    number, kilobytes = map(int, done.stdout.split())
    assert number >= 1
    assert kilobytes < 120 * 1024
    assert changes(gather(repo)) == ["Committed to `deploy`: A title"]


def test_a_message_is_hostile_text(repo):
    repo.commit(-9000, "first")
    repo.commit(-10, "<script>alert(1)</script> [x](javascript:y) \x1b[31mred |a|b| `c` \u202eevil")
    (line,) = changes(gather(repo))
    assert "<script>" not in line
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert r"\[x\]" in line


def test_secrets_names_and_trailers_do_not_pass_the_gate(repo):
    token = "ghp_" + "a1B2" * 9
    ada = ("Ada Example", "ada@university.edu")
    repo.commit(-9000, "first")
    repo.commit(
        -10, f"Ask Ada before use of {token}\n\nCo-authored-by: Bo <bo@university.edu>\nSigned-off-by: Ada", by=ada
    )
    repo.commit(-5, "Bump", by=("renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com"))
    (admitted,) = Gate(RedactSettings()).admit([gather(repo)])
    kept = dump(admitted.records)
    for leak in (token, "Ada", "university.edu", "Bo "):
        assert leak not in kept
    authors = [r.author for r in admitted.records if r.author]
    assert [(a.name, a.kind, a.id) for a in authors] == [("Responder A", "person", ""), ("renovate[bot]", "bot", "")]


def test_a_remote_names_the_repository_and_its_password_nothing(repo):
    repo.commit(-10, "x")
    repo.git("remote", "add", "origin", "https://user:hunter2secret@github.com/example/deploy-hub.git")
    (record,) = gather(repo).records
    assert record.id.startswith("git:example/deploy-hub@")
    assert record.links[0].url.startswith("https://github.com/example/deploy-hub/commit/")
    repo.git("remote", "set-url", "origin", "git@git.intern.example:team/deploy.git")
    (record,) = gather(repo).records
    assert record.subject == "team/deploy"
    assert not record.links
    assert "intern" not in dump([record])
    assert "hunter2" not in dump([record])


def test_rewritten_history_is_told_as_it_is_now(repo):
    repo.commit(-9000, "first")
    repo.commit(-50, "will be gone")
    before = gather(repo)
    repo.git("reset", "-q", "--hard", "HEAD^")
    repo.commit(-40, "in its place")
    after = gather(repo)
    assert changes(before) == ["Committed to `deploy`: will be gone"]
    assert changes(after) == ["Committed to `deploy`: in its place"]


VALUES = """\
jupyterhub:
  hub: &hub
    image: {{name: quay.example/hub, tag: "{tag}"}}
  proxy:
    containers:
      - name: chp
        image: quay.example/chp:4
      - name: traefik
        image: quay.example/traefik:{tag}
"""


def versions(found):
    return [(r.versions[0].component, r.versions[0].value, r.at) for r in found.records if r.versions[0].declared
            and r.versions[0].aspect != "commit"]  # fmt: skip


def test_declared_versions_by_key_at_each_commit(repo):
    repo.commit(-9000, "first", {"hub/values.yaml": VALUES.format(tag="1.0")})
    repo.commit(-500, "something else", {"hub/values.yaml": VALUES.format(tag="1.0") + "# comment\n"})
    repo.commit(-30, "bump", {"hub/values.yaml": VALUES.format(tag="1.1")})
    declared = [
        Declared(component="hub", file="hub/values.yaml", key="jupyterhub.hub.image.tag"),
        Declared(component="proxy/traefik", file="hub/values.yaml",
                 key='jupyterhub."proxy".containers[name=traefik].image'),
        Declared(component="chp", file="hub/values.yaml", key="jupyterhub.proxy.containers[0].image"),
        Declared(component="elsewhere", file="hub/values.yaml", key="x", repo="example/other"),
    ]  # fmt: skip
    found = gather(repo, declared=declared)
    old, new = AT - timedelta(minutes=9000), AT - timedelta(minutes=30)
    assert versions(found) == [
        ("hub", "1.0", old), ("hub", "1.1", new),
        ("proxy/traefik", "quay.example/traefik:1.0", old), ("proxy/traefik", "quay.example/traefik:1.1", new),
        ("chp", "quay.example/chp:4", old),
    ]  # fmt: skip
    assert not found.gaps


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"hub: {}\n", "there is no such key"),
        (b"hub: [1, 2\n", "the file is no YAML, line 2"),
        (b"\x00\x01\x02\xff\xfe", "the file is no text"),
        (b"\xff\xfe" * 100, "the file is no text"),
        (b"[" * 100_000, "the file is no YAML that can be read"),
        (b"a: " + b"x" * (600 * 1024), "the file is larger than 512 KiB"),
        (b"hub: {tag: {nested: map}}", "what stands there is no version"),
        (b"hub: {tag: 'a password with spaces'}", "what stands there is no version"),
        (b"hub: {tag: !!python/object/apply:os.system ['touch x']}", "what stands there is no version"),
        (b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nhub: {tag: *c}", "what stands there is no version"),
    ],
)  # fmt: skip
def test_a_file_that_gives_no_version_is_a_gap_and_no_old_version(repo, content, why):
    repo.commit(-9000, "first", {"values.yaml": "hub: {tag: '1.0'}"})
    repo.commit(-30, "broken", {"values.yaml": content})
    found = gather(repo, declared=[Declared(component="hub", file="values.yaml", key="hub.tag")])
    assert [value for _, value, _ in versions(found)] == ["1.0", ""]
    (gap,) = found.gaps
    assert gap.summary.endswith(why)


def test_a_declaring_file_that_was_deleted_or_never_there(repo):
    repo.commit(-9000, "first", {"values.yaml": "hub: {tag: '1.0'}"})
    repo.git("rm", "-q", "values.yaml")
    repo.commit(-20, "gone", {"other": "x"})
    found = gather(repo, declared=[Declared(component="hub", file="values.yaml", key="hub.tag"),
                                   Declared(component="x", file="--output=x", key="a")])  # fmt: skip
    assert found.gaps[0].summary.endswith("the file is not there")
    assert "no such file" in found.gaps[1].summary


@pytest.mark.parametrize("key", ["", ".", "a..b", "a[", "a[x]", "a b", "a[0", '"x', "a=b", "a.[b=]"])
def test_a_key_that_is_no_path_is_a_slip_in_the_settings(repo, key):
    from incidentkit.sources.changes.keys import steps

    if not key:
        assert steps(key) == ()
        return
    with pytest.raises(SettingsError, match="is no path"):
        steps(key)
