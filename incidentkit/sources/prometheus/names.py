"""What a chart's file is called."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256


def file_name(title: str) -> str:
    """A title as a name: lower case, words joined by `-`; a title without any letter or digit becomes a digest."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")
    # Titles that differ in what was dropped must not share a file.
    lost = any(ord(character) > 127 and character.isalnum() for character in title)
    digest = sha256(title.encode()).hexdigest()[:8]
    return f"{words}-{digest}" if words and lost else words or f"chart-{digest}"
