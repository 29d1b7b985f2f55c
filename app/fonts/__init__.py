"""The one typeface of maps and papers: a subset of Noto Sans SC (SIL OFL 1.1, see OFL.txt).

`build_font.py` made `NotoSansSC-Subset.otf` and `standard_characters.txt`; nothing is fetched when
the product runs.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

FONT_NAME = "NotoSansSC-Subset.otf"
STANDARD_NAME = "standard_characters.txt"


def font_file() -> Path:
    """Path of the typeface on disk (the package is installed unzipped)."""
    return Path(str(resources.files("app.fonts") / FONT_NAME))


@cache
def standard_characters() -> frozenset[str]:
    """The 8,105 characters of the Table of General Standard Chinese Characters (2013).

    Source: property kTGH of the Unicode Han database, version 14.0.
    """
    text = (resources.files("app.fonts") / STANDARD_NAME).read_text("utf-8")
    return frozenset("".join(line for line in text.splitlines() if not line.startswith("#")))


@cache
def covered() -> frozenset[str]:
    """Every character that the typeface can draw."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(font_file(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def missing(text: str) -> str:
    """Characters of `text` that the typeface cannot draw, sorted, each once."""
    return "".join(sorted({c for c in text if c.isprintable()} - covered()))
