"""Accounts of both ends, by hand; conservation in random worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_sim_reference import busy
from worlds import CERTAIN, fate_names, played, sim_inputs

from simulation import indicators
from simulation.outcome import AWAY
from simulation.specs import NAMES

FLAT = {
    **CERTAIN, "automation_rate": 0.0, "abatement_rate": 0.0, "abatement_new_line": 0.0,
    "value_added_share": 0.25, "job_multiplier": 0.5, "local_jobs_share": 0.7,
    "ewn_processing_share": 0.02,
}  # fmt: skip
ONE = """
    id  city    output_wan_yuan  export_wan_yuan  jobs_persons  tax_wan_yuan  land_mu  investment_wan_yuan  trade_mode  cod_t
    E1  441900  1000             800              100           50            10       400                  supplied    6
"""  # noqa: E501
DUTIES = """
    id  sending_adcode  receiving_adcode  from_year  to_year  min_projects  min_investment_wan_yuan
    D1  441900          440200            2016       2017     3             5000
"""


def moved(behaviour=None, **settings):
    """E1 moves to Shaoguan in 2016 and produces in full at once; demand stays at 1."""
    inputs = sim_inputs(
        enterprises=ONE, parks="id\nP1", years=(2016,), duties=DUTIES,
        plan=[("E1", "P1", 2016, "land")], parameters={**FLAT, **settings},
        behaviour={"last_year": 2018, **(behaviour or {})},
    )  # fmt: skip
    macro = tuple(
        year.model_copy(update={"export_demand": 1.0}) for year in inputs.parameters.macro
    )
    flat = inputs.parameters.model_copy(update={"macro": macro})
    return inputs.with_parameters(flat)


def at(outcome, name: str, city: str, year: int) -> float:
    return float(outcome.account(name)[0, outcome.years.index(year), outcome.cities.index(city)])


def test_one_move_by_hand() -> None:
    """2018, two years after the move: output 1,000, value added 25 % = 250, jobs 100 of which 30
    incoming, 50 indirect, tax 50 of which 30 % = 15 go back to Dongguan, COD 6 t, land 10 mu; in
    2016 investment 400, support 3 % = 12 here and 2 % = 8 from Dongguan (counterpart relation),
    award 5 % x 0.37 x 400 = 7.4."""
    outcome = played(moved())
    assert fate_names(outcome) == ["P1"]
    host, origin = "440200", "441900"
    figures = {
        "output_wan_yuan": 1000, "value_added_wan_yuan": 250, "jobs_persons": 100,
        "jobs_incoming_persons": 30, "jobs_indirect_persons": 50, "tax_collected_wan_yuan": 50,
        "tax_kept_wan_yuan": 35, "cod_t": 6, "land_used_mu": 10, "establishments": 1,
        "processing_trade_wan_yuan": 800,
    }  # fmt: skip
    for name, value in figures.items():
        assert at(outcome, name, host, 2018) == pytest.approx(value), name
    assert at(outcome, "output_wan_yuan", origin, 2018) == pytest.approx(0, abs=1e-9)
    assert at(outcome, "tax_kept_wan_yuan", origin, 2018) == pytest.approx(15)
    assert at(outcome, "land_vacated_mu", origin, 2018) == pytest.approx(10)
    assert at(outcome, "investment_wan_yuan", host, 2016) == pytest.approx(400)
    assert at(outcome, "support_wan_yuan", host, 2016) == pytest.approx(12)
    assert at(outcome, "support_wan_yuan", origin, 2016) == pytest.approx(8)
    assert at(outcome, "award_wan_yuan", host, 2016) == pytest.approx(7.4)


def test_the_year_of_the_move_is_shared_by_both_ends() -> None:
    """Opened at 2016 + u: the origin produces u of the year, the host 1 - u."""
    outcome = played(moved())
    here, there = (at(outcome, "output_wan_yuan", c, 2016) for c in ("441900", "440200"))
    assert 0 < there < 1000
    assert here + there == pytest.approx(1000)


@pytest.mark.parametrize(("theta", "origin"), [(0.0, 0.0), (1.0, 50.0), (0.4, 20.0)])
def test_tax_sharing_from_nothing_to_everything(theta, origin) -> None:
    outcome = played(moved({"fiscal_share": theta, "fiscal_share_years": 10}))
    assert at(outcome, "tax_kept_wan_yuan", "441900", 2018) == pytest.approx(origin)
    assert at(outcome, "tax_kept_wan_yuan", "440200", 2018) == pytest.approx(50 - origin)


def test_tax_sharing_ends_after_its_years() -> None:
    outcome = played(moved({"fiscal_share": 0.5, "fiscal_share_years": 2}))
    assert at(outcome, "tax_kept_wan_yuan", "441900", 2017) == pytest.approx(25)
    assert at(outcome, "tax_kept_wan_yuan", "441900", 2018) == pytest.approx(0)


def test_share_against_the_goal_with_numerator_and_denominator() -> None:
    """800 of processing trade moved; incumbents have 2 %: 0.02 / 0.98 x 800 = 16.327 before.
    Share after the move (800 + 16.327) / (800 + 16.327) = 1; before anybody could move 2 %."""
    goal = indicators.ALL["processing_share"]
    outcome = played(moved())
    assert goal.goal == (2020, 0.05)
    assert goal.numerator(outcome)[0, 2] == pytest.approx(816.327, abs=1e-3)
    assert goal.denominator(outcome)[0, 2] == pytest.approx(816.327, abs=1e-3)
    stays = sim_inputs(enterprises=ONE, parks="id\nP1", years=(2016,),
                       parameters={**FLAT, "consider_rate": 0.0})  # fmt: skip
    assert goal.values(played(stays))[0, 0] == pytest.approx(0.02)


def test_a_slow_ramp_is_output_in_transition() -> None:
    """q0 = 0.4, 0.8 years: after the opening 1 - q is lost, booked nowhere else."""
    outcome = played(moved(ramp_years=0.8))
    lost = outcome.away("output_wan_yuan")[0, :, AWAY.index("in_transition")]
    host = [at(outcome, "output_wan_yuan", "440200", y) for y in (2017, 2018)]
    assert lost[1] > lost[2] > 0
    assert [host[0] + lost[1], host[1] + lost[2]] == pytest.approx([1000, 1000])


def test_a_split_leaves_the_rest_at_the_origin() -> None:
    outcome = played(moved(split_base=1e3, split_share=0.4))
    assert at(outcome, "output_wan_yuan", "440200", 2018) == pytest.approx(400, rel=1e-6)
    assert at(outcome, "output_wan_yuan", "441900", 2018) == pytest.approx(600, rel=1e-6)
    assert at(outcome, "land_used_mu", "440200", 2018) == pytest.approx(4, rel=1e-6)
    assert outcome.splits.tolist() == [1]
    assert outcome.states[0, -1].tolist()[9] == 1  # one enterprise, split


def test_duties_planned_signed_producing() -> None:
    """One project of 400 is planned and comes; three and 5,000 were asked for by 2017."""
    inputs = moved()
    outcome = played(inputs)
    assert outcome.duty_pairs == ("441900>440200",)
    assert inputs.duties_planned[:, 0].tolist() == [[1, 400], [1, 400], [1, 400]]
    assert inputs.duties_required[:, 0].tolist() == [[0, 0], [3, 5000], [3, 5000]]
    assert outcome.duties[0, -1, 0].tolist() == [1, 400, 1, 400]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.sampled_from([0.2, 0.6, 3.0]))
def test_nothing_is_lost_in_random_worlds(world_seed, tight) -> None:
    """Firms, amounts and shared tax are checked by the engine itself (it raises); here: sites and
    headroom in use never exceed what there is, and nobody pays more than the fund holds."""
    inputs = busy(world_seed, tight)
    a, outcome = inputs.arrays, played(inputs, 5)
    assert (outcome.states.sum(axis=2) == len(inputs.enterprise_id)).all()
    used = outcome.account("land_used_mu")
    supply = a.land_supply.cumsum(axis=0)
    for city in range(len(inputs.cities)):
        there = a.park_city == city
        limit = supply[:, there].sum(axis=1)
        assert (used[:, :, city] <= limit * (1 + 1e-5) + 1e-3).all()
    funds = a.fund_in[:, :-1].astype(float)
    paid = outcome.account("support_wan_yuan") + outcome.account("award_wan_yuan")
    host = np.isfinite(funds).all(axis=0) & np.isin(np.arange(len(inputs.cities)), a.park_city)
    total = paid[:, :, host].cumsum(axis=1)
    assert (total <= funds[:, host].cumsum(axis=0) * (1 + 1e-5) + 1e-3).all()
    jobs = outcome.accounts[..., 0].sum(axis=2)
    assert np.allclose(jobs, len(inputs.enterprise_id))


def test_an_engine_that_loses_something_is_stopped() -> None:
    """The check of the books can fail: with one amount taken away it does."""
    from simulation.faults import ConservationError
    from simulation.run import _balance

    inputs = moved()
    amounts = inputs.arrays.amounts
    raw = np.zeros((1, 1, 2, 18))
    raw[0, 0, 0, : amounts.shape[1]] = amounts.sum(axis=0)
    states, fates = np.array([[[1]]]), np.array([[1]])
    _balance(amounts, raw, states, fates, 1)
    raw[0, 0, 0, 2] -= 1.0
    with pytest.raises(ConservationError, match="add up"):
        _balance(amounts, raw, states, fates, 1)
    with pytest.raises(ConservationError, match="state"):
        _balance(amounts, raw, states * 2, fates, 1)


def test_parameters_are_drawn_within_their_ranges() -> None:
    inputs = sim_inputs(enterprises=ONE, parks="id\nP1", years=(2016,), uncertainty="both")
    draws = played(inputs, 400).draws
    for k, name in enumerate(NAMES):
        setting = inputs.parameters.settings[name]
        assert (draws[:, k] >= setting.low).all(), name
        assert (draws[:, k] <= setting.high).all(), name
        assert draws[:, k].std() > 0, name
