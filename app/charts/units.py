"""Units on axes: how a figure is scaled so that an axis has short numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geodata.words import Lang, say

LARGE = {"wan_yuan": 1e4, "persons": 1e4}
"""From this peak on a unit is shown in the larger unit `chart.large.<unit>` (divided by it)."""
ENGLISH = {"persons": 1e3}
"""The divisors of the larger English unit where it is another one."""


@dataclass(frozen=True)
class Scale:
    """divisor: of the figures.  label: the unit on the axis.  share: printed in per cent."""

    divisor: float
    label: str
    share: bool

    def text(self, value: float) -> str:
        """One figure, already divided, with as many digits as it needs."""
        if self.share:
            return f"{value:.2f}%" if abs(value) < 10 else f"{value:.1f}%"
        return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"

    def digits(self, size: float) -> int:
        """Decimals that show a figure of about this size with three digits or more."""
        least = 2 if self.share else 0
        return max(least, 2 if size < 1 else 1 if size < 100 else 0)


def scale_of(unit: str, values: Any, lang: Lang) -> Scale:
    """The scale for values in `unit`; shares become per cent."""
    if unit == "share":
        return Scale(0.01, say("chart.unit.percent", lang), True)
    figures = np.abs(np.asarray(values, dtype=float))
    peak = float(np.nanmax(figures)) if np.isfinite(figures).any() else 0.0
    if unit in LARGE and peak >= LARGE[unit]:
        divisor = ENGLISH.get(unit, LARGE[unit]) if lang == "en" else LARGE[unit]
        return Scale(divisor, say(f"chart.large.{unit}", lang), False)
    return Scale(1.0, say(f"sim.unit.{unit}", lang), False)
