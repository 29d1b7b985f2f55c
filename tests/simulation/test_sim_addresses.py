"""Draws stay where they are: another park, enterprise or lever moves nobody else's."""

from __future__ import annotations

import numpy as np
from tiny import tiny_world
from worlds import fate_names, played, sim_inputs

from simulation.draws import parameter_draws
from simulation.parameters import Parameters

FIRMS = "id  city\n" + "\n".join(
    f"E{i}  {'441900' if i % 2 else '440300'}" for i in range(60)
)  # fmt: skip
PARKS = "id city\nP1 440200\nP2 441600\nP3 441500"
FREE = {
    "consider_rate": 0.5, "park_constant": -0.5, "agglomeration": 0.0, "congestion": 0.0,
    "partner": 0.0,
}  # fmt: skip


def fates(replication: int = 0, enterprises: str = FIRMS, parks: str = PARKS, **settings):
    inputs = sim_inputs(
        enterprises=enterprises, parks=parks, years=(2016, 2017), parameters=FREE, **settings
    )
    names = fate_names(played(inputs, first=replication))
    return dict(zip(inputs.enterprise_id, names, strict=True))


def test_another_park_takes_some_and_leaves_the_rest_where_they_were() -> None:
    """No capacity, no neighbourhood effects: with P0 in front of the others, everybody either goes
    to P0 or does exactly what he did before."""
    went = 0
    for replication in range(5):
        before = fates(replication)
        after = fates(replication, parks=PARKS.replace("P1 440200", "P0 441400\nP1 440200"))
        changed = {e for e in before if before[e] != after[e]}
        assert all(after[e] in ("P0", "fell_through") for e in changed)
        went += len(changed)
    assert 0 < went < 5 * 60


def test_another_enterprise_changes_nobody_else() -> None:
    """A list in another order, with a newcomer on top and one missing: the others as before.

    (Size counts against the median of the list, so the newcomer is of the usual size.)
    """
    lines = FIRMS.splitlines()
    others = "\n".join([lines[0], "NEW 441900", *reversed(lines[2:])])
    for replication in range(5):
        before, after = fates(replication), fates(replication, enterprises=others)
        assert "NEW" in after
        assert all(after[e] == before[e] for e in before if e != "E0")


def test_a_lever_that_concerns_nobody_changes_nobody() -> None:
    """Double support for years after a relation of cities that nobody leaves or goes to."""
    duties = """
        id  sending_adcode  receiving_adcode  from_year  to_year
        D1  441900          440800            2010       2015
    """
    before = fates(duties=duties)
    assert fates(duties=duties, behaviour={"double_support_extra_years": 5}) == before


def test_a_longer_horizon_does_not_rewrite_its_first_years() -> None:
    world = tiny_world(enterprises=FIRMS, parks=PARKS, years=(2016, 2017))
    short, long = (
        played(sim_inputs(world, parameters=FREE, behaviour={"last_year": year}), 20)
        for year in (2018, 2023)
    )
    assert (short.funnel == long.funnel[:, :3]).all()
    assert (short.states == long.states[:, :3]).all()


def test_a_replication_is_the_same_alone_and_among_others() -> None:
    inputs = sim_inputs(enterprises=FIRMS, parks=PARKS, years=(2016,), uncertainty="both")
    many = played(inputs, 20, first=5)
    alone = played(inputs, 1, first=17)
    assert many.fate_digests[12] == alone.fate_digests[0]
    assert (many.accounts[12] == alone.accounts[0]).all()


def test_epistemic_and_aleatory_spread_apart() -> None:
    """Only draws: parameters never vary.  Only parameters: without ranges nothing does."""
    inputs = sim_inputs(enterprises=FIRMS, parks=PARKS, years=(2016,), parameters=FREE)
    aleatory = played(inputs, 30)
    assert np.ptp(aleatory.draws, axis=0).max() == 0
    assert len(set(aleatory.fate_digests.tolist())) > 25
    epistemic = inputs.with_parameters(inputs.parameters.switched({"uncertainty": "parameters"}))
    assert np.ptp(played(epistemic, 30).draws, axis=0).min() > 0
    points = {
        name: {"value": s.value, "low": s.value, "high": s.value}
        for name, s in epistemic.parameters.settings.items()
    }
    macro = tuple(
        year.model_copy(update={f: 0.0 for f in type(year).model_fields if f.endswith("_sd")})
        for year in epistemic.parameters.macro
    )
    fixed = epistemic.parameters.edited(points, by="test").model_copy(update={"macro": macro})
    assert len(set(played(inputs.with_parameters(fixed), 30).fate_digests.tolist())) == 1


def test_a_changed_parameter_leaves_the_draws_of_the_others_alone() -> None:
    numbers = np.arange(50)
    old = parameter_draws(Parameters(), numbers, 1)
    new = parameter_draws(Parameters().edited({"offer": 2.0}, by="x"), numbers, 1)
    different = np.flatnonzero((old != new).any(axis=0))
    assert len(different) == 1
