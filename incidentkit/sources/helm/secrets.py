"""Release secrets of a namespace as a source. They hold values, and so passwords: they are read only when asked.

Each is decoded (base64, base64, gzip, JSON) within limits, and all but a release's metadata is dropped while it is
read. Source: helm.sh/helm, pkg/storage/driver (`sh.helm.release.v1.NAME.vN`, type `helm.sh/release.v1`).
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from incidentkit import inert
from incidentkit.errors import DeniedError, IncidentkitError
from incidentkit.evidence import Evidence, gap
from incidentkit.sources.helm import release
from incidentkit.sources.helm.records import SOURCE, gathered
from incidentkit.sources.helm.release import Revision
from incidentkit.sources.interface import Gathered, Progress, Window, silent
from incidentkit.sources.kubernetes.listing import pages
from incidentkit.sources.kubernetes.live import namespace_name
from incidentkit.sources.kubernetes.login import connect
from incidentkit.sources.kubernetes.raw import Json, mapping, name, text

_PAGE = 20  # each may be as large as a mebibyte
_MOST = 500
_LARGEST = 32 * 1024 * 1024
_GZIP = b"\x1f\x8b"


class HelmSecrets:
    """The releases of a namespace, as Helm keeps them in the cluster."""

    name = SOURCE
    anchors = False

    def __init__(
        self, namespace: str, *, hours: int, context: str | None, kubeconfig: Path | None, environ: Mapping[str, str]
    ) -> None:
        self._namespace, self._hours = namespace_name(namespace), hours
        self._context, self._kubeconfig, self._environ = context, kubeconfig, environ

    def gather(self, window: Window, progress: Progress = silent) -> Gathered:
        """The revisions that are kept (Helm keeps ten of each release); one that cannot be decoded is a gap.

        Raises SettingsError (no kubeconfig, no login), DeniedError (no right to read secrets) and RemoteError.
        """
        cluster = connect(context=self._context, kubeconfig=self._kubeconfig, environ=self._environ)
        path = f"/api/v1/namespaces/{self._namespace}/secrets"
        now = datetime.now(UTC).replace(microsecond=0)
        found: dict[str, Revision] = {}
        gaps: dict[str, Evidence] = {}
        seen = 0
        try:
            listing = pages(
                cluster, path, field_selector="type=helm.sh/release.v1", limit=_PAGE, restarted=lambda: None
            )
            for page, _ in listing:
                for raw in page:
                    self._read(raw, found, gaps, now)
                seen += len(page)
                progress(f"Helm {self._namespace}", seen, None)
                if seen >= _MOST:
                    told = f"Helm: not all releases of namespace `{self._namespace}` were read: there are too many"
                    gaps["many"] = gap(SOURCE, f"{self._namespace}/many", told, captured=now)
                    break
        except DeniedError as e:
            hint = "Reading Helm's releases takes get and list on secrets, which the shipped rights leave out."
            raise DeniedError(e.message, hint=hint) from e
        except IncidentkitError as e:
            if not found:
                raise
            why = inert.markdown(inert.one_line(e.message, 200))
            told = f"Helm: not all releases of namespace `{self._namespace}` could be read: {why}"
            gaps["rest"] = gap(SOURCE, f"{self._namespace}/rest", told, captured=now)
        return gathered(found.values(), window, self._hours, gaps=list(gaps.values()))

    def _read(self, raw: Json, found: dict[str, Revision], gaps: dict[str, Evidence], now: datetime) -> None:
        label = name(mapping(raw.get("metadata")).get("name"))
        if revision := decode(text(mapping(raw.get("data")).get("release"))):
            found[label] = revision
        else:
            told = f"Helm: {inert.code(label)} in namespace `{self._namespace}` could not be decoded"
            gaps[label] = gap(SOURCE, f"{self._namespace}/{label}", told, captured=now)


def decode(data: str) -> Revision | None:
    """The release in a secret's `release`, or None where it is none that can be read."""
    try:
        packed = base64.b64decode(base64.b64decode(data, validate=True), validate=True)
        if packed.startswith(_GZIP):
            unpack = zlib.decompressobj(wbits=31)
            packed = unpack.decompress(packed, _LARGEST)
            if unpack.unconsumed_tail or not unpack.eof:
                return None  # larger than any release is, or cut off
        document = release.without_values(packed)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None
    return next(release.revisions(document, UTC), None) if isinstance(document, dict) else None
