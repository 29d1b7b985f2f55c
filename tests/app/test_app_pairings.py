"""The sheet of pairings: every figure recomputed by hand from the small world of conftest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.exports import support
from app.exports.headroom import RESOURCES, share_taken
from app.exports.labels import row_label
from app.exports.material import Material
from app.exports.pairings import pairings_sheet
from app.exports.reasons import reasons_sheet
from app.exports.sheet import Field
from app.exports.sheets import city_totals, summary_sheet, unmatched_sheet
from geodata.findings import Finding
from geodata.words import say
from scenarios.case import Case

MakeMaterial = Callable[..., Material]
RESOURCE = {r.column: r for r in RESOURCES}


def field(material: Material, key: str, number: int = 0) -> Field:
    return [f for f in pairings_sheet(material).fields if f.key == key][number]


def values(material: Material, key: str, number: int = 0) -> list[object]:
    found = field(material, key, number).values
    return [None if v is None or v != v else v for v in found.tolist()]


def test_rows_come_by_year_then_park_then_score(material: Material) -> None:
    """2016 before 2017, P1 before P2: E1 (2016, P1), E3 (2016, P2), E2 (2017, P1)."""
    assert values(material, "enterprise_id") == ["E1", "E3", "E2"]
    assert values(material, "no") == [1, 2, 3]


def test_every_column_that_planners_ask_for_is_there(material: Material) -> None:
    keys = {f.key for f in pairings_sheet(material).fields}
    asked = {
        "no", "enterprise", "credit_code", "sending_city", "sending_county", "division", "product",
        "trade_mode", "credit_class", "output_wan_yuan", "export_wan_yuan", "jobs_persons",
        "land_mu", "plant_m2", "energy_tce", "cod_t", "nh3n_t", "so2_t", "nox_t", "voc_t", "park",
        "receiving_city", "receiving_county", "year", "tenure", "counterpart", "match_share",
        "score_points", "chain_points", "chain_with",
        "term", "share_taken", "per_mu", "meets_floor", "benefits", "other_park", "other_loss",
        "obstacles", "lead", "stage", "person", "next_step", "deadline",
    }  # fmt: skip
    assert asked <= keys


def test_names_fall_back_to_the_other_language_and_then_to_the_id(
    material: Material, case: Case
) -> None:
    assert values(material, "enterprise") == ["甲电子厂", "Gamma Toys", "=HYPERLINK(1)"]
    english = replace(material, lang="en")
    assert values(english, "park") == ["Heyuan Park", "韶关园", "Heyuan Park"]
    assert values(english, "sending_city") == ["Shenzhen", "Dongguan", "Shenzhen"]


def test_share_taken_counts_the_tightest_later_year_of_a_level(material: Material) -> None:
    """COD of Heyuan: 60 t admitted by 2016, but 50 t by 2017.

    E1 (30 t from 2016) counts in both years: 30/50.  Read for its own year only it would be 30/60.
    E2 (20 t, 2017): 20/50.  Shaoguan has no COD limit: nothing to show for E3.
    """
    taken = share_taken(material, RESOURCE["cod_t"])
    np.testing.assert_allclose(taken, [30 / 50, np.nan, 20 / 50])


def test_land_is_taken_by_those_who_buy_it_only(material: Material) -> None:
    """P1 has 40 mu and E1 buys 40: all of it.  E2 leases there: no share of land."""
    np.testing.assert_allclose(share_taken(material, RESOURCE["land_mu"]), [1.0, np.nan, np.nan])


def test_a_provincial_limit_counts_beside_the_city_s(material: Material) -> None:
    """With 40 t for the whole province by 2016, E1 takes 30/40 and E3, without a city limit, 10/40.

    E2 comes in 2017, for which the province has no figure: 20/50 of the city's.
    """
    limits = material.plan.limits
    row = limits.iloc[[0]].assign(scope="440000", bound=40.0)
    plan = replace(material.plan, limits=pd.concat([limits, row], ignore_index=True))
    taken = share_taken(replace(material, plan=plan), RESOURCE["cod_t"])
    np.testing.assert_allclose(taken, [30 / 40, 10 / 40, 20 / 50])


def test_floors_are_judged_per_mu_bought(material: Material) -> None:
    """E1 on 40 mu: 100 investment (floor 100: met), 200 output (floor 200: met), 10 tax (no floor).

    E3 on 30 mu: 200 investment, floor 250: missed.  E2 leases: no verdict.
    """
    np.testing.assert_allclose(
        support.per_mu(material, "investment_wan_yuan"), [100.0, 200.0, np.nan]
    )
    assert support.meets_floor(material, "investment", "investment_wan_yuan") == [True, False, None]
    assert support.meets_floor(material, "output", "output_wan_yuan") == [True, None, None]
    assert support.meets_floor(material, "tax", "tax_wan_yuan") == [None, None, None]


def test_a_counterpart_relation_holds_in_its_years_only(material: Material) -> None:
    """Dongguan-Shaoguan 2014-2016: E3 in 2016 yes; moved to 2017 it would be no."""
    assert support.counterpart_active(material).tolist() == [False, True, False]
    later = material.plan.placements.assign(year=2017)
    moved = replace(material, plan=replace(material.plan, placements=later))
    assert not support.counterpart_active(moved).any()


def test_the_land_price_floor_needs_priority_and_intensity_and_land(
    material: Material, case: Case
) -> None:
    """E1: 39 is a priority of P1 and both known floors are met -> 70 %.

    E3: priority, but its investment floor is missed -> no.  E2 leases -> lease first.  Switched off
    in the policy, nobody has it.
    """
    active = support.counterpart_active(material)
    first, third, second = support.benefits(material, active)
    assert "70%" in first and "先租后出让" not in first
    assert "70%" not in third and "双方扶持叠加" in third
    assert "先租后出让" in second and "70%" not in second
    off = case.policy.model_copy(update={"land_floor_discount": False})
    without = replace(material, case=replace(case, policy=off))
    assert "70%" not in support.benefits(without, active)[0]


def test_obstacles_name_estimates_floors_limits_places_and_doubts(
    material: Material, doubt: Finding
) -> None:
    with_doubt = replace(material, findings=(doubt,))
    first, third, second = values(with_doubt, "obstacles")
    assert "拟用地" in str(first) and "存疑 1 处" in str(first)
    assert "投资低于" in str(third) and "园区只知" in str(third)
    assert "只定位到市" in str(second)
    assert "存疑" not in str(values(material, "obstacles")[0])


def test_the_lead_is_the_command_the_cobuilder_or_the_city(material: Material) -> None:
    lead = values(material, "lead")
    assert "河源" in str(lead[0]) and "共建" in str(lead[0])
    assert "指挥部" in str(lead[1])
    plain = material.case.world.with_table(
        "parks", material.case.world["parks"].assign(cobuild_city_adcode=None)
    )
    other = replace(material, case=replace(material.case, world=plain))
    assert "主管部门" in str(values(other, "lead")[0])


def test_the_latest_stage_is_shown(material: Material) -> None:
    from geodata.tables import complete

    progress = complete(
        "progress",
        pd.DataFrame(
            {
                "enterprise_id": ["E1", "E1"],
                "quarter": ["2016Q4", "2016Q3"],
                "stage": ["signed", "matching"],
            }
        ),
    )
    world = material.case.world.with_table("progress", progress)
    later = replace(material, case=replace(material.case, world=world))
    assert values(later, "stage") == ["签约", None, None]


def test_term_values_stand_beside_their_firm(material: Material) -> None:
    assert values(material, "term", 0) == [1.0, 0.7, 0.4]
    assert "66.7%" in field(material, "term", 0).header  # weights 3 and 1.5


def test_chain_points_stand_beside_the_score_with_whom(material: Material) -> None:
    """E2 follows E1 and earns 0.15; the column is no term and takes no part in their weights."""
    assert values(material, "chain_points") == [0.0, 0.0, 0.15]
    assert values(material, "chain_with") == ["=HYPERLINK(1) (E2)", None, "甲电子厂 (E1)"]
    terms = [f.header for f in pairings_sheet(material).fields if f.key == "term"]
    assert len(terms) == 2


def test_choices_two_and_three_come_with_loss_and_blocking_limit(material: Material) -> None:
    assert values(material, "other_park", 0) == ["韶关园", None, "韶关园"]
    assert values(material, "other_loss", 0) == [0.3, None, 0.1]
    free, _, blocked = values(material, "other_room", 0)
    assert free == "有余量，但得分较低"
    assert all(part in str(blocked) for part in ("河源园", "2016", "缺 20 亩"))
    assert values(material, "other_price", 0) == [0.0, None, 0.2]
    assert values(material, "other_park", 1) == [None, None, None]


def test_an_unmatched_firm_has_its_best_park_and_all_limits_in_its_way(material: Material) -> None:
    """E4 would bring 0.15 points to P1: 90 mu of land and 1.5 t of COD are lacking."""
    row = {f.key: f.values.iloc[0] for f in reversed(unmatched_sheet(material).fields)}
    assert (row["other_park"], row["forgone"], row["other_price"]) == ("河源园", 0.15, 0.9)
    land, cod = str(row["other_room"]).split(say("export.word.part_mark", "zh"))
    assert "缺 90 亩" in land and "化学需氧量" in cod and "缺 1.5 吨" in cod


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reasons_have_a_row_for_every_limit_and_for_every_choice_with_room(
    make_material: MakeMaterial, lang: str
) -> None:
    """E1's choice is merely outscored (one row without a limit); E2 lacks one limit, E4 two."""
    sheet = reasons_sheet(make_material(lang))
    row = {f.key: list(f.values) for f in sheet.fields}
    assert row["enterprise_id"] == ["E1", "E2", "E4", "E4"]
    assert row["choice"] == [2, 2, 1, 1]
    assert row["choice_points"] == [0.3, 0.1, 0.15, 0.15]
    assert row["row_name"] == [None, "park_land/land_mu/P1/2016", "park_land/land_mu/P1/2016",
                               "emission/cod/441600/2016"]  # fmt: skip
    np.testing.assert_array_equal(row["lacking"], [np.nan, 20, 90, 1.5])
    np.testing.assert_array_equal(row["quota"], [np.nan, 40, 40, 60])
    np.testing.assert_array_equal(row["needed"], [np.nan, 60, 130, 61.5])
    assert all(row["standing"]) and len(set(row["standing"])) == 2
    assert len({f.header for f in sheet.fields}) == len(sheet.fields)


