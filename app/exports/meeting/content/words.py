"""Sentences of the meeting pack, figures as people write them, and names made safe for papers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from app.exports.material import Material
from app.exports.meeting.measure import plain
from app.map.panel import BIG, short_city, short_park
from geodata.words import Lang, say


def word(key: str, lang: Lang, **values: object) -> str:
    """The sentence `meeting.<key>`."""
    return say(f"meeting.{key}", lang, **values)


def records(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, each with its columns as attributes."""
    return iter(table.itertuples(index=False))


def figure(value: float, digits: int = 0) -> str:
    """A figure with thousands separated; "-" where it is not known."""
    return "-" if value is None or math.isnan(value) else f"{value + 0.0:,.{digits}f}"


def percent(value: float, digits: int = 0) -> str:
    """A share as per cent; "-" where it is not known."""
    return "-" if value is None or math.isnan(value) else f"{value + 0.0:.{digits}%}"


def signed(value: float, digits: int = 0) -> str:
    """A difference with its sign; 0 without one; "-" where it is not known."""
    if math.isnan(value):
        return "-"
    text = f"{value:+,.{digits}f}"
    return text[1:] if float(text.replace(",", "")) == 0 else text


def money(wan_yuan: float, lang: Lang, digits: int = 1) -> str:
    """Wan yuan in the unit that `meeting.unit.money` names: 100m yuan, or bn yuan."""
    return figure(wan_yuan / BIG[lang]["money"], digits)


def city(code: object, material: Material) -> str:
    """A city's short name; "-" where it is not known."""
    name = plain(material.city_names.get(str(code), "")) if code == code and code else ""
    return short_city(name, material.lang) or word("word.unknown", material.lang)


def park(code: object, material: Material) -> str:
    """A park's short name."""
    return plain(short_park(material.park_names.get(str(code), str(code)), material.lang))


def firm(code: object, material: Material) -> str:
    """An enterprise's name."""
    return plain(material.enterprise_names.get(str(code), str(code)))


def years(values: object) -> str:
    """2016-2018 for years that follow each other, else the years with commas."""
    known = sorted({int(v) for v in values if v == v and int(v) > 0})  # type: ignore[attr-defined]
    if not known:
        return "-"
    if len(known) > 1 and known[-1] - known[0] == len(known) - 1:
        return f"{known[0]}-{known[-1]}"
    return ", ".join(map(str, known))
