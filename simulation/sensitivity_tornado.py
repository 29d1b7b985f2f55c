"""Tornado: each factor alone to its low and its high, against the base, replication by replication.

Cheap and with honest intervals, but blind to interaction: two factors that only work together show
small bars.  `simulation.sensitivity_global` looks at them together.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.faults import Problem, SimulationError
from simulation.inputs import Progress
from simulation.paired import LEAST, differences
from simulation.sensitivity import Factor, Study

ENDS = ("low", "high")


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What a run found.

    table: one row a factor, the strongest first.  method: "tornado", "morris" or "sobol".
    indicator, year: what was looked at.  replications: at every setting.  plays: settings played.
    complete: False where Stop came first; then the table holds what was finished.
    """

    method: str
    table: pd.DataFrame
    indicator: str
    year: int
    replications: int
    plays: int
    complete: bool = True


def tornado(
    study: Study,
    factors: Sequence[Factor],
    replications: int = 200,
    progress: Progress | None = None,
    stop: Callable[[], bool] | threading.Event | None = None,
    level: float = 0.95,
) -> Sensitivity:
    """Paired differences to the base at both ends of every factor.

    Columns: factor, kind, unit, low, base, high, base_mean (of the indicator), at_low, at_low_from,
    at_low_to (mean difference to the base and its interval at `level`), the same at_high, swing
    (distance between the furthest of both ends and the base).  progress("tornado", share, factor).
    Raises SimulationError for a study or factors that do not fit, fewer than 10 replications, or
    where stop came before the first factor was done.
    """
    study.check(factors)
    if replications < LEAST:
        values = {"value": replications, "low": LEAST, "high": "-"}
        raise SimulationError([Problem("out_of_range", "replications", values)])
    tell = progress or (lambda stage, done, detail: None)
    stopped = stop.is_set if isinstance(stop, threading.Event) else (stop or (lambda: False))
    tell("tornado", 0.0, "")
    base = study.values(study.base, replications)
    rows = []
    for number, factor in enumerate(factors):
        if stopped():
            break
        rows.append(_row(study, factor, base, replications, level))
        tell("tornado", (number + 1) / len(factors), factor.name)
    if not rows:
        raise SimulationError([Problem("stopped")])
    table = pd.DataFrame(rows).sort_values(
        ["swing", "factor"], ascending=[False, True], ignore_index=True
    )
    return Sensitivity(
        "tornado", table, study.indicator, study.year, replications, 1 + 2 * len(rows),
        len(rows) == len(factors),
    )  # fmt: skip


def _row(
    study: Study, factor: Factor, base: npt.NDArray[np.float64], replications: int, level: float
) -> dict[str, object]:
    row: dict[str, object] = {
        "factor": factor.name, "kind": factor.kind, "unit": factor.unit, "low": factor.low,
        "base": factor.base, "high": factor.high, "base_mean": float(base.mean()),
    }  # fmt: skip
    ends = [0.0]
    for end in ENDS:
        inputs = study.at({factor.name: getattr(factor, end)})
        moved = study.values(inputs, replications)
        found = differences(base[:, None], moved[:, None], "neither", level)
        for name, column in (("difference_mean", f"at_{end}"),
                             ("difference_low", f"at_{end}_from"),
                             ("difference_high", f"at_{end}_to")):  # fmt: skip
            row[column] = float(np.asarray(found[name])[0])
        ends.append(float(row[f"at_{end}"]))  # type: ignore[arg-type]
    row["swing"] = max(ends) - min(ends)
    return row
