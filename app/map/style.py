"""Colours, sizes and typeface of maps.

The four strong region colours keep a distance of at least 11 (CIE 1976) from each other for the
three kinds of colour blindness (Machado 2009, severity 1).  The pale fills do not, so region
borders and labels tell the regions apart as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

REGIONS = ("prd", "east", "west", "north")
STRONG = {"prd": "#0072B2", "east": "#D98200", "west": "#00815E", "north": "#8E4585"}
PALE = {"prd": "#DCE6F2", "east": "#FBE5C8", "west": "#CFE8DD", "north": "#E9D8EC"}
UNKNOWN = "#777777"

SEA = "#EDF4F9"
LAND = "#F4F2ED"
LAND_EDGE = "#D3CEC4"
SAR = "#E2DED6"
SAR_EDGE = "#A9A398"
COUNTY_EDGE = "#FFFFFF"
CITY_EDGE = "#8B867C"
PROVINCE_EDGE = "#3F3B35"
ROAD = "#A58B66"
INK = "#1E2530"
QUIET = "#5A6370"
FAINT = "#97A0AC"
HAIR = "#C9D0D8"
BADGE = "#B3261E"

WIDTH_IN, HEIGHT_IN = 16.54, 11.69  # A3 landscape
DPI = 150
HALO = 2.6


@cache
def family() -> str:
    """Name of the typeface, registered with matplotlib on first use."""
    from matplotlib import font_manager

    from app.fonts import font_file

    path = str(font_file())
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


@contextmanager
def drawing() -> Iterator[None]:
    """matplotlib settings under which every map and chart is drawn and saved."""
    import matplotlib as mpl

    settings: Any = {
        "font.family": [family(), "DejaVu Sans"],
        "axes.unicode_minus": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "doubletransfer",
        "pdf.fonttype": 3,
        "path.simplify": True,
        "text.color": INK,
        "text.parse_math": False,
    }
    with mpl.rc_context(settings):
        yield


def halo(width: float = HALO, colour: str = "white") -> list[Any]:
    """A light rim that keeps text readable on any ground."""
    from matplotlib import patheffects

    return [patheffects.withStroke(linewidth=width, foreground=colour)]


def heavy(colour: str = INK, width: float = 0.55) -> list[Any]:
    """Text that looks bold: the subset holds the regular weight only."""
    from matplotlib import patheffects

    return [patheffects.Stroke(linewidth=width, foreground=colour), patheffects.Normal()]
