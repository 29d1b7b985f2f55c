"""Every rule by hand: what fits, what does not, and what the plan would be without the rule.

Scores (see rule_cases): 0.5 points for a placement in the first year after a trip of 2 hours, 1 for
0 hours, 0.25 for 4; divided by 1.03 in the second year.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
from rule_cases import CASES, PLAIN, RuleCase, solved, used
from tiny import tiny_problem

import matching.constraints
from geodata.words import known
from matching.constraints import ALL, rows_of
from matching.problem import TENURES, Problem
from matching.rows import Rows
from scenarios.policy import RULES

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
LATER = 0.5 / 1.03


# -- the folder -----------------------------------------------------------------------------------


def test_every_rule_of_the_policy_is_one_file_said_in_both_languages_and_tested_here() -> None:
    files = {f.stem for f in Path(matching.constraints.__file__).parent.glob("[a-z]*.py")}
    assert files == set(ALL) == set(RULES)
    assert tuple(ALL) == RULES
    assert set(CASES) == set(RULES)
    assert not [r for r in RULES for part in ("name", "meaning", "remedy")
                if not known(f"rule.{r}.{part}")]  # fmt: skip
    sources = Path(__file__).parent.glob("test_constraints*.py")
    tests = re.findall(r"^def (test_\w+)", "".join(f.read_text("utf-8") for f in sources), re.M)
    assert not [r for r in RULES if not any(name.startswith(f"test_{r}") for name in tests)]


@pytest.mark.parametrize("rule", RULES)
def test_the_plan_would_be_another_without_the_rule(rule: str) -> None:
    """Each small world is made so that its rule decides: deleting the rule is seen here.

    (All rules cost points but special_land, which also opens a pool to processing trade.)
    """
    problem = CASES[rule].problem()
    assert any(block.rule == rule for block in rows_of(problem))
    _, with_rule = solved(problem)
    _, without = solved(CASES[rule].without(rule))
    assert without < with_rule - 0.4 if rule == "special_land" else without > with_rule + 0.01


@pytest.mark.parametrize("rule", RULES)
def test_what_is_counted_and_in_which_unit_is_said_in_both_languages(rule: str) -> None:
    for block in rows_of(CASES[rule].problem()):
        assert known(f"resource.{block.resource}"), block.resource
        assert known(f"unit.{block.unit}"), block.unit


def as_text(problem: Problem, rule: str) -> str:
    """The rows of one rule with every coefficient, to be read and compared."""
    rows = Rows(tuple(block for block in rows_of(problem) if block.rule == rule))
    placements = problem.placements()
    row, position, value = rows.triplets(placements.e, placements.p, placements.t, placements.m)
    lines = []
    for r, line in enumerate(rows.table().itertuples(index=False)):
        price = "hard" if line.hard else f"{line.price_points_per_unit:g} points per {line.unit}"
        lines.append(f"{line.name}  {line.sense} {line.bound:g} {line.unit}  [{price}]")
        for j in np.flatnonzero(row == r):
            o = position[j]
            where = f"{problem.park_id[placements.p[o]]} {problem.years[placements.t[o]]}"
            who = problem.enterprise_id[placements.e[o]]
            lines.append(f"    {value[j]:+g}  {who} > {where} {TENURES[placements.m[o]]}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("rule", RULES)
def test_golden_rows(rule: str) -> None:
    """tests/golden/<rule>.txt holds every row and coefficient of the rule's small world.

    After a wanted change: WRITE_GOLDEN=1 python -m pytest tests/matching/test_constraints.py, then
    read the difference.
    """
    text = as_text(CASES[rule].problem(), rule)
    file = GOLDEN / f"{rule}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(RULES)


def test_rows_come_in_the_order_of_the_list_and_off_means_none() -> None:
    problem = CASES["special_land"].problem()
    rules = [block.rule for block in rows_of(problem)]
    assert rules == sorted(rules, key=list(ALL).index)
    off = CASES["special_land"].problem(rules=dict.fromkeys(RULES, "off"))
    assert len(rows_of(off)) == 0


def test_a_world_without_figures_has_no_rows_and_places_everybody() -> None:
    problem = tiny_problem(enterprises="id\nE1\nE2", parks="id\nP1", policy=PLAIN, years=(2016,))
    assert len(rows_of(problem)) == 0
    plan, points = solved(problem)
    assert set(plan) == {"E1", "E2"} and points == pytest.approx(1.0)


# -- land -----------------------------------------------------------------------------------------


def test_park_land_carries_over_and_a_large_firm_waits() -> None:
    """50 mu a year.  60 mu need 2017 (100 by then); 40 mu go in 2016: 0.5 + 0.5 / 1.03.  Without
    the rule both go at once: 1.0."""
    plan, points = solved(CASES["park_land"].problem())
    assert plan == {"E1": "P1 2017 land", "E2": "P1 2016 land"}
    assert points == pytest.approx(0.5 + LATER)


def supply_rows(table: str, column: str = "land_mu") -> dict[str, float]:
    problem = tiny_problem(
        enterprises="id  land_mu  plant_m2\nE1  10  10",
        parks="id\nP1\nP2",
        park_supply=table,
        years=(2016, 2017, 2018),
        policy=PLAIN | {"plants": True},
    )
    table_of = rows_of(problem).table()
    chosen = table_of[table_of["resource"] == column]
    return {f"{s} {y}": b for s, y, b in zip(chosen["scope"], chosen["year"], chosen["bound"],
                                            strict=True)}  # fmt: skip


def test_park_land_missing_rows_mean_nothing_new_and_empty_cells_no_limit() -> None:
    """P1: 100 in 2016, no row for 2017 (nothing new), 20 in 2018.  P2: empty in 2017, so no limit
    and no row from then on.  A park without any figure has no row; years outside do not count."""
    rows = supply_rows("""
        park_id  year  land_mu
        P1       2016  100
        P1       2018  20
        P1       2015  999
        P2       2016  30
        P2       2017  -
        P2       2018  30
    """)
    assert rows == {"P1 2016": 100, "P1 2017": 100, "P1 2018": 120, "P2 2016": 30}
    assert supply_rows("park_id  year  land_mu\nP1  2016  5").keys() == {"P1 2016", "P1 2017",
                                                                         "P1 2018"}  # fmt: skip


def test_park_land_counts_purchases_only() -> None:
    problem = CASES["park_land"].problem(plants=True)
    assert used(problem, {"E1": "P1 2016 plant"})["park_land/land_mu/P1/2016"] == 0


def test_city_land_lapses_with_the_year() -> None:
    """100 mu a year, two firms of 60: one each year (0.5 + 0.5 / 1.03), never 120 in one."""
    plan, points = solved(CASES["city_land"].problem())
    assert sorted(plan.values()) == ["P1 2016 land", "P1 2017 land"]
    assert points == pytest.approx(0.5 + LATER)


def test_city_land_of_the_province_binds_beside_the_cities() -> None:
    """Two cities without quota of their own, 60 mu for the whole province: one firm of 60 only."""
    case = RuleCase(
        {
            "enterprises": "id  land_mu\nE1  60\nE2  60",
            "parks": "id  city\nP1  440200\nP2  441400",
            "city_quotas": "city  year  kind  value  unit\n440000  2016  land_general  60  mu",
        },
        years=(2016,),
    )
    assert len(solved(case.problem())[0]) == 1


def test_special_land_serves_processing_trade_and_never_others() -> None:
    """General 50, special 30.  E1 (processing, 60 mu, worth 1) and E2 (20 mu, 0.5) fit: 80 in all,
    20 outside processing trade.  E1 and E3 are 90 > 80.  Without the pool the quota of 50 holds for
    all: E2 and E3, 1.0."""
    plan, points = solved(CASES["special_land"].problem())
    assert set(plan) == {"E1", "E2"} and points == pytest.approx(1.5)
    plan, points = solved(CASES["special_land"].without("special_land"))
    assert set(plan) == {"E2", "E3"} and points == pytest.approx(1.0)


def test_special_land_is_closed_to_firms_outside_processing_trade() -> None:
    """Two brick makers of 30 mu: 60 > 50 general, though general and special together are 80."""
    case = RuleCase(
        {
            "enterprises": "id  land_mu  trade_mode\nE1  30  none\nE2  30  none",
            "parks": "id\nP1",
            "city_quotas": CASES["special_land"].tables["city_quotas"],
        },
        years=(2016,),
    )
    assert len(solved(case.problem())[0]) == 1


def test_special_land_rows_say_what_a_split_between_the_pools_would_say() -> None:
    """Hall: for every set of firms, the rows hold exactly when some split fits both pools."""
    random = np.random.default_rng(7)
    for _ in range(200):
        land = random.integers(1, 40, 4).astype(float)
        processing = random.random(4) < 0.5
        general, special = random.integers(0, 80, 2).astype(float)
        others = land[~processing].sum()
        split = others <= general and land[processing].sum() <= special + (general - others)
        nested = others <= general and land.sum() <= general + special
        assert split == nested


def test_special_land_without_a_figure_leaves_the_general_quota_for_all() -> None:
    """Only 2016 has a pool: in 2017 processing trade counts in the general row again."""
    case = CASES["special_land"]
    quotas = case.tables["city_quotas"].rstrip() + "\n440200  2017  land_general  50  mu\n"
    problem = RuleCase({**case.tables, "city_quotas": quotas}).problem()
    assert used(problem, {"E1": "P1 2016 land"})["city_land/land_general/440200/2016"] == 0
    assert used(problem, {"E1": "P1 2017 land"})["city_land/land_general/440200/2017"] == 60


def test_forest_counts_the_forest_part_of_the_land() -> None:
    """Quota 20 mu; half of the park is forest, so each firm of 40 mu takes 20: only one fits."""
    problem = CASES["forest"].problem()
    assert used(problem, {"E1": "P1 2016 land"})["forest/forest/440200/2016"] == 20
    plan, points = solved(problem)
    assert len(plan) == 1 and points == pytest.approx(0.5)


def test_forest_of_a_park_carries_over() -> None:
    problem = RuleCase(
        {**CASES["forest"].tables, "city_quotas": "city  year  kind  value  unit",
         "park_supply": "park_id  year  forest_mu\nP1  2016  20\nP1  2017  20"}
    ).problem()  # fmt: skip
    plan, points = solved(problem)
    assert sorted(plan.values()) == ["P1 2016 land", "P1 2017 land"]
    assert points == pytest.approx(0.5 + LATER)


def test_sea_is_a_quota_of_the_year() -> None:
    """30 mu a year, two shipyards of 20: one each year."""
    plan, points = solved(CASES["sea"].problem())
    assert sorted(plan.values()) == ["P1 2016 land", "P1 2017 land"]
    assert points == pytest.approx(0.5 + LATER)


def test_sea_counts_under_both_tenures_and_in_the_stock_of_the_park() -> None:
    tables = {**CASES["sea"].tables, "park_supply": "park_id  year  sea_mu\nP1  2016  25"}
    problem = RuleCase(tables, policy={"plants": True}).problem()
    found = used(problem, {"E1": "P1 2016 plant"})
    assert found["sea/sea/441500/2016"] == 20
    assert found["sea/sea_mu/P1/2016"] == 20 and found["sea/sea_mu/P1/2017"] == 20


# -- plants, emissions, energy, labour, money ---------------------------------------------------


def test_plant_space_is_let_once() -> None:
    """3,000 m2, then 3,000 more; two leases of 2,000: one waits for 2017."""
    plan, points = solved(CASES["plant"].problem())
    assert sorted(plan.values()) == ["P1 2016 plant", "P1 2017 plant"]
    assert points == pytest.approx(0.5 + LATER)


def test_emission_is_a_level_that_waiting_does_not_help() -> None:
    """Headroom 60 t in both years; 30 t and 50 t: one of them, ever.  Were it a yearly flow, the
    second could come in 2017."""
    plan, points = solved(CASES["emission"].problem())
    assert len(plan) == 1 and points == pytest.approx(0.5)
    found = used(CASES["emission"].problem(), {"E1": "P1 2016 land"})
    assert found["emission/cod/440200/2016"] == found["emission/cod/440200/2017"] == 30


@pytest.mark.parametrize("kind", ["cod", "nh3n", "so2", "nox", "voc"])
def test_emission_has_rows_for_every_pollutant(kind: str) -> None:
    tables = {
        "enterprises": f"id  {kind}_t\nE1  3\nE2  3",
        "parks": "id\nP1",
        "city_quotas": f"city  year  kind  value  unit\n440200  2016  {kind}  5  t",
    }
    plan, _ = solved(RuleCase(tables, years=(2016,)).problem())
    assert len(plan) == 1


def test_emission_headroom_may_fall_and_the_tightest_later_year_counts() -> None:
    """60 t in 2016, 40 t in 2017: who comes in 2016 still emits in 2017; 30 t fit, 50 t never."""
    tables = dict(CASES["emission"].tables)
    tables["city_quotas"] = tables["city_quotas"].replace("2017  cod   60", "2017  cod   40")
    plan, _ = solved(RuleCase(tables).problem())
    assert set(plan) == {"E1"}


def test_energy_is_a_level() -> None:
    """10,000 tce: 8,000 or 3,000, not both."""
    plan, points = solved(CASES["energy"].problem())
    assert len(plan) == 1 and points == pytest.approx(0.5)


def test_labour_grows_and_stays_hired() -> None:
    """1,000 persons, 1,500 by 2017: 900 and 600 jobs need both years, in either order."""
    plan, points = solved(CASES["labour"].problem())
    assert sorted(plan.values()) == ["P1 2016 land", "P1 2017 land"]
    assert points == pytest.approx(0.5 + LATER)


def test_fund_pays_twice_inside_the_counterpart_term_and_once_after() -> None:
    """Rates 3 % and 2 % of 10,000: 300 from Shaoguan, and in 2016 also 200 from Dongguan, whose
    relation ends then.  Dongguan's 200 suffice for one firm in 2016; the other comes in 2017, where
    Dongguan's fund of 0 does not matter any more."""
    problem = CASES["fund"].problem()
    first = used(problem, {"E1": "P1 2016 land"})
    assert first["fund/fund_in/440200/2016"] == 300 and first["fund/fund_out/441900/2016"] == 200
    second = used(problem, {"E1": "P1 2017 land"})
    assert second["fund/fund_in/440200/2017"] == 300 and second["fund/fund_out/441900/2017"] == 0
    plan, points = solved(problem)
    assert sorted(plan.values()) == ["P1 2016 land", "P1 2017 land"]
    assert points == pytest.approx(0.5 + LATER)


def test_fund_of_the_receiving_side_binds_alone_too() -> None:
    tables = dict(CASES["fund"].tables)
    tables["city_quotas"] = "city  year  kind  value  unit\n440200  2016  fund_in  500  wan_yuan"
    plan, _ = solved(RuleCase(tables, years=(2016,)).problem())
    assert len(plan) == 1
