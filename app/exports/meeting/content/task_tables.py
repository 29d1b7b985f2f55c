"""The list of tasks as tables: for slides and report, for the workbook, and summed by city."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.exports.material import Material
from app.exports.meeting.content.tasks import LEVELS, by_year, span, tasks_table
from app.exports.meeting.content.words import city, figure, records, word
from app.exports.meeting.grid import Grid
from app.exports.sheet import Field, FieldKind, Sheet
from geodata.words import say


def tasks_grid(
    material: Material, levels: tuple[str, ...] = LEVELS, *, largest_first: bool = False
) -> Grid:
    """The list in words, those of the named levels; by unit, or those of most projects first."""
    lang, table = material.lang, tasks_table(material)
    table = table[table["level"].isin(levels)]
    if largest_first:
        table = table.sort_values(["projects", "unit"], ascending=[False, True], kind="stable")
    rows = [[row.unit, row.task, row.due, row.support or "-", row.basis] for row in records(table)]
    keys = ("who", "what", "due", "support", "basis")
    return Grid([word(f"head.{key}", lang) for key in keys], rows, (2.2, 4.9, 1.35, 2.3, 1.1))


def tasks_sheet(material: Material, name: str = "") -> Sheet:
    """The list as a sheet, with empty columns for the person, the progress and the date."""
    lang, table = material.lang, tasks_table(material)
    columns: tuple[tuple[str, list[object], FieldKind, float], ...] = (
        ("level", [word(f"level.{level}", lang) for level in table["level"]], "text", 14),
        ("who", table["unit"].tolist(), "text", 34),
        ("what", table["task"].tolist(), "text", 80),
        ("projects", table["projects"].replace(0, np.nan).tolist(), "whole", 10),
        ("due", table["due"].tolist(), "text", 20),
        ("support", [s or None for s in table["support"]], "text", 50),
        ("basis", table["basis"].tolist(), "text", 16),
        ("person", [None] * len(table), "text", 14),
        ("progress", [None] * len(table), "text", 24),
        ("done_on", [None] * len(table), "text", 14),
    )
    fields = [
        Field(key, word(f"head.{key}", lang), kind,
              pd.Series(values, dtype=object if kind == "text" else float), width=width)
        for key, values, kind, width in columns
    ]  # fmt: skip
    lines = [word("tasks.note", lang)]
    if material.plan.synthetic:
        lines.insert(0, say("export.word.demo", lang))
    return Sheet(name or word("tasks.sheet", lang), fields, lines)


def receiving_grid(material: Material) -> Grid:
    """What every receiving city has to provide over all years, most projects first."""
    lang, placed = material.lang, material.placed
    table = placed.assign(
        land=placed["land_mu"].astype(float).where(placed["tenure"] == "land", 0.0),
        plant=placed["plant_m2"].astype(float).where(placed["tenure"] == "plant", 0.0),
    )
    columns = ["land", "plant", "jobs_persons", "cod_t", "energy_tce"]
    rows = []
    groups = sorted(table.groupby("park_city_adcode"), key=lambda g: (-len(g[1]), str(g[0])))
    for host, group in groups:
        sums = group[columns].astype(float).sum()
        rows.append(
            [city(host, material), figure(len(group)), by_year(group["year"]),
             figure(sums["land"]), figure(sums["plant"]), figure(round(sums["jobs_persons"])),
             figure(sums["cod_t"], 1), figure(round(sums["energy_tce"])), span(group["year"], lang)]
        )  # fmt: skip
    keys = ("city", "projects", "by_year", "land_supply", "plant_supply", "jobs_supply",
            "cod_supply", "energy_supply", "due")  # fmt: skip
    return Grid(
        [word(f"head.{key}", lang) for key in keys], rows,
        (1.1, 0.9, 3.4, 1.1, 1.2, 1.1, 1.1, 1.1, 1.6), frozenset({1, 3, 4, 5, 6, 7}),
        notes=[word("tasks.receiving_note", lang)],
    )  # fmt: skip
