"""Every check by a table of two or three rows that breaks exactly one rule."""

from __future__ import annotations

import ast
import time
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_files import YEARS, codes, frame, one, small_world, tables

from geodata.boundaries import county_of
from geodata.checks.declared import _CODES
from geodata.coordinates import from_wgs84, to_wgs84
from geodata.findings import Finding, Severity
from geodata.report import capped, doubt
from geodata.shipped import shipped_world
from geodata.synth import synth_world
from geodata.validate import validate
from geodata.words import known

BLOCKER, DOUBT = Severity.BLOCKER, Severity.DOUBT
DONGGUAN = (113.7468, 23.0237)


def found(code: str, **given: pd.DataFrame) -> list[Finding]:
    """Findings with this code; every finding made on the way must be speakable."""
    findings = validate(tables(**given), YEARS)
    codes(findings)
    return [finding for finding in findings if finding.code == code]


def firms(**columns: Any) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    ids: list[object] = [f"E{n}" for n in range(1, rows + 1)]
    return frame("enterprises", **{"enterprise_id": ids, "division": ["39"] * rows, **columns})


def parks(**columns: Any) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    given: dict[str, Any] = {
        "park_id": [f"P{n}" for n in range(1, rows + 1)], "name_zh": ["园"] * rows,
        "city_adcode": ["440200"] * rows,
    }  # fmt: skip
    return frame("parks", **{**given, **columns})


def quotas(**columns: Any) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    given: dict[str, Any] = {
        "city_adcode": ["440200"] * rows, "year": [2016.0] * rows, "kind": ["cod"] * rows,
        "value": [5.0] * rows, "unit": ["t"] * rows,
    }  # fmt: skip
    return frame("city_quotas", **{**given, **columns})


def test_a_clean_small_world_has_no_blocker() -> None:
    world = small_world()
    findings = validate(world.tables, YEARS)
    assert [f for f in findings if f.severity is BLOCKER] == []


def test_the_shipped_world_has_no_blocker() -> None:
    world = shipped_world()
    findings = validate(world.tables, world.years)
    assert [f.problem("en") for f in findings if f.severity is BLOCKER] == []
    codes(findings)


# ---- declared


def test_empty_required_cells() -> None:
    (finding,) = found("required_empty", parks=parks(name_zh=["园", None]))
    assert (finding.severity, finding.row, finding.column) == (BLOCKER, 3, "name_zh")


def test_negative_quota() -> None:
    (finding,) = found(
        "below_minimum", city_quotas=quotas(value=[5.0, -3.0], year=[2016.0, 2017.0])
    )
    assert (finding.row, finding.value) == (3, "-3")
    assert "0" in finding.problem("zh")


def test_a_share_above_one() -> None:
    (finding,) = found("above_maximum", parks=parks(forest_share=[0.3, 35.0]))
    assert finding.row == 3


def test_needs_that_are_no_kind_of_facility() -> None:
    """Row 3 names a kind that no facility has, row 4 leaves a hole; empty asks for nothing."""
    needs: list[object] = ["bonded_zone;seaport", "seaport;spaceport", "rail;", None]
    findings = found("not_allowed", enterprises=firms(needs_facility=needs))
    assert [(f.row, f.column, f.severity) for f in findings] == [
        (3, "needs_facility", BLOCKER), (4, "needs_facility", BLOCKER),
    ]  # fmt: skip
    assert "spaceport" in findings[0].problem("en")
    assert "bonded zone" in findings[0].remedy("en")


def test_words_that_are_not_allowed() -> None:
    (finding,) = found("not_allowed", enterprises=firms(trade_mode=["supplied", "来料"]))
    assert finding.value == "来料"
    assert "进料加工" in finding.remedy("zh")


def test_infinite_figures() -> None:
    assert found("cell_not_finite", enterprises=firms(land_mu=[float("inf")]))


def test_duplicate_ids_name_the_first_row() -> None:
    (finding,) = found("duplicate_key", enterprises=firms(enterprise_id=["E1", "E2", "E1"]))
    assert (finding.severity, finding.row) == (BLOCKER, 4)
    assert "2" in finding.problem("en")


def test_keys_of_several_columns_compare_as_a_whole() -> None:
    twice = quotas(year=[2016.0, 2016.0, 2017.0])
    assert [f.row for f in found("duplicate_key", city_quotas=twice)] == [3]
    kinds = quotas(kind=["cod", "so2", "nox"])
    assert found("duplicate_key", city_quotas=kinds) == []


# ---- references


