"""Offline geocoding of Chinese and English addresses to a county, or a city, of Guangdong.

    locate(["No 130 Bubugao Road Wusha Changan Town Dongguan Guangdong China", "深圳宝安沙井"])

    level   city_adcode  county_adcode  town    lon     lat    confidence  matched
    county  441900       441900         长安镇   113.80  22.81  0.97        changan town=长安镇; ...
    county  440300       440306         沙井街道  113.82  22.75  0.9         ...

Dongguan and Zhongshan have towns instead of counties: their county_adcode is the city's and level
"county" means that the town is known.  Districts are those of today's map (440311 光明区 was
part of 440306 宝安区 until 2018).  Coordinates are those of the town where known, else of the
county seat, else of the city seat; docs/GAZETTEER.md says how far off each may be.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geodata.place_choice import MINIMUM_CONFIDENCE, NOWHERE, Choice, choose
from geodata.place_mentions import find_mentions
from geodata.place_names import CITIES_WITHOUT_COUNTIES, names
from geodata.place_typos import correct

LOCATION_COLUMNS = (
    "level", "city_adcode", "county_adcode", "town", "lon", "lat", "confidence", "matched",
)  # fmt: skip

__all__ = ["LOCATION_COLUMNS", "MINIMUM_CONFIDENCE", "locate"]


def locate(addresses: Sequence[str | None]) -> pd.DataFrame:
    """Where each address lies, as (n, 8) table of LOCATION_COLUMNS in the order given.

    level: "county", "city" or "none"; adcodes and town: text or None; lon, lat: WGS84 degrees, NaN
    for "none"; confidence: 0..1, never between 0 and MINIMUM_CONFIDENCE (0 for "none"); matched:
    the words that decided, as "words=place", contradicting ones after "≠".  Empty addresses and
    addresses outside Guangdong get "none".  Never raises for odd text.
    """
    known: dict[str, tuple] = {}
    rows = []
    for address in addresses:
        text = address if isinstance(address, str) else ""
        if text not in known:
            known[text] = _row(_locate_one(text))
        rows.append(known[text])
    table = pd.DataFrame(rows, columns=list(LOCATION_COLUMNS))
    for column in ("level", "city_adcode", "county_adcode", "town", "matched"):
        values = table[column].astype(object)
        table[column] = values.where(values.notna(), None)
    return table.astype({"lon": "float64", "lat": "float64", "confidence": "float64"})


def _locate_one(text: str) -> Choice:
    listed = names()
    mentions, chinese = find_mentions(text, listed)
    choice = choose(mentions, chinese, listed) if mentions else NOWHERE
    return correct(text, choice) if choice.level == "city" and "≠" not in choice.matched else choice


def _row(choice: Choice) -> tuple:
    place = choice.place
    if place is None:
        return "none", None, None, None, float("nan"), float("nan"), 0.0, choice.matched
    county = place.county or (place.city if place.city in CITIES_WITHOUT_COUNTIES else None)
    lon, lat = place.lon, place.lat
    if lon != lon:  # a town without a point of its own stands at its county's seat
        seat = names().counties[place.county]
        lon, lat = seat.lon, seat.lat
    return (
        choice.level, place.city, county, place.town or None, lon, lat,
        round(choice.confidence, 3), choice.matched,
    )  # fmt: skip
