"""build_case: neutral levers, unknown names, provenance, and the levers' finer points."""

from __future__ import annotations

import pytest

from scenarios import Case, Policy, Scenario, ScenarioError, build_case, diff
from scenarios.policy import Pin

NEUTRAL = [
    {"lever": "land_quota", "where": "all", "change": "+0%"},
    {"lever": "land_quota", "where": "韶关", "set": 100},
    {"lever": "park_land", "where": "P01", "set": {"2016": 200, "2017": 100}},
    {"lever": "plant_stock", "plants": True},
    {"lever": "plant_stock", "where": "P01", "add": 0},
    {"lever": "land_floor", "share": 0.7, "discount": True},
    {"lever": "emission_limit", "pollutant": "all", "where": "440200", "add": 0},
    {"lever": "energy_limit", "where": "north", "change": "+0%"},
    {"lever": "labour_pool", "where": "Shaoguan", "set": 500},
    {"lever": "fund", "side": "in", "where": "province", "change": "0%"},
    {"lever": "support_rates", "rate_in": 0.03, "rate_out": 0.02},
    {"lever": "duty", "multiplier": 1, "mode": "soft", "price_points": 2},
    {"lever": "duty", "sending": "东莞", "receiving": "粤北", "projects": {"set": 20}},
    {"lever": "receiving_cities", "add": "韶关"},
    {"lever": "receiving_cities", "only": "ewn"},
    {"lever": "concentration", "ceiling": 0.6},
    {"lever": "departures", "lift": True},
    {"lever": "ban", "division": "17", "product_keyword": "印染", "where": "north",
     "from_year": 2016, "to_year": 2018},
    {"lever": "pin", "enterprise": "E3", "park": "P03", "year": 2017, "tenure": "land"},
    {"lever": "forbid", "enterprise": "E3", "where": "P02"},
    {"lever": "facility", "facility": "F1", "open_year": 2020},
    {"lever": "weights", "set": {"labour": 1}, "change": {"credit": "+0%"}},
    {"lever": "chain_bonus", "points": 0.3, "same_city": 0.6, "within_hour": 0.3},
    {"lever": "size", "measure": "output"},
    {"lever": "discount", "rate": 0.03},
    {"lever": "rule_mode", "rule": "all", "mode": "hard"},
]  # fmt: skip


@pytest.mark.parametrize("lever", NEUTRAL[:-1], ids=lambda lever: str(lever)[11:50])
def test_saying_what_holds_already_changes_no_fingerprint(lever, built, tiny) -> None:
    case = built(lever)
    assert case.fingerprint == Case(tiny).fingerprint
    assert diff(Case(tiny), case).empty
    assert len(case.levers) == 1


def test_neutral_policy_overrides_change_no_fingerprint(built, tiny) -> None:
    said = {"rules": {"duty": "soft", "fund": "hard"}, "weights": {"labour": 1.0}, "size": "output"}
    assert built(policy=said).fingerprint == Case(tiny).fingerprint


def test_levers_that_cancel_out_leave_the_world_as_it_was(built, tiny) -> None:
    case = built(
        {"lever": "land_quota", "where": "揭阳", "add": 10},
        {"lever": "land_quota", "where": "揭阳", "add": -10},
        {"lever": "ban", "division": "39", "where": "梅州"},
        {"lever": "ban", "lift": True, "division": "39"},
    )
    assert case.fingerprint == Case(tiny).fingerprint
    assert case.world["city_quotas"] is tiny["city_quotas"]


def test_changed_and_new_rows_say_so_and_no_others(built, tiny) -> None:
    case = built(
        {"lever": "emission_limit", "pollutant": "cod", "where": "梅州", "set": {"2016": 1}},
        {"lever": "energy_limit", "where": "梅州", "set": 5, "years": [2020]},
    )
    frame = case.world["city_quotas"]
    marked = frame[frame["source"] == "what-if"]
    shown = marked[["city_adcode", "kind", "year", "value", "unit", "confidence"]]
    assert shown.values.tolist() == [
        ["441400", "cod", 2016.0, 1.0, "t", "user"],
        ["441400", "energy", 2020.0, 5.0, "tce", "user"],
    ]
    assert len(frame) == len(tiny["city_quotas"]) + 1
    assert (frame["source"] == "hand").sum() == len(frame) - 2
    assert case.world.provenance["city_quotas"].startswith("what-if")
    assert list(frame.dtypes) == list(tiny["city_quotas"].dtypes)
    assert frame["source_row"].isna().sum() == 1


def test_same_inputs_by_another_name_have_the_same_fingerprint(tiny) -> None:
    lever = {"lever": "land_quota", "where": "east", "change": "+20%"}
    one = build_case(Scenario(name="one", levers=(lever,)), tiny)
    other = build_case(Scenario(name="other", levers=(dict(lever, where="揭阳"),)), tiny)
    assert one.fingerprint == other.fingerprint


