"""Words for the figures of an outcome: names of factors, figures with their unit."""

from __future__ import annotations

from geodata.tables import unit_label
from geodata.words import Lang, known, say


def factor_label(name: str, kind: str, lang: Lang) -> str:
    """An assumption or a lever as planners call it."""
    return say(f"sim.parameter.{name}" if kind == "parameter" else f"lever.{name}.label", lang)


def unit_word(unit: str, lang: Lang) -> str:
    """A unit of the simulation, or of the tables, in words."""
    key = f"sim.unit.{unit}"
    return say(key, lang) if known(key) else unit_label(unit, lang)


def figure_text(value: float, unit: str, lang: Lang) -> str:
    """A setting of an assumption or a lever, short: changes in per cent with their sign."""
    if unit == "percent":
        return f"{value:+g}%"
    return f"{value:g}"


def amount_text(value: float, unit: str, lang: Lang) -> str:
    """A figure of an indicator with its unit: shares in per cent."""
    if value != value:
        return "-"
    if unit == "share":
        return f"{value:.2%}"
    if unit == "wan_yuan":
        return _money(value, lang)
    digits = 0 if abs(value) >= 100 or unit == "projects" else 1
    return say("outlook.amount", lang, value=f"{value:,.{digits}f}", unit=unit_word(unit, lang))


def _money(wan_yuan: float, lang: Lang) -> str:
    """Money as it is spoken: 亿元 or 万元 in Chinese, million yuan in English."""
    size = "large" if abs(wan_yuan) >= 1e4 else "small"
    divisor = 100.0 if lang == "en" else {"large": 1e4, "small": 1.0}[size]
    value = wan_yuan / divisor
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0
    return say(f"outlook.money.{size}", lang, value=f"{value:,.{digits}f}")
