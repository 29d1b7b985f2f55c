"""Seconds to prove a plan's bound again and to write the reasons of every enterprise.

Figures, each with a baseline measured in the same run on at most SAMPLE enterprises or moves and
scaled up to all of them:

- `certificate_s`: one pass of `matching.proof.prove` over all placements at the plan's own prices;
  baseline: the same sum placement by placement from explicit coefficients (`Rows.triplets`), the
  way a sparse model would be priced.
- `explain_s`: all tables of reasons (terms, runner-ups, all limits in the way, unmatched); baseline
  a plain loop over the enterprises, one pandas row at a time, that finds the two best other parks
  and tries each move against every row.
- `agreement`: largest difference between the fast tables and the plain loop on the sample (points
  of loss, amounts lacking); 0 within rounding, else the run stops.
- `peak_mb`: highest resident memory, beside the explicit table of placements in float64.

The plan comes from `match_problem`; its search is not part of any figure.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.common import MB, Case, Figure, peak_mb, run_cases, timed
from matching.problem import Problem
from matching.rows import Rows

CASES = ("3000x90x5", "30000x100x5")
SMOKE = ("200x40x5",)
SOLVE_SECONDS = 30.0
SAMPLE = 100
CLOSE = 1e-6


def plain_bound_seconds(problem: Problem, rows: Rows, lam: np.ndarray) -> float:
    """Seconds for the sum over a sample with explicit coefficients, scaled to all enterprises."""
    sample = np.arange(min(SAMPLE, problem.shape[0]))
    with timed() as plain:
        placements = problem.placements(sample)
        row, position, value = rows.triplets(placements.e, placements.p, placements.t, placements.m)
        reduced = placements.score.copy()
        np.subtract.at(reduced, position, lam[row] * value)
        best = np.zeros(problem.shape[0])
        np.maximum.at(best, placements.e, reduced)
    return plain.seconds * problem.shape[0] / max(1, len(sample))


def plain_reasons(
    problem: Problem, rows: Rows, placements: pd.DataFrame
) -> tuple[float, dict[tuple[str, int], tuple[float, float]]]:
    """Seconds for a plain loop over a sample of pairings, and what it found.

    Returns (seconds per pairing, (enterprise_id, rank) -> (loss without soft rows but with what
    chains lose, sum lacking)).
    """
    park = {name: i for i, name in enumerate(problem.park_id)}
    firm = {name: i for i, name in enumerate(problem.enterprise_id)}
    tenure = {"land": 0, "plant": 1}

    def axes(table: pd.DataFrame) -> tuple[np.ndarray, ...]:
        return (
            table["enterprise_id"].map(firm).to_numpy(), table["park_id"].map(park).to_numpy(),
            table["year"].to_numpy() - problem.years[0], table["tenure"].map(tenure).to_numpy(),
        )  # fmt: skip

    used = rows.use(*axes(placements))
    where = dict(zip(*axes(placements)[:2], strict=True))

    def chain_points(e: int, p: int) -> float:
        """Points that chains add if e stands in park p and all others where they are."""
        chains = problem.chains
        if chains is None:
            return 0.0
        points = 0.0
        if int(chains.lead[e]) in where:
            points += chains.bonus[e] * chains.closeness[p, where[int(chains.lead[e])]]
        for f in np.flatnonzero(chains.lead == e).tolist():
            if f in where:
                points += chains.bonus[f] * chains.closeness[where[f], p]
        return float(points)

    hard = np.isinf(rows.price)
    found = {}
    sample = placements.head(SAMPLE)
    with timed() as plain:
        for _, line in sample.iterrows():
            own = axes(line.to_frame().T)
            e = own[0].astype(np.int64)
            own = (e, *(axis.astype(np.int64) for axis in own[1:]))
            options = problem.placements(e)
            table = pd.DataFrame(
                {"p": options.p, "t": options.t, "m": options.m, "score": options.score}
            )
            table["score"] += table["p"].map(lambda p, e=int(e[0]): chain_points(e, p))
            others = table[table["p"] != own[1][0]]
            best = others.loc[others.groupby("p")["score"].idxmax()].nlargest(2, "score")
            without = used - rows.use(*own)
            for rank, (_, choice) in enumerate(best.iterrows(), start=1):
                spot = (e, *(np.array([int(choice[axis])]) for axis in "ptm"))
                over = rows.excess(without + rows.use(*spot)) - rows.excess(used)
                over = np.where(hard & (over > rows.tolerance()), over, 0.0)
                own_points = problem.score_at(*own)[0] + chain_points(int(e[0]), int(own[1][0]))
                loss = float(own_points - choice["score"])
                found[line["enterprise_id"], rank] = (loss, float(over.sum()))
    return plain.seconds / max(1, len(sample)), found


def measure(case: Case, seed: int, seconds: float) -> list[Figure]:
    """All figures of one case, in this process."""
    from geodata.synth import synth_world
    from matching.answer import Answer
    from matching.api import Settings, build_problem, match_problem, prove, rows_of
    from matching.cells import positions
    from matching.certificate import prices_of
    from matching.problem import TENURES
    from matching.report import plan_tables
    from scenarios.case import Case as PlanningCase

    name = str(case)
    world = synth_world(case.enterprises, case.parks, case.years, seed)
    problem = build_problem(PlanningCase(world, scenario="benchmark", seed=seed))
    rows = rows_of(problem)
    plan = match_problem(problem, Settings(seconds=seconds, seed=seed, method="heuristic"))
    if plan.certificate is None:
        raise SystemExit(f"{name}: no plan to explain, {plan.status}")
    lam, _ = prices_of(rows, plan.certificate.prices)
    placed = plan.placements
    answer = Answer(
        positions(placed["enterprise_id"].tolist(), problem.enterprise_id),
        positions(placed["park_id"].tolist(), problem.park_id),
        positions(placed["year"].tolist(), problem.years),
        positions(placed["tenure"].tolist(), TENURES),
        found=True, shadow=lam,
    )  # fmt: skip

    with timed() as proving:
        proof = prove(problem, rows, lam)
    if not abs(proof.bound - plan.certificate.bound) <= CLOSE * abs(proof.bound):
        raise SystemExit(f"{name}: {proof.bound} is not the certificate's bound")
    plain = plain_bound_seconds(problem, rows, lam)
    figures = [
        Figure(name, "certificate_s", proving.seconds, "s",
               f"explicit coefficients, scaled from {SAMPLE} enterprises ({plain:.1f} s)",
               proving.seconds / plain)
    ]  # fmt: skip

    with timed() as explaining:
        tables = plan_tables(problem, rows, answer)
    each, found = plain_reasons(problem, rows, tables["placements"])
    plain = each * case.enterprises
    figures.append(
        Figure(name, "explain_s", explaining.seconds, "s",
               f"pandas loop, scaled from {SAMPLE} pairings ({plain:.1f} s)",
               explaining.seconds / plain)
    )  # fmt: skip
    figures.append(Figure(name, "agreement", _agreement(tables, found), "points or units"))
    explicit = float(np.prod(problem.shape)) * 8 / MB
    peak = peak_mb()
    figures.append(
        Figure(name, "peak_mb", peak, "MB", f"one float64 per placement ({explicit:.0f} MB)",
               peak / explicit)
    )  # fmt: skip
    return figures


def _agreement(
    tables: dict[str, pd.DataFrame], found: dict[tuple[str, int], tuple[float, float]]
) -> float:
    """Largest relative difference between the tables and the plain loop; stops if it is large."""
    keys = ["enterprise_id", "rank"]
    lines = tables["alternatives"].set_index(keys)
    losses = (lines["loss_points"] - lines["soft_points"]).to_dict()
    lacking = tables["obstacles"].groupby(keys)["lacking"].sum().to_dict()
    worst = 0.0
    for key, (loss, missing) in found.items():
        stated, told = losses[key], lacking.get(key, 0.0)
        worst = max(worst, abs(stated - loss), abs(told - missing) / max(1.0, missing))
    if worst > CLOSE:
        raise SystemExit(f"the tables and the plain loop differ by {worst}")
    return worst


def main(argv: Sequence[str] | None = None) -> None:
    """Run the cases."""
    run_cases("benchmarks.explain", __doc__ or "", argv, cases=CASES, smoke=SMOKE,
              solve_seconds=SOLVE_SECONDS, measure=measure)  # fmt: skip


if __name__ == "__main__":
    main()
