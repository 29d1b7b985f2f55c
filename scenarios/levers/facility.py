"""Ports, bonded zones, dry ports: opened in another year, sooner or later (tasks 37 and 38)."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Names, Year
from scenarios.case import Case
from scenarios.edits import table, with_cells
from scenarios.faults import Fault, ScenarioError, closest, wrong
from scenarios.lever import Lever
from scenarios.limits import Flags, floats
from scenarios.policy import Frozen
from scenarios.scopes import texts

LARGEST_SHIFT_YEARS = 20


class Setting(Frozen):
    """facility: ids or names.  open_year: the year it opens.  shift_years: later (+) or sooner (-).

    close_year: the year it closes.
    """

    facility: Names
    open_year: Year | None = None
    shift_years: int | None = None
    close_year: Year | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Setting:
        ways = [self.open_year, self.shift_years]
        if all(way is None for way in (*ways, self.close_year)) or None not in ways:
            keys = {"keys": "open_year / shift_years / close_year"}
            raise PydanticCustomError("one_of", "give one of {keys}", keys)
        if self.shift_years is not None and abs(self.shift_years) > LARGEST_SHIFT_YEARS:
            limit = f"-{LARGEST_SHIFT_YEARS} .. +{LARGEST_SHIFT_YEARS}"
            shown = {"value": f"shift_years = {self.shift_years}", "limit": limit}
            raise PydanticCustomError("out_of_range", "{value}", shown)
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with facilities re-dated.  Raises ScenarioError: unknown, or no date to shift."""
    rows = _rows(case, setting.facility)
    if setting.open_year is not None:
        case = with_cells(case, "facilities", rows, "open_year", float(setting.open_year))
    if setting.shift_years is not None:
        old = floats(table(case, "facilities")["open_year"])[rows]
        if np.isnan(old).any():
            undated = texts(table(case, "facilities")["facility_id"])[rows][np.isnan(old)]
            raise wrong("no_date", "shift_years", value=" / ".join(undated))
        case = with_cells(case, "facilities", rows, "open_year", old + setting.shift_years)
    if setting.close_year is not None:
        case = with_cells(case, "facilities", rows, "close_year", float(setting.close_year))
    frame = table(case, "facilities")
    for row in np.flatnonzero(rows & (floats(frame["close_year"]) <= floats(frame["open_year"]))):
        raise wrong("from_after_to", "close_year", value=texts(frame["facility_id"])[row])
    return case


def _rows(case: Case, said: tuple[str, ...]) -> Flags:
    """The facilities meant; every unknown one is reported."""
    frame = table(case, "facilities")
    names = [texts(frame[column]) for column in ("facility_id", "name_zh", "name_en")]
    rows, faults = np.zeros(len(frame), dtype=bool), []
    for one in said:
        word = one.strip().lower()
        hit = np.logical_or.reduce([[n.lower() == word for n in column] for column in names])
        if not hit.any():
            among = tuple(dict.fromkeys(n for column in names for n in column if n))
            faults.append(Fault("unknown_facility", "facility", values={"value": one},
                                close=closest(one, among), known=among))  # fmt: skip
        rows |= hit
    if faults:
        raise ScenarioError(faults)
    return rows


LEVER = Lever(
    "facility",
    Setting,
    apply,
    unit="",
    tasks=(37, 38),
    lead_zh="省口岸办",
    low=None,
)
