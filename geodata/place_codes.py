"""Place names, old codes and codes of the wrong level become today's six-digit adcodes.

city_adcode "深圳市" -> 440300      county_adcode "宝安区" (of 深圳) -> 440306
county_adcode "445121" (潮安县) -> 445103      county_adcode "440300" -> moves to city_adcode
"""

from __future__ import annotations

import re

import pandas as pd

from geodata.boundaries import CITY_REGION, city_of_county
from geodata.findings import Finding
from geodata.gazetteer import locate
from geodata.notes import join_notes
from geodata.place_names import CITIES_WITHOUT_COUNTIES, names
from geodata.report import doubt, label_of
from geodata.tables import ALL
from geodata.tables.bans import REGIONS
from geodata.tables.city_quotas import PROVINCE_ADCODE
from geodata.tables.column import SOURCE_ROW

RENAMED = {
    "440116": "440112", "440183": "440118", "440184": "440117", "440221": "440205",
    "440421": "440403", "440582": "440513", "440583": "440515", "440681": "440606",
    "440682": "440605", "440683": "440607", "440684": "440608", "440782": "440705",
    "440903": "440904", "440923": "440904", "441283": "441204", "441381": "441303",
    "441421": "441403", "441723": "441704", "441827": "441803", "445121": "445103",
    "445221": "445203", "445321": "445303",
}  # fmt: skip
"""Codes of counties that were renamed, raised to districts or merged from 2002 to 2015 -> today's
code (own knowledge of the editions of GB/T 2260; 萝岗 went to 黄埔, 茂港 and 电白县 to 电白区)."""

PROVINCE_WORDS = frozenset(
    {"全省", "省", "广东省", "广东", "guangdong", "province", "全省合计", "省级"}
)
REGION_WORDS = {"珠三角": "prd", "珠江三角洲": "prd", "粤东": "east", "东翼": "east",
"粤西": "west",
                "西翼": "west", "粤北": "north", "山区": "north", "北部山区": "north"}  # fmt: skip
LONGEST_CITY = 3
"""Characters of "韶关市"; longer texts may be names of parks, which name a city as well."""

_CODE = re.compile(r"\d{6}")


