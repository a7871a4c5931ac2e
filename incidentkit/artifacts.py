"""Images and charts by their parts: what each is called, and what tells it from others of that name.

Sources: https://kubernetes.io/docs/concepts/containers/images/#image-names; helm.sh/docs/topics/charts, "Charts and
Versioning" (`NAME-VERSION`).
"""

from __future__ import annotations

import re

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_TAGGED = re.compile(r"(.+):([^/:]+)", re.DOTALL)
_CHART = re.compile(r"(.+?)-(v?\d+(?:\.\d+)*(?:[-+][\w.+-]+)?)")


def split_image(image: str) -> tuple[str, str, str]:
    """Repository, tag and digest of an image, empty where not named. A colon before the last slash is a port."""
    if _DIGEST.fullmatch(image):
        return "", "", image
    rest, _, digest = image.partition("@")
    found = _TAGGED.fullmatch(rest)
    return (found[1], found[2], digest) if found else (rest, "", digest)


def full_name(repository: str) -> str:
    """A repository with the registry that is meant where none is named."""
    first, _, rest = repository.partition("/")
    if not rest:
        return f"docker.io/library/{repository}"
    known = "." in first or ":" in first or first == "localhost"
    return repository if known else f"docker.io/{repository}"


def split_chart(chart: str) -> tuple[str, str]:
    """Name and version of `jupyterhub-3.3.7`; the version is empty where none can be told."""
    found = _CHART.fullmatch(chart)
    return (found[1], found[2]) if found else (chart, "")
