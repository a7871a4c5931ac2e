"""Where this incidentkit came from, so that a workflow can install the very same.

Source: PyPA, "Recording the Direct URL Origin of installed distributions" (`direct_url.json`).
"""

from __future__ import annotations

import json
import re
from importlib import metadata

# Nobody but the project could answer for a name on an index; this one is not taken there. An address that leads nowhere
# fails, a name would be whoever took it.
NOWHERE = "git+https://HOST/OWNER/incidentkit@COMMIT"
_ADDRESS = re.compile(r"https://[\w.-]+(?::\d+)?(?:/[\w.~+-]+)+")


def requirement(extra: str = "") -> str:
    """What `pip install` takes to get this one: its address and commit, or one with blanks to fill in."""
    name = f"incidentkit[{extra}]" if extra else "incidentkit"
    return f"{name} @ {address(_recorded()) or NOWHERE}"


def address(recorded: str | None) -> str | None:
    """The address in a `direct_url.json`, pinned; None for a folder, a branch without its commit, and credentials."""
    try:
        found = json.loads(recorded or "null")
        url = found["url"]
        if not _ADDRESS.fullmatch(url):
            return None
        if "vcs_info" not in found:
            return str(url)  # an archive
        commit = found["vcs_info"]["commit_id"]
        return f"git+{url}@{commit}" if re.fullmatch(r"[0-9a-f]{40,64}", commit) else None
    except (ValueError, TypeError, KeyError):
        return None


def _recorded() -> str | None:
    try:
        return metadata.distribution("incidentkit").read_text("direct_url.json")
    except metadata.PackageNotFoundError:  # run from a checkout
        return None
