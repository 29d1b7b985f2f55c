"""The jobs of a sweep from scenario names, tables and plans; its tables on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.exports.sheet import Field, Sheet
from app.inputs import Inputs
from app.job import Blocked, Progress
from geodata.findings import blockers
from geodata.words import Lang, say

if TYPE_CHECKING:
    import pandas as pd

    from matching.match import Settings
    from simulation.parameters import Parameters
    from simulation.sweep import Job, Sweep

FILES = ("sweep.csv", "sweep.xlsx", "sweep.json")
SHARES = ("share",)
CODES = ("scenario", "indicator", "unit")
HEADLINE = ("processing_share", "ewn_jobs", "ewn_output", "public_money", "lost_province")
"""Indicators in the table that is printed; the files hold all of them."""


def plans_of(words: Sequence[str], names: Sequence[str]) -> dict[str, Path]:
    """Scenario -> plan file from "FILE" (for every scenario) and "SCENARIO=FILE".

    Raises AppError for a scenario that is not swept, one that is named twice, or no such file.
    """
    plans: dict[str, Path] = {}
    for word in words:
        name, separator, file = word.partition("=")
        whole = Path(word)
        if not separator or (name not in names and whole.is_file()):
            targets, path = list(names), whole
        elif name in names:
            targets, path = [name], Path(file)
        else:
            raise AppError("sweep_plan_name", value=name, known=", ".join(names))
        if not path.is_file():
            raise AppError("no_file", file=path)
        for target in targets:
            if target in plans:
                raise AppError("sweep_plan_twice", value=target)
            plans[target] = path
    return plans


def make_jobs(
    scenarios: Sequence[str],
    inputs: Inputs,
    plans: Sequence[str],
    solve: Settings | None,
    parameters: Parameters | None,
    tell: Progress,
) -> list[Job]:
    """One job per scenario; the tables are loaded once.

    Raises Blocked for tables with blockers, ScenarioError, AppError.
    """
    from app.exports.reread import read_placements
    from scenarios.build import build_case
    from scenarios.load import load_scenario
    from simulation.sweep import Job

    loaded = [load_scenario(name) for name in scenarios]
    names = [one.name for one in loaded]
    given = plans_of(plans, names)
    tell("load", None, "")
    world = inputs.world(tell)
    if blockers(world.findings):
        raise Blocked(world.findings)
    return [
        Job(
            one.name,
            build_case(one, world),
            read_placements(given[one.name]) if one.name in given else None,
            solve,
            parameters,
        )
        for one in loaded
    ]


def write_tables(done: Sweep, table: pd.DataFrame, lang: Lang, lines: Sequence[str]) -> list[Path]:
    """sweep.csv, sweep.xlsx and sweep.json into the sweep's folder; the old ones are replaced."""
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
    fields = []
    for column in shown:
        kind = "text" if column in CODES else "fine"
        kind = {"year": "year", "replications": "whole", "goal_met_share": "share"}.get(
            str(column), kind
        )
        header = say(f"cli.sweep.column.{column}", lang)
        fields.append(Field(str(column), header, kind, shown[column], width=14.0))  # type: ignore[arg-type]
    return Sheet(say("cli.sweep.sheet", lang), fields, lines)


def printed(table: pd.DataFrame, lang: Lang) -> Iterator[tuple[str, pd.DataFrame]]:
    """Title and table of each headline indicator, in the goal's year (else the last)."""
    import pandas as pd

    from simulation import indicators

    goal = indicators.ALL["processing_share"].goal
    years = sorted(table["year"].unique())
    year = goal[0] if goal is not None and goal[0] in years else years[-1]
    for name in HEADLINE:
        rows = []
        chosen = table[(table["indicator"] == name) & (table["year"] == year)]
        share = chosen["unit"].iloc[0] in SHARES
        for row in chosen.to_dict("records"):
            change = low = "-"
            if row["difference"] == row["difference"]:
                change = figure(row["difference"], share)
                low = f"{figure(row['difference_low'], share)} .. " + figure(
                    row["difference_high"], share
                )
            spread = f"{figure(row['p05'], share)} .. {figure(row['p95'], share)}"
            line = [row["scenario"], figure(row["mean"], share), spread, change, low]
            met = row["goal_met_share"]
            rows.append([*line, f"{met:.0%}"] if met == met else line)
        heads = ["scenario", "mean", "spread", "difference", "interval", "goal_met_share"]
        columns = [say(f"cli.sweep.column.{head}", lang) for head in heads[: len(rows[0])]]
        unit = say(f"sim.unit.{chosen['unit'].iloc[0]}", lang)
        title = say(
            "cli.sweep.title", lang, indicator=indicators.ALL[name].label(lang), year=year,
            unit=unit,
        )  # fmt: skip
        yield title, pd.DataFrame(rows, columns=columns)


def figure(value: object, share: bool) -> str:
    """A share in percent, other figures with thousands marked."""
    return f"{float(value):.2%}" if share else f"{float(value):,.0f}"  # type: ignore[arg-type]


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
