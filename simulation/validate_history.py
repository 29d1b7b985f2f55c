"""The history check: what the model matches of the documented past, and what it does not.

python -m simulation.validate_history docs/SIMULATION.md   renew the tables there; a test compares.
python -m simulation.validate_history                      print them.

The shipped world is played without a plan and with quiet macro paths (no tariff step, no shock,
wages rising alike everywhere), many times, every replication with its own draw of every assumption.
The draws nearest to the facts up to 2013 are kept (`simulation.history_fit`), and judged by the
facts from 2014 on.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata import shipped
from geodata.words import Lang, say
from scenarios.build import build_case
from scenarios.load import load_scenario
from simulation.history_facts import Fact, facts, parks_gain
from simulation.history_fit import Fit, fit, told
from simulation.inputs import Progress, build_inputs
from simulation.outcome import Outcome
from simulation.parameters import Parameters
from simulation.run import Stop, simulate

START, END = "<!-- generated: history -->\n", "<!-- end history -->"
REPLICATIONS = 3000
WAGE_GROWTH = 0.1
"""Of wages in 2010-2016, alike in both regions; only the gap between them matters here."""
WIDE = 4.0
"""A 90 % interval wider than so many tolerances says little, even where it holds the fact."""
Verdict = Literal["match", "wide", "no_match", "not_comparable"]


@dataclass(frozen=True, eq=False)
class History:
    """The check: table (one row per fact), informed (one row per parameter), outcome and fit."""

    table: pd.DataFrame
    informed: pd.DataFrame
    outcome: Outcome
    fitted: Fit


def quiet(parameters: Parameters) -> Parameters:
    """The assumptions with macro paths as in a year like any other."""
    still = {
        "export_demand": 1.0, "export_demand_sd": 0.0, "exchange": 1.0, "exchange_sd": 0.0,
        "tariff": 0.0, "tariff_sd": 0.0, "wage_growth_prd": WAGE_GROWTH,
        "wage_growth_ewn": WAGE_GROWTH,
    }  # fmt: skip
    macro = tuple(year.model_copy(update=still) for year in parameters.macro)
    return parameters.model_copy(update={"macro": macro})


def validate_history(
    parameters: Parameters | None = None,
    replications: int = REPLICATIONS,
    threads: int = 2,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> History:
    """Play the shipped world as it would be without a plan, fit, judge.  Raises SimulationError."""
    case = build_case(load_scenario("baseline"), shipped.shipped_world())
    inputs = build_inputs(case, None, quiet(parameters or Parameters()), progress=progress)
    outcome = simulate(inputs, replications, threads=threads, progress=progress, stop=stop)
    return judged(outcome)


def judged(outcome: Outcome) -> History:
    """Fit and table of an outcome that was played for the check.

    Columns of the table: fact, role, period, unit, observed, all_median, all_p05, all_p95 (of the
    assumptions as shipped), fitted_median, fitted_p05, fitted_p95, verdict (on the fitted model).
    """
    fitted = fit(outcome, facts())
    rows = []
    for fact in facts():
        figures = None if fact.measure is None else fact.measure(outcome)
        everything = middle(figures)
        kept = middle(None if figures is None else figures[fitted.kept])
        rows.append(
            (fact.name, fact.role, fact.period, fact.unit, fact.observed, *everything, *kept,
             verdict(fact, kept[1], kept[2]))
        )  # fmt: skip
    columns = ["fact", "role", "period", "unit", "observed", "all_median", "all_p05", "all_p95",
               "fitted_median", "fitted_p05", "fitted_p95", "verdict"]  # fmt: skip
    return History(pd.DataFrame(rows, columns=columns), told(outcome, fitted), outcome, fitted)


def middle(figures: npt.NDArray[np.float64] | None) -> tuple[float, float, float]:
    """Median and 90 % interval of the replications that have the figure; NaN if none has."""
    if figures is None or not np.isfinite(figures).any():
        return (np.nan, np.nan, np.nan)
    median, low, high = np.nanquantile(figures, (0.5, 0.05, 0.95))
    return (float(median), float(low), float(high))


def verdict(fact: Fact, low: float, high: float) -> Verdict:
    """Whether the 90 % interval low .. high holds the fact, and is narrow enough to mean it."""
    if fact.measure is None:
        return "not_comparable"
    if not low <= fact.observed <= high:
        return "no_match"
    return "match" if high - low <= WIDE * fact.tolerance else "wide"


def _figure(number: float, unit: str) -> str:
    if number != number:
        return "-"
    if unit == "share":
        return f"{number:.0%}"
    return f"{number:+.2f}" if unit == "pp_year" else f"{number:,.0f}"


def _unit(unit: str, lang: Lang) -> str:
    return "" if unit == "share" else " " + say(f"sim.history.unit.{unit}", lang)


def _band(median: float, low: float, high: float, unit: str) -> str:
    if median != median:
        return "-"
    low_text, high_text = _figure(low, unit), _figure(high, unit)
    return f"{_figure(median, unit)} [{low_text} .. {high_text}]"


def words_of(history: History, lang: Lang) -> pd.DataFrame:
    """The table in words: fact, period, use, documented, shipped, fitted, verdict, remark."""
    rows = []
    for row in history.table.to_dict("records"):
        unit = row["unit"]
        rows.append(
            (say(f"sim.history.fact.{row['fact']}", lang), row["period"],
             say(f"sim.history.role.{row['role']}", lang),
             _figure(row["observed"], unit) + _unit(unit, lang),
             _band(row["all_median"], row["all_p05"], row["all_p95"], unit),
             _band(row["fitted_median"], row["fitted_p05"], row["fitted_p95"], unit),
             say(f"sim.history.verdict.{row['verdict']}", lang),
             say(f"sim.history.note.{row['fact']}", lang))
        )  # fmt: skip
    heads = ("fact", "period", "role", "observed", "all", "fitted", "verdict", "note")
    return pd.DataFrame(rows, columns=[say(f"sim.history.head.{head}", lang) for head in heads])


def informed_words(history: History, lang: Lang) -> pd.DataFrame:
    """The parameters that the facts up to 2013 tell something about, before and after."""
    rows = [
        (say(f"sim.parameter.{row['name']}", lang),
         f"{row['all_median']:.3g} [{row['all_p05']:.3g} .. {row['all_p95']:.3g}]",
         f"{row['kept_median']:.3g} [{row['kept_p05']:.3g} .. {row['kept_p95']:.3g}]")
        for row in history.informed.to_dict("records") if row["informed"]
    ]  # fmt: skip
    heads = ("parameter", "before", "after")
    return pd.DataFrame(rows, columns=[say(f"sim.history.head.{head}", lang) for head in heads])


def lines_of(history: History, lang: Lang) -> list[str]:
    """What stands below the tables: how many draws, the parks' growth, what is not identified."""
    known = history.informed.loc[history.informed["informed"], "name"]
    unknown = len(history.informed) - len(known)
    parks = _band(*middle(parks_gain(history.outcome)), "pp_year")
    return [
        say("sim.history.method", lang, replications=len(history.outcome),
            kept=int(history.fitted.kept.sum())),
        say("sim.history.parks", lang, parks=parks),
        say("sim.history.unidentified", lang, unknown=unknown),
    ]  # fmt: skip


def markdown(history: History, lang: Lang = "en") -> str:
    """Both tables and the lines below them."""
    tables = (words_of(history, lang), informed_words(history, lang))
    parts = []
    for table in tables:
        lines = [list(table.columns), ["---"] * len(table.columns), *table.to_numpy().tolist()]
        parts.append("\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines))
    return "\n\n".join([parts[0], *lines_of(history, lang), parts[1]])


def renewed(text: str, history: History) -> str:
    """The document with its tables made anew.  Raises ValueError where the marks are missing."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError("the marks of the history tables are missing")
    return f"{before}{START}\n{markdown(history)}\n\n{END}{after}"


if __name__ == "__main__":
    checked = validate_history()
    if len(sys.argv) > 1:
        file = Path(sys.argv[1])
        file.write_text(renewed(file.read_text("utf-8"), checked), "utf-8")
    else:
        print(markdown(checked))
