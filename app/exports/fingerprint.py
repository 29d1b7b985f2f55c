"""The fingerprint of a result: what the store calls a run by, and what every paper of it bears."""

from __future__ import annotations

import hashlib

from matching.plan import Plan


def plan_fingerprint(plan: Plan) -> str:
    """12 hex digits of a plan: its case, its status, its pairings and its points.

    The order of the pairings is of no account, and a plan read back from its file has the same.
    """
    pairs = plan.placements[["enterprise_id", "park_id", "year", "tenure"]]
    lines = sorted("|".join(map(str, row)) for row in pairs.itertuples(index=False))
    # float: what NumPy calls its own numbers must not get into the digest.
    points = f"{float(plan.objective)!r}|{float(plan.bound)!r}"
    head = f"{plan.case_fingerprint}|{plan.status.value}|{points}"
    return hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()[:12]
