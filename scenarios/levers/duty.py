"""Counterpart duties: least projects or investment of a pair of cities (item 11, task 32)."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Amount, Names, NotNegative, Year
from scenarios.case import Case
from scenarios.edits import table, with_cells, with_policy, with_rows
from scenarios.faults import Fault, ScenarioError, wrong
from scenarios.lever import Lever
from scenarios.limits import Flags, floats
from scenarios.policy import Frozen
from scenarios.scopes import CITY_LEVELS, Atlas, texts

MINIMA = {"projects": "min_projects", "investment_wan_yuan": "min_investment_wan_yuan"}
GENERAL = ("multiplier", "mode", "price_points")


class Figure(Amount):
    """set, change or add of one figure of the whole period of a duty."""

    @model_validator(mode="after")
    def _no_years(self) -> Figure:
        if self.named_years is not None:
            raise PydanticCustomError("no_years", "a duty has one figure for its whole period")
        return self


class Setting(Frozen):
    """Minima of the duties of some pairs, a new duty, or how all duties count.

    sending, receiving: cities or regions; both default to every city.  projects,
    investment_wan_yuan: `{ set = 40 }`, `{ change = "+100%" }` or `{ add = 5 }`.  new: make a row
    of one pair for from_year..to_year.  multiplier: times every minimum.  mode: hard, soft or off.
    price_points: objective lost per missing project (or per investment of one mean project).
    """

    sending: Names | None = None
    receiving: Names | None = None
    projects: Figure | None = None
    investment_wan_yuan: Figure | None = None
    new: bool = False
    from_year: Year | None = None
    to_year: Year | None = None
    multiplier: NotNegative | None = None
    mode: Literal["hard", "soft", "off"] | None = None
    price_points: NotNegative | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Setting:
        figures = self.projects is not None or self.investment_wan_yuan is not None
        general = any(getattr(self, name) is not None for name in GENERAL)
        if not (figures or general or self.new):
            keys = " / ".join((*MINIMA, *GENERAL, "new"))
            raise PydanticCustomError("one_of", "give one of {keys}", {"keys": keys})
        dates = self.from_year is not None, self.to_year is not None
        if self.new:
            for key in ("sending", "receiving", "from_year", "to_year"):
                if getattr(self, key) is None:
                    raise PydanticCustomError("missing_key", "{value}", {"value": key})
            for key in MINIMA:
                figure = getattr(self, key)
                if figure is not None and figure.operation != "set":
                    raise PydanticCustomError("new_needs_set", "{value}", {"value": key})
            if (self.from_year or 0) > (self.to_year or 0):
                raise PydanticCustomError("from_after_to", "from after to")
        elif any(dates):
            raise PydanticCustomError("only_new", "{value}", {"value": "from_year / to_year"})
        elif not figures and (self.sending is not None or self.receiving is not None):
            raise PydanticCustomError("pair_without_figure", "a pair needs a figure")
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with its duties changed.  Raises ScenarioError where no duty fits."""
    if setting.new:
        case = _new_duty(case, setting)
    elif setting.projects is not None or setting.investment_wan_yuan is not None:
        case = _changed_minima(case, setting)
    return _general(case, setting)


def _general(case: Case, setting: Setting) -> Case:
    fields: dict[str, Any] = {}
    if setting.multiplier is not None:
        fields["duty_multiplier"] = setting.multiplier
    if setting.price_points is not None:
        fields["duty_price_points"] = setting.price_points
    if setting.mode is not None:
        fields["rules"] = case.policy.rules | {"duty": setting.mode}
    if not fields:
        return case
    duties = table(case, "duties")
    minima = [floats(duties[column]) for column in MINIMA.values()]
    if not any((minimum > 0).any() for minimum in minima):
        raise wrong("no_duty", next(key for key in GENERAL if getattr(setting, key) is not None))
    return with_policy(case, **fields)


def _ends(case: Case, setting: Setting) -> tuple[Flags, Flags]:
    """Which duties start and end in the places named."""
    duties, atlas = table(case, "duties"), Atlas(case.world)
    ends = []
    for key in ("sending", "receiving"):
        said = getattr(setting, key) or ("all",)
        codes = [c for p in atlas.places(said, CITY_LEVELS - {"province"}, key) for c in p.cities]
        # A duty may name a county; its city has the first four digits.
        city = [f"{code[:4]}00" for code in texts(duties[f"{key}_adcode"])]
        ends.append(np.isin(city, codes))
    return ends[0], ends[1]


def _changed_minima(case: Case, setting: Setting) -> Case:
    sending, receiving = _ends(case, setting)
    last, first = max(case.world.years), min(case.world.years)
    duties = table(case, "duties")
    within = (floats(duties["from_year"]) <= last) & (floats(duties["to_year"]) >= first)
    pairs = sending & receiving & within
    faults = []
    for key, column in MINIMA.items():
        figure: Figure | None = getattr(setting, key)
        if figure is None:
            continue
        old = floats(table(case, "duties")[column])
        new, spoken = figure.move(old, np.zeros(len(old)))
        spoken &= pairs
        if not spoken.any():
            said = " > ".join("/".join(n or ("all",)) for n in (setting.sending, setting.receiving))
            faults.append(Fault("no_such_duty", key, values={"value": said}))
        elif (new[spoken] < 0).any():
            faults.append(Fault("out_of_range", key, values={"value": f"{new[spoken].min():g}",
                                                             "limit": ">= 0"}))  # fmt: skip
        else:
            case = with_cells(case, "duties", spoken, column, new[spoken])
    if faults:
        raise ScenarioError(faults)
    return case


def _new_duty(case: Case, setting: Setting) -> Case:
    atlas, duties = Atlas(case.world), table(case, "duties")
    ends = [
        [atlas.city(one, key) for one in getattr(setting, key)] for key in ("sending", "receiving")
    ]
    rows: list[dict[str, object]] = []
    ids = set(texts(duties["duty_id"]))
    for sending in ends[0]:
        for receiving in ends[1]:
            stem = f"W-{sending}-{receiving}-{setting.from_year}"
            duty_id = next(i for i in _numbered(stem) if i not in ids)
            ids.add(duty_id)
            row: dict[str, object] = {
                "duty_id": duty_id,
                "sending_adcode": sending,
                "receiving_adcode": receiving,
                "from_year": float(setting.from_year or 0),
                "to_year": float(setting.to_year or 0),
            }
            for key, column in MINIMA.items():
                figure: Figure | None = getattr(setting, key)
                if figure is not None:
                    row[column] = float(figure.move(np.zeros(1), np.zeros(1))[0][0])
            rows.append(row)
    return with_rows(case, "duties", rows)


def _numbered(stem: str) -> Any:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


LEVER = Lever(
    "duty",
    Setting,
    apply,
    unit="projects",
    tasks=(32,),
    lead_zh="省经济和信息化委",
)
