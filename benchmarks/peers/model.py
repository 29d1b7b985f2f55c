"""A mixed-integer model in plain arrays, so that every solver is asked the same question.

minimise cost @ x   with   row_lower <= A x <= row_upper,   lower <= x <= upper,
                           x[j] whole where whole[j]
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Model:
    """The model; A is stored row by row (start, column, value), as in scipy.sparse.csr_matrix."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: npt.NDArray[np.bool_]
    start: Ints
    column: Ints
    value: Floats
    row_lower: Floats
    row_upper: Floats

    def save(self, file: Path) -> None:
        """Write all arrays to an .npz file."""
        np.savez(file, **{part.name: getattr(self, part.name) for part in fields(self)})

    @classmethod
    def load(cls, file: Path) -> Model:
        """Read what `save` wrote."""
        with np.load(file) as stored:
            return cls(**{part.name: stored[part.name] for part in fields(cls)})

    def activity(self, x: Floats) -> Floats:
        """(rows,) A x."""
        row = np.repeat(np.arange(len(self.row_lower)), np.diff(self.start))
        total = np.zeros(len(self.row_lower))
        np.add.at(total, row, self.value * x[self.column])
        return total


def believe(model: Model, x: Floats) -> tuple[Floats, float]:
    """(x with whole columns rounded, its cost), recomputed.

    A solver's own word is not enough: PuLP's values after CBC ran out of time are those of the
    linear relaxation, and after HiGHS did, the status says optimal.  Raises ValueError saying what
    is wrong with x where it is not whole, leaves its bounds or breaks a row.
    """
    if x.shape != model.cost.shape or not np.isfinite(x).all():
        raise ValueError(f"{len(model.cost)} finite values are needed")
    rounded = np.where(model.whole, np.round(x), x)
    off = float(np.abs(rounded - x).max(initial=0.0))
    if off > 1e-4:
        raise ValueError(f"not whole: a value is {off:.3g} away from a whole number")
    outside = np.maximum(model.lower - rounded, rounded - model.upper).max(initial=0.0)
    if outside > TOLERANCE:
        raise ValueError(f"a value leaves its bounds by {outside:.3g}")
    used = model.activity(rounded)
    excess = np.maximum(model.row_lower - used, used - model.row_upper)
    finite = np.where(np.isfinite(model.row_upper), model.row_upper, model.row_lower)
    broken = np.flatnonzero(excess > TOLERANCE * np.maximum(1.0, np.abs(finite)))
    if len(broken):
        worst = int(broken[np.argmax(excess[broken])])
        raise ValueError(f"{len(broken)} rows are broken, row {worst} by {excess[worst]:.6g}")
    return rounded, float(model.cost @ rounded)
