"""Choice: closed-form shares, the limit without chance, and a better park that never loses."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats
from worlds import CERTAIN, fate_names, played, sim_inputs

from simulation.draws import macro_draws, parameter_draws
from simulation.reference import replication_of, utilities

FIRMS = """
    id  city    division  output_wan_yuan  jobs_persons  investment_wan_yuan  land_mu  plant_m2
    E1  441900  39        10000            200           3000                 10       2000
    E2  440300  24        2000             90            500                  5        900
    E3  441900  34        40000            150           20000                60       9000
"""
PARKS = """
    id  city    lead_divisions  plant_rent_yuan_m2_month
    P1  440200  39;24           8
    P2  441600  34              6
    P3  441500  24              9
"""
EVERYBODY = {
    **CERTAIN, "park_constant": 0.5, "province_constant": -0.4, "abroad_constant": -1.0,
    "close_constant": -1.2,
}  # fmt: skip


def deciding(**settings):
    hours = {("E1", "P1"): 3.0, ("E2", "P2"): 2.0, ("E3", "P3"): 5.0}
    return sim_inputs(
        enterprises=FIRMS, parks=PARKS, years=(2016,), parameters=EVERYBODY, hours=hours, **settings
    )


def test_shares_of_a_first_decision_are_those_of_the_logit() -> None:
    """Nobody has moved yet when the first of three decides; without limits and links the utilities
    of the others do not depend on it either, so every enterprise has closed-form shares:
    P(j) = exp(V_j) / sum exp(V).  20,000 replications, 3 x 7 cells, binomial bands of 4.5 sigma.
    """
    inputs, replications = deciding(), 20_000
    outcome = played(inputs, replications)
    numbers = np.array([0])
    draws = parameter_draws(inputs.parameters, numbers, 1)[0].tolist()
    macro = macro_draws(inputs.parameters, inputs.years, numbers, 1)[0].tolist()
    slow = replication_of(inputs.arrays, 0, draws, macro, 1)
    slow.start()
    slow.open_year(0)
    for i in range(3):
        v = np.array(utilities(slow, 0, i, 1.0, 0.0))
        share = np.exp(v) / np.exp(v).sum()
        counts = outcome.fates[i][[5, 6, 7, 0, 2, 3, 4]]
        assert counts.sum() == replications
        z = (counts - replications * share) / np.sqrt(replications * share * (1 - share))
        assert np.abs(z).max() < 4.5, (i, z)
        assert stats.chisquare(counts, replications * share).pvalue > 1e-4


def test_without_chance_the_best_option_is_taken() -> None:
    """Distance counts 1000 utils per ln(1 + h), the taste a few: the nearest park is taken."""
    hours = {("E1", "P1"): 1.0, ("E1", "P2"): 2.0, ("E1", "P3"): 3.0,
             ("E2", "P1"): 3.0, ("E2", "P2"): 1.0, ("E2", "P3"): 2.0,
             ("E3", "P1"): 2.0, ("E3", "P2"): 3.0, ("E3", "P3"): 1.0}  # fmt: skip
    inputs = sim_inputs(
        enterprises=FIRMS, parks=PARKS, years=(2016,), hours=hours,
        parameters={**CERTAIN, "distance_log_h": -1000.0, "park_constant": 1e4},
    )  # fmt: skip
    for number in range(5):
        assert fate_names(played(inputs, first=number)) == ["P1", "P2", "P3"]


def test_a_better_park_never_loses_an_enterprise() -> None:
    """Persistent tastes, no limits: with P2 nearer than before, whoever went there still does."""
    plain = deciding()
    nearer = {("E1", "P1"): 3.0, ("E2", "P2"): 1.0, ("E3", "P3"): 5.0, ("E1", "P2"): 1.0,
              ("E3", "P2"): 1.0}  # fmt: skip
    better = sim_inputs(
        enterprises=FIRMS, parks=PARKS, years=(2016,), parameters=EVERYBODY, hours=nearer
    )
    gained = 0
    for number in range(400):
        old = fate_names(played(plain, first=number))
        new = fate_names(played(better, first=number))
        for was, now in zip(old, new, strict=True):
            assert now in (was, "P2")
            gained += now != was
    assert gained > 20
    assert played(plain, 400).fates[:, 6].sum() > 0


def test_yearly_tastes_give_a_refusing_enterprise_another_lottery() -> None:
    """Ten years, everybody decides every year.  With a persistent taste nothing changes from one
    year to the next, so who stays in the first year stays for good; with a yearly one few do.
    P(stay in a year) = 1 / (1 + 3 e^V + ...) = s; after ten years s persistent, s ** 10 yearly.
    """
    left = {}
    for tastes in ("persistent", "yearly"):
        inputs = sim_inputs(
            enterprises=FIRMS, parks=PARKS, years=(2016,), tastes=tastes,
            behaviour={"last_year": 2025},
            parameters={**EVERYBODY, "park_constant": -1.0, "abroad_tariff": 0.0,
                        "close_demand": 0.0, "abroad_exchange": 0.0},
        )  # fmt: skip
        left[tastes] = played(inputs, 500).fates[:, 0].sum() / 1500
    assert left["persistent"] > 0.15
    assert left["yearly"] < left["persistent"] ** 4


def test_a_partner_in_the_park_and_an_offer_add_what_they_say() -> None:
    """V with minus V without: one partner there 0.7 utils, an offer of full strength 2 x 1.5."""
    inputs = sim_inputs(
        enterprises=FIRMS, parks=PARKS, years=(2016,),
        plan=[("E1", "P2", 2016, "land")],
        links="supplier_id buyer_id share\nE1 E2 0.5",
        parameters={**EVERYBODY, "partner": 0.7, "offer": 1.5},
    )  # fmt: skip
    draws = parameter_draws(inputs.parameters, np.array([0]), 1)[0].tolist()
    macro = macro_draws(inputs.parameters, inputs.years, np.array([0]), 1)[0].tolist()
    slow = replication_of(inputs.arrays, 0, draws, macro, 1)
    slow.start()
    slow.open_year(0)
    plain = utilities(slow, 0, 0, 1.0, 0.0)
    slow.fate[1] = 2
    there = utilities(slow, 0, 0, 1.0, 2.0)
    gained = [b - a for a, b in zip(plain, there, strict=True)]
    assert math.isclose(gained[2], 0.7, abs_tol=1e-9)
    assert math.isclose(gained[1], 3.0, abs_tol=1e-9)
    assert gained[0] == 0.0
