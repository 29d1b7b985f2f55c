"""`doubletransfer worth`: what one unit more of a limit gains, and what a given change does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd
import typer

from app import job, options
from app.console import BAD_INPUT, NO_PLAN, Speaker
from app.errors import AppError
from app.input_options import reads_inputs
from app.inputs import SHIPPED, Inputs
from app.options import LangChoice

if TYPE_CHECKING:
    from geodata.words import Lang
    from matching.rows import Rows
    from matching.worth import Prices, Worth

Change = tuple[str, float]
ABREAST = 2
"""Changes shown side by side: names of limits are long."""
Limits = Annotated[
    list[str] | None, typer.Option("--limit", help="cli.option.limit", metavar="NAME")
]
Deltas = Annotated[
    list[float] | None, typer.Option("--delta", help="cli.option.delta", metavar="CHANGE")
]
Most = Annotated[int, typer.Option("--most", min=1, help="cli.option.most_limits")]


@reads_inputs
def worth(
    scenario: Annotated[str, typer.Argument(help="cli.argument.scenario")],
    limit: Limits = None,
    delta: Deltas = None,
    most: Most = 20,
    inputs: Inputs = SHIPPED,
    seconds: options.Seconds = 60.0,
    gap: options.Gap = 0.01,
    seed: options.Seed = None,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Solve a scenario, price its limits, and re-solve for each change asked for."""
    changes = paired(limit or [], delta or [])
    search = job.Search(seconds, gap, seed=seed)
    run(scenario, inputs, search, changes, most, Speaker(lang.value, as_json=as_json))


def paired(limits: list[str], deltas: list[float]) -> list[Change]:
    """Each limit with its change.  Raises AppError unless there are as many of both, none 0."""
    if len(limits) != len(deltas):
        raise AppError("worth_pairs", limits=len(limits), deltas=len(deltas))
    if any(not np.isfinite(delta) or delta == 0 for delta in deltas):
        raise AppError("worth_no_change", values=", ".join(f"{delta:g}" for delta in deltas))
    return list(zip(limits, deltas, strict=True))


def run(
    name: str, inputs: Inputs, search: job.Search, changes: list[Change], most: int,
    speaker: Speaker,
) -> None:  # fmt: skip
    """Load, solve, price and tell.  Raises AppError for wrong limits, typer.Exit as `console`."""
    from matching.api import Prices, Session, build_problem, rows_of
    from matching.stopping import Clock, interruptible
    from scenarios.load import load_scenario

    scenario = load_scenario(name)
    try:
        with speaker.progress() as tell, interruptible(None) as asked:
            tell("load", None, "")
            case = job.make_case(scenario, inputs, tell)
            problem = build_problem(case, tell)
            rows = rows_of(problem)
            _check(rows, changes)
            session = Session(
                problem, rows, gap=search.gap,
                seed=case.seed if search.seed is None else search.seed,
                tell=lambda stage, best, bound: tell(stage, None, _news(best, bound)),
            )  # fmt: skip
            answer = session.solve(Clock(search.seconds, asked))
            if answer.found:
                tell("prices", None, "")
                prices = Prices(session, Clock(search.seconds, asked))
                found = [prices.worth(limit, delta, Clock(search.seconds, asked))
                         for limit, delta in changes]  # fmt: skip
    except job.Blocked as blocked:
        speaker.findings(blocked.findings)
        raise typer.Exit(BAD_INPUT) from None
    if not answer.found:
        speaker.say("cli.worth.no_plan")
        speaker.json({"status": "no_plan", "scenario": name})
        raise typer.Exit(NO_PLAN)
    table = prices.table(most)
    speaker.say(
        "cli.worth.solved", scenario=scenario.title(speaker.lang), pairings=len(answer.e),
        objective=f"{session.engine.value:,.1f}", bound=f"{answer.bound:,.1f}",
    )  # fmt: skip
    speaker.say("cli.worth.exact" if prices.exact else "cli.worth.near")
    if found:
        for at in range(0, len(found), ABREAST):
            speaker.table(changes_shown(found[at : at + ABREAST], speaker.lang))
        speaker.say("cli.worth.reading")
    else:
        speaker.table(prices_shown(table, speaker.lang))
        speaker.say("cli.worth.signs")
    speaker.json(_document(name, session.engine.value, answer.bound, prices, table, found))


