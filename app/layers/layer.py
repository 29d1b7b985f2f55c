"""Layer and LayerValues: the declaration that screen and print share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from app.errors import AppError
from app.layers.data import LayerInput
from geodata.words import Lang, say

Needs = Literal["plan", "roads", "outcome"]
Better = Literal["up", "down", "neither"]

VALUE_COLUMNS = ("value", "used", "bound", "note")


def no_values() -> pd.DataFrame:
    """A table of values without a row."""
    return pd.DataFrame(
        {
            name: pd.Series(dtype=object if name == "note" else float)
            for name in VALUE_COLUMNS
        }
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class LayerValues:
    """Values by place: tables indexed by adcode or park_id, with the columns VALUE_COLUMNS.

    value: in the layer's unit, NaN where there is no figure.  used, bound: what the value was made
    from, in the layer's detail_unit (its text `detail` names them).  note: code of another place it
    depends on (the facility, the counterpart), "" if none.  A place without a row has no data.
    """

    cities: pd.DataFrame = field(default_factory=no_values)
    counties: pd.DataFrame = field(default_factory=no_values)
    parks: pd.DataFrame = field(default_factory=no_values)


@dataclass(frozen=True)
class Layer:
    """One map layer.

    compute: LayerInput -> LayerValues.  unit, detail_unit: keys of the texts [layer.unit].
    breaks: the four inner limits of the five classes, in the unit; a value on a limit belongs to
    the class above.  They are fixed, so that maps of different runs can be compared.  delta_breaks:
    (small, large): differences up to `small` count as none.  diverging: values have a sign.
    needs: what must be there: a plan, road times, or a simulation's outcome.  better: which way
    planners want it.  subject: what fills {subject} in the texts, a key of [layer.subject].  text:
    name of the texts where several layers share them.
    """

    name: str
    compute: Callable[[LayerInput], LayerValues]
    unit: str
    breaks: tuple[float, float, float, float]
    delta_breaks: tuple[float, float]
    needs: Needs = "plan"
    better: Better = "up"
    detail_unit: str = ""
    diverging: bool = False
    subject: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if list(self.breaks) != sorted(set(self.breaks)):
            raise ValueError(f"layer {self.name}: breaks must rise, not {self.breaks}")
        if not 0 < self.delta_breaks[0] < self.delta_breaks[1]:
            raise ValueError(f"layer {self.name}: delta breaks must rise from above 0")

    def label(self, lang: Lang) -> str:
        """What the menu and the legend call it."""
        return self._said("label", lang)

    def note(self, lang: Lang) -> str:
        """What the figure counts, and as of when."""
        return self._said("note", lang)

    def detail(self, lang: Lang, **values: str) -> str:
        """The second line of a tooltip."""
        return self._said("detail", lang, **values)

    def available(self, data: LayerInput) -> bool:
        """Whether the data that the layer needs are there."""
        return {
            "plan": data.pairings is not None and data.limits is not None,
            "roads": data.gateway_h is not None,
            "outcome": data.outcome is not None,
        }[self.needs]

    def values(self, data: LayerInput) -> LayerValues:
        """The figures.  Raises AppError where the data are not there; the remedy says how."""
        if not self.available(data):
            raise AppError(f"layer_needs_{self.needs}", value=self.name)
        return self.compute(data)

    def _said(self, part: str, lang: Lang, **values: str) -> str:
        subject = say(f"layer.subject.{self.subject}", lang) if self.subject else ""
        return say(f"layer.{self.text or self.name}.{part}", lang, subject=subject, **values)
