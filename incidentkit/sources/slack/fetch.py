"""The bytes of a file that a message carries, asked with the token.

`url_private` answers who bears a token with `files:read`. The token goes to Slack's own hosts only, and a redirect is
followed only there: a message may name any address.
"""

from __future__ import annotations

import http.client
import urllib.request
from collections.abc import Mapping
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit

from incidentkit import __version__
from incidentkit.errors import IncidentkitError, InputError, RemoteError, SettingsError
from incidentkit.sources.interface import SharedFile
from incidentkit.sources.slack.client import Patience

_HOSTS = ("slack.com", "slack-gov.com")
_REDIRECTS = 3
_TRIES = 3
_AGAIN = frozenset((429, 500, 502, 503, 504))
_SCOPE = "Add files:read under OAuth & Permissions and reinstall the app, or leave out --slack-files."


class Fetcher:
    """Reads files with the token of the environment."""

    def __init__(self, environ: Mapping[str, str], *, patience: Patience | None = None) -> None:
        self._token = environ.get("SLACK_TOKEN", "").strip()
        self._own = _origin(environ.get("SLACK_API_URL", "").strip())
        self._patience = patience or Patience()
        self._opener = urllib.request.build_opener(_Stay)

    def read(self, file: SharedFile, most: int) -> bytes:
        """The file's bytes, at most `most` of them.

        Raises InputError where the address is none of Slack's or the file is larger, SettingsError where the token may
        not read it, RemoteError where Slack does not give it.
        """
        url = file.url
        for _ in range(_REDIRECTS):
            answer = self._answer(url, file, most)
            if isinstance(answer, bytes):
                return answer
            url = urljoin(url, answer)
        raise RemoteError(f"Slack redirects {_shown(file)} again and again", hint="Run it again.")

    def _answer(self, url: str, file: SharedFile, most: int) -> bytes | str:
        """The bytes, or where else they are."""
        self._refuse_elsewhere(url, file)
        headers = {"User-Agent": f"incidentkit/{__version__}"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked above
        for attempt in range(_TRIES):
            try:
                with self._opener.open(request, timeout=self._patience.answer) as response:
                    return _body(response, file, most)
            except HTTPError as e:
                if e.code in (301, 302, 303, 307, 308) and e.headers.get("Location"):
                    return str(e.headers["Location"])
                if e.code not in _AGAIN or attempt == _TRIES - 1:
                    raise _refused(e.code, file) from None
                self._patience.sleep(min(_seconds(e.headers.get("Retry-After")), self._patience.longest))
            except (URLError, OSError, http.client.HTTPException):
                if attempt == _TRIES - 1:
                    raise RemoteError(f"Slack does not give {_shown(file)}", hint="Run it again.") from None
                self._patience.sleep(1.0)
        raise AssertionError("the last try returns or raises")

    def _refuse_elsewhere(self, url: str, file: SharedFile) -> None:
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            parts, host = urlsplit(""), ""
        slack = parts.scheme == "https" and any(host == own or host.endswith(f".{own}") for own in _HOSTS)
        if not slack and (self._own is None or _origin(url) != self._own):
            hint = "Only files on Slack's own hosts are read with the token."
            raise InputError(_shown(file), "lies elsewhere than at Slack", hint=hint)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect by itself: where it leads is looked at first."""

    def redirect_request(self, *_: object) -> None:
        return None


def _body(response: http.client.HTTPResponse, file: SharedFile, most: int) -> bytes:
    data = response.read(most + 1)
    if len(data) > most:
        raise InputError(_shown(file), f"is larger than {most // 2**20} MiB", hint="Fetch it by hand if it matters.")
    kind = response.headers.get_content_type()
    if kind == "text/html" and not file.name.lower().endswith((".html", ".htm")):
        # Slack answers with its page to sign in, and with 200.
        raise SettingsError(f"the token may not read {_shown(file)}", hint=_SCOPE)
    return data


def _refused(status: int, file: SharedFile) -> IncidentkitError:
    if status in (401, 403):
        return SettingsError(f"the token may not read {_shown(file)} (HTTP {status})", hint=_SCOPE)
    if status in (404, 410):
        return InputError(_shown(file), "is not there any more")
    return RemoteError(f"Slack does not give {_shown(file)} (HTTP {status})", hint="Run it again.")


def _shown(file: SharedFile) -> str:
    return f"the file of {file.record}"


def _origin(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (parts.scheme, parts.netloc) if parts.netloc else None


def _seconds(text: str | None) -> float:
    try:
        return max(0.0, float(text or 1))
    except ValueError:
        return 1.0