def test_unknown_adcodes_and_ids() -> None:
    assert one(found("adcode_unknown", parks=parks(city_adcode=["990000"])), "adcode_unknown")
    links = frame("links", supplier_id=["E1"], buyer_id=["E9"], share=[0.5])
    (finding,) = found("reference_unknown", enterprises=firms(land_mu=[1.0]), links=links)
    assert finding.value == "E9"


def test_the_province_is_a_city_only_for_quotas() -> None:
    assert found("adcode_unknown", city_quotas=quotas(city_adcode=["440000"])) == []
    assert found("adcode_unknown", parks=parks(city_adcode=["440000"]))


def test_counties_must_exist_and_belong_to_their_city() -> None:
    """440306 is Bao'an in Shenzhen; 440399 does not exist; 441900 stands for itself."""
    wrong = firms(city_adcode=["441900", "440300", "441900"],
                  county_adcode=["440306", "440399", "441900"])  # fmt: skip
    (elsewhere,) = found("county_elsewhere", enterprises=wrong)
    assert (elsewhere.row, elsewhere.value) == (2, "440306")
    (unknown,) = found("adcode_unknown", enterprises=wrong)
    assert unknown.row == 3


def test_scopes_of_bans() -> None:
    scopes: list[object] = ["440000", "north", "440200", "P1", "P9", "南方"]
    bans = frame("bans", ban_id=list("abcdef"), division=["19"] * 6, scope=scopes)
    assert [f.value for f in found("ban_scope_unknown", parks=parks(name_zh=["园"]),
                                   bans=bans)] == [
        "P9", "南方",
    ]  # fmt: skip


def test_a_city_in_the_wrong_region() -> None:
    city = frame("cities", city_adcode=["440300"], name_zh=["深圳市"], name_en=["Shenzhen"],
                 region=["north"])  # fmt: skip
    assert found("region_differs", cities=city)


# ---- divisions


def test_divisions_outside_manufacturing() -> None:
    wrong = firms(division=["39", "12", "44", "计算机", None])
    findings = found("not_manufacturing", enterprises=wrong)
    assert [(f.row, f.value) for f in findings] == [(3, "12"), (4, "44"), (5, "计算机")]
    (park,) = found("not_manufacturing", parks=parks(lead_divisions=["39;65"]))
    assert park.severity is DOUBT


def test_a_park_that_wants_and_refuses_the_same_division() -> None:
    both = parks(lead_divisions=["34;39"], refused_divisions=["26;39"])
    (finding,) = found("division_wanted_and_refused", parks=both)
    assert "39" in finding.problem("en")


# ---- dates


@pytest.mark.parametrize(("first", "last", "wrong"), [(2018, 2017, 1), (2017, 2017, 0)])
def test_enterprises_with_reversed_years(first: int, last: int, wrong: int) -> None:
    given = firms(earliest_year=[float(first)], latest_year=[float(last)])
    assert len(found("years_reversed", enterprises=given)) == wrong


def test_a_park_that_closes_when_it_opens_never_opens() -> None:
    assert found("years_reversed", parks=parks(open_year=[2016.0], close_year=[2016.0]))


def test_years_outside_the_plan() -> None:
    """The plan covers 2016 and 2017."""
    supply = frame("park_supply", park_id=["P1", "P1"], year=[2016.0, 2025.0])
    (finding,) = found("year_outside_plan", parks=parks(name_zh=["园"]), park_supply=supply)
    assert (finding.severity, finding.value) == (DOUBT, "2025")
    late = firms(earliest_year=[2018.0, None], latest_year=[None, 2015.0])
    assert {f.row for f in found("never_in_plan", enterprises=late)} == {2, 3}


# ---- places


def test_impossible_and_exchanged_coordinates() -> None:
    """0/0, half a pair, beyond the globe; 23/113 is the right pair the wrong way round."""
    given = firms(lon=[0.0, 113.7, 999.0, 23.02, 113.75], lat=[0.0, None, 23.0, 113.75, 23.02])
    assert [f.row for f in found("coordinates_impossible", enterprises=given)] == [2, 3, 4]
    assert [f.row for f in found("coordinates_swapped", enterprises=given)] == [5]


def test_places_outside_guangdong() -> None:
    """Changsha; a quay a little off the generalised coast still counts as inside."""
    given = firms(lon=[112.94, 113.7468], lat=[28.23, 23.0237])
    assert [f.row for f in found("outside_guangdong", enterprises=given)] == [2]


