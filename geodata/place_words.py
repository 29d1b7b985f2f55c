"""Words around place names that tell what a name names: a town, a street, a village, an estate.

"Changan Town" is a town, "Changan Road" is a road that may lie anywhere, and "Shajing Street" is
how street offices (街道) are put into English.
"""

from __future__ import annotations

import re
from typing import Literal

from geodata.place_names import CITIES_WITHOUT_COUNTIES, Place

Hint = Literal["city", "county", "town", "office", "road", "place", "zone", ""]
"""office: "Street", which is a street office or a road; place: a village, building or school;
zone: an industrial zone, usually named after where it lies."""

_EN: dict[str, Hint] = {
    **dict.fromkeys(("city", "shi", "municipality", "prefecture"), "city"),
    **dict.fromkeys(("district", "county", "qu", "xian", "ward", "borough"), "county"),
    **dict.fromkeys(("town", "township", "zhen", "subdistrict", "jiedao", "xiang"), "town"),
    **dict.fromkeys(("street", "jie", "st"), "office"),
    **dict.fromkeys(
        ("road", "rd", "lu", "avenue", "ave", "dadao", "dao", "boulevard", "blvd", "highway",
         "lane", "expressway", "roadway", "bridge", "river", "railway"),
        "road",
    ),
    **dict.fromkeys(
        ("village", "cun", "community", "shequ", "committee", "building", "bldg", "garden",
         "plaza", "mansion", "tower", "centre", "center", "university", "hotel", "mountain",
         "estate", "house", "square", "hospital", "school", "bank", "neighborhood",
         "neighbourhood"),
        "place",
    ),
    **dict.fromkeys(
        ("zone", "industrial", "industry", "indusctrial", "park", "area", "technology", "science",
         "economic", "development", "logistics", "export", "processing", "management"),
        "zone",
    ),
}  # fmt: skip
_BETWEEN = frozenset({
    "east", "west", "south", "north", "middle", "central", "main", "new", "old",
    "dong", "xi", "nan", "bei", "zhong", "first", "second", "third", "fourth", "fifth",
    "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th",
})  # fmt: skip
"""Words between a name and the word for a road: Changan East Road."""

_ZH: tuple[tuple[str, Hint], ...] = (
    ("街道", "town"), ("镇", "town"), ("乡", "town"), ("办事处", "town"), ("管理区", "town"),
    ("自治县", "county"), ("新区", "county"), ("区", "county"), ("县", "county"),
    ("地区", "city"), ("市", "city"),
    ("工业", "zone"), ("科技", "zone"), ("高新", "zone"), ("经济", "zone"), ("开发", "zone"),
    ("产业", "zone"), ("出口", "zone"), ("保税", "zone"), ("园区", "zone"),
    ("大道", "road"), ("公路", "road"), ("高速", "road"), ("路", "road"), ("街", "road"),
    ("巷", "road"), ("大桥", "road"), ("站", "place"), ("港", "place"),
    ("村", "place"), ("社区", "place"), ("居委", "place"), ("大学", "place"), ("学院", "place"),
    ("学校", "place"), ("中学", "place"), ("医院", "place"), ("银行", "place"), ("机场", "place"),
    ("公园", "place"), ("花园", "place"), ("大厦", "place"), ("广场", "place"), ("酒店", "place"),
    ("水库", "place"), ("公司", "place"), ("有限", "place"),
)  # fmt: skip
_ZH_ROAD = re.compile("[东西南北中一二三四五六七八九十]{1,2}(?:路|街|大道|巷)")

HINT_FIT: dict[tuple[str, Hint], float] = {
    ("city", "city"): 0.98, ("city", "county"): 0.5, ("city", "town"): 0.3, ("city", ""): 0.9,
    ("city", "zone"): 0.8,
    ("county", "county"): 0.97, ("county", "city"): 0.95, ("county", "town"): 0.35,
    ("county", ""): 0.75, ("county", "zone"): 0.65, ("county", "office"): 0.3,
    ("town", "town"): 0.97, ("town", "office"): 0.85, ("town", "county"): 0.6,
    ("town", "city"): 0.2,
    ("town", ""): 0.6, ("town", "zone"): 0.55,
    ("outside", "city"): 0.98, ("outside", ""): 0.9, ("outside", "county"): 0.4,
    ("outside", "zone"): 0.4,
    ("province", ""): 1.0, ("province", "zone"): 0.5,
}  # fmt: skip
"""How strongly a name of a level, followed by such a word, names its place (0..1).  Assumptions."""
NO_FIT: dict[str, float] = {"road": 0.15, "place": 0.25, "office": 0.25}


def fit(place: Place, hint: Hint) -> float:
    """Strength of a name of `place` followed by `hint`, 0..1.

    Street offices of Dongguan and Zhongshan are called districts by many.
    """
    level = place.level
    if level == "town" and hint == "county" and place.county in CITIES_WITHOUT_COUNTIES:
        return 0.9
    return HINT_FIT.get((level, hint), NO_FIT.get(hint, 0.3))


def hint_en(words: list[str], after: int) -> Hint:
    """What the words from position `after` on say about the name before them ("," ends a name)."""
    i = after
    while i < len(words) and words[i] in _BETWEEN:
        i += 1
    word = words[i] if i < len(words) else ","
    hint = kind_en(word)
    if word == "community" and words[i + 1 : i + 2] == ["office"]:
        hint = "town"
    if i == after:
        return hint
    if hint == "office":
        return "road"
    return hint if hint in ("road", "county") else ""


def kind_en(word: str) -> Hint:
    """What an English word says about the name before it; misprinted "disctict" still counts."""
    if word == "sub" or re.fullmatch("d[is]{1,2}[crt]+[rict]*ct", word):
        return "town" if word == "sub" else "county"
    return _EN.get(word, "")


def hint_zh(text: str, after: int) -> tuple[Hint, int]:
    """The hint that follows a name in Chinese text and how many characters it takes (0 if none)."""
    rest = text[after : after + 4]
    if _ZH_ROAD.match(rest):
        return "road", 0
    for word, hint in _ZH:
        if rest.startswith(word):
            return hint, len(word) if hint in ("town", "county", "city") else 0
    return "", 0


_SAME = {
    "technological": "tech", "technology": "tech", "technical": "tech", "technologies": "tech",
    "high": "hi", "hightech": "hitech", "economy": "economic", "economical": "economic",
    "developing": "development", "develop": "development", "dev": "development",
    "harbor": "port", "harbour": "port",
}  # fmt: skip
_DROPPED = frozenset({"and", "of", "the", "industrial", "industry", "national", "state", "sci"})


def reduced(words: tuple[str, ...] | list[str]) -> list[tuple[str, int]]:
    """Words of a zone's name in one spelling each, with their positions in `words`.

    "Torch Hi-Tech Industrial Development Zone" and "Torch High Technology Development Zone" both
    begin with torch, hitech, development.
    """
    kept: list[tuple[str, int]] = []
    for i, word in enumerate(words):
        if word in _DROPPED:
            continue
        word = _SAME.get(word, word)
        if word == "tech" and kept and kept[-1][0] == "hi":
            kept[-1] = ("hitech", kept[-1][1])
        else:
            kept.append((word, i))
    return kept
