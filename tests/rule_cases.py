"""One small world per rule of matching: for hand-solved tests and for the golden files.

Scores are simple: the only goal is road time, worth 1 at 0 h and half as much with every 2 hours,
every enterprise counts the same, and a year's delay costs 3 %.  Plants are closed unless said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from tiny import Hours, tiny_problem

from matching.constraints import rows_of
from matching.exact import solve
from matching.problem import TENURES, Problem
from matching.stopping import Clock

ONE_YEAR = (2016,)
TWO_YEARS = (2016, 2017)
PLAIN: dict[str, Any] = {
    "size": "count",
    "weights": {"road_time": 1.0},
    "plants": False,
    "concentration_ceiling": None,
}


@dataclass(frozen=True)
class RuleCase:
    """Tables as text, policy beyond PLAIN, hours by (enterprise, park)."""

    tables: Mapping[str, str]
    years: tuple[int, ...] = TWO_YEARS
    policy: Mapping[str, Any] = field(default_factory=dict)
    hours: Hours = 2.0

    def problem(self, **policy: Any) -> Problem:
        """The Problem; `policy` overrides fields."""
        chosen = PLAIN | dict(self.policy) | policy
        return tiny_problem(policy=chosen, hours=self.hours, years=self.years, **self.tables)  # type: ignore[arg-type]

    def without(self, rule: str) -> Problem:
        """The Problem with the rule switched off."""
        return self.problem(rules={**self.policy.get("rules", {}), rule: "off"})


def solved(problem: Problem) -> tuple[dict[str, str], float]:
    """Enterprise -> "park year tenure" in an optimal plan, and its proven objective."""
    answer = solve(problem, rows_of(problem), Clock(30))
    assert answer.found
    plan = {
        problem.enterprise_id[
            e
        ]: f"{problem.park_id[p]} {problem.years[t]} {'plant' if m else 'land'}"
        for e, p, t, m in zip(answer.e, answer.p, answer.t, answer.m, strict=True)
    }
    return plan, answer.bound


def used(problem: Problem, plan: dict[str, str]) -> dict[str, float]:
    """Row name -> left-hand side for a plan written as `solved` gives it."""
    rows = rows_of(problem)
    spots = [
        (problem.enterprise_id.index(e), problem.park_id.index(w.split()[0]),
         problem.years.index(int(w.split()[1])), TENURES.index(w.split()[2]))
        for e, w in plan.items()
    ]  # fmt: skip
    axes = np.array(spots, dtype=np.int64).reshape(-1, 4).T
    return dict(zip(rows.names, rows.use(*axes).tolist(), strict=True))


CASES: dict[str, RuleCase] = {
    "park_land": RuleCase(
        {
            "enterprises": """
                id  land_mu
                E1  60
                E2  40
            """,
            "parks": "id\nP1",
            "park_supply": """
                park_id  year  land_mu
                P1       2016  50
                P1       2017  50
            """,
        }
    ),
    "city_land": RuleCase(
        {
            "enterprises": """
                id  land_mu
                E1  60
                E2  60
            """,
            "parks": "id\nP1",
            "city_quotas": """
                city    year  kind          value  unit
                440200  2016  land_general  100    mu
                440200  2017  land_general  100    mu
            """,
        }
    ),
    "special_land": RuleCase(
        {
            "enterprises": """
                id  land_mu  trade_mode
                E1  60       supplied
                E2  20       none
                E3  30       -
            """,
            "parks": "id\nP1",
            "city_quotas": """
                city    year  kind          value  unit
                440200  2016  land_general  50     mu
                440200  2016  land_special  30     mu
            """,
        },
        years=ONE_YEAR,
        hours={("E1", "P1"): 0.0},
    ),
    "forest": RuleCase(
        {
            "enterprises": """
                id  land_mu
                E1  40
                E2  40
            """,
            "parks": """
                id  forest_share
                P1  0.5
            """,
            "city_quotas": """
                city    year  kind    value  unit
                440200  2016  forest  20     mu
            """,
        },
        years=ONE_YEAR,
    ),
    "sea": RuleCase(
        {
            "enterprises": """
                id  sea_mu
                E1  20
                E2  20
            """,
            "parks": """
                id  city    coastal
                P1  441500  yes
            """,
            "city_quotas": """
                city    year  kind  value  unit
                441500  2016  sea   30     mu
                441500  2017  sea   30     mu
            """,
        }
    ),
    "plant": RuleCase(
        {
            "enterprises": """
                id  plant_m2
                E1  2000
                E2  2000
            """,
            "parks": "id\nP1",
            "park_supply": """
                park_id  year  land_mu  plant_m2
                P1       2016  0        3000
                P1       2017  0        3000
            """,
        },
        policy={"plants": True},
    ),
    "emission": RuleCase(
        {
            "enterprises": """
                id  cod_t
                E1  30
                E2  50
            """,
            "parks": "id\nP1",
            "city_quotas": """
                city    year  kind  value  unit
                440200  2016  cod   60     t
                440200  2017  cod   60     t
            """,
        }
    ),
    "energy": RuleCase(
        {
            "enterprises": """
                id  energy_tce
                E1  8000
                E2  3000
            """,
            "parks": "id\nP1",
            "city_quotas": """
                city    year  kind    value  unit
                440200  2016  energy  10000  tce
                440200  2017  energy  10000  tce
            """,
        }
    ),
    "labour": RuleCase(
        {
            "enterprises": """
                id  jobs_persons
                E1  900
                E2  600
            """,
            "parks": "id\nP1",
            "city_quotas": """
                city    year  kind    value  unit
                440200  2016  labour  1000   persons
                440200  2017  labour  1500   persons
            """,
        }
    ),
    "fund": RuleCase(
        {
            "enterprises": """
                id  city    investment_wan_yuan
                E1  441900  10000
                E2  441900  10000
            """,
            "parks": "id\nP1",
            "city_quotas": """
                city    year  kind      value  unit
                440200  2016  fund_in   1000   wan_yuan
                440200  2017  fund_in   300    wan_yuan
                441900  2016  fund_out  200    wan_yuan
                441900  2017  fund_out  0      wan_yuan
            """,
            "duties": """
                id  sending_adcode  receiving_adcode  from_year  to_year
                D1  441900          440200            2014       2016
            """,
        }
    ),
    "duty": RuleCase(
        {
            "enterprises": """
                id  city    investment_wan_yuan
                E1  441900  1000
                E2  441900  2000
                E3  441900  3000
            """,
            "parks": """
                id  city
                P1  441400
                P2  440200
            """,
            "duties": """
                id  sending_adcode  receiving_adcode  from_year  to_year  min_projects
                D1  441900          440200            2016       2017     2
            """,
        },
        hours={
            **{(e, "P1"): h for e, h in (("E1", 0.0), ("E2", 1.0), ("E3", 2.0))},
            **{(e, "P2"): 4.0 for e in ("E1", "E2", "E3")},
        },
    ),
    "minimum_share": RuleCase(
        {
            "enterprises": "id\nE1\nE2",
            "parks": """
                id  city
                P1  441500
                P2  440200
            """,
        },
        years=ONE_YEAR,
        policy={"minimum_shares": ({"scope": "north", "share": 0.5},)},
        hours={("E1", "P1"): 0.0, ("E2", "P1"): 0.0},
    ),
    "concentration": RuleCase(
        {
            "enterprises": """
                id  division  land_mu
                E1  24        30
                E2  24        30
                E3  24        30
                E4  17        30
            """,
            "parks": "id\nP1",
            "park_supply": """
                park_id  year  land_mu
                P1       2016  120
            """,
        },
        years=ONE_YEAR,
        policy={"concentration_ceiling": 0.5},
    ),
    "departures": RuleCase(
        {
            "enterprises": """
                id  city    jobs_persons
                E1  441900  600
                E2  441900  300
                E3  441900  100
            """,
            "parks": "id\nP1",
        },
        policy={"departures_ceiling": 0.4},
    ),
    "pins": RuleCase(
        {
            "enterprises": """
                id  land_mu
                E1  60
                E2  60
            """,
            "parks": "id\nP1",
            "park_supply": """
                park_id  year  land_mu
                P1       2016  60
            """,
            "pins": """
                enterprise_id  park_id  year  tenure  kind
                E1             P1       2016  -       pin
            """,
        },
        years=ONE_YEAR,
        hours={("E1", "P1"): 4.0},
    ),
    "stability": RuleCase(
        {
            "enterprises": "id\nA\nB\nC",
            "parks": """
                id  city
                P1  440200
                P2  441400
            """,
        },
        years=ONE_YEAR,
        policy={
            "reference": (
                {"enterprise_id": "A", "park_id": "P1"},
                {"enterprise_id": "B", "park_id": "P1"},
            ),
            "max_changes": 1,
        },
        hours={("A", "P2"): 0.0, ("B", "P2"): 4.0, ("C", "P1"): 4.0, ("C", "P2"): 4.0},
    ),
}
