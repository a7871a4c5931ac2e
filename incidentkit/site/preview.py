"""A live preview on loopback: builds into a folder of its own, serves only what it built, builds again on save."""

from __future__ import annotations

import html
import mimetypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from incidentkit.config import Workspace
from incidentkit.errors import IncidentkitError, UsageError
from incidentkit.site.build import build
from incidentkit.site.options import Options, Result
from incidentkit.site.output import MANIFEST, manifest

ADDRESS = "127.0.0.1"
_POLL_SECONDS = 0.05
# A page that asks what is new waits so long for it: it is answered the moment that a build ends.
_WAIT_SECONDS = 20
_SHARE = 10  # looking takes a tenth of the time at most, however many files there are
_OPTIONS = Options(drafts=True, live=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the last build gave: the files that may be served, or the error that a template or a setting caused."""

    version: int
    names: frozenset[str]
    result: Result | None
    error: IncidentkitError | None


class Preview:
    """Builds `root`'s workspace into `folder`. `told` is called with each build, for the console; `kept` is the file
    with what earlier builds worked out."""

    def __init__(self, root: Path, folder: Path, told: Callable[[Shown], None], kept: Path | None = None) -> None:
        self._root = root
        self.folder = folder
        self._told = told
        self._kept = kept
        self._ended = threading.Event()
        self._built = threading.Condition()
        self.shown = Shown(0, frozenset(), None, None)

    def build(self) -> None:
        """Build once. An expected error is kept and shown; the pages built before stay behind it."""
        result, error = None, None
        try:
            result = build(Workspace.find(self._root), _OPTIONS, self.folder, kept=self._kept)
        except IncidentkitError as e:
            error = e
        except Exception as e:  # noqa: BLE001 - the preview outlives a bug: the next save may not meet it
            words = f"a bug in incidentkit ({type(e).__name__})"
            error = IncidentkitError(words, hint="`incident build --drafts` shows where. Please report it.")
        names = frozenset(manifest(self.folder / MANIFEST)) if error is None else self.shown.names
        with self._built:
            self.shown = Shown(self.shown.version + 1, names, result, error)
            self._built.notify_all()
        self._told(self.shown)

    def newer(self, seen: str) -> int:
        """The number of the last build; where that is `seen`, only after the next one, or when nothing came."""
        with self._built:
            self._built.wait_for(lambda: str(self.shown.version) != seen, _WAIT_SECONDS)
            return self.shown.version

    def watch(self) -> None:
        """Build again whenever a file of the workspace changes, until `end`."""
        seen = self.signature()
        pause = _POLL_SECONDS
        while not self._ended.wait(pause):
            started = time.monotonic()
            now = self.signature()
            pause = max(_POLL_SECONDS, _SHARE * (time.monotonic() - started))
            if now != seen:
                seen = now
                self.build()

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()

    def signature(self) -> dict[str, tuple[int, int]]:
        """Size and time of every file that a page may come from."""
        return dict(self._stamps())

    def _stamps(self) -> Iterator[tuple[str, tuple[int, int]]]:
        single = [self._root / "incidentkit.toml", self._root / "pyproject.toml"]
        folders = [self._root / "incidents", self._root / "templates"]
        found = [Path(base) / name for folder in folders for base, _, names in os.walk(folder) for name in names]
        for path in [*single, *found]:
            try:
                stat = path.stat()
            except OSError:
                continue  # gone between listing and looking: the next look sees it
            yield str(path), (stat.st_mtime_ns, stat.st_size)


def serve(preview: Preview, port: int) -> ThreadingHTTPServer:
    """A server for the preview on loopback; port 0 takes a free one. Raises UsageError where the port is taken."""

    class Handler(_Handler):
        pass

    Handler.preview = preview
    try:
        return _Server((ADDRESS, port), Handler)
    except (OSError, OverflowError) as e:
        why = e.strerror if isinstance(e, OSError) else "no such port"
        raise UsageError(f"port {port} cannot be used: {why}", hint="Choose another with --port, or 0.") from e


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    preview: Preview
    server_version = "incidentkit"
    sys_version = ""

    def do_GET(self) -> None:
        if not self._asked_for_us():
            self._send(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"This preview answers to localhost only.\n")
            return
        shown = self.preview.shown
        asked = urlsplit(self.path)
        path = unquote(asked.path).lstrip("/")
        if path == "-/version":
            self._send(HTTPStatus.OK, "text/plain", str(self.preview.newer(asked.query)).encode())
        elif path in shown.names and not path.endswith(".html"):
            self._file(path)
        elif shown.error is not None:
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, "text/html", _error_page(shown.error))
        else:
            self._page(path, shown)

    do_HEAD = do_GET

    def _asked_for_us(self) -> bool:
        """A page elsewhere whose name was pointed at this machine must not read drafts: only our own names count."""
        assert isinstance(self.server, ThreadingHTTPServer)
        port = self.server.server_port
        return self.headers.get("Host", "") in {f"{name}:{port}" for name in (ADDRESS, "localhost")}

    def _page(self, path: str, shown: Shown) -> None:
        name = f"{path}index.html" if not path or path.endswith("/") else path
        status = HTTPStatus.OK
        if name not in shown.names:
            name, status = "404.html", HTTPStatus.NOT_FOUND
        data = self._read(name)
        if data is not None:
            problems = f"{_problems(shown)}</body>".encode()
            self._send(status, "text/html", data.replace(b"</body>", problems))

    def _file(self, name: str) -> None:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        data = self._read(name)
        if data is not None:
            self._send(HTTPStatus.OK, kind, data)

    def _read(self, name: str) -> bytes | None:
        """A file of the site; a build may just have taken it away, then that is the answer."""
        try:
            return (self.preview.folder / name).read_bytes()
        except FileNotFoundError:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"This page is gone.\n")
            return None

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing: the console tells of builds, not of requests."""


def _problems(shown: Shown) -> str:
    """The reports that are not in the preview, over the page, each with file and line."""
    skipped = shown.result.skipped if shown.result else ()
    if not skipped:
        return ""
    items = "".join(
        f"<li><b>{html.escape(s.path)}{f':{s.line}' if s.line else ''}</b> {html.escape(s.message)}</li>"
        for s in skipped
    )
    return f'<aside class="problems" aria-label="Problems"><p>Not shown:</p><ul>{items}</ul></aside>'


def _error_page(error: IncidentkitError) -> bytes:
    hint = f"<p>{html.escape(error.hint)}</p>" if error.hint else ""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Error</title>'
        '<link rel="stylesheet" href="/assets/site.css"><script src="/assets/live.js"></script>'
        f'<body><main><div class="intro"><h1>The site cannot be built</h1><pre>{html.escape(error.message)}</pre>{hint}'
        "<p>This page comes back by itself once the file is mended.</p></div></main></body></html>"
    ).encode()
