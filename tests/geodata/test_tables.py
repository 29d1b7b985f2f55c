"""The table definitions: complete, without clashes, and what `complete` makes of a frame."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.dictionary import dictionary
from geodata.headers import find, key
from geodata.tables import ALL, complete, empty
from geodata.tables.city_quotas import KINDS, UNIT_OF_KIND
from geodata.tables.column import UNITS, Column, Table
from geodata.units import factor_between
from geodata.words import LANGS

COLUMNS = [(table, column) for table in ALL.values() for column in table.columns]


def test_the_tables_are_there_with_their_keys() -> None:
    assert list(ALL) == [
        "enterprises", "links", "parks", "park_supply", "city_quotas", "duties", "bans",
        "facilities", "anchors", "cities", "industries", "pins", "progress",
    ]  # fmt: skip
    assert ALL["park_supply"].key == ("park_id", "year")
    assert ALL["enterprises"].required == ("enterprise_id",)
    assert ALL["city_quotas"].required == ("city_adcode", "year", "kind", "value", "unit")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda x: getattr(x, "name", ""))
def test_every_column_says_what_it_means_and_what_empty_means(table: Table, column: Column) -> None:
    for lang in LANGS:
        assert column.label(lang)
        assert column.meaning(lang)
        assert column.if_empty(lang)
    assert column.unit in UNITS or not column.unit


def test_units_in_column_names_and_declared_units_agree() -> None:
    """A column called ..._mu is in mu, and so on; a wrong unit would convert wrongly."""
    endings = {"_mu": "mu", "_m2": "m2", "_wan_yuan": "wan_yuan", "_persons": "persons",
               "_tce": "tce", "_t": "t", "_km2": "km2", "_per_mu": "wan_yuan/mu",
               "_100m_yuan": "100m_yuan", "_h": "h"}  # fmt: skip
    for _, column in COLUMNS:
        ending = max((e for e in endings if column.name.endswith(e)), key=len, default=None)
        if ending and "_per_" not in column.name.removesuffix("_per_mu"):
            assert column.unit == endings[ending], column.name


def test_unit_labels_are_readable_as_units_themselves() -> None:
    """The template writes the label into the header; read back it must mean the same unit."""
    for unit, (zh, en) in UNITS.items():
        assert factor_between(zh, unit) == 1.0, zh
        assert factor_between(en, unit) == 1.0, en


@pytest.mark.parametrize("table", ALL.values(), ids=lambda t: t.name)
def test_no_header_means_two_columns_of_one_table(table: Table) -> None:
    owner: dict[str, str] = {}
    for column in table.columns:
        for word in (column.name, column.zh, column.en, *column.synonyms, *column.weak):
            assert owner.setdefault(key(word), column.name) == column.name, word


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda x: getattr(x, "name", ""))
def test_every_header_we_print_is_recognised(table: Table, column: Column) -> None:
    for text in (column.name, column.header("zh"), column.header("en"), *column.synonyms):
        match = find(table.name, text)
        assert match is not None, text
        assert match.column is column, text


def test_references_point_to_declared_columns() -> None:
    for _, column in COLUMNS:
        if column.refers:
            other, _, name = column.refers.partition(".")
            assert name in ALL[other].by_name


def test_every_kind_of_quota_has_its_unit_among_the_allowed_ones() -> None:
    assert {choice.value for choice in KINDS} == set(UNIT_OF_KIND)
    assert set(UNIT_OF_KIND.values()) == set(ALL["city_quotas"]["unit"].allowed)


def test_complete_adds_columns_with_their_types_and_counts_rows_from_two() -> None:
    pins = complete("pins", pd.DataFrame({"park_id": ["P1", "P2"], "enterprise_id": ["E1", None]}))
    assert list(pins.columns) == [c.name for c in ALL["pins"].columns] + ["source_row"]
    assert pins["year"].dtype == "float64"
    assert pins["enterprise_id"].tolist() == ["E1", None]
    assert pins["source_row"].tolist() == [2, 3]
    parks = complete("parks", pd.DataFrame({"park_id": ["P1"], "coastal": [True]}))
    assert parks["coastal"].dtype == "boolean"
    assert parks["demonstration"].isna().all()


def test_complete_keeps_row_numbers_and_refuses_unknown_columns() -> None:
    given = pd.DataFrame({"park_id": ["P1"], "source_row": [7]})
    assert complete("parks", given)["source_row"].tolist() == [7]
    with pytest.raises(ValueError, match="colour"):
        complete("parks", pd.DataFrame({"park_id": ["P1"], "colour": ["red"]}))
    with pytest.raises(KeyError):
        complete("planets", given)


def test_empty_tables_have_the_same_columns_and_types_as_completed_ones() -> None:
    for name in ALL:
        nothing = empty(name)
        same = complete(name, nothing)
        assert list(nothing.columns) == list(same.columns)
        assert nothing.dtypes.to_dict() == same.dtypes.to_dict()


def test_tables_refuse_impossible_declarations() -> None:
    column = Column("a", "text", "甲", "A")
    with pytest.raises(ValueError, match="twice"):
        Table("t", "表", "Table", (column, column))
    with pytest.raises(ValueError, match="not declared"):
        Table("t", "表", "Table", (column,), key=("b",))


@pytest.mark.parametrize("lang", LANGS)
def test_the_dictionary_lists_every_table_and_column_once(lang: str) -> None:
    text = dictionary(lang)
    for table in ALL.values():
        section = text.split(f"`{table.name}`\n", 1)[1].split("\n### ", 1)[0]
        for column in table.columns:
            assert section.count(f"\n| `{column.name}`") == 1
    assert text.endswith("|\n")
