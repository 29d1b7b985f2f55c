"""For every pair of enterprise and park: can they meet at all, why not, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from matching.bits import BitCodes, codes_of, count_bits
from matching.eligibility import NARROWING
from matching.problem import Problem

ARRAYS = ("reason", "eligible", "best_points", "enterprise_id", "park_id", "reasons")


@dataclass(frozen=True, eq=False)
class PairReasons:
    """E enterprises, P parks.

    reason (E, P): uint8, 0 = some placement of the pair is eligible, else 1 + position in
    `reasons` of the one that blocks most of its placements (each counts at its first reason;
    reasons a planner can argue about are named before the narrowing ones, as in `why.main_reason`).
    eligible (E, P): uint8, how many of its placements (years x tenures) are.  best_points (E, P):
    float32, score of the best of them, NaN where there is none.
    """

    reason: npt.NDArray[np.uint8]
    eligible: npt.NDArray[np.uint8]
    best_points: npt.NDArray[np.float32]
    enterprise_id: tuple[str, ...]
    park_id: tuple[str, ...]
    reasons: tuple[str, ...]

    def of(self, enterprise_id: str) -> pd.DataFrame:
        """One row a park: park_id, eligible_placements, reason ("" = none), best_points.

        Raises KeyError for an enterprise that is not there.
        """
        try:
            e = self.enterprise_id.index(enterprise_id)
        except ValueError as error:
            raise KeyError(enterprise_id) from error
        names = np.array(["", *self.reasons], dtype=object)
        return pd.DataFrame(
            {
                "park_id": list(self.park_id),
                "eligible_placements": self.eligible[e].astype(np.int64),
                "reason": names[self.reason[e]],
                "best_points": self.best_points[e].astype(np.float64),
            }
        )

    def save(self, path: Path) -> None:
        """Write one .npz file."""
        arrays = {name: np.asarray(getattr(self, name)) for name in ARRAYS}
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> PairReasons:
        """Read what `save` wrote.  Raises OSError, ValueError, KeyError."""
        with np.load(path, allow_pickle=False) as file:
            firms, parks, reasons = (tuple(map(str, file[name])) for name in ARRAYS[3:])
            return cls(file["reason"], file["eligible"], file["best_points"], firms, parks, reasons)


def pair_reasons(problem: Problem) -> PairReasons:
    """Reasons and worth of every pair of a problem, computed in chunks of enterprises."""
    e_count, p_count, years, tenures = problem.shape
    reasons = tuple(problem.reasons)
    coded = [codes_of(mask, years, tenures) for mask in problem.reasons.values()]
    # Narrowing reasons weigh less than one placement blocked by any other, more than nothing.
    weights = np.array([1 if name in NARROWING else years * tenures + 1 for name in reasons])
    reason = np.zeros((e_count, p_count), dtype=np.uint8)
    eligible = np.zeros((e_count, p_count), dtype=np.uint8)
    best = np.full((e_count, p_count), np.nan, dtype=np.float32)
    for lo, hi in problem.chunks():
        seen = BitCodes.empty((hi - lo, p_count), years, tenures).codes
        most = np.zeros((hi - lo, p_count), dtype=np.int64)
        named = np.zeros((hi - lo, p_count), dtype=np.uint8)
        for number, codes in enumerate(coded):
            new = codes.slab(lo, hi)[:, :, 0, 0] & ~seen
            heavy = count_bits(new) * weights[number]
            ahead = heavy > most
            named[ahead] = number + 1
            most[ahead] = heavy[ahead]
            seen |= new
        left = years * tenures - count_bits(seen)
        eligible[lo:hi] = left
        reason[lo:hi] = np.where(left > 0, 0, named)
        if p_count:
            top = problem.score(lo, hi).reshape(hi - lo, p_count, -1).max(axis=2)
            best[lo:hi] = np.where(left > 0, top, np.nan)
    return PairReasons(reason, eligible, best, problem.enterprise_id, problem.park_id, reasons)
