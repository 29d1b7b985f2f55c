"""A sweep on paper: the tables that are printed, sweep.csv, sweep.xlsx and sweep.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.exports.sheet import Field, FieldKind, Sheet
from geodata.words import Lang, say

if TYPE_CHECKING:
    import pandas as pd

    from simulation.sweep import Sweep

FILES = ("sweep.csv", "sweep.xlsx", "sweep.json")
CODES = ("scenario", "indicator", "unit", "verdict")
KINDS: dict[str, FieldKind] = {"year": "year", "replications": "whole", "goal_met_share": "share"}
HEADLINE = ("processing_share", "ewn_jobs", "ewn_output", "public_money", "lost_province")
"""Indicators in the tables that are printed; the files hold all of them."""


def write_tables(done: Sweep, table: pd.DataFrame, lang: Lang, lines: Sequence[str]) -> list[Path]:
    """The FILES into the sweep's folder; each replaces an old one only when it is whole."""
    from app.exports.csv import write_csv
    from app.exports.xlsx import write_workbook

    sheet = sweep_sheet(table, lang, lines)
    paths = [done.folder / name for name in FILES]
    for path in paths:
        part = path.with_name(f".part-{path.name}")
        if path.suffix == ".csv":
            write_csv(sheet, part)
        elif path.suffix == ".xlsx":
            write_workbook([sheet], part, lang)
        else:
            part.write_text(json.dumps(record(done), ensure_ascii=False, indent=1), "utf-8")
        try:
            part.replace(path)
        except PermissionError as error:
            # Windows locks a workbook that is open; the new one stays beside it.
            raise AppError("folder_busy", file=path, kept=part) from error
    return paths


def sweep_sheet(table: pd.DataFrame, lang: Lang, lines: Sequence[str]) -> Sheet:
    """All rows of `sweep_table` with labels instead of codes; units stand in a column."""
    from simulation import indicators

    shown = table.copy()
    shown["indicator"] = [indicators.ALL[name].label(lang) for name in table["indicator"]]
    shown["unit"] = [say(f"sim.unit.{unit}", lang) for unit in table["unit"]]
    shown["verdict"] = [say(f"sim.verdict.{word}", lang) for word in table["verdict"]]
    fields = []
    for column in map(str, shown):
        kind: FieldKind = "text" if column in CODES else KINDS.get(column, "fine")
        header = say(f"cli.sweep.column.{column}", lang)
        width = 30.0 if column == "indicator" else 14.0
        fields.append(Field(column, header, kind, shown[column], width=width))
    return Sheet(say("cli.sweep.sheet", lang), fields, lines)


def printed(table: pd.DataFrame, lang: Lang) -> Iterator[tuple[str, pd.DataFrame]]:
    """Title and table of each headline indicator, in the goal's year (else the last)."""
    import pandas as pd

    from simulation import indicators

    goal = indicators.ALL["processing_share"].goal
    years = sorted(table["year"].unique())
    year = goal[0] if goal is not None and goal[0] in years else years[-1]
    for name in HEADLINE:
        chosen = table[(table["indicator"] == name) & (table["year"] == year)]
        unit = str(chosen["unit"].iloc[0])
        heads = ["scenario", "mean", "spread", "difference", "interval", "verdict"]
        rows = [_line(row, unit == "share", lang) for row in chosen.to_dict("records")]
        if chosen["goal_met_share"].notna().any():
            heads.append("goal_met_share")
            rows = [
                [*row, f"{met:.0%}"]
                for row, met in zip(rows, chosen["goal_met_share"], strict=True)
            ]
        title = say(
            "cli.sweep.title", lang, indicator=indicators.ALL[name].label(lang), year=year,
            unit=say(f"sim.unit.{unit}", lang),
        )  # fmt: skip
        columns = [say(f"cli.sweep.column.{head}", lang) for head in heads]
        yield title, pd.DataFrame(rows, columns=columns)


def _line(row: dict, share: bool, lang: Lang) -> list[str]:
    """Scenario, mean, spread, difference, its interval and verdict as text."""

    def text(name: str) -> str:
        value = float(row[name])
        return f"{value:.2%}" if share else f"{value:,.0f}"

    change = interval = "-"
    if row["difference"] == row["difference"]:
        change = text("difference")
        interval = f"{text('difference_low')} .. {text('difference_high')}"
    spread = f"{text('p05')} .. {text('p95')}"
    verdict = say(f"sim.verdict.{row['verdict']}", lang)
    return [row["scenario"], text("mean"), spread, change, interval, verdict]


def record(done: Sweep) -> dict[str, object]:
    """What was swept, for people and programs: fingerprints, seed, plans, counts."""
    from simulation.sweep_tasks import code_digest

    return {
        "date": date.today().isoformat(), "seed": done.seed, "replications": done.replications,
        "stopped": done.stopped, "blocks_kept": done.blocks_kept,
        "blocks_played": done.blocks_played, "code": code_digest(),
        "scenarios": [
            {"scenario": one.name, "inputs_fingerprint": one.fingerprint,
             "replications": one.done, "plan": one.plan,
             "outcome": None if one.outcome is None
             else one.outcome.relative_to(done.folder).as_posix()}
            for one in done.played
        ],
    }  # fmt: skip
