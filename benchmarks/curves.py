"""Curves for docs/ENGINE.md from what `benchmarks.engine` has measured.

    python -m benchmarks.engine --seeds 5 --json --trace trace.csv > figures.jsonl
    python -m benchmarks.curves --trace trace.csv --figures figures.jsonl --out docs/img

Draws engine_gap.png (certified gap against time, one thin line a seed, one colour a case) and
engine_size.png (time to the bound and memory against the number of placements).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd

matplotlib.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

MOST_BYTES = 150_000
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9")
"""Okabe and Ito's palette, told apart by colour-blind readers."""
WIDTH_IN, HEIGHT_IN, DPI = 6.4, 3.8, 120
TARGET = 0.01


def draw_gap(trace: pd.DataFrame, file: Path) -> None:
    """(bound - best) / bound against seconds.

    trace: columns case, seed (may be missing), seconds, best, bound; best is empty before the first
    plan.  Raises ValueError if no case has a plan.
    """
    known = trace.dropna(subset=["best", "bound"]).copy()
    known["gap"] = (known["bound"] - known["best"]).abs() / known["bound"].abs()
    known = known[known["gap"] > 0]
    if known.empty:
        raise ValueError("the trace holds no plan with a bound; run longer")
    seeds = "seed" if "seed" in known else "case"
    figure, axes = plt.subplots(figsize=(WIDTH_IN, HEIGHT_IN))
    for number, (case, part) in enumerate(known.groupby("case", sort=False)):
        colour = COLOURS[number % len(COLOURS)]
        for first, (_, run) in enumerate(part.groupby(seeds)):
            axes.step(run["seconds"], 100 * run["gap"], where="post", color=colour, linewidth=1,
                      marker=".", markersize=3, label=None if first else str(case))  # fmt: skip
    axes.set_yscale("log")
    axes.set_xscale("log")
    axes.axhline(100 * TARGET, color="0.7", linewidth=0.8, linestyle=":")
    axes.set_xlabel("seconds")
    axes.set_ylabel("certified gap, %")
    _plain(axes)
    axes.legend(title="enterprises x parks x years", fontsize=8, title_fontsize=8, frameon=False)
    _save(figure, file)


def draw_size(figures: pd.DataFrame, file: Path) -> None:
    """Seconds to the bound and peak memory against the number of eligible placements.

    figures: columns case, figure, value, as `benchmarks.engine --json` prints them.  Raises
    ValueError where a figure is missing.
    """
    table = figures.pivot_table(index="case", columns="figure", values="value", aggfunc="last")
    needed = ["placements", "bound_s", "peak_mb", "problem_mb"]
    missing = [name for name in needed if name not in table]
    if missing:
        raise ValueError(f"the figures lack {missing}; measure with benchmarks.engine --json")
    table = table[~table.index.str.contains("+", regex=False)].sort_values("placements")
    figure, (time, memory) = plt.subplots(1, 2, figsize=(WIDTH_IN, HEIGHT_IN * 0.8))
    time.plot(table["placements"], table["bound_s"], "o-", color=COLOURS[0])
    time.set_ylabel("seconds to the bound")
    time.set_yscale("log")
    memory.plot(table["placements"], table["peak_mb"], "o-", color=COLOURS[3], label="with engine")
    memory.plot(table["placements"], table["problem_mb"], "s--", color="0.5", label="problem alone")
    memory.set_ylabel("peak memory, MB")
    memory.set_ylim(0, 1.1 * float(table["peak_mb"].max()))
    memory.legend(fontsize=8, frameon=False)
    for axes in (time, memory):
        axes.set_xscale("log")
        axes.set_xlabel("eligible placements")
        _plain(axes)
    _save(figure, file)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axis.set_minor_formatter(NullFormatter())
    axes.tick_params(labelsize=8)


def _save(figure: plt.Figure, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, dpi=DPI, metadata={"Software": None})
    plt.close(figure)
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"{file} has {size:,} bytes, more than {MOST_BYTES:,}; draw fewer seeds")


def main(argv: Sequence[str] | None = None) -> None:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trace", type=Path)
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    if options.trace is None and options.figures is None:
        parser.error("give --trace, --figures or both")
    options.out.mkdir(parents=True, exist_ok=True)
    if options.trace is not None:
        draw_gap(pd.read_csv(options.trace), options.out / "engine_gap.png")
    if options.figures is not None:
        lines = options.figures.read_text("utf-8").splitlines()
        table = pd.DataFrame([json.loads(line) for line in lines if line.startswith("{")])
        table["value"] = table["value"].astype(np.float64)
        draw_size(table, options.out / "engine_size.png")


if __name__ == "__main__":
    main()