class _Changes:
    """The cells of a table as lists, and the notes and findings made while they change."""

    def __init__(self, table: str, frame: pd.DataFrame):
        self.table = table
        self.cells = {name: list(frame[name]) for name in frame.columns}
        self.findings: list[Finding] = []
        self._changed: list[tuple[object, ...]] = []

    def filled(self, column: str) -> list[tuple[int, str]]:
        """Position and text of every cell of a column that is not empty."""
        return [(i, cell) for i, cell in enumerate(self.cells[column]) if isinstance(cell, str)]

    def set(self, position: int, column: str, value: str | None, rule: str) -> None:
        """Replaces a cell and notes it."""
        before = self.cells[column][position]
        self.cells[column][position] = value
        key = self.cells[ALL[self.table].key[0]][position]
        row = self.cells[SOURCE_ROW][position]
        self._changed.append((self.table, row, key, column, "coerced", before, value, "", rule))

    def unknown(self, position: int, column: str) -> None:
        """A place nobody knows: the cell is emptied, with a doubt.

        In a required column it stays, and the checks report it as an unknown code.
        """
        spec = ALL[self.table][column]
        if spec.required:
            return
        value = self.cells[column][position]
        row = self.cells[SOURCE_ROW][position]
        number = None if pd.isna(row) else int(row)
        self.findings.append(
            doubt("place_unknown", self.table, number, column, value, label=label_of(spec))
        )
        self.cells[column][position] = None

    def result(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with the text columns as they are now."""
        texts = {
            name: pd.Series(cells, index=frame.index, dtype=object)
            for name, cells in self.cells.items()
            if name.endswith("adcode") or name in ("town", "scope")
        }
        return frame.assign(**texts)

    def notes(self) -> pd.DataFrame:
        """A note for every cell that was set."""
        columns = ["table", "row", "id", "column", "kind", "before", "after", "unit", "rule"]
        return join_notes([pd.DataFrame(self._changed, columns=columns)])


def to_codes(table: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """A copy of `frame` with adcodes in all its adcode columns, the notes, and what nobody knows.

    frame: complete table.  Unknown places in required columns are blockers, others doubts.
    """
    changes = _Changes(table, frame)
    columns = [c.name for c in ALL[table].columns if c.name.endswith("adcode")]
    for column in columns:
        if column != "county_adcode":
            _cities(changes, column)
    if "county_adcode" in columns:
        _counties(changes)
    if table == "bans":
        _scopes(changes)
    return changes.result(frame), changes.notes(), changes.findings


def _cities(changes: _Changes, column: str) -> None:
    also = ALL[changes.table][column].refers_also
    cells = changes.filled(column)
    wanted = sorted({cell for _, cell in cells if not _CODE.fullmatch(cell)})
    found = dict(zip(wanted, locate(wanted).to_dict("records"), strict=True))
    for position, cell in cells:
        if cell in CITY_REGION or cell in also:
            continue
        if _CODE.fullmatch(cell):
            city = city_of_county(RENAMED.get(cell, cell))
            known = cell in RENAMED or cell in names().counties
            if known and city in CITY_REGION:
                changes.set(position, column, city, "city_of_county")
            else:
                changes.unknown(position, column)
        elif PROVINCE_ADCODE in also and cell.casefold() in PROVINCE_WORDS:
            changes.set(position, column, PROVINCE_ADCODE, "place_name")
        elif isinstance(code := found[cell]["city_adcode"], str):
            changes.set(position, column, code, "place_name")
        else:
            changes.unknown(position, column)


def _counties(changes: _Changes) -> None:
    columns = changes.cells
    cells = changes.filled("county_adcode")
    texts = {i: _with_city(cell, columns["city_adcode"][i]) for i, cell in cells
             if not _CODE.fullmatch(cell)}  # fmt: skip
    wanted = sorted(set(texts.values()))
    found = dict(zip(wanted, locate(wanted).to_dict("records"), strict=True))
    for position, cell in cells:
        if cell in names().counties or cell in CITIES_WITHOUT_COUNTIES:
            continue
        city = columns["city_adcode"][position]
        if cell in RENAMED:
            changes.set(position, "county_adcode", RENAMED[cell], "renamed_code")
        elif cell in CITY_REGION:
            if city is None:
                changes.set(position, "city_adcode", cell, "city_of_county")
            changes.set(position, "county_adcode", None, "city_of_county")
        elif position in texts and isinstance(place := found[texts[position]], dict):
            _name(changes, position, cell, place)
        else:
            changes.unknown(position, "county_adcode")


def _name(changes: _Changes, position: int, cell: str, place: dict) -> None:
    """A county by its name; the name of a town or a city says what it can."""
    columns = changes.cells
    if isinstance(place["county_adcode"], str):
        changes.set(position, "county_adcode", place["county_adcode"], "place_name")
        if (
            "town" in columns
            and isinstance(place["town"], str)
            and columns["town"][position] is None
        ):
            changes.set(position, "town", place["town"], "place_name")
    elif isinstance(place["city_adcode"], str) and columns["city_adcode"][position] is None:
        changes.set(position, "city_adcode", place["city_adcode"], "place_name")
        changes.set(position, "county_adcode", None, "place_name")
    else:
        changes.unknown(position, "county_adcode")


def _with_city(county: str, city: object) -> str:
    known = names().cities.get(city) if isinstance(city, str) else None
    return f"{known.label}{county}" if known else county


def _scopes(changes: _Changes) -> None:
    """A ban's scope may also be a region or the province in words; park ids stay as they are."""
    cells = changes.filled("scope")
    short = sorted({cell for _, cell in cells if len(cell) <= LONGEST_CITY})
    found = dict(zip(short, locate(short).to_dict("records"), strict=True))
    for position, cell in cells:
        if cell in REGIONS or cell in CITY_REGION:
            continue
        if cell.casefold() in PROVINCE_WORDS:
            changes.set(position, "scope", PROVINCE_ADCODE, "place_name")
        elif cell.removesuffix("地区") in REGION_WORDS:
            changes.set(position, "scope", REGION_WORDS[cell.removesuffix("地区")], "place_name")
        elif len(cell) <= LONGEST_CITY and isinstance(found[cell]["city_adcode"], str):
            changes.set(position, "scope", found[cell]["city_adcode"], "place_name")
