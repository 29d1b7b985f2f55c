"""Every lever, pulled once in a world small enough to check by hand: exactly this changes.

Each case states every line of the diff of effective inputs.  A lever that did nothing would give no
line; one that did too much would give more.
"""

from __future__ import annotations

import pytest

from scenarios import LEVERS

Y = (2016, 2017, 2018, 2019, 2020)

EFFECTS = {
    # Jieyang 50..90 mu, + 20 % -> 60, 72, 84, 96, 108; its special pool stays
    "land_quota": (
        {"where": "east", "change": "+20%"},
        [
            ("quota.land_general", "445200", y, "mu", b, b * 1.2)
            for y, b in zip(Y, (50.0, 60.0, 70.0, 80.0, 90.0), strict=True)
        ],
    ),
    # only P01 has a row in 2017: 100 + 40 = 140
    "park_land": (
        {"where": "莞韶园", "add": 40, "years": 2017},
        [("supply.land_mu", "P01", 2017, "mu", 100.0, 140.0)],
    ),
    "plant_stock": (
        {"where": "P02", "set": 1000, "years": [2016]},
        [("supply.plant_m2", "P02", 2016, "m2", 4000.0, 1000.0)],
    ),
    "land_floor": (
        {"share": 0.8, "discount": False},
        [
            ("policy.land_floor_share", "", None, "share", 0.7, 0.8),
            ("policy.land_floor_discount", "", None, "", True, False),
        ],
    ),
    # Meizhou 10 t in 2016 and 30 t in 2018: -10 % -> 9, -50 % -> 15; 2017 is not named
    "emission_limit": (
        {"pollutant": "cod", "where": "梅州", "change": {"2016": "-10%", "2018": "-50%"}},
        [
            ("quota.cod", "441400", 2016, "t", 10.0, 9.0),
            ("quota.cod", "441400", 2018, "t", 30.0, 15.0),
        ],
    ),
    # Meizhou has no energy limit: set makes one, in the two years named
    "energy_limit": (
        {"where": "Meizhou", "set": {"2019": 400, "2020": 500}},
        [
            ("quota.energy", "441400", 2019, "tce", None, 400.0),
            ("quota.energy", "441400", 2020, "tce", None, 500.0),
        ],
    ),
    "labour_pool": (
        {"where": "440200", "add": -100, "years": [2016]},
        [("quota.labour", "440200", 2016, "persons", 500.0, 400.0)],
    ),
    "fund": (
        {"side": "out", "where": "东莞", "change": "-50%", "years": [2020]},
        [("quota.fund_out", "441900", 2020, "wan_yuan", 300.0, 150.0)],
    ),
    "support_rates": (
        {"rate_in": 0.05},
        [("policy.support_rate_in", "", None, "share", 0.03, 0.05)],
    ),
    # D1 of Dongguan 20 projects; D3 of Dongguan ended in 2013 and stays
    "duty": (
        {"sending": "东莞", "projects": {"set": 40}},
        [("duty.min_projects", "441900>440200", None, "projects", 20.0, 40.0)],
    ),
    "receiving_cities": (
        {"add": ["惠州"], "remove": ["梅州"], "open_parks": True},
        [
            ("receiving", "441400", None, "", True, None),
            ("receiving", "441300", None, "", None, True),
            ("parks.receives", "P04", None, "", False, None),
        ],
    ),
    "minimum_share": (
        {"where": "north", "share": 0.4, "mode": "hard"},
        [
            ("minimum_share.share", "north", None, "share", None, 0.4),
            ("minimum_share.mode", "north", None, "", None, "hard"),
        ],
    ),
    "concentration": (
        {"ceiling": 0.5},
        [("policy.concentration_ceiling", "", None, "share", 0.6, 0.5)],
    ),
    "departures": (
        {"ceiling": 0.2},
        [("policy.departures_ceiling", "", None, "share", None, 0.2)],
    ),
    "ban": (
        {"division": "39", "where": "韶关", "from_year": 2018},
        [("ban.39 2018-", "440200", None, "", None, True)],
    ),
    # E3 is pinned to P03 in the table; the later order wins, and P02 is allowed again
    "pin": (
        {"enterprise": "E3", "park": "P02"},
        [
            ("pin", "E3", None, "", "P03 2017 land", "P02"),
            ("forbid", "E3", None, "", "P02", None),
        ],
    ),
    # two parks of the North
    "forbid": (
        {"enterprise": "E1", "where": "north", "year": 2017},
        [("forbid", "E1", None, "", None, "P01 2017; P02 2017")],
    ),
    "facility": (
        {"facility": "梅州综合保税区", "shift_years": -2},
        [("facilities.open_year", "F1", None, "", 2020.0, 2018.0)],
    ),
    # labour 1 + 50 % = 1.5
    "weights": (
        {"set": {"low_impact": 4}, "change": {"labour": "+50%"}},
        [
            ("weight.labour", "", None, "", 1.0, 1.5),
            ("weight.low_impact", "", None, "", 1.5, 4.0),
        ],
    ),
    "chain_bonus": (
        {"points": 0.5, "within_hour": 0},
        [
            ("policy.chain_bonus", "", None, "points", 0.3, 0.5),
            ("policy.chain_within_hour", "", None, "share", 0.3, 0.0),
        ],
    ),
    "size": ({"measure": "jobs"}, [("policy.size", "", None, "", "output", "jobs")]),
    "discount": (
        {"rate": 0.08},
        [("policy.discount_rate", "", None, "share", 0.03, 0.08)],
    ),
    "rule_mode": (
        {"rule": ["fund", "duty"], "mode": "off"},
        [
            ("rule.fund", "", None, "", "hard", "off"),
            ("rule.duty", "", None, "", "soft", "off"),
            # D3 ended in 2013, so nothing of it was in force
            ("duty.min_projects", "441900>440200", None, "projects", 20.0, None),
            ("duty.min_projects", "440300>441400", None, "projects", 10.0, None),
            ("duty.min_investment_wan_yuan", "440300>441400", None, "wan_yuan", 5000.0, None),
        ],
    ),
    "plant_price": (
        {"factor": 0.5},
        [("behaviour.plant_rent_factor", "", None, "factor", 1.0, 0.5)],
    ),
    "direct_power": (
        {"yuan_per_kwh": 0.06},
        [("behaviour.direct_power_yuan_per_kwh", "", None, "yuan/kwh", 0.03, 0.06)],
    ),
    "equipment_award": (
        {"share": 0.1},
        [("behaviour.equipment_award_share", "", None, "share", 0.05, 0.1)],
    ),
    "training": (
        {"wan_yuan_per_job": 0.2},
        [("behaviour.training_wan_yuan_per_job", "", None, "wan_yuan", 0.05, 0.2)],
    ),
    "fast_lane": ({"parallel": 1}, [("behaviour.fast_lane", "", None, "share", 0.3, 1.0)]),
    "fiscal_share": (
        {"share": 0.5, "years": 8},
        [
            ("behaviour.fiscal_share", "", None, "share", 0.3, 0.5),
            ("behaviour.fiscal_share_years", "", None, "", 5, 8),
        ],
    ),
    "quota_growth": ({"rate": 0.1}, [("behaviour.quota_growth", "", None, "share", 0.0, 0.1)]),
    "double_support": (
        {"extra_years": 3},
        [("behaviour.double_support_extra_years", "", None, "", 0, 3)],
    ),
    "duty_effort": ({"effort": 1}, [("behaviour.duty_effort", "", None, "share", 0.5, 1.0)]),
    # no park of the tiny province has the flag
    "demonstration": (
        {"where": "梅县园"},
        [("parks.demonstration", "P02", None, "", None, True)],
    ),
}


def test_every_lever_stands_here() -> None:
    assert set(EFFECTS) == set(LEVERS)


@pytest.mark.parametrize("name", EFFECTS)
def test_a_lever_changes_exactly_what_it_says(name, changes) -> None:
    setting, expected = EFFECTS[name]
    assert sorted(changes({"lever": name, **setting}), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("name", EFFECTS)
def test_a_pulled_lever_changes_the_fingerprint_and_is_recorded(name, built, tiny) -> None:
    case = built({"lever": name, **EFFECTS[name][0]})
    assert case.fingerprint != built().fingerprint
    assert [lever for lever, _ in case.levers] == [name]
    assert tiny.fingerprint == built().world.fingerprint  # the world itself stays as it was
