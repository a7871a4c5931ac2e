"""Emoji by Slack's names as characters. The tables are those of pymdown-extensions, which the site needs anyway."""

from __future__ import annotations

import re
from functools import lru_cache

# Names that Slack's own set (iamcal/emoji-data) has and the tables lack.
_SLACK: tuple[tuple[str, str], ...] = (
    ("simple_smile", "1f642"), ("thinking_face", "1f914"), ("large_red_circle", "1f534"), ("knife_fork_plate", "1f37d"),
    ("large_green_circle", "1f7e2"), ("large_yellow_circle", "1f7e1"), ("large_orange_circle", "1f7e0"),
    ("large_purple_circle", "1f7e3"), ("large_brown_circle", "1f7e4"), ("large_red_square", "1f7e5"),
    ("large_green_square", "1f7e9"), ("large_yellow_square", "1f7e8"), ("large_orange_square", "1f7e7"),
    ("man-shrugging", "1f937-200d-2642-fe0f"), ("woman-shrugging", "1f937-200d-2640-fe0f"),
    ("man-facepalming", "1f926-200d-2642-fe0f"), ("woman-facepalming", "1f926-200d-2640-fe0f"),
    ("heavy_plus_sign", "2795"), ("hugging_face", "1f917"), ("upside_down_face", "1f643"), ("nerd_face", "1f913"),
    ("face_with_rolling_eyes", "1f644"), ("zipper_mouth_face", "1f910"), ("face_with_monocle", "1f9d0"),
    ("saluting_face", "1fae1"), ("melting_face", "1fae0"), ("male-technologist", "1f468-200d-1f4bb"),
    ("female-technologist", "1f469-200d-1f4bb"), ("admission_tickets", "1f39f"), ("helmet_with_white_cross", "26d1"),
)  # fmt: skip
SHORTCODE = re.compile(r":([a-z0-9_+'-]{1,100}):(?::skin-tone-([2-6]):)?")
# Modifiers of the Fitzpatrick scale; Slack counts its tones from 2: Unicode Technical Standard 51.
_TONES = {"2": "\U0001f3fb", "3": "\U0001f3fc", "4": "\U0001f3fd", "5": "\U0001f3fe", "6": "\U0001f3ff"}


def shown(name: str, tone: str | None = None) -> str:
    """The characters of an emoji by name (without colons), `:name:` for one that only the workspace knows.

    `tone` is Slack's skin tone, "2" to "6".
    """
    points = _points(name)
    if points is None:
        return f":{name}:"
    first, *rest = [chr(int(point, 16)) for point in points.split("-")]
    return first + (_TONES.get(tone or "") or "") + "".join(rest)


def from_points(points: str) -> str | None:
    """Characters from `1f44d-1f3fb`, as rich text carries them, or None where it is no such list."""
    if not re.fullmatch(r"[0-9a-fA-F]{1,6}(-[0-9a-fA-F]{1,6}){0,9}", points):
        return None
    numbers = [int(point, 16) for point in points.split("-")]
    # Only what emoji are made of: an arbitrary code point could be a control or a letter that was never typed.
    allowed = all(
        n in (0x200D, 0x20E3, 0xFE0F, 0x23, 0x2A, 0xA9, 0xAE) or 0x30 <= n <= 0x39 or _pictorial(n) for n in numbers
    )
    return (
        "".join(map(chr, numbers))
        if (allowed and any(map(_pictorial, numbers))) or (0x20E3 in numbers and allowed)
        else None
    )


def is_known(name: str) -> bool:
    """Whether every Slack workspace has this emoji."""
    return _points(name) is not None


def _pictorial(number: int) -> bool:
    return 0x203C <= number <= 0x3299 or 0x1F000 <= number <= 0x1FAFF or 0xE0061 <= number <= 0xE007F


@lru_cache(maxsize=4096)
def _points(name: str) -> str | None:
    from pymdownx import gemoji_db, twemoji_db

    for own, points in _SLACK:
        if own == name:
            return points
    key = f":{name}:"
    for table in (gemoji_db, twemoji_db):
        found = table.emoji.get(table.aliases.get(key, key))
        if found and isinstance(found.get("unicode"), str):
            return str(found["unicode"])
    return None
