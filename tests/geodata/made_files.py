"""Small files and worlds that the tests of reading, recognising, checking and loading share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from geodata.convert import Converted, convert
from geodata.findings import Finding
from geodata.headers import known_anywhere
from geodata.readers import RawTable, read_file
from geodata.readers.header import to_table
from geodata.recognise import recognise
from geodata.tables import ALL, complete, empty
from geodata.words import LANGS
from geodata.world import World

DATA = Path(__file__).parent / "data"
YEARS = (2016, 2017)


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Any]],
    merges: Mapping[str, Sequence[str]] | None = None,
) -> Path:
    """An .xlsx file of these rows; merges: sheet -> ranges such as "A1:C1" (first cell counts)."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell is not None:
                    sheet.write(r, c, cell)
        for area in (merges or {}).get(name, ()):
            first = rows[int("".join(filter(str.isdigit, area.split(":")[0]))) - 1]
            sheet.merge_range(area, first[ord(area[0]) - ord("A")])
    book.close()
    return path


def only_table(path: Path) -> RawTable:
    """The one table of a file, read without any finding."""
    read = read_file(path)
    assert not read.findings
    if read.layers:
        (layer,) = read.layers
        return layer
    (grid,) = read.grids
    raw, findings = to_table(grid, known_anywhere)
    assert raw is not None
    assert not findings
    return raw


def converted(path: Path, table: str | None = None) -> Converted:
    """The one table of a file after recognising and converting."""
    found, problems = recognise(only_table(path), table)
    assert found is not None, problems
    return convert(found)


def codes(findings: Iterable[Finding]) -> set[str]:
    """Codes of findings, each of which must say its problem and remedy in both languages."""
    listed = list(findings)
    for finding in listed:
        for lang in LANGS:
            assert finding.problem(lang).strip()
            assert finding.remedy(lang).strip()
    return {finding.code for finding in listed}


def one(findings: Iterable[Finding], code: str) -> Finding:
    """The only finding with this code."""
    found = [finding for finding in findings if finding.code == code]
    assert len(found) == 1, found
    return found[0]


CITY_ROWS = {
    "440300": ("深圳市", "Shenzhen", "prd", "sending", 114.0529, 22.5455),
    "441900": ("东莞市", "Dongguan", "prd", "sending", 113.7468, 23.0237),
    "440200": ("韶关市", "Shaoguan", "north", "receiving", 113.5918, 24.8132),
    "441400": ("梅州市", "Meizhou", "north", "receiving", 116.1182, 24.2909),
}


def cities() -> pd.DataFrame:
    columns = ["name_zh", "name_en", "region", "role", "lon", "lat"]
    frame = pd.DataFrame.from_dict(CITY_ROWS, orient="index", columns=columns)
    return complete("cities", frame.rename_axis("city_adcode").reset_index())


def industries() -> pd.DataFrame:
    """Division 39: 100 persons, 10 t COD and 30 mu per 100 million yuan; 24 has none."""
    rows = pd.DataFrame(
        {
            "division": ["39", "24"],
            "group": ["electronics", "other"],
            "jobs_persons_per_100m_yuan": [100.0, None],
            "cod_t_per_100m_yuan": [10.0, None],
            "land_mu_per_100m_yuan": [30.0, None],
            "typical_output_wan_yuan": [5000.0, None],
            "low_factor": [0.2, None],
            "high_factor": [5.0, None],
        }
    )
    return complete("industries", rows)


def frame(name: str, **columns: Any) -> pd.DataFrame:
    """A complete table from a few columns."""
    return complete(name, pd.DataFrame(columns))


def tables(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All tables: Shenzhen, Dongguan, Shaoguan, Meizhou and the divisions, else empty."""
    base = {name: empty(name) for name in ALL}
    return {**base, "cities": cities(), "industries": industries(), **given}


def small_world(**given: pd.DataFrame) -> World:
    """A world with one park and two enterprises with a link and a pin, all of them made up."""
    made: dict[str, Any] = {"confidence": ["synthetic"] * 2}
    base = tables(
        enterprises=frame("enterprises", enterprise_id=["E1", "E2"], division=["39", "39"], **made),
        links=frame("links", supplier_id=["E1"], buyer_id=["E2"], share=[0.5]),
        parks=frame("parks", park_id=["P1"], name_zh=["莞韶园"], city_adcode=["440200"],
                    county_adcode=["440204"], lon=[113.6058], lat=[24.8075]),
        park_supply=frame("park_supply", park_id=["P1"], year=[2016], land_mu=[100.0]),
        pins=frame("pins", enterprise_id=["E1"], park_id=["P1"], kind=["pin"]),
    )  # fmt: skip
    return World("small", YEARS, {**base, **given}, synthetic=True)