def test_a_point_outside_its_county_names_the_likely_datum() -> None:
    """Points of Dongguan whose Baidu figures, read as WGS84, fall into Bao'an.

    Only those are taken that would still be in Bao'an if read as GCJ-02, so that BD-09 is the one
    datum that explains them.  The last row lies in Dongguan whatever the datum and claims Bao'an.
    """
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.arange(113.7, 114, 0.005),
                                                     np.arange(22.7, 22.95, 0.005)))  # fmt: skip
    written = from_wgs84(lon, lat, "bd09")
    picked = (
        (county_of(lon, lat) == "441900")
        & (county_of(*written, year=2016) == "440306")
        & (county_of(*to_wgs84(*written, "gcj02"), year=2016) == "440306")
    )
    rows = int(picked.sum())
    assert rows >= 3
    given = firms(
        lon=[*written[0][picked], DONGGUAN[0]], lat=[*written[1][picked], DONGGUAN[1]],
        city_adcode=["441900"] * rows + ["440300"], county_adcode=["441900"] * rows + ["440306"],
    )  # fmt: skip
    by_datum = found("outside_county_datum", enterprises=given)
    assert [f.row for f in by_datum] == list(range(2, rows + 2))
    assert {f.values["likely"] for f in by_datum} == {"bd09"}
    assert [f.row for f in found("outside_county", enterprises=given)] == [rows + 2]


def test_seats_that_stand_for_places_are_not_checked() -> None:
    given = firms(lon=[DONGGUAN[0]], lat=[DONGGUAN[1]], county_adcode=["440306"],
                  city_adcode=["440300"], located_by=["city"])  # fmt: skip
    assert found("outside_county", enterprises=given) == []


# ---- magnitudes


def test_kilograms_for_tonnes() -> None:
    """Output 10,000 wan yuan = 1 (100 million), so 10 t COD are usual; 10,000 is 1,000 times."""
    given = firms(output_wan_yuan=[10_000.0] * 3, cod_t=[10.0, 10_000.0, 99.0])
    (finding,) = found("figure_in_smaller_unit", enterprises=given)
    assert (finding.row, finding.severity) == (3, DOUBT)
    assert "公斤" in finding.problem("zh")
    assert "1000" in finding.problem("en")


def test_ten_times_the_usual_figure_is_too_large() -> None:
    """100 t where 10 t are usual; 99 t are within the thirtyfold spread of real enterprises."""
    given = firms(output_wan_yuan=[10_000.0] * 2, cod_t=[100.0, 99.0])
    (finding,) = found("figure_too_large", enterprises=given)
    assert finding.row == 2


def test_land_in_square_metres() -> None:
    """30 mu are usual: 20,000 m2 written as mu is 667 times."""
    given = firms(output_wan_yuan=[10_000.0], land_mu=[20_000.0])
    assert found("figure_in_smaller_unit", enterprises=given)


def test_a_whole_column_in_kilograms_is_said_once() -> None:
    given = firms(output_wan_yuan=[10_000.0] * 6, cod_t=[10_000.0] * 6)
    (finding,) = found("column_in_smaller_unit", enterprises=given)
    assert (finding.row, finding.column) == (None, "cod_t")


def test_made_up_rows_are_not_asked() -> None:
    given = firms(output_wan_yuan=[10_000.0], cod_t=[1e6], confidence=["synthetic"])
    assert found("figure_in_smaller_unit", enterprises=given) == []
    assert found("figure_too_large", enterprises=given) == []


def test_a_division_without_coefficient_is_held_against_the_highest_of_all() -> None:
    """24 has no COD coefficient, the dirtiest division 10 t: 15,000 is 1,500 times, 99 passes."""
    given = firms(output_wan_yuan=[10_000.0] * 2, cod_t=[15_000.0, 99.0], division=["24", "24"])
    (finding,) = found("figure_in_smaller_unit", enterprises=given)
    assert finding.row == 2


# ---- enterprises as legal persons


def test_names_codes_and_exports() -> None:
    code = "91440300708461136T"
    given = firms(
        name_zh=["甲厂", "甲厂", "乙厂"], address=["长安", "长安", "长安"],
        credit_code=[code, code, "123"], output_wan_yuan=[100.0, 100.0, 100.0],
        export_wan_yuan=[104.0, 106.0, None],
    )  # fmt: skip
    assert [f.row for f in found("enterprise_twice", enterprises=given)] == [3]
    assert [f.row for f in found("credit_code_twice", enterprises=given)] == [3]
    assert [f.row for f in found("credit_code_wrong", enterprises=given)] == [4]
    assert [f.row for f in found("exports_above_output", enterprises=given)] == [3]


