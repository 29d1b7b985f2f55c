"""Tables of an outcome: figures by hand, on made values and on two enterprises with one plot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from worlds import CERTAIN, fate_names, played, sim_inputs

from simulation import indicators, tables
from simulation.apart import play_apart, spread_table
from simulation.outcome import ACCOUNTS, AWAY, FUNNEL, PARK_FIGURES, STATES, Outcome
from simulation.tables.accounts import account_unit
from simulation.tables.quantiles import chance, figures_of

TWO = """
    id  land_mu  investment_wan_yuan  trade_mode  city
    E1  10       1000                 supplied    441900
    E2  10       3000                 supplied    440300
"""
PLAN = [("E1", "P1", 2016, "land")]


def one_plot(**changes: object):
    """Room for one of two enterprises that both want the only park; the plan names E1."""
    given = {
        "enterprises": TWO, "parks": "id\nP1", "years": (2016, 2017), "plan": PLAN,
        "parameters": CERTAIN, "park_supply": "park_id year land_mu\nP1 2016 15",
    }  # fmt: skip
    return sim_inputs(**{**given, **changes})


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return played(one_plot(), 20)


@pytest.fixture(scope="module")
def winners() -> list[str]:
    """Who got the plot in each of the twenty replications, played one by one."""
    names = []
    for number in range(20):
        fates = fate_names(played(one_plot(), first=number))
        names.append(("E1", "E2")[fates.index("P1")])
    assert set(names) == {"E1", "E2"}
    return names


def test_quantiles_by_hand() -> None:
    """0, 1, 2, 3, 4: mean 2; at share q of four steps lies 4 q, so 0.2, 1, 2, 3, 3.8."""
    found = figures_of([[4.0], [0.0], [2.0], [1.0], [3.0]])
    assert {name: pytest.approx(float(v[0])) for name, v in found.items()} == {
        "mean": 2.0, "p05": 0.2, "p25": 1.0, "median": 2.0, "p75": 3.0, "p95": 3.8,
    }  # fmt: skip


def test_replications_without_the_figure_are_left_out_and_none_gives_an_empty_cell() -> None:
    found = figures_of([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    assert found["mean"][0] == found["median"][0] == 2.0
    assert all(np.isnan(values[1]) for values in found.values())
    with pytest.raises(ValueError, match="no replications"):
        figures_of(np.zeros((0, 2)))


def test_wilson_interval_by_hand() -> None:
    """5 of 10: centre 0.5, half 1.96 sqrt(0.025 + 0.0096) / 1.384 = 0.2634.  0 of 10: from 0 to
    z^2 / (n + z^2) = 3.8415 / 13.8415 = 0.2775."""
    share, low, high = chance([[True, False]] * 5 + [[False, False]] * 5)
    assert share.tolist() == [0.5, 0.0]
    assert low == pytest.approx([0.2366, 0.0], abs=1e-4)
    assert high == pytest.approx([0.7634, 0.2775], abs=1e-4)


def test_indicators_by_year_are_those_of_the_replications(outcome: Outcome) -> None:
    table = tables.indicators_by_year(outcome)
    assert len(table) == len(indicators.ALL) * 2
    row = table[(table["indicator"] == "producing_projects") & (table["year"] == 2017)].iloc[0]
    assert row["mean"] == row["p05"] == row["p95"] == 1.0 and row["unit"] == "projects"
    long = tables.replications_table(outcome)
    assert long["replication"].tolist() == [n for n in range(20) for _ in range(2)]
    assert long["year"].tolist() == [2016, 2017] * 20
    for name, indicator in indicators.ALL.items():
        np.testing.assert_array_equal(long[name], indicator.values(outcome).ravel())


def test_goal_shows_numerator_denominator_and_the_chance(outcome: Outcome) -> None:
    """A made outcome: shares 0.04, 0.05, 0.06 and one without any trade: 2 of 4 meet the goal."""
    trade = ACCOUNTS.index("processing_trade_wan_yuan")
    accounts = np.zeros((4, *outcome.accounts.shape[1:]))
    north, delta = outcome.cities.index("440200"), outcome.cities.index("441900")
    for r, here in enumerate((4.0, 5.0, 6.0)):
        accounts[r, :, north, trade], accounts[r, :, delta, trade] = here, 100.0 - here
    made = replace(
        outcome, accounts=accounts, replications=np.arange(4),
        incumbents_processing_trade_wan_yuan=np.zeros((4, 2)),
    )  # fmt: skip
    table = tables.goal_by_year(made)
    assert table["year"].tolist() == [2016, 2017]
    first = table.iloc[0]
    assert first["goal_share"] == 0.05 and first["chance_met"] == 0.5
    assert first["chance_met_low"] < 0.5 < first["chance_met_high"]
    assert first["numerator_wan_yuan_mean"] == pytest.approx(15 / 4)
    assert first["denominator_wan_yuan_mean"] == pytest.approx(75.0)
    assert first["share_mean"] == pytest.approx(0.05)
    with pytest.raises(ValueError, match="no goal"):
        tables.goal_by_year(made, "prd_jobs")


def test_accounts_of_sides_add_up_city_by_city(outcome: Outcome) -> None:
    cities, sides = tables.accounts_by_city(outcome), tables.accounts_by_side(outcome)
    assert set(cities["account"]) == set(ACCOUNTS) and set(AWAY) < set(cities["place"])
    regions = {"sending": ["prd"], "receiving": ["east", "west", "north"]}
    for side, names in regions.items():
        part = cities[cities["side"].isin(names)].groupby(["account", "year"])["mean"].sum()
        whole = sides[sides["side"] == side].set_index(["account", "year"])["mean"]
        np.testing.assert_allclose(part.reindex(whole.index), whole, rtol=1e-12)
    firms = sides[(sides["account"] == "establishments") & (sides["year"] == 2016)]
    assert firms["mean"].sum() == pytest.approx(2.0)
    assert set(firms["unit"]) == {"enterprises"}


def test_units_of_accounts() -> None:
    assert {account_unit(a) for a in ACCOUNTS} == {
        "enterprises", "wan_yuan", "persons", "tce", "t", "mu", "m2",
    }  # fmt: skip


def test_funnel_and_states_count_every_enterprise(outcome: Outcome) -> None:
    funnel, states = tables.funnel_by_year(outcome), tables.states_by_year(outcome)
    assert funnel["stage"].drop_duplicates().tolist() == list(FUNNEL)
    assert states.groupby("year")["mean"].sum().tolist() == [2.0, 2.0]
    assert states["state"].drop_duplicates().tolist() == list(STATES)
    last = funnel[funnel["year"] == 2017].set_index("stage")["mean"]
    assert last["signed"] == last["producing"] == 1.0


def test_parks_show_recommended_beside_predicted(outcome: Outcome, winners: list[str]) -> None:
    """One of two always moves; the plan is followed as often as E1 is first."""
    row = tables.park_moves(outcome).iloc[0]
    assert row["recommended_enterprises"] == 1 and row["predicted_mean"] == 1.0
    assert row["followed_mean"] == pytest.approx(winners.count("E1") / 20)
    assert row["signed_median"] == row["producing_p05"] == row["producing_p95"] == 1.0
    output = outcome.parks[:, -1, 0, PARK_FIGURES.index("output_wan_yuan")].astype(float)
    assert row["output_wan_yuan_mean"] == pytest.approx(output.mean())


def test_fates_are_shares_of_replications(outcome: Outcome, winners: list[str]) -> None:
    table = tables.fates_by_enterprise(outcome).set_index("enterprise_id")
    won = winners.count("E1") / 20
    assert table.loc["E1", "any_park"] == table.loc["E1", "recommended_park"] == won
    assert table.loc["E1", "origin"] == pytest.approx(1 - won)
    assert table.loc["E2", "recommended_park_id"] == ""
    assert np.isnan(table.loc["E2", "recommended_park"])
    assert table.loc["E2", "likeliest_park_id"] == "P1"
    ends = table[["origin", "fell_through", "other_province", "abroad", "closed", "any_park"]]
    np.testing.assert_allclose(ends.sum(axis=1), 1.0)


def test_a_firm_that_never_moves_has_no_likeliest_park() -> None:
    stay = played(one_plot(park_supply="park_id year land_mu\nP1 2016 5"), 3)
    table = tables.fates_by_enterprise(stay)
    assert table["likeliest_park_id"].tolist() == ["", ""] and table["origin"].eq(1.0).all()


def test_duties_stand_as_required_planned_signed(winners: list[str]) -> None:
    """The duty Dongguan > Shaoguan asks for one project by 2016; E1 is the only one from Dongguan,
    so it is met as often as E1 gets the plot."""
    duty = """
        id  sending_adcode  receiving_adcode  from_year  to_year  min_projects
        D1  441900          440200            2014       2016     1
    """
    outcome = played(one_plot(duties=duty), 20)
    table = tables.duties_by_year(outcome)
    assert table["year"].tolist() == [2016, 2017]
    row = table.iloc[0]
    assert (row["sending_adcode"], row["receiving_adcode"]) == ("441900", "440200")
    assert row["planned_projects"] == row["required_projects"] == 1
    assert row["planned_investment_wan_yuan"] == 1000
    assert row["signed_projects_mean"] == row["chance_met"]
    alone = [fate_names(played(one_plot(duties=duty), first=n))[0] == "P1" for n in range(20)]
    assert 0 < row["chance_met"] == np.mean(alone) < 1


def test_what_is_not_known_and_what_is_chance_are_played_apart() -> None:
    """The vacated land of an enterprise that surely moves is its land times an assumption: chance
    has no part in it.  Who gets the only plot is chance: no assumption has a part in that."""
    rich = {**CERTAIN, "automation_rate": 0.0}
    inputs = one_plot(parameters=rich, uncertainty="both", years=(2016, 2017))
    apart = play_apart(inputs, 40, apart=30, threads=1)
    assert len(apart.outcome) == 40 and apart.complete
    assert apart.assumptions is not None and len(apart.assumptions) == 30
    table = spread_table(apart).set_index(["indicator", "year"])
    land = table.loc["vacated_land", 2017]
    assert land["sd_all"] > 0 and land["sd_chance"] == 0 and land["assumptions_share"] == 1.0
    assert land["chance_p05"] == land["chance_p95"]
    assert land["assumptions_p05"] < land["assumptions_p95"]


def test_without_chance_to_tell_apart_nothing_is_claimed() -> None:
    apart = play_apart(one_plot(), 12, threads=1)
    assert apart.assumptions is None and apart.chance is None and apart.complete
    assert spread_table(apart)["assumptions_share"].isna().all()


def test_stop_keeps_what_was_finished_and_says_so() -> None:
    asked: list[int] = []

    def after_the_first_play() -> bool:
        asked.append(1)
        return len(asked) > 3

    inputs = one_plot(uncertainty="both")
    apart = play_apart(inputs, 10, apart=10, threads=1, stop=after_the_first_play)
    assert len(apart.outcome) == 10 and not apart.complete
    assert apart.chance is None


def test_without_any_processing_trade_the_goal_is_not_judged(outcome: Outcome) -> None:
    """0 / 0 in every replication: the chance is not known, which is another thing than 0 %."""
    made = replace(
        outcome, accounts=np.zeros_like(outcome.accounts),
        incumbents_processing_trade_wan_yuan=np.zeros((len(outcome), len(outcome.years))),
    )  # fmt: skip
    table = tables.goal_by_year(made)
    assert table[["chance_met", "chance_met_low", "chance_met_high"]].isna().all(axis=None)
