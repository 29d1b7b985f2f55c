"""Table city_quotas names a unit in every row; figures are turned into the unit of their kind."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geodata import units
from geodata.findings import Both, Finding
from geodata.report import blocker, label_of, shown
from geodata.tables import ALL
from geodata.tables.city_quotas import UNIT_OF_KIND
from geodata.tables.column import unit_label


def to_unit_of_kind(
    values: dict[str, list[object]], rows: Sequence[int], place: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Changes `value` and `unit` in place; gives the changed cells and what has no fitting unit.

    Example: kind forest, value 2, unit 公顷  ->  value 30, unit mu, rule unit_of_kind.
    """
    changed = []
    findings = []
    for position, (kind, value, unit) in enumerate(
        zip(values["kind"], values["value"], values["unit"], strict=True)
    ):
        wanted = UNIT_OF_KIND.get(str(kind))
        if wanted is None or unit is None:
            continue
        factor = units.factor_between(str(unit), wanted)
        if factor is None:
            findings.append(
                blocker("quota_unit", "city_quotas", rows[position], "unit", unit, place,
                        kind=kind_label(str(kind)),
                        unit=Both(unit_label(wanted, "zh"), unit_label(wanted, "en")))
            )  # fmt: skip
            values["unit"][position] = None
            continue
        values["unit"][position] = wanted
        if factor != 1.0 and isinstance(value, float) and value == value:
            after = value * factor
            before = f"{shown(value)} {unit}"
            changed.append((position, "value", "converted", before, after, wanted, "unit_of_kind"))
            values["value"][position] = after
    columns = ["position", "column", "kind", "before", "after", "unit", "rule"]
    return pd.DataFrame(changed, columns=columns), findings


def kind_label(kind: str) -> Both:
    """The name of a kind of quota in both languages; an unknown kind as it is."""
    known = {choice.value: choice for choice in ALL["city_quotas"]["kind"].choices}
    return label_of(known[kind]) if kind in known else Both(kind, kind)
