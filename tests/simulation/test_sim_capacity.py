"""Capacity: first come, first served, for land, plants, quotas, headroom and funds."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import CERTAIN, fate_names, played, sim_inputs

from simulation import reference
from simulation.addresses import FIRST_YEAR, Process, enterprise_addresses, seed_key

TWO = """
    id  land_mu  plant_m2  investment_wan_yuan  cod_t  trade_mode
    E1  10       -         1000                 5      supplied
    E2  10       -         1000                 5      supplied
"""


def first_to_file(number: int, seed: int = 2016) -> str:
    """Who files first in 2016, from the addressed words alone."""
    times = {}
    for name, address in zip(("E1", "E2"), enterprise_addresses(["E1", "E2"]), strict=True):
        k0, k1 = map(int, seed_key(seed, Process.CONSIDER))
        counter = (int(address) & 0xFFFFFFFF, int(address) >> 32, 0,
                   (2016 - FIRST_YEAR) << 24 | number)  # fmt: skip
        times[name] = reference.philox(counter, (k0, k1))[1]
    return min(times, key=times.__getitem__)


def one_year(**settings):
    tables = {"enterprises": TWO, "parks": "id\nP1", "years": (2016,), **settings}
    return sim_inputs(**{"parameters": CERTAIN, **tables})


LIMITS = {
    "land": {"park_supply": "park_id year land_mu plant_m2\nP1 2016 15 0"},
    "plant": {
        "enterprises": TWO.replace("10       -   ", "-        1000"),
        "park_supply": "park_id year land_mu plant_m2\nP1 2016 0 1500",
    },
    "city land": {"city_quotas": "city year kind value unit\n440200 2016 land_general 15 mu"},
    "province land": {"city_quotas": "city year kind value unit\n440000 2016 land_general 15 mu"},
    "headroom": {"city_quotas": "city year kind value unit\n440200 2016 cod 9 t"},
    "province headroom": {"city_quotas": "city year kind value unit\n440000 2016 cod 9 t"},
}


@pytest.mark.parametrize("limit", LIMITS)
def test_two_enterprises_and_room_for_one(limit) -> None:
    """Both want the only park; who files first gets in, the other stays.  Over ten replications
    each of them is first at least once, so the rule is seen both ways."""
    inputs, winners = one_year(**LIMITS[limit]), set()
    for number in range(10):
        fates = dict(zip(("E1", "E2"), fate_names(played(inputs, first=number)), strict=True))
        winner = first_to_file(number)
        loser = ({"E1", "E2"} - {winner}).pop()
        assert fates[winner] == "P1"
        assert fates[loser] == "origin"
        winners.add(winner)
    assert winners == {"E1", "E2"}


def test_without_a_limit_both_go() -> None:
    for number in range(3):
        assert fate_names(played(one_year(), first=number)) == ["P1", "P1"]


def test_special_land_is_for_processing_trade_only() -> None:
    """General 5 mu, special 30 mu, both firms need 10: as processing trade both fit (20 <= 35);
    outside it neither does (10 > 5)."""
    quotas = (
        "city year kind value unit\n440200 2016 land_general 5 mu\n440200 2016 land_special 30 mu"
    )
    assert fate_names(played(one_year(city_quotas=quotas))) == ["P1", "P1"]
    others = one_year(city_quotas=quotas, enterprises=TWO.replace("supplied", "none"))
    assert "P1" not in fate_names(played(others))


def test_land_carries_over_and_a_city_quota_lapses() -> None:
    """15 mu of park land in 2016 and 5 in 2017: 20 by then, the second firm follows.  A city quota
    of 15 mu in each year: 5 left of 2016 are lost, but 2017 has 15 of its own."""
    supply = "park_id year land_mu plant_m2\nP1 2016 15 0\nP1 2017 5 0"
    late = one_year(years=(2016, 2017), park_supply=supply)
    assert fate_names(played(late)) == ["P1", "P1"]
    lost = (
        "city year kind value unit\n440200 2016 land_general 15 mu\n440200 2017 land_general 5 mu"
    )
    assert fate_names(played(one_year(years=(2016, 2017), city_quotas=lost))).count("P1") == 1


def test_quotas_after_the_tables_are_the_last_year_grown() -> None:
    """8 mu in the tables (2016 only), 13 needed.  Repeated, 24 mu by 2018 let one firm in; with
    +50 % (8, 12, 18) 38 mu let the second in, too."""
    supply = "park_id year land_mu plant_m2\nP1 2016 8 0"
    firms = TWO.replace("10  ", "13  ")

    def moved(growth: float) -> int:
        inputs = one_year(enterprises=firms, park_supply=supply,
                          behaviour={"last_year": 2018, "quota_growth": growth})  # fmt: skip
        return fate_names(played(inputs)).count("P1")

    assert (moved(0.0), moved(0.5)) == (1, 2)


def test_a_fund_for_exactly_one_enterprise() -> None:
    """Support 3 % of 1,000 = 30 plus award 5 % x 0.37 x 1,000 = 18.5: 48.5 a firm.  A fund of 60
    pays the first to file in full and the second nothing; 97 pay both."""
    for fund, paid in ((60, 1), (97, 2), (40, 0)):
        quotas = f"city year kind value unit\n440200 2016 fund_in {fund} wan_yuan"
        outcome = played(one_year(city_quotas=quotas))
        assert fate_names(outcome) == ["P1", "P1"]
        assert outcome.account("support_wan_yuan").sum() == pytest.approx(30.0 * paid)
        assert outcome.account("award_wan_yuan").sum() == pytest.approx(18.5 * paid)


def test_headroom_comes_back_where_a_line_leaves() -> None:
    """A1 stands in Heyuan and may leave it (role both) for Shaoguan; B1 wants Heyuan, which has
    headroom for 3 t: B1 emits 5.  After A1 (5 t) has gone, 8 t are there, and B1 follows."""
    cities = """
      city    name_zh name_en   region  role       lon       lat      min_wage_yuan_month land_grade
      441900  东莞市   Dongguan   prd     sending    113.7468  23.0237  1510  4
      440200  韶关市   Shaoguan   north   receiving  113.5918  24.8132  1210  9
      441600  河源市   Heyuan     north   both       114.6963  23.7462  1210  11
    """
    firms = "id city land_mu cod_t\nA1 441600 10 5\nB1 441900 10 5"
    forbids = ({"enterprise_id": "A1", "park_id": "PH"}, {"enterprise_id": "B1", "park_id": "PS"})

    def fates(last_year: int) -> list[str]:
        inputs = sim_inputs(
            cities=cities, enterprises=firms, parks="id city\nPS 440200\nPH 441600", years=(2016,),
            city_quotas="city year kind value unit\n441600 2016 cod 3 t",
            policy={"forbids": forbids}, behaviour={"last_year": last_year}, parameters=CERTAIN,
        )  # fmt: skip
        return fate_names(played(inputs))

    assert fates(2016) == ["PS", "origin"]
    assert fates(2017) == ["PS", "PH"]


def test_a_project_that_falls_through_gives_its_site_back() -> None:
    """Room for one.  Everything falls through: the first comes to nothing in 2016, so in 2017 the
    second gets the site; both end as fallen through, and no land is in use at the end."""
    inputs = one_year(
        years=(2016, 2017), park_supply="park_id year land_mu plant_m2\nP1 2016 15 0",
        parameters={**CERTAIN, "fall_through": 1.0},
    )  # fmt: skip
    outcome = played(inputs)
    assert fate_names(outcome) == ["fell_through", "fell_through"]
    assert outcome.stage("intention")[0].tolist() == [1, 2]
    assert np.all(outcome.account("land_used_mu") == 0)
