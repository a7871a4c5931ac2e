"""The team's own colour, as it can be read: in light and in dark, whatever was chosen.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): links need 4.5 : 1 against everything
that they stand on (success criterion 1.4.3).
"""

from __future__ import annotations

import colorsys

_ENOUGH = 4.5
# What links stand on, from site.css: --paper, --sheet, --code, --mark, --faint of the light and of the dark scheme.
LIGHT = ("#f6f7f3", "#fdfdfb", "#ebeee7", "#fff0c9", "#e7ebe4")
DARK = ("#0e1615", "#141e1c", "#1b2624", "#3b3213", "#1c2725")
Colour = tuple[float, float, float]


def stylesheet(accent: str) -> str:
    """The style sheet that sets links and focus in this colour, made darker or lighter where it could not be read."""
    light, dark = readable(accent, LIGHT), readable(accent, DARK)
    return (
        f":root {{ --link: {light}; }}\n"
        f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ --link: {dark}; }} }}\n'
        f'@media screen {{ :root[data-theme="dark"] {{ --link: {dark}; }} }}\n'
    )


def readable(colour: str, grounds: tuple[str, ...]) -> str:
    """`colour`, or the nearest of its hue that has enough contrast to all `grounds`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parsed(colour))
    end = 0.0 if _luminance(_parsed(grounds[0])) > 0.5 else 1.0
    for step in range(101):
        shade = _written(colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / 100, saturation))
        if all(contrast(shade, ground) >= _ENOUGH for ground in grounds):
            return shade
    return "#000000" if end == 0 else "#ffffff"


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, 1 to 21."""
    low, high = sorted((_luminance(_parsed(one)), _luminance(_parsed(other))))
    return (high + 0.05) / (low + 0.05)


def _parsed(text: str) -> Colour:
    digits = text.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _written(colour: Colour) -> str:
    return "#" + "".join(f"{round(255 * min(max(part, 0), 1)):02x}" for part in colour)


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
