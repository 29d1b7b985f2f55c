"""How a figure is changed: set it, change it by per cent, or add to it; at once or year by year.

    set    = 120                               the figure becomes 120 (unit of the lever)
    change = "+20%"                            the figure times 1.20
    add    = -500                              the figure plus the number
    change = { 2016 = "-10%", 2018 = "-30%" }  only the years named; the others stay as they are
    change = "-10%",  years = [2018, 2019]     the same for several years

A change of 0 % returns the very same number, so that saying it changes no fingerprint.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from scenarios.policy import Frozen

LOWEST_PERCENT = -100.0
HIGHEST_PERCENT = 900.0
"""Allowed range of a relative change: from nothing left to ten times as much."""

Operation = Literal["set", "change", "add"]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_PERCENT = re.compile(r"([+\-−－＋]?)\s*(\d+(?:\.\d+)?)\s*[%％]")


def number(value: object) -> float:
    """A finite number.  Raises PydanticCustomError for text, flags, inf and nan."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PydanticCustomError("not_a_number", "not a number: {value}", {"value": str(value)})
    return float(value)


def percent(value: object) -> str:
    """A relative change in the one way it is kept: sign, shortest number, "%" ("+20%", "-7.5%").

    Raises PydanticCustomError where it is not text of that form or outside the allowed range.
    """
    found = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("not_a_percent", "not a change: {value}", {"value": str(value)})
    size = float(found[2]) * (-1.0 if found[1] in ("-", "−", "－") else 1.0)
    if not LOWEST_PERCENT <= size <= HIGHEST_PERCENT:
        limit = f"{LOWEST_PERCENT:g}% .. +{HIGHEST_PERCENT:g}%"
        raise PydanticCustomError(
            "out_of_range", "{value} is not within {limit}", {"value": value, "limit": limit}
        )
    return f"{size + 0.0:+.10g}%"


def _yearly(one: Callable[[object], Any]) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            return one(value)
        if not value:
            raise PydanticCustomError("nothing_named", "an empty table")
        return {_year(key): one(item) for key, item in sorted(value.items(), key=_by_text)}

    return read


def _by_text(item: tuple[object, object]) -> str:
    return str(item[0])


def _year(value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[12]\d{3}", text):
        raise PydanticCustomError("not_a_year", "not a year: {value}", {"value": text})
    return int(text)


def _years(value: object) -> tuple[int, ...] | None:
    if value is None:
        return None
    items = value if isinstance(value, list | tuple) else [value]
    if not items:
        raise PydanticCustomError("nothing_named", "an empty list")
    return tuple(sorted({_year(item) for item in items}))


def _names(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else [value]
    names = tuple(dict.fromkeys(str(item).strip() for item in items if not _odd(item)))
    if not names or any(_odd(item) for item in items):
        raise PydanticCustomError("nothing_named", "nothing is named")
    return names


def _odd(item: object) -> bool:
    return isinstance(item, bool) or not isinstance(item, str | int) or not str(item).strip()


def some_of(allowed: tuple[str, ...]) -> Callable[[object], tuple[str, ...]]:
    """A reader of one word, a list of words or "all", kept in the order of `allowed`."""

    def read(value: object) -> tuple[str, ...]:
        names = _names(value)
        if names == ("all",):
            return allowed
        for name in names:
            if name not in allowed:
                raise PydanticCustomError(
                    "unknown_choice",
                    "unknown name {value}",
                    {"value": name, "among": [*allowed, "all"]},
                )
        return tuple(name for name in allowed if name in names)

    return read


Number = Annotated[float, BeforeValidator(number)]
NotNegative = Annotated[float, BeforeValidator(number), Field(ge=0)]
Share = Annotated[float, BeforeValidator(number), Field(ge=0, le=1)]
Percent = Annotated[str, BeforeValidator(percent)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Year = Annotated[int, BeforeValidator(_year)]
Years = Annotated[tuple[int, ...] | None, BeforeValidator(_years)]
YearlyNumber = Annotated[float | dict[int, float] | None, BeforeValidator(_yearly(number))]
YearlyPercent = Annotated[str | dict[int, str] | None, BeforeValidator(_yearly(percent))]


def moved(operation: Operation, figure: float | str, values: Floats) -> Floats:
    """`values` after one operation; NaN (no limit) stays NaN unless it is set.

    values : (n,) in the unit of the table.  figure: a number, or a canonical percentage.
    """
    if operation == "set":
        return np.full(len(values), float(figure))
    if operation == "add":
        return values + float(figure)
    share = float(str(figure).rstrip("%"))
    return values if share == 0 else values * (100.0 + share) / 100.0


class Amount(Frozen):
    """Exactly one of set, change, add; each one figure, or a table of year -> figure."""

    set: YearlyNumber = None
    change: YearlyPercent = None
    add: YearlyNumber = None
    years: Years = None

    @model_validator(mode="after")
    def _one_way(self) -> Amount:
        given = self._given
        if len(given) > 1 or (not given and self._needs_amount()):
            raise PydanticCustomError(
                "one_of", "give one of {keys}", {"keys": " / ".join(("set", "change", "add"))}
            )
        if self.years is not None and given and isinstance(given[0][1], dict):
            raise PydanticCustomError("years_twice", "years go with one figure")
        low = self.set if isinstance(self.set, dict) else {0: self.set}
        if any(value is not None and value < 0 for value in low.values()):
            raise PydanticCustomError(
                "out_of_range", "{value}", {"value": f"set = {self.set}", "limit": ">= 0"}
            )
        return self

    def _needs_amount(self) -> bool:
        """Whether the lever does nothing without a figure."""
        return True

    @property
    def _given(self) -> list[tuple[Operation, Any]]:
        ways: tuple[Operation, ...] = ("set", "change", "add")
        return [(way, getattr(self, way)) for way in ways if getattr(self, way) is not None]

    @property
    def operation(self) -> Operation | None:
        """Which of set, change, add it is; None where no figure is given."""
        return self._given[0][0] if self._given else None

    @property
    def named_years(self) -> tuple[int, ...] | None:
        """The years it speaks of; None = every year."""
        figure = self._given[0][1] if self._given else None
        return tuple(sorted(figure)) if isinstance(figure, dict) else self.years

    def move(self, values: Floats, years: Floats) -> tuple[Floats, Flags]:
        """New values and which of them it speaks of.

        values, years : (n,) aligned; NaN values are no limit and are spoken of only by `set`.
        """
        new, touched = values.copy(), np.zeros(len(values), dtype=bool)
        if not self._given:
            return new, touched
        operation, figure = self._given[0]
        parts = figure if isinstance(figure, dict) else dict.fromkeys(self.years or (), figure)
        if self.named_years is None:
            parts = {None: figure}
        for year, one in parts.items():
            rows = np.ones(len(values), dtype=bool) if year is None else years == year
            if operation != "set":
                rows &= ~np.isnan(values)
            new[rows] = moved(operation, one, values[rows])
            touched |= rows
        return new, touched
