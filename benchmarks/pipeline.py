"""Stage times and memory of the main job, from tables on disk to the exports.

Figures, each a ratio to a baseline measured in the same run:

- `load_s`: read, recognise, check every table from CSV; baseline `pandas.read_csv` of
  the same files.
- `problem_s`: roads, eligibility, all terms, limits and one full pass over all scores; baseline the
  plain way, a pandas cross join of enterprises, parks and years with a single term (great-circle
  distance), timed on at most 1,000 enterprises and scaled up.
- `exports_s`: all files of the meeting pack; baseline `DataFrame.to_excel` (openpyxl) of
  the pairings.
- `peak_mb`: highest resident memory of the whole job; baseline the explicit table of placements,
  four keys and thirteen terms, in float64.

Every case runs in a process of its own, so that peaks do not mix.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.common import MB, Case, Figure, peak_mb, run_cases, timed
from geodata.world import World

CASES = ("200x40x5", "3000x90x5", "30000x100x5")
SMOKE = ("200x40x5",)
SOLVE_SECONDS = 20.0
CHUNK = 1024
PLAIN_MOST_ENTERPRISES = 1_000
EXPLICIT_COLUMNS = 16


def write_tables(case: Case, seed: int, folder: Path) -> list[Path]:
    """The synthetic world's own tables as CSV files, as a user would bring them."""
    from geodata.synth import synth_world

    world = synth_world(case.enterprises, case.parks, case.years, seed)
    files = []
    for name in ("enterprises", "parks", "park_supply", "city_quotas", "duties", "links"):
        file = folder / f"{name}.csv"
        world[name].drop(columns=["source_row"]).to_csv(file, index=False, encoding="utf-8-sig")
        files.append(file)
    return files


def cross_join_seconds(world: World, case: Case) -> float:
    """Seconds that a pandas cross join with one term takes, scaled up to all enterprises."""
    few = min(case.enterprises, PLAIN_MOST_ENTERPRISES)
    firms = world["enterprises"][["enterprise_id", "lon", "lat"]].head(few)
    parks = world["parks"][["park_id", "lon", "lat"]]
    years = pd.DataFrame({"year": world.years})
    with timed() as join:
        table = firms.merge(parks, how="cross", suffixes=("", "_park")).merge(years, how="cross")
        north, east = np.radians(table["lat"]), np.radians(table["lon"])
        north_park, east_park = np.radians(table["lat_park"]), np.radians(table["lon_park"])
        chord = (
            np.sin((north - north_park) / 2) ** 2
            + np.cos(north) * np.cos(north_park) * np.sin((east - east_park) / 2) ** 2
        )
        table["score"] = np.exp(-2 * 6371 * np.arcsin(np.sqrt(chord)) / 200)
    return join.seconds * case.enterprises / few


def measure(case: Case, seed: int, seconds: float) -> list[Figure]:
    """All figures of one case, in this process."""
    from app.exports.pack import write_pack
    from geodata.findings import blockers
    from geodata.load import load_world
    from geodata.synth import synth_world
    from matching.api import build_problem, match, rows_of
    from scenarios.case import Case as PlanningCase

    name = str(case)
    placements = case.enterprises * case.parks * case.years
    figures = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = write_tables(case, seed, folder)
        base = synth_world(case.enterprises, case.parks, case.years, seed)

        with timed() as plain:
            for file in files:
                pd.read_csv(file)
        with timed() as load:
            world = load_world(base, files)
        stopped = blockers(world.findings)
        if stopped:
            raise SystemExit(f"the generated tables do not load: {stopped[0].problem('en')}")
        figures.append(
            Figure(name, "load_s", load.seconds, "s",
                   f"pandas.read_csv of the same files ({plain.seconds:.2f} s)",
                   load.seconds / plain.seconds)
        )  # fmt: skip

        plain_join = cross_join_seconds(world, case)
        planning = PlanningCase(world, scenario="benchmark", seed=seed)
        with timed() as build:
            problem = build_problem(planning)
            rows_of(problem)
            for low in range(0, case.enterprises, CHUNK):
                problem.score(low, min(low + CHUNK, case.enterprises))
        figures.append(
            Figure(name, "problem_s", build.seconds, "s",
                   f"pandas cross join with one term ({plain_join:.2f} s)",
                   build.seconds / plain_join)
        )  # fmt: skip

        plan = match(planning, seconds=seconds, seed=seed)
        with timed() as plain_sheet:
            plan.placements.to_excel(folder / "plain.xlsx", index=False)
        with timed() as exports:
            write_pack(plan, planning, folder / "pack", "zh")
        figures.append(
            Figure(name, "exports_s", exports.seconds, "s",
                   f"DataFrame.to_excel of {len(plan.placements)} pairings"
                   f" ({plain_sheet.seconds:.2f} s)",
                   exports.seconds / plain_sheet.seconds)
        )  # fmt: skip

    array_mb = placements * 8 * EXPLICIT_COLUMNS / MB
    peak = peak_mb()
    figures.append(
        Figure(name, "peak_mb", peak, "MB",
               f"explicit table of {placements:,} placements ({array_mb:.0f} MB)",
               peak / array_mb)
    )  # fmt: skip
    return figures


def main(argv: Sequence[str] | None = None) -> None:
    """Run the cases."""
    run_cases("benchmarks.pipeline", __doc__ or "", argv, cases=CASES, smoke=SMOKE,
              solve_seconds=SOLVE_SECONDS, measure=measure)  # fmt: skip


if __name__ == "__main__":
    main()
