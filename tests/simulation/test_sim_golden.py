"""A province of five enterprises with five fates, calculated by hand, and land park by park.

| firm | from     | output | jobs | tax | land | COD | exports | plan    | fate               |
|------|----------|--------|------|-----|------|-----|---------|---------|--------------------|
| E1   | Dongguan | 1,000  | 100  | 100 | 10   | 5   | (all)   | P1 2016 | moves whole        |
| E2   | Dongguan | 400    | 40   | 20  | 2    | 1   | none    | P1 2016 | refuses: 20 hours  |
| E3   | Shenzhen | 600    | 50   | 30  | 8    | 1   | none    | P1 2018 | finds no room      |
| E4   | Shenzhen | 800    | 400  | 60  | 12   | 10  | (all)   | P2 2017 | splits: half moves |
| E5   | Dongguan | 500    | 60   | 25  | 3    | 2   | 500     | P1 2018 | abroad, by tariffs |

Shaoguan has P1 with 10 mu, Heyuan P2 with 6 mu.  Nobody asks for himself, every offer is made,
stages and ramp take no time, and utilities are so far apart that no taste matters:

    park      200 - 100 ln(1 + hours): +131 at 1 h, -104 at 20 h       stay 0
    abroad    -200 + 10,000 x tariff x export share: +400 for E5 from 2018 on, -200 for the others

E1 takes all of P1 (P2 is too small for it), E2 prefers to stay; in 2017 half of E4 (6 of 12 mu)
takes all of P2; in 2018 E3 finds both full.  Median of jobs is 60, so only E4 is far above it
(-10,000 + 10,000 ln(400 / 60) > 0, for E1 -10,000 + 10,000 ln(100 / 60) < 0): it alone splits.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_worlds import random_world
from worlds import CERTAIN, played, sim_inputs

from simulation import indicators
from simulation.inputs import SimInputs
from simulation.outcome import AWAY, FATES, FUNNEL, STATES, Outcome
from simulation.specs import NAMES

FIRMS = """
    id  city    output_wan_yuan jobs_persons tax_wan_yuan land_mu cod_t investment_wan_yuan export_wan_yuan trade_mode
    E1  441900  1000            100          100          10      5     800                 -               supplied
    E2  441900  400             40           20           2       1     300                 0               none
    E3  440300  600             50           30           8       1     300                 0               none
    E4  440300  800             400          60           12      10    1000                -               supplied
    E5  441900  500             60           25           3       2     400                 500             imported