def _check(rows: Rows, changes: list[Change]) -> None:
    """Raise AppError for the first limit that is not there or would fall below 0."""
    from matching.limit_names import BelowZero, UnknownLimit, rows_named, with_change

    for limit, delta in changes:
        try:
            with_change(rows, rows_named(rows, limit), delta)
        except UnknownLimit as unknown:
            near = ", ".join(unknown.near) or "-"
            raise AppError("unknown_limit", value=limit, near=near) from None
        except BelowZero as below:
            raise AppError(
                "limit_below_zero", value=below.name, delta=f"{delta:g}", least=f"{below.least:g}"
            ) from None


def changes_shown(found: list[Worth], lang: Lang) -> pd.DataFrame:
    """One column per change, labels and figures as a planner reads them."""
    from geodata.words import say

    lines = [
        {
            "limit": w.name,
            "delta": f"{w.delta:+,g} {say(f'unit.{w.unit}', lang)}",
            "price": f"{w.price_points:.4g}",
            "price_after": f"{w.price_after_points:.4g}",
            "holds": _holds(w.low, w.high),
            "bound_change": f"{w.bound_points:+,.3f}",
            "plan_change": "-" if np.isnan(w.plan_points) else f"{w.plan_points:+,.3f}",
            "sure": say("cli.worth.sure" if w.plan_is_sure else "cli.worth.chance", lang,
                        noise=f"{w.noise_points:,.3f}"),
        }
        for w in found
    ]  # fmt: skip
    shown = _headed(pd.DataFrame(lines), lang).T
    shown.columns = [str(limit) for limit in shown.iloc[0]]
    return shown.iloc[1:].reset_index(names=str(shown.index[0]))


def prices_shown(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The limits worth most, headers and figures as a planner reads them."""
    from geodata.words import say

    shown = pd.DataFrame(
        {
            "limit": table["name"],
            "bound": [f"{sense} {bound:,.6g} {say(f'unit.{unit}', lang)}"
                      for sense, bound, unit in
                      zip(table["sense"], table["bound"], table["unit"], strict=True)],
            "price": [f"{price:.4g}" for price in table["price_points"]],
            "holds": [_holds(low, high) for low, high in
                      zip(table["change_low"], table["change_high"], strict=True)],
            "whole": [f"{whole:,.2f}" for whole in table["whole_points"]],
        }
    )  # fmt: skip
    return _headed(shown, lang)


def _headed(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    from geodata.words import say

    return frame.rename(columns={c: say(f"cli.worth.head.{c}", lang) for c in frame.columns})


def _holds(low: float, high: float) -> str:
    if np.isnan(low):
        return "-"
    return " … ".join("∞" if np.isinf(end) else f"{end:+,.4g}" for end in (low, high))


def _news(best: float | None, bound: float | None) -> str:
    parts = [] if best is None else [f"{best:,.2f}"]
    return " ".join(parts if bound is None else [*parts, f"<= {bound:,.2f}"])


def _document(
    name: str, objective: float, bound: float, prices: Prices, table: pd.DataFrame,
    found: list[Worth],
) -> dict[str, Any]:  # fmt: skip
    """The machine's answer; infinite and unknown figures are null."""
    keys = (
        "name", "rows", "unit", "sense", "bound", "delta", "price_points", "price_after_points",
        "low", "high", "bound_points", "plan_points", "noise_points", "plan_is_sure", "exact",
    )  # fmt: skip
    return {
        "status": "solved", "scenario": name, "objective": objective, "bound": bound,
        "exact_prices": prices.exact,
        "limits": [{k: _plain(v) for k, v in line.items()} for line in table.to_dict("records")],
        "changes": [{key: _plain(getattr(w, key)) for key in keys} for w in found],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value