SILENT = [
    ({"lever": "energy_limit", "where": "梅州", "change": "-10%"}, "nothing_touched",
     "梅州 · energy"),
    ({"lever": "energy_limit", "where": ["韶关", "梅州"], "add": 1}, "nothing_touched", "梅州"),
    ({"lever": "land_quota", "where": "north", "pool": ["general", "sea"], "change": "+1%"},
     "nothing_touched", "sea"),
    ({"lever": "park_land", "where": "P05", "change": "+5%"}, "nothing_touched", "P05"),
    ({"lever": "park_land", "where": "P02", "add": 1, "years": [2017]}, "nothing_touched",
     "P02 · 2017"),
    ({"lever": "land_quota", "where": "north", "change": {"2031": "+1%"}}, "unknown_year", 2031),
    ({"lever": "land_quota", "where": "韶官", "add": 1}, "unknown_place", "韶官"),
    ({"lever": "land_quota", "where": "P01", "add": 1}, "wrong_place", "P01"),
    ({"lever": "land_quota", "where": "韶关", "add": -101}, "below_zero", "-1"),
    ({"lever": "duty", "sending": "深圳", "receiving": "东莞", "projects": {"add": 1}},
     "no_such_duty", "深圳 > 东莞"),
    ({"lever": "duty", "sending": "东莞", "investment_wan_yuan": {"change": "+5%"}},
     "no_such_duty", "东莞 > all"),
    ({"lever": "ban", "lift": True, "division": "39"}, "no_such_ban", "39"),
    ({"lever": "ban", "division": "99", "where": "all"}, "unknown_division", "99"),
    ({"lever": "ban", "lift": True, "ban_id": "B9"}, "unknown_ban", "B9"),
    ({"lever": "pin", "enterprise": "E9", "park": "P01"}, "unknown_enterprise", "E9"),
    ({"lever": "pin", "enterprise": "E1", "park": "P11"}, "unknown_place", "P11"),
    ({"lever": "pin", "enterprise": "E1", "park": "P01", "year": 2030}, "unknown_year", 2030),
    ({"lever": "pin", "enterprise": "E1", "release": True}, "no_such_pin", "E1"),
    ({"lever": "forbid", "enterprise": "E1", "where": "P01", "release": True}, "no_such_pin", "E1"),
    ({"lever": "forbid", "enterprise": "E1", "where": "深圳"}, "no_park_there", "深圳"),
    ({"lever": "minimum_share", "where": "east", "lift": True}, "no_such_share", "east"),
    ({"lever": "receiving_cities", "add": "惠州"}, "parks_closed", "441300"),
    ({"lever": "receiving_cities", "add": "深圳"}, "no_park_there", "440300"),
    ({"lever": "receiving_cities", "remove": "深圳"}, "not_receiving", "440300"),
    ({"lever": "facility", "facility": "F9", "open_year": 2018}, "unknown_facility", "F9"),
    ({"lever": "facility", "facility": "F2", "shift_years": 1}, "no_date", "F2"),
    ({"lever": "facility", "facility": "F1", "close_year": 2019}, "from_after_to", "F1"),
    ({"lever": "weights", "others": "-100%"}, "no_weight", None),
]  # fmt: skip


@pytest.mark.parametrize(("lever", "code", "value"), SILENT, ids=lambda part: str(part)[11:60])
def test_a_lever_that_meets_nothing_is_an_error_that_says_what(lever, code, value, built) -> None:
    with pytest.raises(ScenarioError) as error:
        built(lever)
    (fault,) = error.value.faults
    assert fault.code == code
    assert value is None or fault.values["value"] == value
    assert fault.file == "test"
    assert fault.key.startswith(f"lever[1] {lever['lever']}")
    for lang in ("zh", "en"):
        assert "{" not in fault.text(lang)


def test_misprinted_places_say_what_was_meant(built) -> None:
    said = {"韶官": "韶关", "Shaogaun": "shaoguan", "441401": "441400", "nroth": "north"}
    for wrong, right in said.items():
        with pytest.raises(ScenarioError) as error:
            built({"lever": "land_quota", "where": wrong, "add": 1})
        assert right in error.value.faults[0].close, wrong


def test_faults_of_several_levers_are_told_together(built) -> None:
    with pytest.raises(ScenarioError) as error:
        built(
            {"lever": "land_quota", "where": ["X1", "X2"], "add": 1},
            {"lever": "size", "measure": "jobs"},
            {"lever": "pin", "enterprise": "E9", "park": "P01"},
        )
    keys = [fault.key for fault in error.value.faults]
    assert keys == ["lever[1] land_quota.where"] * 2 + ["lever[3] pin.enterprise"]


