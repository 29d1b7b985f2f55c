"""Units that people write in headers and cells, and the factors between them.

A unit is parsed into a factor and dimensions, so that "万元/公顷" can be turned into "wan_yuan/mu":

    parse("万元/公顷").factor_to(parse("wan_yuan/mu"))  ->  1/15

Figures: 1 mu = 1/15 ha = 2000/3 m2 (statutory); 1 month = 1/12 year.  A yearly flow ("吨/年",
                                                                                      "t/a")
counts as the plain unit, because every flow in the tables is a yearly one; other periods do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

MU_M2 = 2000.0 / 3.0

_AREA = {
    "mu": MU_M2, "亩": MU_M2, "万亩": 1e4 * MU_M2, "公顷": 1e4, "ha": 1e4, "hectare": 1e4,
    "hectares": 1e4, "平方米": 1.0, "平米": 1.0, "平方": 1.0, "m2": 1.0, "m^2": 1.0, "sqm": 1.0,
    "万平方米": 1e4, "万平米": 1e4, "万m2": 1e4, "平方公里": 1e6, "平方千米": 1e6, "km2": 1e6,
    "km^2": 1e6, "sqkm": 1e6,
}  # fmt: skip
_MONEY = {
    "元": 1.0, "元人民币": 1.0, "人民币": 1.0, "yuan": 1.0, "rmb": 1.0, "cny": 1.0, "千元": 1e3,
    "万元": 1e4, "万元人民币": 1e4, "wan_yuan": 1e4, "wanyuan": 1e4, "10kyuan": 1e4,
    "10000yuan": 1e4,
    "10,000yuan": 1e4, "万": 1e4, "万人民币": 1e4, "百万元": 1e6, "millionyuan": 1e6, "myuan": 1e6,
    "rmbmillion": 1e6, "千万元": 1e7, "亿元": 1e8, "亿元人民币": 1e8, "亿": 1e8, "100m_yuan": 1e8,
    "100myuan": 1e8, "100millionyuan": 1e8, "billionyuan": 1e9,
}  # fmt: skip
_USD = {
    "美元": 1.0, "usd": 1.0, "万美元": 1e4, "10kusd": 1e4, "10000usd": 1e4, "百万美元": 1e6,
    "millionusd": 1e6, "亿美元": 1e8, "100m_usd": 1e8, "100musd": 1e8, "100millionusd": 1e8,
    "100millionusdollars": 1e8,
}  # fmt: skip
_MASS = {
    "t": 1.0, "吨": 1.0, "tonne": 1.0, "tonnes": 1.0, "ton": 1.0, "tons": 1.0, "kg": 1e-3,
    "公斤": 1e-3, "千克": 1e-3, "kilogram": 1e-3, "kilograms": 1e-3, "克": 1e-6, "g": 1e-6,
    "万吨": 1e4, "千吨": 1e3,
}  # fmt: skip
_COAL = {
    "tce": 1.0, "吨标煤": 1.0, "吨标准煤": 1.0, "吨煤当量": 1.0, "tonnesofcoalequivalent": 1.0,
    "万吨标煤": 1e4, "万吨标准煤": 1e4, "万tce": 1e4, "kgce": 1e-3, "千克标煤": 1e-3,
    "千克标准煤": 1e-3, "公斤标煤": 1e-3, "公斤标准煤": 1e-3,
}  # fmt: skip
_PERSONS = {
    "人": 1.0, "名": 1.0, "个人": 1.0, "persons": 1.0, "person": 1.0, "people": 1.0, "workers": 1.0,
    "job": 1.0, "jobs": 1.0, "万人": 1e4, "10k_persons": 1e4, "10000persons": 1e4,
    "10,000persons": 1e4, "千人": 1e3,
}  # fmt: skip
_TIME = {
    "年": 1.0, "a": 1.0, "year": 1.0, "yr": 1.0, "月": 1 / 12, "month": 1 / 12, "日": 1 / 365,
    "天": 1 / 365, "d": 1 / 365, "day": 1 / 365, "季度": 1 / 4,
}  # fmt: skip
_POWER = {"kwh": 1.0, "千瓦时": 1.0, "万千瓦时": 1e4}
_HOURS = {"h": 1.0, "小时": 1.0, "hour": 1.0, "hours": 1.0, "分钟": 1 / 60, "min": 1 / 60}
_SHARE = {"%": 0.01, "‰": 0.001, "share": 1.0, "0-1之间": 1.0, "0to1": 1.0, "percent": 0.01}
_ANGLE = {"degree": 1.0, "degrees": 1.0, "度": 1.0, "°": 1.0}
_COUNT = {"projects": 1.0, "个": 1.0, "项": 1.0, "家": 1.0}
_PLAIN = {"factor": 1.0, "倍": 1.0, "times": 1.0}

_WORDS: dict[str, tuple[str, float]] = {
    word: (dimension, factor)
    for dimension, words in (
        ("area", _AREA), ("money", _MONEY), ("usd", _USD), ("mass", _MASS), ("coal", _COAL),
        ("persons", _PERSONS), ("time", _TIME), ("power", _POWER), ("hours", _HOURS),
        ("share", _SHARE), ("angle", _ANGLE), ("count", _COUNT), ("plain", _PLAIN),
    )
    for word, factor in words.items()
}  # fmt: skip
_NOISE = re.compile(r"^(单位|计量单位|unit|in)[:：]?|产值$|ofoutput$")
_YEARLY = re.compile(r"(/|·|每|per)(年|a|year|yr)$")


@dataclass(frozen=True)
class Unit:
    """A parsed unit: how many base units it is, and its dimensions with their powers."""

    text: str
    factor: float
    dimensions: frozenset[tuple[str, int]]
    yearly: bool = False

    def factor_to(self, other: Unit) -> float | None:
        """What a figure in this unit must be multiplied by to stand in `other`; None if unlike."""
        unlike = self.dimensions ^ other.dimensions
        if not unlike or (self.yearly and unlike == {("time", -1)}):
            return self.factor / other.factor
        return None


@lru_cache(maxsize=4096)
def parse(text: str) -> Unit | None:
    """The unit written as `text` (any width, case and spacing), None if it is not a known unit."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"\s+|\*$", "", plain).strip("()[]【】")
    for _ in range(2):
        plain = _NOISE.sub("", plain)
    if not plain:
        return None
    powers: Counter[str] = Counter()
    factor = 1.0
    for position, part in enumerate(_parts(plain)):
        word = _WORDS.get(part) or _WORDS.get(_NOISE.sub("", part))
        if word is None:
            return None
        dimension, size = word
        power = 1 if position == 0 else -1
        factor *= size**power
        powers[dimension] += power
    dimensions = frozenset((d, p) for d, p in powers.items() if p)
    return Unit(text, factor, dimensions, yearly=bool(_YEARLY.search(plain)))


def _parts(plain: str) -> list[str]:
    """ "元/平方米·月" -> ["元", "平方米", "月"]; a unit word with its own sign stays whole."""
    if plain in _WORDS:
        return [plain]
    return [
        part for part in re.split(r"[/·*]|(?<=[a-z0-9])per(?=[a-z0-9])(?!sons?$)|每", plain) if part
    ]


def factor_between(found: str, wanted: str) -> float | None:
    """Factor from a unit somebody wrote to one of ours; None if unknown or of another dimension."""
    one, other = parse(found), parse(wanted)
    return None if one is None or other is None else one.factor_to(other)
