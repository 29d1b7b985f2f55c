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
    digits = 0 if abs(value) >= 100 else 1
    return say("outlook.amount", lang, value=f"{value:,.{digits}f}", unit=unit_word(unit, lang))
