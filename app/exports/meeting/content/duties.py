"""Counterpart duties: what each pair of cities owes, and how much of it the plan arranges."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.exports.labels import limit_unit
from app.exports.material import Material
from app.exports.meeting.content.words import city, figure, records, word
from app.exports.meeting.grid import Grid
from app.map.panel import BIG
from geodata.periods import period
from simulation.outcome import DUTY_FIGURES, Outcome

DUTY_COLUMNS = (
    "duty_id", "sending_adcode", "receiving_adcode", "from_year", "to_year", "resource", "unit",
    "required", "arranged", "missing", "met", "paid_points",
)  # fmt: skip
OF_RESOURCE = {
    "projects": "signed_projects",
    "investment_wan_yuan": "signed_investment_wan_yuan",
}


def duties_table(material: Material) -> pd.DataFrame:
    """One line per minimum that the plan was held to, with DUTY_COLUMNS; unmet ones first.

    required, arranged, missing in unit (projects, or wan_yuan of investment); met: nothing is
    missing; paid_points: what the plan loses for it, 0 for hard duties.
    """
    limits = material.plan.limits
    duties = limits[limits["rule"] == "duty"]
    dates = material.case.world["duties"].drop_duplicates("duty_id").set_index("duty_id")
    lines = []
    for row in records(duties):
        pair, _, duty_id = str(row.scope).partition("@")
        sending, _, receiving = pair.partition(">")
        known = duty_id in dates.index
        first, last = (dates.loc[duty_id, c] if known else np.nan for c in ("from_year", "to_year"))
        missing = max(0.0, float(row.excess))
        price = float(row.price_points_per_unit)
        lines.append(
            (duty_id, sending, receiving, first, last, row.resource, row.unit, float(row.bound),
             float(row.used), missing, missing <= 0, 0.0 if np.isnan(price) else price * missing)
        )  # fmt: skip
    table = pd.DataFrame(lines, columns=list(DUTY_COLUMNS))
    return table.sort_values(
        ["met", "paid_points", "sending_adcode", "receiving_adcode", "resource"],
        ascending=[True, False, True, True, True], ignore_index=True,
    )  # fmt: skip


def predicted(outcome: Outcome, table: pd.DataFrame) -> list[tuple[float, float, float]]:
    """For each line of `duties_table`: mean, 5 % and 95 % quantile of what is signed by its end.

    In the duty's unit, over the replications; NaN where the simulation does not follow the pair.
    """
    found = []
    for row in records(table):
        pair = f"{row.sending_adcode}>{row.receiving_adcode}"
        column = OF_RESOURCE.get(str(row.resource))
        if pair not in outcome.duty_pairs or column is None or not len(outcome):
            found.append((np.nan, np.nan, np.nan))
            continue
        last = outcome.years[-1] if np.isnan(row.to_year) else int(row.to_year)
        t = max(i for i, year in enumerate(outcome.years) if year <= max(last, outcome.years[0]))
        values = outcome.duties[:, t, outcome.duty_pairs.index(pair), DUTY_FIGURES.index(column)]
        low, high = np.quantile(values, [0.05, 0.95])
        found.append((float(values.mean()), float(low), float(high)))
    return found


def duties_grid(material: Material, outcome: Outcome | None = None) -> Grid:
    """The scoreboard; with an outcome also what the simulation expects to be signed."""
    lang, table = material.lang, duties_table(material)
    rows = []
    simulated = predicted(outcome, table) if outcome is not None else [None] * len(table)
    for row, signed in zip(records(table), simulated, strict=True):
        scale = BIG[lang]["money"] if row.unit == "wan_yuan" else 1.0
        digits = 2 if row.unit == "wan_yuan" else 0
        unit = (
            word("unit.money", lang) if row.unit == "wan_yuan" else limit_unit(row.unit, material)
        )
        span = "-" if np.isnan(row.from_year) else period((int(row.from_year), int(row.to_year)))
        cells = [
            city(row.sending_adcode, material), city(row.receiving_adcode, material), span, unit,
            figure(row.required / scale, digits), figure(row.arranged / scale, digits),
            figure(row.missing / scale, digits) if row.missing else "-",
            word("duties.met" if row.met else "duties.missed", lang),
        ]  # fmt: skip
        if signed is not None:
            mean, low, high = (v / scale for v in signed)
            cells.append(
                "-" if np.isnan(mean)
                else f"{figure(mean, 1)} ({figure(low, digits)}-{figure(high, digits)})"
            )  # fmt: skip
        rows.append(cells)
    keys = ["sending_city", "receiving_city", "period", "unit", "required", "arranged", "missing",
            "verdict"]  # fmt: skip
    weights = [1.3, 1.3, 1.2, 1.2, 1.1, 1.1, 1.0, 1.2]
    if outcome is not None:
        keys.append("signed")
        weights.append(1.9)
    note = word("duties.note", lang, met=int(table["met"].sum()), count=len(table))
    missed = frozenset(i for i, met in enumerate(table["met"]) if not met)
    return Grid(
        [word(f"head.{key}", lang) for key in keys], rows, weights, frozenset({4, 5, 6, 8}),
        missed, notes=[note],
    )  # fmt: skip
