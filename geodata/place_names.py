"""The names under which places of Guangdong are written, in Chinese and in Latin letters.

Data: `geodata/guangdong/places/*.csv`, the origin of every row in its source column.  One name may
mean several places (长安 is a town of Dongguan and of Fengkai); which one is meant is decided from
the whole address by `geodata.place_choice`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import combinations, pairwise
from typing import Any, Literal

import pandas as pd

Level = Literal["province", "city", "county", "town", "outside"]
CITIES_WITHOUT_COUNTIES = frozenset({"441900", "442000"})
"""Dongguan and Zhongshan: towns stand directly under the city."""
_KIND_ZH = re.compile("[市县区镇园]$|街道$")
MOST_SYLLABLES = 4
"""Longer names are looked up only fully joined or fully split."""


@dataclass(frozen=True)
class Place:
    """A place an address may name.

    city, county: adcodes ("" where the level has none; a town of Dongguan or Zhongshan has the
    city's adcode as county).  town: Chinese name.  weight: 0..1, how surely the *words* mean this
    place (below 1 for functional zones and loose spellings).  lon, lat: WGS84 degrees of the town,
    the county seat or the city seat; NaN if unknown.
    """

    level: Level
    city: str = ""
    county: str = ""
    town: str = ""
    label: str = ""
    weight: float = 1.0
    lon: float = float("nan")
    lat: float = float("nan")


@dataclass(frozen=True)
class Names:
    """Every written form -> the places it may mean.

    zh_full: names with the word for their kind (长安镇); zh_stem: without it (长安).  en: tuples of
    lower-case words without apostrophes (("chang", "an"), ("changan",)).  phrases: names of zones
    and old names as reduced words (`geodata.place_words.reduced`), joined.
    """

    zh_full: Mapping[str, tuple[Place, ...]]
    zh_stem: Mapping[str, tuple[Place, ...]]
    en: Mapping[tuple[str, ...], tuple[Place, ...]]
    phrases: Mapping[str, tuple[Place, ...]]
    cities: Mapping[str, Place]
    counties: Mapping[str, Place]
    former: Mapping[str, frozenset[str]]
    simplify: Mapping[int, str]

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Words with which a name in Latin letters begins."""
        return frozenset(words[0] for words in self.en)

    @cached_property
    def phrase_starts(self) -> frozenset[str]:
        """Every beginning of a joined phrase."""
        return frozenset(p[:end] for p in self.phrases for end in range(1, len(p) + 1))


def read_places(name: str) -> pd.DataFrame:
    """One table of the folder `guangdong/places` as text, empty cells as ""."""
    source = resources.files("geodata") / "guangdong" / "places" / f"{name}.csv"
    with source.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


def _rows(name: str) -> list[Any]:
    return list(read_places(name).itertuples())


def spellings(pinyin: str) -> Iterator[tuple[str, ...]]:
    """All ways to write syllables joined or split: "chang an" -> (changan,), (chang, an)."""
    syllables = pinyin.split()
    gaps = range(1, len(syllables))
    sizes = range(len(syllables)) if len(syllables) <= MOST_SYLLABLES else (0, len(syllables) - 1)
    for size in sizes:
        for cuts in combinations(gaps, size):
            edges = [0, *cuts, len(syllables)]
            yield tuple("".join(syllables[a:b]) for a, b in pairwise(edges))


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words of letters and digits; apostrophes and accents vanish."""
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(re.findall("[a-z0-9]+", re.sub("['’‘`´ʼ′]", "", plain)))


def _number(text: str) -> float:
    return float(text) if text else float("nan")


class _Gather:
    """Collects places under their names; a place is kept once per name."""

    def __init__(self) -> None:
        self.found: dict = {}

    def add(self, key: object, place: Place) -> None:
        places = self.found.setdefault(key, [])
        if place not in places:
            places.append(place)

    def result(self) -> dict:
        return {key: tuple(places) for key, places in self.found.items()}


@cache
def names() -> Names:
    """The names of all shipped places (read once).  Raises ValueError on an alias of an unknown."""
    full, short, english, phrases = _Gather(), _Gather(), _Gather(), _Gather()
    cities = {
        r.adcode: Place("city", r.adcode, "", "", r.name_zh, 1.0, _number(r.lon), _number(r.lat))
        for r in _rows("cities")
    }
    counties, towns = {}, {}
    rows = [(r, cities[r.adcode]) for r in _rows("cities")]
    former: dict[str, set[str]] = {}
    for r in _rows("counties"):
        place = Place("county", r.city_adcode, r.adcode, "", r.name_zh, 1.0,
                      _number(r.lon), _number(r.lat))  # fmt: skip
        counties[r.adcode] = place
        former[r.adcode] = set(r.former_adcodes.split(";")) - {""}
        if r.adcode not in CITIES_WITHOUT_COUNTIES:
            rows.append((r, place))
    for r in _rows("towns"):
        county = counties[r.county_adcode]
        place = Place("town", county.city, county.county, r.name_zh, r.name_zh, 1.0,
                      _number(r.lon), _number(r.lat))  # fmt: skip
        towns[r.county_adcode, r.name_zh] = place
        rows.append((r, place))
    for r, place in rows:
        full.add(r.name_zh, place)
        if r.stem_zh != r.name_zh:
            short.add(r.stem_zh, place)
        for pinyin in [r.pinyin, *filter(None, r.variants.split(";"))]:
            for words in spellings(pinyin):
                english.add(words, place)
    _add_aliases(full, short, phrases, cities, counties, towns)
    _add_outside(full, short, english)
    for word in ("广东省", "广东"):
        full.add(word, Place("province", label="广东省"))
    for words in (("guangdong",), ("guang", "dong"), ("kwangtung",)):
        english.add(words, Place("province", label="广东省"))
    pairs = read_places("traditional")
    simplify = {ord(t): s for s, t in zip(pairs["simplified"], pairs["traditional"], strict=True)}
    return Names(
        full.result(), short.result(), english.result(), phrases.result(), cities, counties,
        {child: frozenset(parents) for child, parents in former.items()}, simplify,
    )  # fmt: skip


def _add_aliases(
    full: _Gather,
    short: _Gather,
    phrases: _Gather,
    cities: Mapping[str, Place],
    counties: Mapping[str, Place],
    towns: Mapping[tuple[str, str], Place],
) -> None:
    from geodata.place_words import reduced

    for r in _rows("aliases"):
        if r.town_zh:
            target = towns.get((r.adcode, r.town_zh))
        else:
            target = cities.get(r.adcode) or counties.get(r.adcode)
        if target is None:
            raise ValueError(f"alias {r.alias}: no place {r.adcode} {r.town_zh}")
        place = Place(target.level, target.city, target.county, target.town, target.label,
                      float(r.weight), target.lon, target.lat)  # fmt: skip
        if r.language == "zh":
            (full if _KIND_ZH.search(r.alias) else short).add(r.alias, place)
            city = cities[place.city]
            if r.alias.startswith(city.label.removesuffix("市")):
                full.add(r.alias, city)  # 广州开发区 also names Guangzhou
        else:
            phrases.add("".join(w for w, _ in reduced(words_of(r.alias))), place)


def _add_outside(full: _Gather, short: _Gather, english: _Gather) -> None:
    for r in _rows("outside"):
        place = Place("outside", label=r.name_zh, weight=1.0 if r.level == "province" else 0.9)
        full.add(r.name_zh, place)
        if r.stem_zh != r.name_zh:
            short.add(r.stem_zh, place)
        if r.pinyin:
            english.add((r.pinyin.replace(" ", ""),), place)
    for r in _rows("outside_by_hand"):
        place = Place("outside", label=r.name_zh)
        full.add(r.name_zh, place)
        if r.name_en:
            english.add(words_of(r.name_en), place)
