"""Two folders of results compared: what differs in the inputs, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.errors import AppError
from app.outlook.record import PlayedRun
from geodata.words import Lang, known, say
from scenarios.describe import describe
from scenarios.diff import diff
from simulation.outcome import Outcome
from simulation.paired import paired_table
from simulation.parameters import SWITCHES, Parameters


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
        if self._plan_digest(self.a) != self._plan_digest(self.b):
            lines.append(say("compare.plans", lang, a=plans[0], b=plans[1]))
        lines += describe(self.inputs, lang, self.a.case.world)
        for row in self.assumptions.to_dict("records"):
            lines.append(say(
                "compare.assumption", lang, label=_assumption_label(str(row["name"]), lang),
                part=say(f"compare.part.{row['part']}", lang), a=row["a"], b=row["b"],
                by=row["changed_by"],
            ))  # fmt: skip
        return lines

    @staticmethod
    def _plan_digest(run: PlayedRun) -> str:
        """Of the pairings themselves: the same plan may be read from another file."""
        return "" if run.plan is None else run.plan.digest

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