"""  # noqa: E501
SETTINGS = {
    **CERTAIN, "consider_rate": 0.0, "willing_base": 1e3, "distance_log_h": -100.0,
    "split_base": -1e4, "split_size": 1e4, "split_share": 0.5, "abroad_constant": -200.0,
    "abroad_tariff": 1e4, "abroad_exchange": 0.0, "province_constant": -900.0,
    "close_constant": -900.0, "close_demand": 0.0, "automation_rate": 0.1, "abatement_rate": 0.0,
    "abatement_new_line": 0.2, "ewn_processing_share": 0.02, "incumbents_growth": 0.0,
    "equipment_share": 0.37, "vacated_land_factor": 1.0,
}  # fmt: skip
PLAN = [("E1", "P1", 2016, "land"), ("E2", "P1", 2016, "land"), ("E3", "P1", 2018, "land"),
        ("E4", "P2", 2017, "land"), ("E5", "P1", 2018, "land")]  # fmt: skip
YEARS = (2016, 2017, 2018)
LAST = 2020
DONGGUAN, SHENZHEN, SHAOGUAN, HEYUAN = "441900", "440300", "440200", "441600"


def province() -> SimInputs:
    """The five, with a quiet world until tariffs come in 2018."""
    far = {("E2", "P1"): 20.0, ("E2", "P2"): 20.0}
    near = {(f"E{i}", p): 1.0 for i in (1, 3, 4, 5) for p in ("P1", "P2")}
    made = sim_inputs(
        enterprises=FIRMS, parks="id city\nP1 440200\nP2 441600", years=YEARS, plan=PLAN,
        park_supply="park_id year land_mu plant_m2\nP1 2016 10 0\nP1 2018 0 0\n"
        "P2 2016 6 0\nP2 2018 0 0",
        parameters=SETTINGS, hours={**far, **near},
        behaviour={"last_year": LAST, "fiscal_share": 0.4, "fiscal_share_years": 2},
    )  # fmt: skip
    still = {"export_demand": 1.0, "exchange": 1.0, "wage_growth_prd": 0.0, "wage_growth_ewn": 0.0}
    macro = tuple(
        year.model_copy(update={**still, "tariff": 0.06 if year.year >= 2018 else 0.0})
        for year in made.parameters.macro
    )
    return made.with_parameters(made.parameters.model_copy(update={"macro": macro}))


@pytest.fixture(scope="module", params=[0, 1, 77])
def outcome(request: pytest.FixtureRequest) -> Outcome:
    """One replication; which one must not matter."""
    return played(province(), first=request.param)


def at(outcome: Outcome, account: str, city: str, year: int) -> float:
    row = outcome.account(account)[0, outcome.years.index(year)]
    return float(row[outcome.cities.index(city)])


def test_five_fates(outcome) -> None:
    names = [*FATES, *outcome.park_id]
    assert [names[row.argmax()] for row in outcome.fates] == [
        "P1", "origin", "origin", "P2", "abroad",
    ]  # fmt: skip
    assert outcome.splits.tolist() == [0, 0, 0, 1, 0]
    assert outcome.recommended_moves.tolist() == [4, 1]
    assert outcome.predicted_moves.tolist() == [1, 1]


def test_states_and_funnel_year_by_year(outcome) -> None:
    """2016: E1 is there.  2017: half of E4, too.  2018: E5 is abroad.  Then nothing more."""
    for year, there, split, abroad in ((2016, 1, 0, 0), (2017, 1, 1, 0), (2018, 1, 1, 1),
                                       (2020, 1, 1, 1)):  # fmt: skip
        t = outcome.years.index(year)
        states = dict(zip(STATES, outcome.states[0, t].tolist(), strict=True))
        expected = {"full_capacity": there, "split": split, "abroad": abroad,
                    "origin": 5 - there - split - abroad}  # fmt: skip
        assert {name: n for name, n in states.items() if n} == {
            name: n for name, n in expected.items() if n
        }
        funnel = dict(zip(FUNNEL, outcome.funnel[0, t].tolist(), strict=True))
        assert funnel["intention"] == funnel["full_capacity"] == there + split
        assert (funnel["split"], funnel["abroad"], funnel["fell_through"]) == (split, abroad, 0)


def test_output_and_jobs_at_both_ends(outcome) -> None:
    """Output: Shaoguan 1,000 (E1), Heyuan 400 (half of E4), Dongguan 400 (E2), Shenzhen 600 (E3) +
    400, abroad 500: 3,300 as at the start.  Jobs, after four years of automation at 10 %, times
    0.9^4 = 0.6561: Shaoguan 65.61, Heyuan 200 x 0.6561 = 131.22, Shenzhen (50 + 200) x 0.6561 =
    164.025."""
    output = {SHAOGUAN: 1000, HEYUAN: 400, DONGGUAN: 400, SHENZHEN: 1000}
    for city, expected in output.items():
        assert at(outcome, "output_wan_yuan", city, LAST) == pytest.approx(expected)
    gone = outcome.away("output_wan_yuan")[0, -1]
    assert gone.tolist() == pytest.approx([0, 500, 0, 0])
    assert AWAY[1] == "abroad"
    jobs = {SHAOGUAN: 65.61, HEYUAN: 131.22, SHENZHEN: 164.025, DONGGUAN: 40 * 0.6561}
    for city, expected in jobs.items():
        assert at(outcome, "jobs_persons", city, LAST) == pytest.approx(expected)


def test_tax_and_its_sharing(outcome) -> None:
    """40 % of a line's tax goes back in the year it opens and the next.  2017: E1 pays 100, 40 of
    them to Dongguan, which has 20 (E2) + 25 (E5) of its own: 85 and 60.  2018: E1 no more, half of
    E4 pays 30, 12 of them to Shenzhen, which has 30 (E3) + 30: 72 and 18.  2019: 60 and 30."""
    for city, year, kept in (
        (SHAOGUAN, 2017, 60), (DONGGUAN, 2017, 85), (SHAOGUAN, 2018, 100), (HEYUAN, 2018, 18),
        (SHENZHEN, 2018, 72), (HEYUAN, 2019, 30), (SHENZHEN, 2019, 60),
    ):  # fmt: skip
        assert at(outcome, "tax_kept_wan_yuan", city, year) == pytest.approx(kept), (city, year)


def test_emissions_land_and_money(outcome) -> None:
    """COD: a new line emits a fifth less, 5 x 0.8 = 4 in Shaoguan, 5 x 0.8 = 4 in Heyuan, 5 stay in
    Shenzhen with 1 of E3.  Land: 10 and 6 mu in use; 10 + 3 (E5) vacated in Dongguan, 6 in
    Shenzhen.  Investment 800 in 2016, 500 in 2017; support 3 % of it; award 5 % of the equipment's
    37 %: 14.8 and 9.25."""
    for city, t in ((SHAOGUAN, 4), (HEYUAN, 4), (SHENZHEN, 6), (DONGGUAN, 1)):
        assert at(outcome, "cod_t", city, LAST) == pytest.approx(t), city
    for city, mu in ((SHAOGUAN, 10), (HEYUAN, 6)):
        assert at(outcome, "land_used_mu", city, LAST) == pytest.approx(mu)
    for city, mu in ((DONGGUAN, 13), (SHENZHEN, 6)):
        assert at(outcome, "land_vacated_mu", city, LAST) == pytest.approx(mu)
    for city, year, invested, award in ((SHAOGUAN, 2016, 800, 14.8), (HEYUAN, 2017, 500, 9.25)):
        assert at(outcome, "investment_wan_yuan", city, year) == pytest.approx(invested)
        assert at(outcome, "support_wan_yuan", city, year) == pytest.approx(0.03 * invested)
        assert at(outcome, "award_wan_yuan", city, year) == pytest.approx(award)


def test_the_share_against_the_goal(outcome) -> None:
    """Processing trade: E1 1,000, E4 800, E5 500, together 2,300; incumbents 0.02 / 0.98 x 2,300 =
    46.939.  2020: (1,000 + 400 + 46.939) / (1,800 + 46.939) = 1,446.939 / 1,846.939 = 78.343 %."""
    goal = indicators.ALL["processing_share"]
    assert goal.numerator(outcome)[0, -1] == pytest.approx(1446.939, abs=1e-3)
    assert goal.denominator(outcome)[0, -1] == pytest.approx(1846.939, abs=1e-3)
    assert goal.values(outcome)[0, -1] == pytest.approx(0.78343, abs=1e-5)


def test_each_fate_has_its_own_cause() -> None:
    """Take one cause away and that fate alone changes: a short road, a mu more, no tariff."""
    inputs = province()
    hours = inputs.arrays.log_hours.copy()
    hours[1] = hours[0]
    supply = inputs.arrays.land_supply.copy()
    supply[0, 0] += 2
    shorter = replace(inputs, arrays=inputs.arrays._replace(log_hours=hours, land_supply=supply))
    assert played(shorter).fates[1, len(FATES)] == 1
    supply = inputs.arrays.land_supply.copy()
    supply[2, 0] += 8
    roomier = replace(inputs, arrays=inputs.arrays._replace(land_supply=supply))
    assert played(roomier).fates[2, len(FATES)] == 1
    macro = tuple(y.model_copy(update={"tariff": 0.0}) for y in inputs.parameters.macro)
    free = inputs.with_parameters(inputs.parameters.model_copy(update={"macro": macro}))
    assert played(free).fates[4].argmax() == FATES.index("origin")
    whole = inputs.with_parameters(inputs.parameters.edited({"split_base": -1e6}, by="x"))
    assert played(whole).splits.sum() == 0


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.sampled_from([0.2, 0.6, 1.5]), st.integers(0, 99))
def test_no_park_gives_more_land_than_it_has(world_seed, tight, number) -> None:
    """Eight parks, two or more in some cities, no plants to let: what the enterprises that end at a
    park need, whole or in part, is never more than was ever supplied there."""
    world = random_world(world_seed, enterprises=40, parks=8, years=3, tight=tight)
    lively = {"consider_rate": 1.0, "park_constant": 50.0}
    inputs = sim_inputs(world, None, lively, behaviour={"last_year": 2018})
    a = inputs.arrays
    inputs = replace(inputs, arrays=a._replace(plant_supply=np.zeros_like(a.plant_supply)))
    outcome = played(inputs, first=number)
    part = np.where(outcome.splits == 1, outcome.draws[0, NAMES.index("split_share")], 1.0)
    need = (outcome.fates[:, len(FATES) :] * (part * a.firms[:, 3])[:, None]).sum(axis=0)
    supply = a.land_supply.sum(axis=0)
    assert (need <= supply * (1 + 1e-5) + 1e-3).all()
    used = outcome.account("land_used_mu")[0, -1]
    by_city = np.bincount(a.park_city, weights=need, minlength=len(inputs.cities))
    assert (used <= by_city * (1 + 1e-5) + 1e-3).all()


def test_without_the_limit_more_land_would_be_taken() -> None:
    """The property above is no empty one: in a tight world, parks without limit take more than the
    supply that holds otherwise."""
    world = random_world(3, enterprises=40, parks=8, years=3, tight=0.2)
    inputs = sim_inputs(world, None, {"consider_rate": 1.0, "park_constant": 50.0},
                        behaviour={"last_year": 2018})  # fmt: skip
    a = inputs.arrays
    free = np.full_like(a.land_supply, np.inf)
    loose = a._replace(land_supply=free, land_all=np.full_like(a.land_all, np.inf),
                       land_general=np.full_like(a.land_general, np.inf),
                       plant_supply=np.zeros_like(a.plant_supply))  # fmt: skip
    outcome = played(replace(inputs, arrays=loose))
    need = (outcome.fates[:, len(FATES) :] * a.firms[:, 3:4]).sum(axis=0)
    assert (need > a.land_supply.sum(axis=0)).any()