# ---- links, duties, bans, pins, progress


def test_links() -> None:
    """E1 sells 0.7 + 0.4 of its output: 1.1; E2 supplies itself."""
    links = frame("links", supplier_id=["E1", "E1", "E2"], buyer_id=["E2", "E3", "E2"],
                  share=[0.7, 0.4, 1.0])  # fmt: skip
    given = firms(land_mu=[1.0] * 3)
    (too_much,) = found("shares_above_one", enterprises=given, links=links)
    assert too_much.value == "E1"
    assert "1.1" in too_much.problem("zh")
    (itself,) = found("link_to_itself", enterprises=given, links=links)
    assert itself.row == 4


def duties(**columns: Any) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    given: dict[str, Any] = {
        "duty_id": [f"D{n}" for n in range(rows)], "sending_adcode": ["441900"] * rows,
        "receiving_adcode": ["440200"] * rows, "from_year": [2016.0] * rows,
        "to_year": [2017.0] * rows,
    }  # fmt: skip
    return frame("duties", **{**given, **columns})


def test_duties() -> None:
    assert found("years_reversed", duties=duties(to_year=[2015.0]))
    assert found("duty_to_itself", duties=duties(receiving_adcode=["441900"]))
    (sending,) = found("duty_role_sending", duties=duties(sending_adcode=["441400"]))
    assert "承接" in sending.problem("zh")
    assert found("duty_role_receiving", duties=duties(receiving_adcode=["440300"]))
    past = duties(from_year=[2010.0, 2010.0], to_year=[2013.0, 2013.0], min_projects=[3.0, None])
    assert [f.row for f in found("duty_outside_plan", duties=past)] == [2]


def test_bans() -> None:
    bans = frame("bans", ban_id=["1", "2"], division=["19", None], scope=["440000"] * 2,
                 legal_source=[None, "粤府"])  # fmt: skip
    assert [f.row for f in found("ban_of_nothing", bans=bans)] == [3]
    assert [f.row for f in found("ban_without_source", bans=bans)] == [2]


def pins(*rows: tuple[str, str, float | None, str]) -> dict[str, pd.DataFrame]:
    table = frame(
        "pins", enterprise_id=[r[0] for r in rows], park_id=[r[1] for r in rows],
        year=[r[2] for r in rows], kind=[r[3] for r in rows],
    )  # fmt: skip
    return {"pins": table, "enterprises": firms(land_mu=[1.0, 2.0]),
            "parks": parks(name_zh=["甲园", "乙园"])}  # fmt: skip


def test_pins_that_contradict_each_other() -> None:
    two_parks = pins(("E1", "P1", None, "pin"), ("E1", "P2", None, "pin"))
    assert [f.row for f in found("pinned_twice", **two_parks)] == [2, 3]
    forbidden = pins(("E1", "P1", 2016.0, "pin"), ("E1", "P1", None, "forbid"))
    assert [f.row for f in found("pinned_and_forbidden", **forbidden)] == [2]
    another_year = pins(("E1", "P1", 2016.0, "pin"), ("E1", "P1", 2017.0, "forbid"))
    assert found("pinned_and_forbidden", **another_year) == []
    assert found("pin_year_outside", **pins(("E1", "P1", 2030.0, "pin")))
    assert found("reference_unknown", **pins(("E9", "P1", None, "pin")))


def test_projects_that_go_backwards() -> None:
    progress = frame("progress", enterprise_id=["E1"] * 3, stage=["signed", "land", "matching"],
                     quarter=["2016Q1", "2016Q3", "2016Q2"])  # fmt: skip
    given = {"enterprises": firms(land_mu=[1.0]), "progress": progress}
    (finding,) = found("stage_backwards", **given)
    assert finding.row == 4
    bad = frame("progress", enterprise_id=["E1"], stage=["land"], quarter=["2016Q9"])
    assert found("cell_not_quarter", enterprises=firms(land_mu=[1.0]), progress=bad)


# ---- limits


def test_parks_without_supply_have_no_limit_and_say_so() -> None:
    """P1 states land only, P2 nothing, P3 lies in Shenzhen, which receives nothing."""
    given = parks(city_adcode=["440200", "440200", "440300"])
    supply = frame("park_supply", park_id=["P1", "P1"], year=[2016.0, 2017.0], land_mu=[9.0, 0.0])
    assert [f.value for f in found("supply_missing", parks=given, park_supply=supply)] == ["P2"]
    (unlimited,) = found("supply_unlimited", parks=given, park_supply=supply)
    assert "厂房" in unlimited.problem("zh")


