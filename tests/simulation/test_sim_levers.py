"""Every lever of the founding document, pulled alone, with paired replications: it does something,
in the direction it should, and where it should not reach it does exactly nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tiny import tiny_legs, tiny_world

from scenarios import build_case
from scenarios.scenario import scenario_from
from simulation.inputs import build_inputs
from simulation.outcome import Outcome
from simulation.parameters import Parameters
from simulation.run import simulate

NUMBER = 80
FIRMS = """id city division output_wan_yuan jobs_persons investment_wan_yuan land_mu plant_m2 energy_tce tax_wan_yuan trade_mode export_wan_yuan
""" + "\n".join(  # noqa: E501
    f"E{i} {'441900' if i % 2 else '440300'} 39 1000 60 900 10 1500 400 50 supplied 700"
    for i in range(NUMBER)
)
PARKS = """
    id  city    lead_divisions  priority_divisions  land_price_wan_yuan_per_mu  plant_rent_yuan_m2_month  floor_investment_wan_yuan_per_mu
    P1  440200  39              39                  12                          10                        50
    P2  441600  39              39                  12                          10                        50
"""  # noqa: E501
QUOTAS = """
    city    year  kind      value  unit
    440000  2016  fund_in   400    wan_yuan
    440000  2017  fund_in   400    wan_yuan
    441900  2016  fund_out  400    wan_yuan
    441900  2017  fund_out  400    wan_yuan
"""
SUPPLY = """
    park_id  year  land_mu  plant_m2
    P1       2016  9000     900000
    P2       2016  9000     900000
"""
DUTIES = """
    id  sending_adcode  receiving_adcode  from_year  to_year  min_projects
    D1  441900          440200            2014       2016     5
    D2  441900          440200            2017       2017     10
"""
FACILITIES = """
    id  kind         city    open_year
    F1  bonded_zone  440200  2023
