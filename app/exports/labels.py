"""Words for the codes of a plan: rules, resources, units, and the names of rows."""

from __future__ import annotations

from app.exports.material import Material
from geodata.tables import unit_label
from geodata.words import known, say


def row_label(name: str, material: Material) -> str:
    """A row's ASCII name ("emission/cod/441600/2017") in words; unknown names stay as they are."""
    of_all_years, year = yearless(name)
    parts = of_all_years.split("/")
    if len(parts) < 3:
        return name
    scope = "/".join(parts[2:])
    words = [rule_label(parts[0], material), material.scope_name(scope)]
    resource = resource_label(parts[1], material)
    if resource not in words[0]:
        words.insert(1, resource)
    return " · ".join([*words, year] if year else words)


def yearless(name: str) -> tuple[str, str]:
    """A row's ASCII name without its year, and the year; "" for a row that counts for all."""
    whole, _, last = name.rpartition("/")
    dated = whole.count("/") > 1 and last.isdigit() and len(last) == 4
    return (whole, last) if dated else (name, "")


def rule_label(rule: str, material: Material) -> str:
    """The name of a rule in the papers' language."""
    return say(f"rule.{rule}.name", material.lang)


def resource_label(resource: str, material: Material) -> str:
    """The name of what a limit counts, in the papers' language."""
    return say(f"resource.{resource}", material.lang)


def limit_unit(unit: str, material: Material) -> str:
    """The unit of a limit in the papers' language."""
    key = f"unit.{unit}"
    return say(key, material.lang) if known(key) else unit_label(unit, material.lang)
