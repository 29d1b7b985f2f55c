"""Sensitivity: the strong come first, the idle get nothing, and every figure has its interval."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from tiny import tiny_legs, tiny_world
from worlds import CERTAIN

from scenarios.case import Case
from scenarios.policy import Policy
from simulation import sensitivity
from simulation.faults import SimulationError
from simulation.parameters import Parameters
from simulation.sensitivity import Factor, Study, chosen, lever_factors, parameter_factors
from simulation.sensitivity_global import morris, sobol
from simulation.sensitivity_levers import SWINGS
from simulation.sensitivity_tornado import tornado
from simulation.specs import NAMES

FIRMS = "\n".join(
    ["id  land_mu  investment_wan_yuan  trade_mode  export_wan_yuan  jobs_persons"]
    + [f"E{n}  10  500  supplied  600  100" for n in range(30)]
)


def study(**changes: object) -> Study:
    """Thirty enterprises and one roomy park, three years; the share in 2018."""
    world = tiny_world(
        FIRMS, "id\nP1", years=(2016, 2017, 2018),
        park_supply="park_id year land_mu\nP1 2016 4000",
    )  # fmt: skip
    case = Case(world, Policy(behaviour={"last_year": 2018}), scenario="tiny")
    quick = {"park_constant": -2.0, "consider_rate": 1.0, "construction_years": 0.1,
             "land_years": 0.1}  # fmt: skip
    parameters = Parameters().edited(quick, by="test").switched({"uncertainty": "draws"})
    given = {"parameters": parameters, "travel": tiny_legs(world), "year": 2018, "threads": 1}
    return Study(case, **{"placements": None, **given, **changes})  # type: ignore[arg-type]


def factors(*names: str) -> tuple[Factor, ...]:
    """Assumptions to move; the constant of all parks so far that it decides who moves."""
    wide = {"park_constant": (-4.0, 1.0)} if "park_constant" in names else {}
    return chosen(parameter_factors(Parameters()), names, wide)


def test_every_assumption_and_every_lever_can_be_moved_and_has_a_name() -> None:
    assert {f.name for f in parameter_factors(Parameters())} == set(NAMES)
    fitting, left_out = lever_factors(study().case)
    assert {f.name for f in fitting} | set(left_out) == set(SWINGS)
    assert "fund" in left_out and "fast_lane" in {f.name for f in fitting}
    for factor in (*parameter_factors(Parameters()), *fitting):
        assert factor.low < factor.high
        for lang in ("zh", "en"):
            assert factor.label(lang) not in ("", factor.name)


def test_a_lever_stands_where_the_case_has_it() -> None:
    case = Case(study().case.world, Policy(behaviour={"last_year": 2018, "fast_lane": 0.8}))
    found = {f.name: f for f in lever_factors(case)[0]}
    assert found["fast_lane"].base == 0.8 and found["park_land"].base == 0.0


@pytest.mark.parametrize("value", [7.1e-15, -1e-7, 100 / 3, -50.0])
def test_a_change_in_per_cent_may_be_any_figure(value: float) -> None:
    """Sampling plans hit zero only nearly; 4,000 mu change by that much, to a millionth."""
    moved = SWINGS["park_land"].pulled(study().case, value)
    land = moved.world["park_supply"]["land_mu"].iloc[0]
    assert land == pytest.approx(4000 * (1 + value / 100), abs=1e-4)


def test_tornado_puts_the_strong_first_and_the_idle_last() -> None:
    """The constant of all parks moves everything.  The rent of plants moves nobody where no plant
    is, so its bars and their intervals are exactly 0."""
    base = study()
    levers = chosen(lever_factors(base.case)[0], ("plant_price",))
    done = tornado(base, (*levers, *factors("abatement_rate", "park_constant")), 60)
    table = done.table.set_index("factor")
    assert done.table["factor"].iloc[0] == "park_constant" and done.complete and done.plays == 7
    strong, idle = table.loc["park_constant"], table.loc["plant_price"]
    assert strong["at_low_to"] < 0 < strong["at_high_from"]
    assert strong["at_low_from"] < strong["at_low"] < strong["at_low_to"]
    assert strong["swing"] == strong["at_high"] - strong["at_low"]
    for name in ("plant_price", "abatement_rate"):
        assert (
            table.loc[name, ["at_low", "at_low_from", "at_low_to", "at_high", "swing"]].eq(0).all()
        )
    assert idle["base_mean"] == strong["base_mean"] > 0


def test_a_moved_assumption_stays_at_its_end_in_all_replications() -> None:
    both = study(parameters=Parameters())
    inputs = both.at({"offer": 1.0})
    from simulation.draws import parameter_draws

    drawn = parameter_draws(inputs.parameters, np.arange(20), 1)
    assert set(drawn[:, NAMES.index("offer")]) == {1.0}
    assert np.ptp(drawn[:, NAMES.index("relation")]) > 0


def test_a_lever_is_pulled_in_the_case_and_the_plan_stays() -> None:
    columns = ["enterprise_id", "park_id", "year", "tenure"]
    plan = pd.DataFrame([("E1", "P1", 2016, "land")], columns=columns)
    base = study(placements=plan)
    moved = base.at({"fast_lane": 1.0})
    assert moved.fingerprint != base.base.fingerprint
    assert moved.arrays.plan_park[1] == base.base.arrays.plan_park[1] == 0
    assert base.at({"fast_lane": 0.3}).fingerprint == base.base.fingerprint  # where it stands


def test_stop_keeps_the_finished_bars() -> None:
    asked: list[int] = []

    def after_two() -> bool:
        asked.append(1)
        return len(asked) > 2

    done = tornado(study(), factors("offer", "relation", "partner"), 10, stop=after_two)
    assert len(done.table) == 2 and not done.complete
    with pytest.raises(SimulationError, match="stopped"):
        tornado(study(), factors("offer"), 10, stop=lambda: True)


def test_problems_are_told_at_once_before_anything_is_played() -> None:
    with pytest.raises(SimulationError) as wrong:
        chosen(parameter_factors(Parameters()), ("ofer",), {"relation": (2.0, 1.0)})
    assert [p.code for p in wrong.value.problems] == ["unknown_factor", "swing_range"]
    assert "offer" in wrong.value.text("zh")
    bad = study(indicator="profit", year=2030)
    lane = chosen(lever_factors(bad.case)[0], ("fast_lane",), {"fast_lane": (0.0, 3.0)})
    with pytest.raises(SimulationError) as wrong:
        tornado(bad, lane, 20)
    assert [p.code for p in wrong.value.problems] == [
        "swing_value", "unknown_indicator", "year_not_played",
    ]  # fmt: skip
    with pytest.raises(SimulationError, match="replications"):
        tornado(study(), factors("offer"), 5)


GLOBAL = ("park_constant", "abatement_rate", "province_constant")


def test_morris_gives_the_idle_exactly_nothing() -> None:
    """The abatement of emissions has no part in the share of processing trade."""
    done = morris(study(), factors(*GLOBAL), 5, 10)
    table = done.table.set_index("factor")
    assert done.plays == 5 * 4 and done.complete
    assert table.loc["abatement_rate", ["mu", "mu_star", "mu_star_high", "sigma"]].eq(0).all()
    assert done.table["factor"].iloc[0] == "park_constant"
    assert table.loc["park_constant", "mu_star"] > 0
    assert (table["mu_star_low"] <= table["mu_star"]).all()
    assert table.loc["park_constant", "mu_star_low"] < table.loc["park_constant", "mu_star_high"]


def test_sobol_gives_the_idle_exactly_nothing_and_the_strong_most() -> None:
    done = sobol(study(), factors(*GLOBAL), 16, 10)
    table = done.table.set_index("factor")
    assert done.plays == 16 * 5 and done.complete
    assert table.loc["abatement_rate", "st"] == 0.0
    assert table.loc["park_constant", "st"] > table.loc["province_constant", "st"] > 0
    assert table.loc["park_constant", "st_low"] < table.loc["park_constant", "st"]


def test_sobol_of_something_that_never_varies_claims_nothing() -> None:
    still = study(parameters=Parameters().edited(CERTAIN, by="test"))
    table = sobol(still, factors("abatement_rate", "job_multiplier"), 4, 5).table
    assert table[["s1", "st", "st_low", "st_high"]].isna().all(axis=None)


def test_designs_that_are_too_small_are_refused() -> None:
    with pytest.raises(SimulationError, match="too few"):
        morris(study(), factors("offer"), 10, 10)
    with pytest.raises(SimulationError, match="power of 2"):
        sobol(study(), factors(*GLOBAL), 12, 10)
    with pytest.raises(SimulationError, match="too early"):
        morris(study(), factors(*GLOBAL), 5, 10, stop=lambda: True)


def test_without_the_extra_package_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    with pytest.raises(SimulationError) as missing:
        sobol(study(), factors(*GLOBAL), 16, 10)
    for lang in ("zh", "en"):
        assert "doubletransfer[sensitivity]" in missing.value.text(lang)


def test_blocks_are_small_enough_for_every_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, int] = {}

    def simulate(inputs, replications, seed, threads, block):
        asked.update(replications=replications, threads=threads, block=block)
        raise KeyboardInterrupt

    monkeypatch.setattr(sensitivity, "simulate", simulate)
    with pytest.raises(KeyboardInterrupt):
        study(threads=4).values(study().base, 30)
    assert asked == {"replications": 30, "threads": 4, "block": 8}
