"""A file is the old one or the new one, never a mixture, never gone."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from incidentkit import files
from incidentkit.errors import InputError, UsageError


def test_what_is_written_is_there_whole_with_the_modes_of_the_folder(tmp_path):
    path = tmp_path / "a" / "b.md"
    files.write(path, "é\r\nline\n")
    assert path.read_bytes() == "é\r\nline\n".encode()
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()
    path.chmod(0o640)
    files.write(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert [p.name for p in path.parent.iterdir()] == ["b.md"], "no temporary file stays"


def test_exclusive_never_overwrites(tmp_path):
    path = tmp_path / "a.md"
    files.write(path, "mine", exclusive=True)
    with pytest.raises(UsageError, match="exists already"):
        files.write(path, "yours", exclusive=True)
    assert path.read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_a_file_is_one_clear_line(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        files.write(tmp_path / "a" / "b.md", "x")


def test_killed_at_any_moment_the_file_is_old_or_new(tmp_path):
    path = tmp_path / "report.md"
    old, new = "old\n" * 50_000, "new\n" * 50_000
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from incidentkit import files
        path = Path(sys.argv[1])
        print("ready", flush=True)
        while True:
            files.write(path, "new\\n" * 50_000)
            files.write(path, "old\\n" * 50_000)
    """)
    path.write_text(old)
    for n in range(12):
        writer = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE)
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(0.003 * n)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert path.read_text() in (old, new)


def test_a_link_out_of_the_workspace_is_refused(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.md").write_text("x")
    (root / "in.md").write_text("x")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    assert files.inside(root, root / "in.md") == (root / "in.md").resolve()
    with pytest.raises(InputError, match="out of the workspace"):
        files.inside(root, root / "out.md")


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_what_cannot_be_written_leaves_no_folder_behind(tmp_path):
    small = tmp_path / "small"
    program = textwrap.dedent("""
        import resource, signal, sys
        from pathlib import Path
        from incidentkit import files
        from incidentkit.errors import InputError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            files.write(Path(sys.argv[1]) / "a" / "b" / "c.md", "x" * 2000)
        except InputError as e:
            sys.exit(f"{e.message}")
    """)
    small.mkdir()
    done = subprocess.run([sys.executable, "-c", program, str(small)], capture_output=True, text=True, check=False)
    assert "cannot be written: File too large" in done.stderr
    assert list(small.iterdir()) == []
