"""How wide a text is in the product's typeface, and where its lines break."""

from __future__ import annotations

import unicodedata
from functools import cache

from app.fonts import font_file

CLOSING = frozenset(("Pe", "Pf", "Po"))
"""Unicode categories of signs that may not begin a line."""
OPENING = frozenset(("Ps", "Pi"))
"""Unicode categories of signs that may not end a line."""


def plain(text: object) -> str:
    """`text` on one line: white space collapsed, control and direction signs taken out.

    Empty for None and NaN.
    """
    if text is None or text != text:
        return ""
    kept = (
        c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") else " " for c in str(text)
    )
    return " ".join("".join(kept).split())


@cache
def _advances() -> tuple[dict[int, float], float]:
    """Width of every character of the typeface in ems, and of one that it lacks."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(font_file(), lazy=True) as font:
        em = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        return {code: widths[name][0] / em for code, name in font.getBestCmap().items()}, 1.0


def width_pt(text: str, size_pt: float) -> float:
    """Width of one line of `text` in points, set in the product's typeface."""
    widths, other = _advances()
    return sum(widths.get(ord(c), other) for c in text) * size_pt


def wrap(text: str, width: float, size_pt: float) -> list[str]:
    """`text` in lines of at most `width` points; Chinese breaks anywhere, Latin between words.

    A word longer than a line is cut.  Line breaks in the text stay.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if width_pt((line + piece).rstrip(), size_pt) <= width or not line:
                line += piece
            else:
                lines.append(line.rstrip())
                line = piece.lstrip()
            while width_pt(line.rstrip(), size_pt) > width and len(line) > 1:
                cut = _fitting(line, width, size_pt)
                lines.append(line[:cut])
                line = line[cut:].lstrip()
        lines.append(line.rstrip())
    return lines


def shorten(text: str, width: float, size_pt: float) -> str:
    """`text` on one line of at most `width` points, cut with an ellipsis where it is longer."""
    if width_pt(text, size_pt) <= width:
        return text
    room = width - width_pt("…", size_pt)
    return text[: _fitting(text, room, size_pt)].rstrip() + "…"


def clamp(text: str, width: float, size_pt: float, lines: int) -> list[str]:
    """At most `lines` lines of `text`; an ellipsis shows that there is more."""
    wrapped = wrap(text, width, size_pt)
    if len(wrapped) <= lines:
        return wrapped
    last = shorten(wrapped[lines - 1] + "…", width, size_pt)
    if not last.endswith("…"):
        last += "…"
    return [*wrapped[: lines - 1], last]


def cut_to(text: str, width: float, size_pt: float, lines: int) -> str:
    """`text`, cut with an ellipsis where it needs more than `lines` lines; not yet wrapped."""
    if len(wrap(text, width, size_pt)) <= lines:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if len(wrap(text[:middle].rstrip() + "…", width, size_pt)) <= lines:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def _fitting(text: str, width: float, size_pt: float) -> int:
    """How many characters of `text` fit into `width`, at least one."""
    widths, other = _advances()
    used = 0.0
    for i, c in enumerate(text):
        used += widths.get(ord(c), other) * size_pt
        if used > width:
            return max(1, i)
    return max(1, len(text))


def _pieces(text: str) -> list[str]:
    """The text in parts between which a line may break."""
    pieces: list[str] = []
    for c in text:
        kind, last = unicodedata.category(c), pieces[-1][-1] if pieces else ""
        inside_word = last and not _wide(c) and not _wide(last) and not last.isspace()
        joined = last and (
            c == " " or kind in CLOSING or unicodedata.category(last) in OPENING
            or (inside_word and kind not in OPENING)
        )  # fmt: skip
        if joined:
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def _wide(c: str) -> bool:
    return unicodedata.east_asian_width(c) in "WF"