def test_names_in_the_policy_table_must_exist(built) -> None:
    pins = [{"enterprise_id": "E1", "park_id": "P99"}, {"enterprise_id": "E99", "park_id": "P01"}]
    with pytest.raises(ScenarioError) as error:
        built(policy={
            "receiving_cities": ["441401"],
            "minimum_shares": [{"scope": "nort", "share": 0.1}],
            "pins": pins,
        })  # fmt: skip
    assert [(fault.code, fault.key) for fault in error.value.faults] == [
        ("unknown_place", "policy.receiving_cities"),
        ("unknown_place", "policy.minimum_shares"),
        ("unknown_place", "policy.pins"),
        ("unknown_enterprise", "policy.pins"),
    ]


def values(case: Case, kind: str) -> dict[tuple[str, int], float]:
    frame = case.world["city_quotas"]
    rows = frame[frame["kind"] == kind]
    return {(r.city_adcode, int(r.year)): r.value for r in rows.itertuples()}


def test_set_for_a_region_makes_rows_for_those_it_concerns(built) -> None:
    """North = Shaoguan and Meizhou; "all" knows 4 receiving cities, 5 sending; PRD gets no row."""
    case = built({"lever": "labour_pool", "where": "all", "set": 9, "years": [2016]})
    assert {c for (c, y), v in values(case, "labour").items() if v == 9.0} == {
        "440200", "441400", "441700", "445200",
    }  # fmt: skip
    case = built({"lever": "fund", "side": "out", "where": "prd", "set": 9, "years": [2016]})
    assert {c for (c, y), v in values(case, "fund_out").items() if v == 9.0} == {
        "440300", "440700", "441200", "441300", "441900",
    }  # fmt: skip


def test_all_moves_the_province_and_cities_does_not(built) -> None:
    case = built({"lever": "fund", "side": "in", "where": "all", "change": "-50%"})
    assert values(case, "fund_in") == {("440000", y): 400.0 for y in range(2016, 2021)}
    with pytest.raises(ScenarioError, match="cities"):
        built({"lever": "fund", "side": "in", "where": "cities", "change": "-50%"})


def test_lift_removes_the_rows(built) -> None:
    case = built(
        {"lever": "emission_limit", "pollutant": "cod", "where": "north", "lift": True},
        {"lever": "land_quota", "where": "揭阳", "lift": True, "years": [2016]},
    )
    assert {city for city, _ in values(case, "cod")} == {"445200"}
    assert ("445200", 2016) not in values(case, "land_general")
    assert ("445200", 2017) in values(case, "land_general")


def test_figures_are_only_set_in_the_unit_of_the_table(built, tiny) -> None:
    frame = tiny["city_quotas"].copy()
    frame.loc[frame["kind"] == "cod", "unit"] = "kg"
    world = tiny.with_table("city_quotas", frame)
    lever = {"lever": "emission_limit", "pollutant": "cod", "where": "韶关"}
    with pytest.raises(ScenarioError) as error:
        build_case(Scenario(name="x", levers=(lever | {"set": 5},)), world)
    assert error.value.faults[0].code == "unit_differs"
    build_case(Scenario(name="x", levers=(lever | {"change": "-5%"},)), world)


def test_no_plants_and_plants_again(built) -> None:
    off = {"lever": "plant_stock", "plants": False}
    assert built(off).policy.plants is False
    assert built(off, {"lever": "plant_stock", "plants": True}).policy.plants is True
    for bad in ({}, {"plants": False, "set": 1}, {"set": 1}, {"plants": False, "where": "all"},
                {"plants": True, "years": [2016]}):  # fmt: skip
        with pytest.raises(ScenarioError):
            built({"lever": "plant_stock"} | bad)


def test_duties_doubled_hard_or_new(built, tiny) -> None:
    case = built(
        {"lever": "duty", "multiplier": 2, "mode": "hard", "price_points": 5},
        {"lever": "duty", "new": True, "sending": "东莞", "receiving": ["揭阳", "阳江"],
         "from_year": 2017, "to_year": 2020, "projects": {"set": 3}},
    )  # fmt: skip
    policy = case.policy
    assert (policy.duty_multiplier, policy.mode("duty"), policy.duty_price_points) == (2, "hard", 5)
    new = case.world["duties"].iloc[-2:]
    assert new["receiving_adcode"].tolist() == ["445200", "441700"]
    assert new["min_projects"].tolist() == [3.0, 3.0]
    assert new["duty_id"].is_unique
    changed = diff(Case(tiny), case)
    of_pair = changed[changed["where"] == "441900>445200"].set_index("what")["after"]
    assert of_pair["duty.min_projects"] == 6.0  # 3 times the multiplier
    assert of_pair["duty.relation"] == "2017-2020"