def test_estimates_are_marked_and_nothing_else(material: Material) -> None:
    marked = field(material, "land_mu").marked
    assert marked is not None and marked.tolist() == [True, False, False]
    other = field(material, "cod_t").marked
    assert other is not None and not other.any()


def test_columns_for_the_planners_are_empty(material: Material) -> None:
    for key in ("person", "next_step", "deadline"):
        assert values(material, key) == [None, None, None]


def test_city_totals_count_land_bought_and_plants_leased(material: Material) -> None:
    """Heyuan: E1 + E2 = 14,000 output, 40 mu (E2 leases), 3,000 m2; Shaoguan: 30 mu, no plant."""
    totals = city_totals(material).set_index("city_adcode")
    figures = ["pairings", "output_wan_yuan", "land_mu", "plant_m2"]
    assert totals.loc["441600", figures].tolist() == [2, 14000, 40, 3000]
    assert totals.loc["440200", ["land_mu", "plant_m2"]].tolist() == [30, 0]
    assert np.isnan(totals.loc["441600", "energy_tce"])


def test_the_summary_ends_with_region_and_total(material: Material) -> None:
    sheet = summary_sheet(material)
    names = sheet.fields[0].values.tolist()
    assert names == ["河源市", "韶关市", "粤北小计", "全省合计"]
    assert sheet.fields[1].values.tolist() == [2, 1, 3, 3]


def test_unmatched_firms_carry_reason_and_limit(material: Material) -> None:
    sheet = unmatched_sheet(material)
    row = {f.key: f.values.iloc[0] for f in sheet.fields}
    assert row["enterprise_id"] == "E4"
    assert "河源园" in row["detail"]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("emission/cod/441600/2017", "河源市"),
        ("duty/projects/441900>440200@D1", "东莞市 → 韶关市"),
        ("concentration/land_mu/39@P1", "39 电子设备制造业 · 河源园"),
        ("pins/projects/P1@plant/2016", "河源园 · 租用标准厂房"),
    ],
)
def test_row_names_are_read_aloud(material: Material, name: str, part: str) -> None:
    assert part in row_label(name, material)


def test_an_unknown_row_name_stays_as_it_is(material: Material) -> None:
    assert row_label("whatever", material) == "whatever"
