"""Assumptions: a table people edit; everything wrong is told at once; who changed what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from tiny import tiny_legs, tiny_world
from worlds import sim_inputs

from geodata.words import LANGS, known
from scenarios.case import Case
from scenarios.policy import Policy
from simulation.faults import SimulationError
from simulation.inputs import build_inputs
from simulation.macro import SHOCKS, default_macro, macro_file, macro_of
from simulation.parameters import Parameters, parameters_table, read_parameters
from simulation.reference_table import renewed
from simulation.specs import NAMES, SOURCES, SPECS, Spec

TOML = """
[parameters]
consider_rate = 0.03
offer = { value = 2.0, low = 1.5, high = 3.0 }
[switches]
tastes = "yearly"
[[macro]]
year = 2020
export_demand = 0.8
[[macro]]
year = 2026
tariff = 0.2
"""
WRONG = """
[parameters]
consider_rat = 0.03
offer = { value = 9.0, high = 3.0 }
partner = "much"
annuity = { worth = 1 }
[switches]
taste = "yearly"
tastes = "never"
[[macro]]
year = 2020
export_demand = -1.0
[[macro]]
tariff = 0.2
[other]
"""


def test_every_parameter_has_words_a_source_and_a_range() -> None:
    for spec in SPECS.values():
        assert spec.source in SOURCES
        assert spec.low < spec.high, f"{spec.name} cannot vary"
        for kind in ("parameter", "why"):
            assert known(f"sim.{kind}.{spec.name}")
    with pytest.raises(ValueError, match="is not so"):
        Spec("x", 3.0, 1.0, 2.0, "", "data", "choice")


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_shows_value_range_source_and_who(lang) -> None:
    edited = Parameters().edited({"offer": 2.0}, by="Chen")
    table = parameters_table(edited, lang).set_index("name")
    assert list(table.index) == list(NAMES)
    assert table.loc["offer", ["value", "low", "high"]].tolist() == [2.0, 1.4, 4.6]
    assert table.loc["offer", "changed_by"] == "Chen"
    assert table.loc["desks", "changed_by"] != "Chen"
    assert (table[["label", "source", "where", "why"]] != "").all(axis=None)


def test_a_file_changes_what_it_names(tmp_path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(TOML, "utf-8")
    read = read_parameters(file)
    assert (read["consider_rate"], read["offer"], read.tastes) == (0.03, 2.0, "yearly")
    assert read.settings["offer"].high == 3.0
    assert read.settings["offer"].changed_by == "mine.toml"
    assert macro_of(read.macro, 2020).export_demand == 0.8
    assert (
        macro_of(read.macro, 2020).wage_growth_prd
        == macro_of(default_macro(), 2020).wage_growth_prd
    )
    assert macro_of(read.macro, 2026).tariff == 0.2
    assert macro_of(read.macro, 2025).tariff != 0.2


def test_a_table_written_is_a_table_read(tmp_path) -> None:
    file = tmp_path / "table.csv"
    edited = Parameters().edited({"desks": {"value": 2, "low": 2, "high": 2}}, by="x")
    parameters_table(edited, "en").to_csv(file, index=False)
    read = read_parameters(file, by="y")
    assert {n: s.value for n, s in read.settings.items()} == {
        n: s.value for n, s in edited.settings.items()
    }
    assert read.settings["desks"].high == 2
    changed = [n for n, s in read.settings.items() if s.changed_by == "y"]
    assert changed == ["desks"]


def test_everything_wrong_in_a_file_is_told_at_once(tmp_path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(WRONG, "utf-8")
    with pytest.raises(SimulationError) as error:
        read_parameters(file)
    codes = sorted(problem.code for problem in error.value.problems)
    assert codes == [
        "bad_range", "macro_value", "macro_year", "not_a_number", "unknown_choice",
        "unknown_parameter", "unknown_part", "unknown_switch", "unknown_table",
    ]  # fmt: skip
    for lang in LANGS:
        text = error.value.text(lang)
        assert "consider_rate" in text  # what was probably meant
        assert text.count("wrong.toml") == len(codes)
    (tmp_path / "no.toml").write_text("[", "utf-8")
    with pytest.raises(SimulationError, match=r"no\.toml"):
        read_parameters(tmp_path / "no.toml")
    (tmp_path / "no.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(SimulationError, match="name, value"):
        read_parameters(tmp_path / "no.csv")


def test_settings_are_frozen_and_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError):
        Parameters(taste="yearly")  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Parameters().tastes = "yearly"  # type: ignore[misc]
    with pytest.raises(SimulationError, match="offers"):
        Parameters().edited({"offers": 1.0}, by="x")


def test_the_macro_path_says_where_each_year_comes_from() -> None:
    table = macro_file()
    assert table["year"].tolist() == list(range(2016, 2026))
    assert table["source"].str.len().min() > 10
    assert set(table["confidence"]) <= {"document", "knowledge", "estimate", "assumption"}
    assert {f"{shock}_sd" for shock in SHOCKS} <= set(table)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ([("E9", "P1", 2016, "land")], "E9"),
        ([("E1", "P9", 2016, "land")], "P9"),
        ([("E1", "P1", 2030, "land")], "2030"),
        ([("E1", "P1", 2016, "tent")], "tent"),
        ([("E1", "P1", 2016, "land"), ("E1", "P1", 2017, "land")], "twice"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(plan, code) -> None:
    with pytest.raises(SimulationError, match=code):
        sim_inputs(enterprises="id\nE1", parks="id\nP1", plan=plan)


def test_all_problems_of_a_plan_at_once() -> None:
    with pytest.raises(SimulationError) as error:
        sim_inputs(enterprises="id\nE1", parks="id\nP1", plan=[("E9", "P9", 2030, "tent")])
    assert len(error.value.problems) == 4


@pytest.mark.parametrize(("last_year", "code"), [(2016, "horizon_short"), (2040, "horizon_long")])
def test_a_horizon_must_hold_the_planning_years(last_year, code) -> None:
    with pytest.raises(SimulationError) as error:
        sim_inputs(enterprises="id\nE1", parks="id\nP1", behaviour={"last_year": last_year})
    assert [problem.code for problem in error.value.problems] == [code]


def test_holes_in_the_tables_are_told() -> None:
    inputs = sim_inputs(enterprises="id land_mu\nE1 10\nE2 -", parks="id\nP1")
    told = {doubt.code: doubt.count for doubt in inputs.doubts}
    assert told["no_jobs_persons"] == 2
    assert told["no_land_mu"] == 1
    for lang in LANGS:
        assert all(doubt.text(lang) for doubt in inputs.doubts)


def test_the_table_in_the_document_is_the_one_the_code_makes() -> None:
    """Out of date?  python -m simulation.reference_table docs/SIMULATION.md"""
    text = (Path(__file__).parents[2] / "docs" / "SIMULATION.md").read_text("utf-8")
    assert renewed(text) == text
    with pytest.raises(ValueError, match="marks"):
        renewed("nothing")


def test_what_ifs_on_one_world_share_no_more_than_they_may() -> None:
    """Codes are kept per world: behaviour leaves them alone, a forbid or no plants changes them."""
    firms = "id plant_m2 needs_facility latest_year\nE1 900 - 2017\nE2 900 dry_port -"
    facilities = "id kind city\nF1 dry_port 440200"
    world = tiny_world(enterprises=firms, parks="id\nP1", facilities=facilities)
    near, far = tiny_legs(world), tiny_legs(world, facility_hours=5.0)

    def code(legs=near, **policy):
        case = Case(world, Policy(**policy), scenario="tiny")
        return build_inputs(case, None, None, legs).arrays.code

    first = code()
    assert code(behaviour={"fast_lane": 1.0}) is first
    forbidden = code(forbids=({"enterprise_id": "E1", "park_id": "P1"},))
    assert (forbidden != first)[:, 0].tolist() == [True, False]
    assert (code() == first).all()
    assert (code(plants=False) != first).all()
    assert (code(far) != first)[:, 0].tolist() == [False, True]
    assert (code(behaviour={"last_year": 2018}) != first).any()
