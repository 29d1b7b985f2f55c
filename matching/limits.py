"""What a plan uses of every limit, and what every rule amounts to, as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matching.constraints import ALL
from matching.plan import LIMIT_COLUMNS, RULE_COLUMNS
from matching.rows import Floats, Rows
from scenarios.policy import Policy

BINDING_SHARE = 0.01
"""A limit binds when less than this share of it is left: lumps seldom fill a quota to the end."""


def room_of(rows: Rows, used: Floats) -> Floats:
    """(R,) what each row leaves: bound - used, for minima used - bound; negative = violated."""
    return np.where(rows.at_least, used - rows.bound, rows.bound - used)


def limits_table(rows: Rows, used: Floats, shadow: Floats | None = None) -> pd.DataFrame:
    """One line per row with LIMIT_COLUMNS.

    used, shadow: (R,).  headroom is never below 0 where the row holds within tolerance; excess says
    by how much it does not.  binding: at most BINDING_SHARE of the bound is left, or the tolerance;
    a limit of 0 that nobody uses does not bind.
    """
    table = rows.table()
    room = room_of(rows, used)
    near = np.maximum(rows.tolerance(), BINDING_SHARE * np.abs(rows.bound))
    table["used"] = used
    tolerance = rows.tolerance()
    table["headroom"] = np.where(np.abs(room) <= tolerance, np.maximum(room, 0.0), room)
    table["excess"] = np.where(room < -tolerance, -room, 0.0)
    idle = (np.abs(rows.bound) <= tolerance) & (np.abs(used) <= tolerance)
    table["binding"] = (room <= near) & ~idle
    table["shadow_price_points"] = np.full(len(rows), np.nan) if shadow is None else shadow
    return table.reindex(columns=list(LIMIT_COLUMNS)).astype({"binding": bool, "hard": bool})


def rules_table(policy: Policy, limits: pd.DataFrame) -> pd.DataFrame:
    """One line per rule with RULE_COLUMNS: rows built, rows binding, rows violated."""
    lines = []
    for rule in ALL:
        own = limits[limits["rule"] == rule]
        violated = int((own["excess"].to_numpy(dtype=float) > 0).sum())
        lines.append((rule, policy.mode(rule), len(own), int(own["binding"].sum()), violated))
    return pd.DataFrame(lines, columns=list(RULE_COLUMNS))


def idle_rules(policy: Policy, rows: Rows) -> list[str]:
    """Rules that are switched on and asked for, and yet have built no row.

    A rule that works on figures of the tables is always asked for; the others when the policy names
    a ceiling, a share, a pin or a number of changes.
    """
    asked = {
        "duty": False,  # relations without minima are usual
        "minimum_share": bool(policy.minimum_shares),
        "concentration": policy.concentration_ceiling is not None,
        "departures": policy.departures_ceiling is not None,
        "pins": bool(policy.pins),
        "stability": policy.max_changes is not None,
    }
    built = {block.rule for block in rows if len(block.bound)}
    return [
        rule
        for rule in ALL
        if policy.mode(rule) != "off" and asked.get(rule, True) and rule not in built
    ]
