"""Why an enterprise has no eligible placement at all, or few."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matching.bits import BitCodes, codes_of, count_bits
from matching.eligibility import NARROWING
from matching.factored import Factored
from matching.problem import Problem
from matching.rows import Ints


def why_none(problem: Problem, enterprises: Ints) -> pd.DataFrame:
    """Which reasons block the placements of the given enterprises.

    A placement counts at its first reason in order of precedence.  Returns one row per enterprise
    and reason that blocks anything, most placements first:

        enterprise  reason            count
        7           refused_division  120
        7           distance          80

    where enterprise is the axis index.  An enterprise none of whose placements is eligible has
    counts that sum to P * T * M.
    """
    e = np.asarray(enterprises, dtype=np.int64)
    _, p_count, t_count, m_count = problem.shape
    seen = BitCodes.empty((len(e), p_count), t_count, m_count).codes
    counted: dict[str, Ints] = {}
    for reason, mask in problem.reasons.items():
        codes = codes_of(Factored(mask.take(e)), t_count, m_count).values[:, :, 0, 0]
        new = codes & ~seen
        counted[reason] = count_bits(new).sum(axis=1)
        seen |= new
    table = pd.DataFrame(
        {
            "enterprise": np.repeat(e, len(counted)),
            "reason": list(counted) * len(e),
            "count": np.stack(list(counted.values()), axis=1).ravel()
            if counted
            else np.zeros(0, np.int64),
        }
    )
    table = table[table["count"] > 0]
    return table.sort_values(["enterprise", "count"], ascending=[True, False], kind="stable",
                             ignore_index=True)  # fmt: skip


def main_reason(reasons: pd.DataFrame) -> pd.DataFrame:
    """The one reason to name first for each enterprise of a `why_none` table.

    It is the reason with most placements among those that a planner can argue about; only where
    there is none, among the NARROWING ones (a park that does not receive, a pin elsewhere, ...).
    Returns columns enterprise, reason, count, one row per enterprise.
    """
    narrowing = reasons["reason"].isin(NARROWING)
    pin = reasons["reason"] == "pinned_elsewhere"
    ranked = reasons.assign(rank=narrowing.astype(int) + pin.astype(int), minus=-reasons["count"])
    ranked = ranked.sort_values(["enterprise", "rank", "minus"], kind="stable")
    first = ranked.groupby("enterprise", sort=True).head(1)
    return first[["enterprise", "reason", "count"]].reset_index(drop=True)
