"""LayerInput: the plain tables of one run that layers and maps read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from app.exports.fingerprint import plan_fingerprint
from geodata.world import World

if TYPE_CHECKING:
    from matching.plan import Plan
    from scenarios.case import Case
    from simulation.outcome import Outcome


@dataclass(frozen=True, eq=False)
class LayerInput:
    """One run as tables.

    years: planning years.  year: figures are as of the end of this year; None = the last one.
    cities, parks, enterprises, facilities: the world's tables.  pairings: enterprise_id, park_id,
    year (further columns are not read), None where there is no plan.  limits: `Plan.limits`, None
    likewise.  outcome: a simulation, if there is one.  gateway_h: `ports.gateway_hours` of the
    world, None where roads were not measured.  synthetic: whether demonstration data are in it.
    fingerprint: of the result, "" where there is none; data_fingerprint: of the tables.  Both are
    printed on the map.
    """

    years: tuple[int, ...]
    cities: pd.DataFrame
    parks: pd.DataFrame
    enterprises: pd.DataFrame
    facilities: pd.DataFrame
    pairings: pd.DataFrame | None = None
    limits: pd.DataFrame | None = None
    outcome: Outcome | None = None
    gateway_h: pd.DataFrame | None = None
    year: int | None = None
    synthetic: bool = False
    fingerprint: str = ""
    data_fingerprint: str = ""

    @property
    def last_year(self) -> int | None:
        """The year at whose end the map stands; None where neither was said."""
        if self.year is not None:
            return self.year
        return max(self.years) if self.years else None

    @property
    def plan_year(self) -> int | None:
        """Year whose limits hold at `last_year`: after the plan's last year nothing moves."""
        if self.year is None or not self.years:
            return self.last_year
        return min(self.year, max(self.years))

    def at(self, year: int) -> LayerInput:
        """The same run at the end of another year."""
        return replace(self, year=year)

    @cached_property
    def placed(self) -> pd.DataFrame:
        """Pairings up to the year: enterprise_id, park_id, city_adcode (home), park_city_adcode,
        output_wan_yuan, jobs_persons; without a plan an empty table.
        """  # fmt: skip
        columns = ["enterprise_id", "park_id", "year"]
        plan = pd.DataFrame(columns=columns) if self.pairings is None else self.pairings[columns]
        if self.last_year is not None:
            plan = plan[plan["year"].astype(float) <= self.last_year]
        firms = self.enterprises.set_index("enterprise_id").reindex(plan["enterprise_id"])
        host = self.park_city.reindex(plan["park_id"])
        return pd.DataFrame(
            {
                "enterprise_id": plan["enterprise_id"].to_numpy(),
                "park_id": plan["park_id"].to_numpy(),
                "city_adcode": firms["city_adcode"].to_numpy(),
                "park_city_adcode": host.to_numpy(),
                "output_wan_yuan": firms["output_wan_yuan"].to_numpy(float),
                "jobs_persons": firms["jobs_persons"].to_numpy(float),
            }
        )

    @cached_property
    def park_city(self) -> pd.Series:
        """park_id -> adcode of the city it lies in."""
        return self.parks.set_index("park_id")["city_adcode"]

    @cached_property
    def hosts(self) -> list[str]:
        """Cities that have a park, or are named as receiving."""
        named = self.cities.loc[self.cities["role"] == "receiving", "city_adcode"]
        return sorted({*map(str, named), *map(str, self.park_city.dropna())})


def layer_input(
    case: Case | World, plan: Plan | None = None, outcome: Outcome | None = None, *,
    year: int | None = None, gateway_h: pd.DataFrame | None = None,
) -> LayerInput:  # fmt: skip
    """The tables of a case (or of a bare world) with its plan and its simulation."""
    world = case if isinstance(case, World) else case.world
    tables: Mapping[str, pd.DataFrame] = {
        name: world[name] for name in ("cities", "parks", "enterprises", "facilities")
    }
    return LayerInput(
        years=tuple(world.years),
        **tables,
        pairings=None if plan is None else plan.placements,
        limits=None if plan is None else plan.limits,
        outcome=outcome,
        gateway_h=gateway_h,
        year=year,
        synthetic=world.synthetic,
        fingerprint=_result(plan, outcome),
        data_fingerprint=world.fingerprint,
    )


def _result(plan: Plan | None, outcome: Outcome | None) -> str:
    """The fingerprint of what is drawn, as the store and the papers have it."""
    if outcome is not None:
        return outcome.digest[:12]
    return "" if plan is None else plan_fingerprint(plan)