"""
WORLD = tiny_world(
    enterprises=FIRMS, parks=PARKS, years=(2016, 2017), city_quotas=QUOTAS, park_supply=SUPPLY,
    duties=DUTIES, facilities=FACILITIES,
)  # fmt: skip
LEGS = tiny_legs(WORLD)
PLAN = pd.DataFrame(
    [(f"E{i}", "P1", 2016 + i % 2, "land") for i in range(1, NUMBER, 4)],
    columns=["enterprise_id", "park_id", "year", "tenure"],
)
LIVELY = {
    "money_utils": 60.0, "park_constant": -6.0, "consider_rate": 0.2, "gateway": 1.5,
    "demonstration": 0.8, "offer": 3.0,
}  # fmt: skip
REPLICATIONS = 60


def outcome(*levers: dict, plan: pd.DataFrame | None = PLAN) -> Outcome:
    """What happens to the world with the levers pulled, up to 2019."""
    always = [{"lever": "departures", "ceiling": 1.0}]
    data = {
        "lever": [*always, *levers],
        "policy": {"behaviour": {"last_year": 2019}},
    }
    case = build_case(scenario_from(data, "lever"), WORLD)
    assumed = Parameters().edited(LIVELY, by="test").switched({"uncertainty": "draws"})
    return simulate(build_inputs(case, plan, assumed, LEGS), REPLICATIONS, threads=1)


@pytest.fixture(scope="module")
def base() -> Outcome:
    return outcome()


def effect(base: Outcome, other: Outcome, figure) -> tuple[float, float]:
    """Mean paired difference and its standard error."""
    difference = figure(other) - figure(base)
    return float(difference.mean()), float(difference.std(ddof=1) / np.sqrt(len(difference)))


def signed(o: Outcome) -> np.ndarray:
    return o.stage("signed")[:, -1].astype(float)


def producing_2017(o: Outcome) -> np.ndarray:
    return o.stage("producing")[:, 1].astype(float)


def at_p1(o: Outcome) -> np.ndarray:
    return o.parks[:, -1, 0, 0].astype(float)


SCARCE_LAND = {"lever": "park_land", "where": "all", "set": 30.0}
SCARCER_LAND = {"lever": "park_land", "where": "all", "set": 2.0}
NO_PLANTS = {"lever": "plant_stock", "plants": False}
RICH = [{"lever": "fund", "side": "all", "where": "all", "set": 1e6, "years": [2016, 2017]}]
RAISES = {
    "land_floor": ([NO_PLANTS], {"share": 0.2}, signed),
    "plant_stock": ([SCARCE_LAND, {"lever": "plant_stock", "where": "all", "set": 1500.0}],
                    {"where": "all", "change": "+400%"}, signed),
    "plant_price": ([SCARCE_LAND], {"factor": 0.2}, signed),
    "direct_power": ([], {"yuan_per_kwh": 0.3}, signed),
    "equipment_award": (RICH, {"share": 0.3}, signed),
    "training": ([], {"wan_yuan_per_job": 2.0}, signed),
    "fast_lane": ([], {"parallel": 1.0}, producing_2017),
    "fund": ([{"lever": "support_rates", "rate_in": 0.2}],
             {"side": "in", "where": "province", "change": "+900%"}, signed),
    "support_rates": (RICH, {"rate_in": 0.2}, signed),
    "fiscal_share": ([], {"share": 1.0}, signed),
    "quota_growth": ([SCARCER_LAND, NO_PLANTS], {"rate": 1.0}, signed),
    "double_support": ([*RICH, {"lever": "support_rates", "rate_out": 0.4}],
                       {"extra_years": 2}, signed),
    "facility": ([], {"facility": "F1", "open_year": 2016}, at_p1),
    "duty_effort": ([], {"effort": 1.0}, signed),
    "demonstration": ([], {"where": "P1"}, at_p1),
    "park_land": ([SCARCER_LAND, NO_PLANTS], {"where": "all", "change": "+400%"}, signed),
}  # fmt: skip


@pytest.mark.parametrize("lever", RAISES)
def test_a_lever_raises_what_it_should(base, lever) -> None:
    """Other levers first make it matter: scarce land, no plants, funds that do not run out."""
    others, setting, figure = RAISES[lever]
    before = outcome(*others) if others else base
    mean, error = effect(before, outcome(*others, {"lever": lever, **setting}), figure)
    assert mean > 0, (mean, error)
    assert mean > 3 * error, (mean, error)


def test_emission_limits_lower_moves() -> None:
    """Headroom of nothing for energy in both cities: nobody moves in."""
    closed = outcome({"lever": "energy_limit", "where": ["440200", "441600"], "set": 0.0})
    assert signed(closed).max() == 0


def test_the_fast_lane_moves_time_and_nothing_else(base) -> None:
    """Where no site runs short the same enterprises go to the same parks, only sooner."""
    slow, fast = base, outcome({"lever": "fast_lane", "parallel": 1.0})
    assert (slow.fates == fast.fates).mean() > 0.95
    assert signed(slow).mean() == pytest.approx(signed(fast).mean(), abs=0.5)
    assert producing_2017(fast).mean() > producing_2017(slow).mean()


def test_tax_sharing_and_duty_effort_act_through_offers_only() -> None:
    """Without a plan there is no offer to make: not one enterprise acts differently."""
    nobody = outcome(plan=None)
    for lever in ({"lever": "fiscal_share", "share": 1.0}, {"lever": "duty_effort", "effort": 1.0}):
        assert (outcome(lever, plan=None).fate_digests == nobody.fate_digests).all()


def test_duty_effort_moves_offers_to_the_counterpart_city_only(base) -> None:
    """The same plan to a park of another city: effort for the counterpart duty changes nothing."""
    elsewhere = PLAN.assign(park_id="P2")
    lazy, keen = (
        outcome({"lever": "duty_effort", "effort": e}, plan=elsewhere) for e in (0.0, 1.0)
    )
    assert (lazy.fate_digests == keen.fate_digests).all()


def test_sharing_pays_the_sending_city(base) -> None:
    shared = outcome({"lever": "fiscal_share", "share": 0.0})
    assert shared.account("tax_kept_wan_yuan").sum() == pytest.approx(
        shared.account("tax_collected_wan_yuan").sum()
    )
    host = base.cities.index("440200")
    kept, collected = (
        base.account(name)[:, -1, host].mean()
        for name in ("tax_kept_wan_yuan", "tax_collected_wan_yuan")
    )
    assert kept == pytest.approx(0.7 * collected)


def test_duties_asked_for_follow_the_duty_lever(base) -> None:
    """5 by the end of 2016 and 10 more by 2017; doubled 10 and 30."""
    assert base.duties_required[:, 0, 0].tolist() == [5, 15, 15, 15]
    doubled = outcome({"lever": "duty", "multiplier": 2.0})
    assert doubled.duties_required[:, 0, 0].tolist() == [10, 30, 30, 30]
    assert base.duties_planned[-1, 0, 0] == len(PLAN)


def test_effects_are_told_apart_with_few_paired_replications(base) -> None:
    """Common random numbers: the paired difference varies far less than two unpaired runs do."""
    other = outcome({"lever": "equipment_award", "share": 0.3})
    paired = (signed(other) - signed(base)).var()
    shuffled = (np.roll(signed(other), 7) - signed(base)).var()
    assert paired < shuffled / 2
