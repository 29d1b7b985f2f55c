"""The Excel form: complete, with notes and drop-downs, and read back without renaming anything."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from made_files import codes, small_world

from geodata.findings import blockers
from geodata.headers import known_anywhere
from geodata.load import load_world
from geodata.readers import read_file
from geodata.readers.header import to_table
from geodata.recognise import recognise
from geodata.tables import ALL
from geodata.template import note, write_template
from geodata.words import LANGS, Lang


@pytest.fixture(scope="module", params=LANGS)
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    lang: Lang = request.param
    return lang, write_template(tmp_path_factory.mktemp("form") / "form.xlsx", lang)


def test_every_column_of_every_sheet_is_recognised(form: tuple[Lang, Path]) -> None:
    _, path = form
    read = read_file(path)
    assert read.findings == ()
    seen = {}
    for grid in read.grids:
        raw, problems = to_table(grid, known_anywhere)
        assert raw is not None
        assert problems == []
        found, problems = recognise(raw)
        assert found is not None, problems
        assert found.findings == ()
        assert {factor for factor, _ in found.factors.values()} <= {1.0}
        seen[found.table.name] = set(found.columns)
    assert seen == {name: set(table.by_name) for name, table in ALL.items()}


def test_headers_carry_notes_and_choices_carry_drop_downs(form: tuple[Lang, Path]) -> None:
    lang, path = form
    book = openpyxl.load_workbook(path)
    for table in ALL.values():
        sheet = book[table.label(lang)]
        ranges = [str(rule.sqref) for rule in sheet.data_validations.dataValidation
                  if rule.type == "list"]  # fmt: skip
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert cell.comment is not None
            assert column.meaning(lang) in cell.comment.text
            assert column.if_empty(lang) in cell.comment.text
            listed = any(r.startswith(f"{cell.column_letter}2:") for r in ranges)
            assert listed == (column.kind in ("choice", "flag")), column.name
    assert book["_lists"].sheet_state == "hidden"


def test_the_words_of_a_drop_down_are_the_allowed_ones(form: tuple[Lang, Path]) -> None:
    lang, path = form
    book = openpyxl.load_workbook(path)
    column = ALL["city_quotas"]["kind"]
    sheet = book[ALL["city_quotas"].label(lang)]
    (rule,) = [r for r in sheet.data_validations.dataValidation if str(r.sqref).startswith("C2:")]
    name, _, area = str(rule.formula1).lstrip("=").partition("!")
    words = [cell[0].value for cell in book[name][area.replace("$", "")]]
    assert words == [choice.label(lang) for choice in column.choices]


def test_a_filled_form_loads_without_a_doubt_about_its_columns(form: tuple[Lang, Path]) -> None:
    """Two enterprises and a park typed in as people do: labels, words, a unit changed by hand."""
    lang, path = form
    book = openpyxl.load_workbook(path)
    firms = book[ALL["enterprises"].label(lang)]
    at = {column.name: n for n, column in enumerate(ALL["enterprises"].columns, start=1)}
    firms.cell(1, at["land_mu"]).value = "拟用地（公顷）"
    typed: dict[str, object] = {
        "enterprise_id": "T1", "name_zh": "甲厂", "city_adcode": "东莞市", "division": 39,
        "trade_mode": ALL["enterprises"]["trade_mode"].choices[0].label(lang), "land_mu": 2,
        "output_wan_yuan": 9000, "outdated_capacity": "否" if lang == "zh" else "no",
        "earliest_year": 2016,
    }  # fmt: skip
    for name, value in typed.items():
        firms.cell(2, at[name]).value = value
    parks = book[ALL["parks"].label(lang)]
    for column, value in ((1, "Q1"), (2, "新园"), (4, "韶关市"), (5, "浈江区")):
        parks.cell(2, column).value = value
    filled = path.with_name("filled.xlsx")
    book.save(filled)
    world = load_world(small_world(), [filled])
    assert blockers(world.findings) == []
    assert not {"column_unknown", "column_missing", "table_unknown"} & codes(world.findings)
    row = world["enterprises"].iloc[0]
    assert (row["trade_mode"], row["land_mu"], row["division"]) == ("supplied", 30.0, "39")
    assert row["city_adcode"] == "441900"
    assert row["outdated_capacity"] is False or row["outdated_capacity"] == False  # noqa: E712
    assert world["parks"]["county_adcode"].tolist() == ["440204"]
    empty = {f.table for f in world.findings if f.code == "table_empty"}
    assert empty == set(ALL) - {"enterprises", "parks"}


def test_a_form_of_chosen_tables_and_unknown_names(tmp_path: Path) -> None:
    path = write_template(tmp_path / "a.xlsx", tables=["pins"])
    assert [grid.sheet for grid in read_file(path).grids] == ["指定与排除"]
    with pytest.raises(KeyError):
        write_template(tmp_path / "b.xlsx", tables=["planets"])


def test_a_note_says_meaning_words_empty_and_name() -> None:
    text = note(ALL["enterprises"]["trade_mode"], "zh")
    assert "来料加工、进料加工" in text
    assert "trade_mode" in text
