"""Classes, colours and numbers of a layer, the same on every map that is compared.

Colours: single-hue blues for amounts (ColorBrewer Blues), purple-orange for signs and differences
(ColorBrewer PuOr), whose pairwise distance (CIE 1976) stays at 25 or more for the three kinds of
colour blindness (Machado 2009, severity 1).  Places without data are hatched, never coloured.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.layers.layer import Layer
from geodata.words import Lang, say

SEQUENTIAL = ("#EFF3FF", "#BDD7E7", "#6BAED6", "#3182BD", "#08519C")
DIVERGING = ("#B35806", "#F1A340", "#F7F7F7", "#998EC3", "#542788")
NO_DATA = -1
NO_DATA_COLOUR, NO_DATA_HATCH = "#F3F1EC", "#B9B4A9"


@dataclass(frozen=True)
class Classes:
    """Five classes: inner limits, colours, legend texts; `heading` with the unit in it."""

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    texts: tuple[str, ...]
    heading: str
    no_data: str

    def of(self, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Class 0..4 of each value, NO_DATA for NaN; a value on a limit is in the class above."""
        figures = np.asarray(values, dtype=float)
        found = np.searchsorted(self.breaks, figures, side="right")
        return np.where(np.isnan(figures), NO_DATA, found)


def classes(layer: Layer, lang: Lang) -> Classes:
    """The classes of a layer's values."""
    colours = DIVERGING if layer.diverging else SEQUENTIAL
    return _classes(layer, lang, layer.breaks, colours, layer.label(lang), signed=layer.diverging)


def delta_classes(layer: Layer, lang: Lang) -> Classes:
    """The classes of differences: symmetric, the middle one neutral."""
    small, large = layer.delta_breaks
    breaks = (-large, -small, small, large)
    heading = say("layer.delta.label", lang, layer=layer.label(lang))
    return _classes(layer, lang, breaks, DIVERGING, heading, signed=True)


def _classes(
    layer: Layer, lang: Lang, breaks: tuple[float, ...], colours: tuple[str, ...], label: str,
    signed: bool,
) -> Classes:  # fmt: skip
    unit = say(f"layer.unit.{_delta_unit(layer.unit) if signed else layer.unit}", lang)
    said = [figure(b, layer.unit, signed=signed) for b in breaks]
    texts = (
        say("layer.class.below", lang, high=said[0]),
        *(say("layer.class.between", lang, low=low, high=high) for low, high in pairwise(said)),
        say("layer.class.from", lang, low=said[-1]),
    )
    heading = say("layer.class.heading", lang, label=label, unit=unit)
    return Classes(breaks, colours, texts, heading, say("layer.class.no_data", lang))


def _delta_unit(unit: str) -> str:
    """Differences of shares are percentage points."""
    return "points" if unit == "share" else unit


def figure(value: float, unit: str, *, signed: bool = False) -> str:
    """A number without its unit; shares as percentages; "-" where there is none."""
    if np.isnan(value):
        return "-"
    shown = value * 100 if unit == "share" else value
    digits = 0 if abs(shown) >= 100 or float(shown).is_integer() else 1
    if unit in ("persons", "projects", "mu", "share"):
        digits = 0
    text = f"{shown:+,.{digits}f}" if signed else f"{shown:,.{digits}f}"
    return {"+0": "0", "-0": "0", "+0.0": "0", "-0.0": "0"}.get(text, text).replace("-", "\u2212")


def amount(value: float, unit: str, lang: Lang, *, signed: bool = False) -> str:
    """A number with its unit, as in a tooltip."""
    if np.isnan(value):
        return say("layer.class.no_data", lang)
    word = say(f"layer.unit.{_delta_unit(unit) if signed else unit}", lang)
    return say("layer.amount", lang, value=figure(value, unit, signed=signed), unit=word)