def test_duties_without_any_minimum_cannot_be_doubled(tiny) -> None:
    frame = tiny["duties"].assign(min_projects=float("nan"), min_investment_wan_yuan=float("nan"))
    world = tiny.with_table("duties", frame)
    with pytest.raises(ScenarioError) as error:
        build_case("double-duty", world)
    assert [fault.code for fault in error.value.faults] == ["no_duty"]


def test_a_duty_that_names_a_county_belongs_to_its_city(tiny) -> None:
    frame = tiny["duties"].copy()
    frame.loc[0, "receiving_adcode"] = "440204"
    lever = {"lever": "duty", "receiving": "韶关", "projects": {"set": 1}}
    case = build_case(Scenario(name="x", levers=(lever,)), tiny.with_table("duties", frame))
    assert case.world["duties"]["min_projects"].tolist()[0] == 1.0


def test_receiving_cities_only_and_back(built) -> None:
    only = built({"lever": "receiving_cities", "only": ["north", "揭阳"]})
    assert only.policy.receiving_cities == ("440200", "441400", "445200")
    back = built(
        {"lever": "receiving_cities", "only": "north"},
        {"lever": "receiving_cities", "add": ["east", "west"]},
    )
    assert back.policy.receiving_cities is None


def test_a_city_with_one_flagged_park_does_not_open_its_others(tiny) -> None:
    """Huizhou receives in P04 only because P04 says so; naming the cities must not open P08."""
    parks = tiny["parks"].copy()
    parks["receives"] = parks["receives"].where(parks["park_id"] != "P04", True)
    parks["city_adcode"] = parks["city_adcode"].where(parks["park_id"] != "P06", "441300")
    parks["receives"] = parks["receives"].where(parks["park_id"] != "P06")
    lever = {"lever": "receiving_cities", "remove": "梅州"}
    case = build_case(Scenario(name="x", levers=(lever,)), tiny.with_table("parks", parks))
    assert case.policy.receiving_cities == ("440200", "441300", "441700", "445200")
    receives = case.world["parks"].set_index("park_id")["receives"]
    assert bool(receives["P04"]) is True
    assert bool(receives["P06"]) is False


def test_bans_by_place_and_lifted_again(built) -> None:
    case = built({"lever": "ban", "division": ["17", "39"], "where": ["ewn", "P04"]})
    new = case.world["bans"].iloc[2:]
    assert sorted(zip(new["division"], new["scope"], strict=True)) == [
        (division, scope) for division in ("17", "39") for scope in ("P04", "east", "north", "west")
    ]
    lifted = built({"lever": "ban", "lift": True, "where": "north"})
    assert lifted.world["bans"]["ban_id"].tolist() == ["B1"]


def test_the_later_of_pin_and_forbid_wins(built) -> None:
    pin = {"lever": "pin", "enterprise": "E1", "park": "P01"}
    forbid = {"lever": "forbid", "enterprise": "E1", "where": "north"}
    case = built(pin, forbid)
    assert case.policy.pins == ()
    assert len(case.policy.forbids) == 2
    case = built(forbid, pin)
    assert [p.park_id for p in case.policy.pins] == ["P01"]
    assert [p.park_id for p in case.policy.forbids] == ["P02"]
    # a forbid of one year leaves the pin room in the others
    case = built(pin, forbid | {"year": 2018})
    assert len(case.policy.pins) == 1
    released = built(pin, {"lever": "pin", "enterprise": ["E1", "E3"], "release": True})
    assert released.policy.pins == ()
    assert (released.world["pins"]["kind"] == "pin").sum() == 0


def test_minimum_shares_replace_each_other_and_lift(built) -> None:
    first = {"lever": "minimum_share", "where": ["north", "揭阳"], "share": 0.4, "mode": "hard"}
    again = {"lever": "minimum_share", "where": "north", "share": 0.5, "price_points": 3}
    case = built(first, again)
    told = [(one.scope, one.share, one.mode) for one in case.policy.minimum_shares]
    assert told == [("445200", 0.4, "hard"), ("north", 0.5, "hard")]
    assert case.policy.share_price_points == 3
    gone = built(first, {"lever": "minimum_share", "where": ["north", "445200"], "lift": True})
    assert gone.policy.minimum_shares == ()


def test_policies_are_equal_whatever_the_order_of_their_lists() -> None:
    a, b = Pin(enterprise_id="E1", park_id="P01"), Pin(enterprise_id="E2", park_id="P01")
    one = Policy(pins=(a, b), receiving_cities=("2", "1"), weights={"labour": 1, "credit": 2})
    other = Policy(pins=(b, a, a), receiving_cities=("1", "2"), weights={"credit": 2, "labour": 1})
    assert one.model_dump_json() == other.model_dump_json()


def test_a_parent_named_in_code_is_loaded(tiny) -> None:
    case = build_case(Scenario(name="mine", parent="no-plants"), tiny)
    assert case.policy.plants is False
    assert [lever for lever, _ in case.levers] == ["plant_stock"]
