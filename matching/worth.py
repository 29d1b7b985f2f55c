"""Worth: what one unit more of a limit gains, how far that holds, and what a given change gains.

Signs.  All worth is in points of the objective, gains positive.  A price is per unit by which the
limit's *bound* rises: >= 0 for a maximum (more room gains), <= 0 for a minimum (more duty costs).
For a limit asked for without its year, all its years rise together and their prices add up.

Two figures answer "what would delta more be worth?":

- the *bound change*, of the proven upper bound.  With exact prices it is the change of the linear
  relaxation, which is concave in the bounds, so it lies between delta x the price before and
  delta x the price after; else both problems are bounded by the better of both price vectors;
- the *plan change*, of the plan found by re-solving warm.  Either plan may lie below its bound by
  up to its gap, so a plan change smaller than the gaps (`noise_points`) may be chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from matching.answer import Answer
from matching.check import objective_of
from matching.engine.dual import Duals
from matching.engine.master import Exact, Master
from matching.engine.pricing import Pricing
from matching.engine.ranges import Range
from matching.engine.warm import warm_pricing
from matching.limit_names import rows_named, with_change
from matching.rows import Ints, Rows
from matching.session import Session
from matching.stopping import Clock

MOST_COLUMNS = 40_000
"""Up to so many sifted placements exact prices are tried: some 9,000 enterprises."""
PRICE_COLUMNS = (
    "name", "unit", "sense", "bound", "price_points", "change_low", "change_high", "whole_points",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Worth:
    """What changing one limit does.

    rows: how many rows changed (years of the limit).  unit, sense: of the limit.  bound: of its
    first row before, in `unit`.  delta: the change, in `unit`.  price_points: points per unit
    before; price_after_points: at the changed limit.  low, high: changes between which the price
    before holds exactly, NaN where prices are not exact.  bound_before, bound_after, plan_before,
    plan_after: points.  noise_points: a plan change below it may be chance.  exact: whether prices
    and bounds are those of the linear relaxation, else of near-best prices.  answer: to the change.
    """

    name: str
    rows: int
    unit: str
    sense: str
    bound: float
    delta: float
    price_points: float
    price_after_points: float
    low: float
    high: float
    bound_before: float
    bound_after: float
    plan_before: float
    plan_after: float
    noise_points: float
    exact: bool
    answer: Answer

    @property
    def bound_points(self) -> float:
        """Change of the upper bound, points."""
        return self.bound_after - self.bound_before

    @property
    def plan_points(self) -> float:
        """Change of the plan, points; NaN where no plan was found."""
        return self.plan_after - self.plan_before

    @property
    def plan_is_sure(self) -> bool:
        """Whether the plan change is larger than chance."""
        return bool(abs(self.plan_points) > self.noise_points)


class Prices:
    """The prices of a solved session's limits.

    Exact where the problem is small enough and the clock permits (`exact`), else those that prove
    the session's bound.  Raises ValueError where the session is not solved or found no plan.
    """

    def __init__(self, session: Session, clock: Clock) -> None:
        if not session.answer.found:
            raise ValueError("without a plan there is no worth of a limit")
        self.session, self.rows = session, session.rows
        engine = session.engine
        self.lam, self.bound = engine.duals.lam, engine.duals.bound
        self.exact = False
        self.columns = 0
        self._master: Master | None = None
        if len(engine.duals.e) <= MOST_COLUMNS:
            master = Master(engine.pricing, engine.duals)
            found = master.solve(clock)
            self.lam, self.bound, self.exact = found.lam, found.bound, found.exact
            self.columns = found.columns
            self._value, self._master = found.value, master if found.exact else None

    def table(self, most: int | None = None) -> pd.DataFrame:
        """Limits with a price, those first whose whole bound is worth most, with PRICE_COLUMNS.

        change_low, change_high: how far the bound may change before the price does, in its unit;
        NaN where prices are not exact.  whole_points: |price x bound|.
        """
        table = self.rows.table()
        whole = np.abs(self.lam * self.rows.bound)
        order = np.lexsort((np.arange(len(whole)), -np.abs(self.lam) * 1e-12, -whole))
        priced = order[np.abs(self.lam[order]) > 1e-12][:most]
        ranges = [self._range(np.array([r])) for r in priced.tolist()]
        found = table.loc[priced, ["name", "unit", "sense", "bound"]].reset_index(drop=True)
        found["price_points"] = self.lam[priced]
        found["change_low"] = [r.low for r in ranges]
        found["change_high"] = [r.high for r in ranges]
        found["whole_points"] = whole[priced]
        return found[list(PRICE_COLUMNS)]

    def worth(
        self, name: str, delta: float, clock: Clock, rounds: int | None = None
    ) -> Worth:  # fmt: skip
        """What changing a limit by `delta` of its unit does; see `matching.limit_names` for names.

        Raises UnknownLimit and BelowZero.
        """
        numbers = rows_named(self.rows, name)
        changed = with_change(self.rows, numbers, delta)
        session, table = self.session, self.rows.table().loc[int(numbers[0])]
        here = self._range(numbers)
        pricing = warm_pricing(session.engine.pricing, session.problem, changed)
        lam, bound, before, exact = self._after(pricing, changed, clock)
        answer = session.what_if(changed, clock, rounds)
        plan_before, plan_after = session.engine.value, _value(session, changed, answer)
        gaps = self.bound - plan_before, min(bound, answer.bound) - plan_after
        return Worth(
            name=name.strip(), rows=len(numbers), unit=str(table["unit"]),
            sense=str(table["sense"]), bound=float(self.rows.bound[numbers[0]]), delta=delta,
            price_points=float(self.lam[numbers].sum()),
            price_after_points=float(lam[numbers].sum()), low=here.low, high=here.high,
            bound_before=before, bound_after=bound, plan_before=plan_before,
            plan_after=plan_after, noise_points=float(max(*gaps, 0.0)), exact=exact,
            answer=answer,
        )  # fmt: skip

    def _after(
        self, pricing: Pricing, changed: Rows, clock: Clock
    ) -> tuple[np.ndarray, float, float, bool]:
        """(prices, bound, the bound before it compares to, exact) under changed limits."""
        if self._master is not None:
            self._master.relimit(pricing)
            found: Exact = self._master.solve(clock)
            self._return(self.session.engine.pricing)
            if found.exact:
                return found.lam, found.value, self._value, True
        duals: Duals = self.session.prices_after(changed, clock)
        # each price vector proves a bound for both problems; only so the two bounds compare
        before = min(self.bound, self.session.engine.pricing.bound(duals.lam))
        return duals.lam, min(duals.bound, pricing.bound(self.lam)), before, False

    def _return(self, pricing: Pricing) -> None:
        """Take the master back to the session's limits."""
        assert self._master is not None
        self._master.relimit(pricing)
        if not self._master.solve(Clock(np.inf)).exact:
            self._master = None

    def _range(self, rows: Ints) -> Range:
        if self._master is None:
            return Range(np.nan, np.nan)
        return self._master.range_of(rows)


def worth(session: Session, name: str, delta: float, clock: Clock) -> Worth:
    """What changing one limit by `delta` of its unit does; for several, make `Prices` once."""
    return Prices(session, clock).worth(name, delta, clock)


def _value(session: Session, rows: Rows, answer: Answer) -> float:
    if not answer.found:
        return float("nan")
    return objective_of(session.problem, rows, answer.e, answer.p, answer.t, answer.m)
