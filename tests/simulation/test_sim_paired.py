"""Paired comparison: intervals by hand, narrower than unpaired, refused where it means nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from worlds import played, sim_inputs

from simulation import indicators
from simulation.faults import SimulationError
from simulation.outcome import Outcome
from simulation.paired import common_replications, differences, paired_table, verdict

FIRMS = "\n".join(
    ["id  land_mu  investment_wan_yuan  trade_mode  export_wan_yuan"]
    + [f"E{n}  10  500  supplied  {600 + n}" for n in range(40)]
)
PARAMETERS = {"consider_rate": 1.0, "park_constant": -1.0}


def many(**changes: object) -> Outcome:
    given = {
        "enterprises": FIRMS, "parks": "id\nP1", "parameters": PARAMETERS,
        "years": (2016, 2017, 2018), "uncertainty": "both",
        "park_supply": "park_id year land_mu\nP1 2016 4000",
    }  # fmt: skip
    return played(sim_inputs(**{**given, **changes}), 60)


@pytest.fixture(scope="module")
def pair() -> tuple[Outcome, Outcome]:
    slow, fast = {"fast_lane": 0.0}, {"fast_lane": 1.0}
    return many(behaviour=slow), many(behaviour=fast)


def test_interval_by_hand() -> None:
    """d = 1, 2, 0, 3: mean 1.5, sd sqrt(5/3) = 1.29099, t(3) = 3.18245, half 2.05426.  Unpaired:
    variances 5/3 and 14/3, t(6) = 2.44691, half 2.44691 * sqrt((5 + 14) / 3 / 4) = 3.07896."""
    a = np.array([[1.0], [2.0], [3.0], [4.0]])
    b = np.array([[2.0], [4.0], [3.0], [7.0]])
    found = differences(a, b, "up")
    one = {name: float(np.asarray(v)[0]) for name, v in found.items() if name != "verdict"}
    assert one["difference_mean"] == 1.5 and one["a_mean"] == 2.5 and one["b_mean"] == 4.0
    assert one["difference_low"] == pytest.approx(1.5 - 2.05426, abs=1e-5)
    assert one["difference_high"] == pytest.approx(1.5 + 2.05426, abs=1e-5)
    assert one["unpaired_high"] == pytest.approx(1.5 + 3.07896, abs=1e-5)
    assert one["difference_p05"] == pytest.approx(0.15)  # 0, 1, 2, 3 at 0.05 of three steps
    assert one["share_b_higher"] == 0.875  # three higher, one tie counts half
    assert found["verdict"] == ["unclear"]


def test_verdicts_follow_the_declared_direction() -> None:
    assert verdict(1, 2, False, "up") == "better" and verdict(-2, -1, False, "up") == "worse"
    assert verdict(1, 2, False, "down") == "worse" and verdict(-2, -1, False, "down") == "better"
    assert verdict(1, 2, False, "neither") == "higher"
    assert verdict(-2, -1, False, "neither") == "lower"
    assert verdict(-1, 1, False, "up") == "unclear" and verdict(0, 0, True, "up") == "same"


def test_common_draws_make_the_interval_narrow(pair: tuple[Outcome, Outcome]) -> None:
    """The fast lane brings production forward; the level varies much more than the difference."""
    table = paired_table(*pair).set_index(["indicator", "year"])
    row = table.loc["ewn_output", 2018]
    paired = row["difference_high"] - row["difference_low"]
    unpaired = row["unpaired_high"] - row["unpaired_low"]
    assert 0 < paired < unpaired / 2
    assert row["verdict"] == "better" and row["difference_low"] > 0
    assert row["difference_mean"] == pytest.approx(row["b_mean"] - row["a_mean"])
    assert len(table) == len(indicators.ALL) * 3 and set(table["replications"]) == {60}


def test_against_itself_everything_is_the_same(pair: tuple[Outcome, Outcome]) -> None:
    table = paired_table(pair[0], pair[0])
    assert set(table["verdict"]) == {"same"}
    assert table["difference_low"].eq(0).all() and table["share_b_higher"].eq(0.5).all()


def test_swapping_the_two_swaps_the_signs(pair: tuple[Outcome, Outcome]) -> None:
    there, back = paired_table(*pair), paired_table(*reversed(pair))
    np.testing.assert_allclose(there["difference_low"], -back["difference_high"])


def test_only_common_replications_count(pair: tuple[Outcome, Outcome]) -> None:
    """Numbers 0 to 59 against 30 to 89 of the very same inputs: thirty pairs, no difference."""
    inputs = sim_inputs(enterprises=FIRMS, parks="id\nP1", parameters=PARAMETERS)
    a, b = played(inputs, 60), played(inputs, 60, first=30)
    assert common_replications(a, b).tolist() == list(range(30, 60))
    table = paired_table(a, b)
    assert set(table["replications"]) == {30} and set(table["verdict"]) == {"same"}


def test_refused_with_every_reason_at_once(pair: tuple[Outcome, Outcome]) -> None:
    a = pair[0]
    other = replace(
        a, seed=a.seed + 1, years=(2017, 2018, 2019), replications=a.replications + 55,
        enterprise_id=("X", *a.enterprise_id[1:]), park_id=("P9",),
    )  # fmt: skip
    with pytest.raises(SimulationError) as refused:
        paired_table(a, other)
    assert [problem.code for problem in refused.value.problems] == [
        "pair_seed", "pair_years", "pair_enterprises", "pair_parks", "pair_replications",
    ]  # fmt: skip
    for lang in ("zh", "en"):
        text = refused.value.text(lang)
        assert "2016-2018" in text and "E0" in text and "5" in text
    assert "pair_" not in refused.value.text("zh")
