"""Fates by enterprise: in what share of the replications each one ends where."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.outcome import FATES, Outcome


def fates_by_enterprise(outcome: Outcome) -> pd.DataFrame:
    """DataFrame, one row an enterprise; shares of the replications, 0 to 1.

    enterprise_id, recommended_park_id ("" = none), one column each of FATES and any_park (these add
    up to 1), recommended_park (ends at the very park of the plan; NaN without one), split (only a
    part moved), likeliest_park_id ("" = never a park) and likeliest_park (its share).
    """
    size = max(1, len(outcome))
    shares = outcome.fates / size
    parks = shares[:, len(FATES) :]
    plan = outcome.plan_park
    rows = np.arange(len(plan))
    best = parks.argmax(axis=1)
    top = parks[rows, best]
    ids = np.array([*outcome.park_id, ""], dtype=object)
    return pd.DataFrame(
        {
            "enterprise_id": list(outcome.enterprise_id),
            "recommended_park_id": ids[plan],
            **{name: shares[:, k] for k, name in enumerate(FATES)},
            "any_park": parks.sum(axis=1),
            "recommended_park": np.where(plan >= 0, parks[rows, np.maximum(plan, 0)], np.nan),
            "split": outcome.splits / size,
            "likeliest_park_id": np.where(top > 0, ids[best], ""),
            "likeliest_park": top,
        }
    )
