"""Speed of playing plans forward, and what the same model costs in other forms.

Figures, each with a baseline measured in the same run:

- `seconds_1000`: 1,000 replications on two threads, accounts included; baseline one thread.
- `ratio_python`: CPU time per replication and core of the same rules as a Mesa model whose choice
  is written in plain Python, over the engine's; the fate of every enterprise is compared and must
  be the same.
- `ratio_numpy`: likewise, with the row of alternatives as numpy expressions.
- `lever_s`: one lever changed, 200 paired replications, inputs built anew; baseline the same with
  nothing kept from the run before (both runs).
- `tornado_s`: ten levers, low and high, 200 paired replications each; baseline the plain count of
  replications times the time of one.
- `replications_to_0.05pp`: paired replications until two plans are told apart to +-0.05 percentage
  points of the 2020 share; baseline unpaired replications.
- `peak_mb`: highest resident memory; baseline matrices over enterprise, park and year.

Every case runs in a process of its own, so that peaks do not mix.  The plan is a stand-in (the best
industry fit, then the shortest trip), not an optimised one: solving is another benchmark.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks.common import MB, Case, Figure, arguments, peak_mb, show, timed

CASES = ("3000x90x5", "30000x100x5")
SMOKE = ("200x40x5",)
FULL, SMALL = 1000, 40
PAIRED = 200
GOAL_YEAR, HALF_WIDTH = 2020, 0.0005
TWIN_LARGEST = 5_000
"""Largest number of enterprises for which the slow twins are timed."""
LEVERS: tuple[tuple[str, dict[str, float], dict[str, float]], ...] = (
    ("land_floor", {"land_floor_share": 1.0}, {"land_floor_share": 0.4}),
    ("support", {"support_rate_in": 0.0}, {"support_rate_in": 0.06}),
)
BEHAVIOUR: tuple[tuple[str, float, float], ...] = (
    ("plant_rent_factor", 2.0, 0.5),
    ("direct_power_yuan_per_kwh", 0.0, 0.1),
    ("equipment_award_share", 0.0, 0.3),
    ("training_wan_yuan_per_job", 0.0, 0.5),
    ("fast_lane", 0.0, 1.0),
    ("fiscal_share", 0.0, 0.6),
    ("quota_growth", -0.2, 0.2),
    ("duty_effort", 0.0, 1.0),
)


def stand_in_plan(world, inputs, step: int = 1) -> pd.DataFrame:
    """Half of the enterprises, each to a park of best fit and short trip; years in turn."""
    a = inputs.arrays
    score = a.fit[a.division] - 0.5 * a.log_hours
    open_bits = (a.code & np.uint32(0b11)) == 0b11
    score = np.where(open_bits, -np.inf, score)
    rows = np.arange(0, len(inputs.enterprise_id), 2)
    best = np.argsort(-score[rows], axis=1)[:, step - 1]
    return pd.DataFrame(
        {
            "enterprise_id": [inputs.enterprise_id[i] for i in rows],
            "park_id": [inputs.park_id[p] for p in best],
            "year": [float(world.years[k % len(world.years)]) for k in range(len(rows))],
            "tenure": "land",
        }
    )


def engine_seconds(inputs, replications: int, threads: int) -> float:
    """Wall seconds of the replications."""
    from simulation.run import simulate

    started = time.perf_counter()
    simulate(inputs, replications, threads=threads)
    return time.perf_counter() - started


def twin_ratios(name: str, inputs) -> list[Figure]:
    """CPU time of the Mesa twins over that of the engine; raises where a fate differs."""
    from benchmarks.simulation_twin import play_twin
    from simulation.run import play

    numbers = np.arange(20, dtype=np.int64)
    started = time.thread_time()
    play(inputs, numbers, inputs.seed)
    engine = (time.thread_time() - started) / len(numbers)
    figures = []
    for kind in ("python", "numpy"):
        spent = []
        for number in range(2):
            started = time.thread_time()
            fates = play_twin(inputs, number, kind)
            spent.append(time.thread_time() - started)
            outcome = play(inputs, np.array([number], dtype=np.int64), inputs.seed)
            if fates != outcome.fates.argmax(axis=1).tolist():
                raise SystemExit(f"{kind} twin and engine disagree about replication {number}")
        twin = float(np.mean(spent))
        figures.append(
            Figure(name, f"ratio_{kind}", twin / engine, "x",
                   f"Mesa model, choice in {kind} ({twin * 1e3:.0f} ms a replication), engine "
                   f"{engine * 1e3:.2f} ms; fates of {len(inputs.enterprise_id)} firms equal",
                   twin / engine)
        )  # fmt: skip
    return figures


def settings_of(case) -> list[object]:
    """The case with each of ten levers at its low and its high end."""
    cases: list[object] = []
    for _, low, high in LEVERS:
        cases += [replace(case, policy=case.policy.model_copy(update=end)) for end in (low, high)]
    for field, low_end, high_end in BEHAVIOUR:
        for end in (low_end, high_end):
            behaviour = case.policy.behaviour.model_copy(update={field: end})
            policy = case.policy.model_copy(update={"behaviour": behaviour})
            cases.append(replace(case, policy=policy))
    return cases


def replications_needed(difference: np.ndarray) -> int:
    """Replications until the 95 % interval of the mean difference is +-HALF_WIDTH, at least two."""
    return max(2, math.ceil((1.96 * float(difference.std(ddof=1)) / HALF_WIDTH) ** 2))


def measure(size: Case, seed: int, smoke: bool) -> list[Figure]:
    """All figures of one case, in this process."""
    from geodata.synth import synth_world
    from matching.legs import measure_legs
    from scenarios.case import Case as PlanningCase
    from simulation import indicators
    from simulation.inputs import build_inputs
    from simulation.run import simulate, warm_up

    name, replications = str(size), SMALL if smoke else FULL
    paired = SMALL if smoke else PAIRED
    world = synth_world(size.enterprises, size.parks, size.years, seed)
    case = PlanningCase(world, scenario="benchmark", seed=seed)
    legs = measure_legs(world)
    empty = build_inputs(case, None, None, legs)
    plan = stand_in_plan(world, empty)
    inputs = build_inputs(case, plan, None, legs)
    warm_up(inputs, lambda stage, done, detail: None)
    two = engine_seconds(inputs, replications, 2)
    one = engine_seconds(inputs, max(1, replications // 10), 1) * 10
    scale = FULL / replications
    figures = [
        Figure(
            name, "seconds_1000", two * scale, "s", f"one thread ({one * scale:.2f} s)", two / one
        )
    ]
    if size.enterprises <= TWIN_LARGEST:
        figures += twin_ratios(name, inputs)
        base = simulate(inputs, paired)
        with timed() as lever:
            changed = build_inputs(settings_of(case)[5], plan, None, legs)  # type: ignore[arg-type]
            simulate(changed, paired)
        with timed() as both:
            simulate(build_inputs(case, plan, None, legs), paired)
            simulate(build_inputs(settings_of(case)[5], plan, None, legs), paired)  # type: ignore[arg-type]
        figures.append(
            Figure(name, "lever_s", lever.seconds, "s",
                   f"both runs made anew ({both.seconds:.2f} s)", lever.seconds / both.seconds)
        )  # fmt: skip
        with timed() as tornado:
            for setting in settings_of(case):
                simulate(build_inputs(setting, plan, None, legs), paired)  # type: ignore[arg-type]
        plain = 20 * paired * two / replications
        figures.append(
            Figure(name, "tornado_s", tornado.seconds, "s",
                   f"20 runs x {paired} replications, nothing else ({plain:.2f} s)",
                   tornado.seconds / plain)
        )  # fmt: skip
        share = indicators.ALL["processing_share"].values
        year = inputs.years.index(GOAL_YEAR)
        lanes = case.policy.behaviour.model_copy(update={"equipment_award_share": 0.15})
        award = replace(case, policy=case.policy.model_copy(update={"behaviour": lanes}))
        other = simulate(build_inputs(award, plan, None, legs), paired)
        a, b = share(base)[:, year], share(other)[:, year]
        together, apart = replications_needed(b - a), replications_needed(b - np.roll(a, 1))
        figures.append(
            Figure(name, "replications_to_0.05pp", together, "replications",
                   f"unpaired ({apart:,} replications)", together / apart)
        )  # fmt: skip
    matrices = size.enterprises * size.parks * len(inputs.years) * 4 * 3 / MB
    peak = peak_mb()
    figures.append(
        Figure(name, "peak_mb", peak, "MB",
               f"three float32 matrices over firm, park and year ({matrices:.0f} MB)",
               peak / matrices)
    )  # fmt: skip
    return figures


def main(argv: Sequence[str] | None = None) -> None:
    """Run the cases; several cases each in a process of their own."""
    options = arguments(__doc__ or "", argv, cases=CASES, smoke=SMOKE)
    if len(options.cases) == 1:
        for figure in measure(options.cases[0], options.seed, options.smoke):
            show(figure, as_json=options.json)
        return
    for case in options.cases:
        command = [sys.executable, "-m", "benchmarks.simulation", "--case", str(case)]
        command += ["--seed", str(options.seed)]
        command += ["--smoke"] if options.smoke else []
        subprocess.run(command + (["--json"] if options.json else []), check=True)


if __name__ == "__main__":
    main()
