"""What is documented of 2009 to 2022, and the figure of an outcome that each fact is held against.

The figures ship as `data/history.csv` with their sources.  A fact is a simple ratio or rate.
The model knows neither 2010 nor a single project of then: a fact is held against the figure of the
same age, "in the third year", "per year once projects have opened", of a world in which nobody
makes the offers of a plan and the macro paths are quiet.

    fit     facts up to 2013: parameters are fitted on these alone
    judge   facts from 2014 on: what the fitted model is judged by
    apart   facts the model has no figure for; the reason is said with them
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.indicators.processing_share import TRADE
from simulation.outcome import Outcome
from simulation.specs import NAMES

Role = Literal["fit", "judge", "apart"]
F64 = npt.NDArray[np.float64]
HISTORY_BASE = 0.178
"""Share of East, West and North in above-scale value added around 2011."""
OPENED = 2
"""Year (from 0) from which projects of the first year produce: inflow is counted from there."""


@cache
def history_file() -> pd.DataFrame:
    """The shipped table: key, period, value, unit, source, confidence."""
    with (resources.files("simulation") / "data" / "history.csv").open(encoding="utf-8") as text:
        return pd.read_csv(text)


def value(key: str) -> float:
    """One documented figure.  Raises KeyError."""
    table = history_file()
    found = table.loc[table["key"] == key, "value"]
    if len(found) != 1:
        raise KeyError(key)
    return float(found.iloc[0])


@dataclass(frozen=True)
class Fact:
    """One fact: label `sim.history.fact.<name>`, remark `sim.history.note.<name>`.

    keys: rows of the shipped table it is made of.  observed: in `unit`.  tolerance: how far from
    it a model may be and still count as near, an assumption (rounding, one year, one place).
    measure(outcome) -> (R,) the same figure of every replication; None = the model has none.
    """

    name: str
    role: Role
    period: str
    unit: str
    keys: tuple[str, ...]
    observed: float
    tolerance: float
    measure: Callable[[Outcome], F64] | None


def _count(outcome: Outcome, stage: str, age: int) -> F64:
    """(R,) projects that have got so far by the end of year `age` (1 = the first)."""
    return outcome.stage(stage)[:, age - 1].astype(np.float64)


def _ratio(above: F64, below: F64) -> F64:
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


def producing(age: int) -> Callable[[Outcome], F64]:
    """Share of all signed projects that produce at the end of that year."""
    return lambda o: _ratio(_count(o, "producing", age), _count(o, "signed", age))


def building(age: int) -> Callable[[Outcome], F64]:
    """Share of all signed projects that are under construction at the end of that year."""
    return lambda o: _ratio(
        _count(o, "construction", age) - _count(o, "producing", age), _count(o, "signed", age)
    )


def completed(age: int) -> Callable[[Outcome], F64]:
    """Projects that produce, of those that have been started, at the end of that year."""
    return lambda o: _ratio(_count(o, "producing", age), _count(o, "construction", age))


def flow(above: str, below: str, age: int) -> Callable[[Outcome], F64]:
    """Projects that came to a stage within two years up to `age`, over those that came to another.

    Two years, because a replication has few projects.
    """

    def measure(o: Outcome) -> F64:
        new = [_count(o, stage, age) - _count(o, stage, age - 2) for stage in (above, below)]
        return _ratio(*new)

    return measure


def share_change(outcome: Outcome) -> F64:
    """Percentage points a year that a region with the share of 2011 would gain.

    Inflow of moved production per year, as part of what there was in the province, plus what
    incumbents gain or lose by their own growth.  What leaves the Delta altogether is taken as made
    up by entry, which the model does not have.
    """
    there = outcome.account(TRADE)[:, :, outcome.in_regions("east", "west", "north")].sum(axis=2)
    rows = outcome.account(TRADE).sum(axis=2) + outcome.away(TRADE).sum(axis=2)
    whole = rows + outcome.incumbents_processing_trade_wan_yuan
    part = there / whole
    inflow = (part[:, -1] - part[:, OPENED]) / (part.shape[1] - 1 - OPENED)
    growth = outcome.draws[:, NAMES.index("incumbents_growth")]
    return 100.0 * (inflow + growth * HISTORY_BASE)


def parks_gain(outcome: Outcome) -> F64:
    """Growth of the parks' output per year, percent of what there was in the province."""
    output = outcome.parks[:, :, :, 2].sum(axis=2).astype(np.float64)
    everything = outcome.account("output_wan_yuan").sum(axis=2) + outcome.away(
        "output_wan_yuan"
    ).sum(axis=2)
    part = output / everything
    return 100.0 * (part[:, -1] - part[:, OPENED]) / (part.shape[1] - 1 - OPENED)


@cache
def facts() -> tuple[Fact, ...]:
    """All facts, those to fit first."""
    v = value
    firms = [100.0 * v(f"firms_ewn_{year}") / v(f"firms_all_{year}") for year in (2015, 2020)]
    return (
        Fact("share_2011", "fit", "2010-2011", "pp_year", ("share_2010", "share_2011"),
             v("share_2011") - v("share_2010"), 0.1, share_change),
        Fact("started_2013", "fit", "2013", "share", ("signed_2013", "started_2013"),
             v("started_2013") / v("signed_2013"), 0.1, flow("construction", "signed", 6)),
        Fact("completed_2013", "fit", "2013", "share", ("started_2013", "completed_2013"),
             v("completed_2013") / v("started_2013"), 0.2, flow("producing", "construction", 6)),
        Fact("done_2013", "fit", "2008-2013", "share", ("done_2013", "building_2013"),
             v("done_2013") / (v("done_2013") + v("building_2013")), 0.05, completed(6)),
        Fact("yangjiang_2013", "fit", "2013", "share",
             ("yangjiang_projects", "yangjiang_producing"),
             v("yangjiang_producing") / v("yangjiang_projects"), 0.1, producing(6)),
        Fact("qingyuan_producing", "judge", "2014-2016", "share",
             ("qingyuan_projects", "qingyuan_producing"),
             v("qingyuan_producing") / v("qingyuan_projects"), 0.1, producing(3)),
        Fact("qingyuan_building", "judge", "2014-2016", "share",
             ("qingyuan_projects", "qingyuan_building"),
             v("qingyuan_building") / v("qingyuan_projects"), 0.1, building(3)),
        Fact("guangqing_producing", "judge", "2014-2022", "share",
             ("guangqing_signed", "guangqing_producing"),
             v("guangqing_producing") / v("guangqing_signed"), 0.1, producing(9)),
        Fact("guangqing_building", "judge", "2014-2022", "share",
             ("guangqing_signed", "guangqing_building"),
             v("guangqing_building") / v("guangqing_signed"), 0.1, building(9)),
        Fact("share_2017", "judge", "2011-2017", "pp_year", ("share_2011", "share_2017"),
             (v("share_2017") - v("share_2011")) / 5.25, 0.05, share_change),
        Fact("parks_2016", "apart", "2009-2016", "yi_year",
             ("parks_2009", "parks_2010", "parks_2011", "parks_2015", "parks_2016"),
             (v("parks_2016") - v("parks_2009")) / 7.0, np.nan, None),
        Fact("firms_2020", "apart", "2015-2020", "pp_year",
             ("firms_ewn_2015", "firms_all_2015", "firms_ewn_2020", "firms_all_2020"),
             (firms[1] - firms[0]) / 5.0, np.nan, None),
        Fact("left_2011", "apart", "2008-2011", "firms_year", ("left_2011",),
             v("left_2011") / 4.0, np.nan, None),
    )  # fmt: skip
