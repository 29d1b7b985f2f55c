"""Two folders of results compared: what differs in the inputs, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from app.charts.frame import Caption
from app.errors import AppError
from app.exports.sheet import Field, Sheet
from app.outlook.fields import column, figures, unit_column
from app.outlook.record import PlayedRun
from app.outlook.words import amount_text
from geodata.words import Lang, say
from scenarios.describe import describe
from scenarios.diff import diff
from simulation.indicators import ALL
from simulation.outcome import Outcome
from simulation.paired import paired_table
from simulation.parameters import SWITCHES, Parameters

FIGURES = {
    "a_mean": "a_mean", "b_mean": "b_mean", "difference_mean": "difference_mean",
    "difference_low": "difference_low", "difference_high": "difference_high",
    "difference_p05": "difference_p05", "difference_p95": "difference_p95",
    "unpaired_low": "unpaired_low", "unpaired_high": "unpaired_high",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Comparison:
    """B against A.

    table: `simulation.paired.paired_table`.  inputs: `scenarios.diff.diff` of the effective inputs.
    assumptions: DataFrame[name, part, a, b, changed_by] of parameters, switches and macro figures
    that differ.  other_data: the tables before any lever differ and the user wanted it so.
    """

    a: PlayedRun
    b: PlayedRun
    table: pd.DataFrame
    inputs: pd.DataFrame
    assumptions: pd.DataFrame
    other_data: bool
    synthetic: bool

    def differences(self, lang: Lang) -> list[str]:
        """Everything that differs in what went in, as sentences."""
        lines = []
        plans = [_plan_name(run, lang) for run in (self.a, self.b)]
        if plans[0] != plans[1] or self._other_plan():
            lines.append(say("compare.plans", lang, a=plans[0], b=plans[1]))
        lines += describe(self.inputs, lang, self.a.case.world)
        for row in self.assumptions.to_dict("records"):
            lines.append(say(
                "compare.assumption", lang, label=_assumption_label(str(row["name"]), lang),
                part=say(f"compare.part.{row['part']}", lang), a=row["a"], b=row["b"],
                by=row["changed_by"],
            ))  # fmt: skip
        return lines

    def _other_plan(self) -> bool:
        return self.a.record["plan"] != self.b.record["plan"]

    def caveats(self, lang: Lang) -> list[str]:
        """What a reader must know before quoting a difference."""
        lines = [say("export.word.demo", lang)] if self.synthetic else []
        if self.other_data:
            lines.append(say("compare.other_data", lang))
        asked = [run.record["replications"] for run in (self.a, self.b)]
        common = int(self.table["replications"].iloc[0])
        if max(asked) > common:
            lines.append(say("compare.common", lang, common=common, a=asked[0], b=asked[1]))
        return lines


def compare(a: PlayedRun, b: PlayedRun, *, other_data: bool = False) -> Comparison:
    """The comparison of two folders.

    other_data: compare also where the tables before any lever differ.  Raises AppError where they
    differ and that is not wanted, or where what varies between replications is not the same;
    SimulationError with every reason why the replications cannot be paired.
    """
    first, second = a.outcome, b.outcome
    table = paired_table(first, second)
    differ = a.record["data_fingerprint"] != b.record["data_fingerprint"]
    if differ and not other_data:
        stated = {"a": a.record["data_fingerprint"], "b": b.record["data_fingerprint"]}
        raise AppError("compare_other_data", **stated)
    assumed = a.parameters, b.parameters
    if assumed[0].uncertainty != assumed[1].uncertainty:
        kinds = {"a": assumed[0].uncertainty, "b": assumed[1].uncertainty}
        raise AppError("compare_uncertainty", **kinds)
    return Comparison(
        a, b, table, diff(a.case, b.case), assumptions_diff(*assumed), differ,
        _synthetic(first, second),
    )  # fmt: skip


def _synthetic(*outcomes: Outcome) -> bool:
    return any(outcome.synthetic for outcome in outcomes)


def assumptions_diff(a: Parameters, b: Parameters) -> pd.DataFrame:
    """DataFrame[name, part, a, b, changed_by]: what is assumed differently."""
    rows: list[tuple[str, str, Any, Any, str]] = []
    for name, before in a.settings.items():
        after = b.settings[name]
        by = after.changed_by if after.changed_by != "default" else before.changed_by
        for part in ("value", "low", "high"):
            old, new = getattr(before, part), getattr(after, part)
            if old != new:
                rows.append((name, part, old, new, by))
    for name in SWITCHES:
        if getattr(a, name) != getattr(b, name):
            rows.append((name, "switch", getattr(a, name), getattr(b, name), "user"))
    paths = [{year.year: year.model_dump() for year in one.macro} for one in (a, b)]
    for year in sorted({*paths[0], *paths[1]}):
        old_row, new_row = (path.get(year, {}) for path in paths)
        by = str(new_row.get("changed_by", old_row.get("changed_by", "")))
        for name in {**old_row, **new_row}:
            old, new = old_row.get(name), new_row.get(name)
            if name != "changed_by" and old != new:
                rows.append((f"macro_{name} {year}", "value", old, new, by))
    return pd.DataFrame(rows, columns=["name", "part", "a", "b", "changed_by"])


def _assumption_label(name: str, lang: Lang) -> str:
    from geodata.words import known

    head, _, year = name.partition(" ")
    for key in (f"sim.parameter.{head}", f"outlook.column.{head}", f"compare.switch.{head}"):
        if known(key):
            return f"{say(key, lang)} {year}".strip()
    return name


def _plan_name(run: PlayedRun, lang: Lang) -> str:
    plan = run.plan
    if plan is None:
        return say("outlook.what.no_plan", lang)
    return say("outlook.what.plan", lang, file=plan.file, pairings=f"{plan.pairings:,}")


def name_of(run: PlayedRun, lang: Lang) -> str:
    """Scenario and plan of a run in one line."""
    title = run.record["titles"][lang]
    return say("outlook.what.line", lang, scenario=title, plan=_plan_name(run, lang))


def paired_sheet(found: Comparison, lang: Lang) -> Sheet:
    """Every indicator and year: both means, difference with interval, verdict."""
    table = found.table
    fields: list[Field] = [
        column("indicator", (ALL[n].label(lang) for n in table["indicator"]), lang, width=30),
        column("year", table["year"], lang, "year", 8),
        unit_column(table["unit"], lang),
        column("better", (say(f"outlook.better.{b}", lang) for b in table["better"]), lang),
        *figures(table, FIGURES, lang, table["unit"].tolist(), 14),
        column("share_b_higher", table["share_b_higher"], lang, "share"),
        column("verdict", (say(f"sim.verdict.{v}", lang) for v in table["verdict"]), lang,
               width=16),
    ]  # fmt: skip
    lines = [*found.caveats(lang), *_heads(found, lang), say("compare.sheet_note", lang)]
    return Sheet(say("compare.sheet", lang), fields, lines)


def inputs_sheet(found: Comparison, lang: Lang) -> Sheet:
    """What differs in the inputs, sentence by sentence."""
    lines = found.differences(lang)
    fields = [column("difference", lines, lang, width=120)]
    return Sheet(say("compare.inputs_sheet", lang), fields, _heads(found, lang))


def _heads(found: Comparison, lang: Lang) -> list[str]:
    return [
        say("compare.run", lang, letter=letter, what=name_of(run, lang),
            replications=f"{run.record['replications']:,}", seed=run.record["seed"],
            case=run.record["case_fingerprint"], run=run.record["inputs_fingerprint"])
        for letter, run in (("A", found.a), ("B", found.b))
    ]  # fmt: skip


def shown(found: Comparison, lang: Lang, years: Sequence[int]) -> pd.DataFrame:
    """The table for the screen: in words, some years."""
    table = found.table[found.table["year"].isin(years)]
    rows = []
    for row in table.to_dict("records"):
        unit = str(row["unit"])
        low, high = (amount_text(row[f"difference_{end}"], unit, lang) for end in ("low", "high"))
        rows.append((
            ALL[str(row["indicator"])].label(lang), str(row["year"]),
            amount_text(row["a_mean"], unit, lang), amount_text(row["b_mean"], unit, lang),
            amount_text(row["difference_mean"], unit, lang),
            say("compare.interval", lang, low=low, high=high),
            say(f"sim.verdict.{row['verdict']}", lang),
        ))  # fmt: skip
    keys = ("indicator", "year", "a_mean", "b_mean", "difference_mean", "interval", "verdict")
    heads = [say(f"outlook.column.{key}", lang) for key in keys]
    return pd.DataFrame(rows, columns=heads, dtype=object)


def write_comparison(found: Comparison, folder: Path, lang: Lang, day: date) -> list[Path]:
    """Write comparison.xlsx, comparison.csv and the charts into `folder`, all or none.

    Raises FolderBusy if an old file cannot be replaced, OSError if the disk refuses.
    """
    import shutil
    import tempfile

    from app.charts import differences
    from app.charts.frame import drawing, save
    from app.exports.csv import write_csv
    from app.exports.pack import FolderBusy, swap_in
    from app.exports.xlsx import write_workbook

    folder.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        sheet = paired_sheet(found, lang)
        names = ["comparison.csv", "comparison.xlsx"]
        write_csv(sheet, new / names[0])
        write_workbook([sheet, inputs_sheet(found, lang)], new / names[1], lang)
        caption = _caption(found, lang, day)
        (new / "charts").mkdir()
        with drawing():
            for year in milestones(found):
                figure = differences.draw(found.table, year, caption)
                paths = save(figure, new / "charts", f"differences-{year}", "compare")
                names += [f"charts/{path.name}" for path in paths]
            figure = differences.draw_years(found.table, "processing_share", caption)
            paths = save(figure, new / "charts", "difference-processing_share", "compare")
            names += [f"charts/{path.name}" for path in paths]
        swap_in(new, folder, names)
    except FolderBusy:
        raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return [folder / name for name in names]


def milestones(found: Comparison) -> tuple[int, ...]:
    """The goal's year, where it is played, and the last year."""
    years = sorted(int(year) for year in found.table["year"].unique())
    goal = ALL["processing_share"].goal
    marked = [goal[0]] if goal is not None and goal[0] in years else []
    return tuple(dict.fromkeys([*marked, years[-1]]))


def _caption(found: Comparison, lang: Lang, day: date) -> Caption:
    what = say("compare.what", lang, a=name_of(found.a, lang), b=name_of(found.b, lang))
    notes = say(
        "compare.notes", lang, replications=f"{int(found.table['replications'].iloc[0]):,}",
        seed=found.a.record["seed"], a=found.a.record["inputs_fingerprint"],
        b=found.b.record["inputs_fingerprint"], date=day.isoformat(),
    )  # fmt: skip
    return Caption(lang, what, notes, found.synthetic)
