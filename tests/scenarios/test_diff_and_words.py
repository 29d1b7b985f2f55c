"""diff is exact, and describe says it in plain words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.tables import ALL as TABLES
from geodata.tables import unit_label
from scenarios import Case, Scenario, build_case, describe, diff, what_label
from scenarios.behaviour import Behaviour
from scenarios.diff import COLUMNS
from scenarios.policy import RULES, TERMS


def test_nothing_differs_from_itself(tiny) -> None:
    table = diff(Case(tiny), Case(tiny))
    assert table.empty
    assert list(table.columns) == list(COLUMNS)
    assert describe(table, "en") == ["The effective inputs of both are the same."]


def test_before_and_after_change_places_with_the_cases(built, tiny) -> None:
    case = built({"lever": "land_quota", "where": "韶关", "set": {"2016": 120}})
    assert diff(Case(tiny), case).iloc[0].tolist() == [
        "quota.land_general", "440200", 2016, "mu", 100.0, 120.0,
    ]  # fmt: skip
    assert diff(case, Case(tiny)).iloc[0].tolist() == [
        "quota.land_general", "440200", 2016, "mu", 120.0, 100.0,
    ]  # fmt: skip


def test_tables_that_no_lever_moves_are_compared_cell_by_cell(tiny) -> None:
    firms, firms_table = tiny["enterprises"].copy(), TABLES["enterprises"]
    output = firms_table["output_wan_yuan"]
    firms.loc[0, "output_wan_yuan"] = 1500.0
    firms = firms.drop(index=2).reset_index(drop=True)
    other = Case(tiny.with_table("enterprises", firms))
    lines = diff(Case(tiny), other)
    assert [tuple(row) for row in lines[["what", "where", "unit", "before", "after"]].values] == [
        ("enterprises", "E3", "", True, None),
        ("enterprises.output_wan_yuan", "E1", "wan_yuan", 1000.0, 1500.0),
    ]
    assert describe(lines, "en", tiny) == [
        f"{firms_table.en} (丙): dropped",
        f"{firms_table.en} · {output.en} (甲): 1,000 → 1,500 wan yuan (+50%)",
    ]


def test_where_a_row_comes_from_is_no_input(tiny) -> None:
    marked = tiny["city_quotas"].assign(source="elsewhere", confidence="estimate")
    assert diff(Case(tiny), Case(tiny.with_table("city_quotas", marked))).empty


def test_seed_and_years_are_inputs(tiny) -> None:
    other = replace(Case(replace(tiny, years=(2016, 2017))), seed=1)
    lines = diff(Case(tiny), other)
    assert lines["what"].tolist() == ["seed", "years"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["440200", "445200"]),
            st.sampled_from([2016, 2018]),
            st.integers(-50, 50),
        ),
        max_size=4,
    )
)
def test_the_diff_is_empty_exactly_when_the_fingerprint_is_the_same(tiny, steps) -> None:
    levers = tuple(
        {"lever": "land_quota", "where": city, "set": {year: 100 + share}}
        for city, year, share in steps
    )
    case = build_case(Scenario(name="any", levers=levers), tiny)
    lines = diff(Case(tiny), case)
    assert lines.empty == (case.fingerprint == Case(tiny).fingerprint)
    expected = {("440200", 2016): 100.0, ("440200", 2018): 100.0,
                ("445200", 2016): 50.0, ("445200", 2018): 70.0}  # fmt: skip
    wanted = expected | {(city, year): 100.0 + share for city, year, share in steps}
    changed = {key: value for key, value in wanted.items() if value != expected[key]}
    told = {(row.where, row.year): row.after for row in lines.itertuples()}
    assert told == changed


t_zh, t_en = unit_label("t", "zh"), unit_label("t", "en")
facilities = TABLES["facilities"]
SAID = [
    (
        {"lever": "emission_limit", "pollutant": "cod", "where": "north", "change": "-30%"},
        "化学需氧量总量（韶关市、梅州市，2016-2020）：-30%",
        "COD headroom (Shaoguan, Meizhou, 2016-2020): -30%",
    ),
    (
        {"lever": "land_quota", "where": "揭阳", "add": 500, "years": [2017, 2019]},
        "用地指标（揭阳市，2017, 2019）：+500 亩",
        "general land quota (Jieyang, 2017, 2019): +500 mu",
    ),
    (
        {"lever": "emission_limit", "pollutant": "cod", "where": "梅州",
         "change": {"2016": "-10%", "2018": "-50%"}},
        f"化学需氧量总量（梅州市）：2016: 10 → 9 {t_zh} (-10%); 2018: 30 → 15 {t_zh} (-50%)",
        f"COD headroom (Meizhou): 2016: 10 → 9 {t_en} (-10%); "
        f"2018: 30 → 15 {t_en} (-50%)",
    ),
    (
        {"lever": "emission_limit", "pollutant": "cod", "where": "north",
         "change": {"2016": "-10%", "2018": "-50%"}},
        "化学需氧量总量（韶关市、梅州市）：2016: -10%; 2018: -50%",
        "COD headroom (Shaoguan, Meizhou): 2016: -10%; 2018: -50%",
    ),
    ({"lever": "size", "measure": "jobs"}, "规模口径：产值 → 用工", "Size measure: output → jobs"),
    (
        {"lever": "plant_stock", "plants": False},
        "提供标准厂房：是 → 否",
        "Standard plants in use: yes → no",
    ),
    (
        {"lever": "departures", "ceiling": 0.2},
        "转出上限：无 → 0.2",
        "Departures ceiling: none → 0.2",
    ),
    (
        {"lever": "rule_mode", "rule": "fund", "mode": "off"},
        "规则：扶持资金：硬性 → 关闭",
        "Rule: fund: hard → off",
    ),
    (
        {"lever": "duty", "sending": "东莞", "projects": {"set": 40}},
        "对口任务：最少项目数（东莞市 → 韶关市）：20 → 40 个 (+100%)",
        "Duty: least projects (Dongguan → Shaoguan): 20 → 40 projects (+100%)",
    ),
    (
        {"lever": "ban", "division": "39", "where": "east", "from_year": 2018},
        "禁令 39 2018-（粤东）：新增",
        "Ban 39 2018- (the East): added",
    ),
    (
        {"lever": "facility", "facility": "F1", "open_year": 2018},
        f"{facilities.zh} · {facilities['open_year'].zh}（梅州综合保税区）：2020 → 2018",
        f"{facilities.en} · {facilities['open_year'].en} (Meizhou-Zone): 2020 → 2018",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lever", "zh", "en"), SAID, ids=lambda part: str(part)[:40])
def test_one_sentence_for_what_changed_alike(lever, zh, en, built, tiny) -> None:
    lines = diff(Case(tiny), built(lever))
    assert describe(lines, "zh", tiny) == [zh]
    assert describe(lines, "en", tiny) == [en]


def test_without_a_world_places_are_told_by_code(built, tiny) -> None:
    lines = diff(Case(tiny), built({"lever": "land_quota", "where": "韶关", "add": 1}))
    assert describe(lines, "en") == ["general land quota (440200, 2016-2020): 100 → 101 mu (+1%)"]


def test_of_many_places_only_some_are_named() -> None:
    lines = pd.DataFrame(
        {
            "what": "quota.cod",
            "where": [f"44{n:02d}00" for n in range(9)],
            "year": pd.array([2016] * 9, dtype="Int64"),
            "unit": "t",
            "before": 10.0,
            "after": 9.0,
        }
    )
    (sentence,) = describe(lines, "en")
    assert sentence == (
        "COD headroom (440000, 440100, 440200, 440300, 440400, 440500 and 3 more, 2016): "
        f"10 → 9 {t_en} (-10%)"
    ).replace("440000,", "the province,")


def test_every_input_of_a_policy_has_words() -> None:
    whats = [f"weight.{term}" for term in TERMS] + [f"rule.{rule}" for rule in RULES]
    fields = type(Case(None).policy).model_fields  # type: ignore[arg-type]
    whats += [f"policy.{name}" for name in fields if name != "behaviour"]
    whats += [f"behaviour.{name}" for name in Behaviour.model_fields]
    for what in whats:
        for lang in ("zh", "en"):
            assert what_label(what, lang) != what