def test_expected_quotas_that_are_missing() -> None:
    """Shaoguan has COD for 2016 only; a quota of the province covers NOx; Meizhou has no park."""
    given = quotas(city_adcode=["440200", "440000", "440000"], kind=["cod", "nox", "nox"],
                   year=[2016.0, 2016.0, 2017.0])  # fmt: skip
    world = {"city_quotas": given, "parks": parks(name_zh=["园"])}
    (year,) = found("quota_year_missing", **world)
    assert "2017" in year.problem("zh")
    assert {f.value for f in found("quota_missing", **world)} == {"land_general", "nh3n", "so2"}


def test_totals_do_not_fall_but_flows_may() -> None:
    falling = quotas(kind=["cod", "cod", "forest", "forest"], year=[2016.0, 2017.0] * 2,
                     value=[60.0, 50.0, 60.0, 50.0], unit=["t", "t", "mu", "mu"])  # fmt: skip
    (finding,) = found("level_falls", city_quotas=falling)
    assert finding.row == 3


def test_units_of_quotas_must_fit_their_kind() -> None:
    (finding,) = found("quota_unit", city_quotas=quotas(kind=["cod"], unit=["mu"]))
    assert finding.severity is BLOCKER


# ---- all at once


def test_all_problems_come_together() -> None:
    findings = validate(
        tables(enterprises=firms(enterprise_id=["E1", "E1"], land_mu=[-1.0, 5.0]),
               parks=parks(city_adcode=["990000"])),
        YEARS,
    )  # fmt: skip
    assert {"duplicate_key", "below_minimum", "adcode_unknown"} <= codes(findings)


def test_many_equal_findings_are_capped_with_a_count() -> None:
    given = firms(land_mu=[-1.0] * 1200)
    findings = validate(tables(enterprises=given), YEARS)
    assert sum(f.code == "below_minimum" for f in findings) == 1000
    assert one(findings, "many_more").values["total"] == 1200
    again = capped([doubt("row", "t")] * 3 + findings, most=2)
    assert sum(f.code == "row" for f in again) == 2


def test_tables_that_are_absent_are_not_checked() -> None:
    assert validate({"enterprises": firms(land_mu=[1.0])}, YEARS) == []


def test_thirty_thousand_enterprises_are_checked_in_seconds() -> None:
    """0.5 s on two slow cores; the bound leaves room for a busy machine."""
    world = synth_world(30_000, 100, 5, 3)
    broken = world["enterprises"].assign(land_mu=-1.0)
    started = time.perf_counter()
    findings = validate({**world.tables, "enterprises": broken}, world.years)
    assert time.perf_counter() - started < 8
    assert {"below_minimum", "many_more"} <= codes(findings)


def codes_in_source() -> set[str]:
    """Every code that a call to blocker, doubt or at_rows, or a variable `code`, names."""
    found = set()
    for path in Path(validate.__code__.co_filename).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            texts: list[ast.AST] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("blocker", "doubt"):
                    texts = list(node.args[:1])
                elif node.func.id == "at_rows":
                    texts = list(node.args[1:2])
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
                value = node.value
                texts = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
            found |= {t.value for t in texts if isinstance(t, ast.Constant)}
    return {str(code) for code in found if isinstance(code, str) and "_" in code}


def test_every_code_has_its_sentences() -> None:
    listed = codes_in_source() | {f"cell_{p}" for p in PROBLEMS} | set(_CODES.values())
    assert len(listed) > 100
    assert [c for c in listed if not known(f"finding.{c}.problem")] == []
    assert [c for c in listed if not known(f"finding.{c}.remedy")] == []


def test_no_sentence_is_left_without_a_code() -> None:
    """A finding that nothing raises any more must not stay in the texts."""
    source = "".join(
        path.read_text("utf-8") for path in Path(validate.__code__.co_filename).parent.rglob("*.py")
    )
    texts = tomllib.loads((resources.files("geodata") / "text" / "zh.toml").read_text("utf-8"))
    said = set(texts["finding"])
    made = {f"cell_{p}" for p in PROBLEMS} | {"duty_role_sending", "duty_role_receiving"}
    assert [code for code in said - made if f'"{code}"' not in source] == []


PROBLEMS = (
    "bound", "digits_lost", "error", "formula", "not_choice", "not_choices", "not_finite",
    "not_flag", "not_number", "not_quarter", "not_whole", "not_year", "unit",
)  # fmt: skip
