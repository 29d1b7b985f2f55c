"""Which quota a what-if changes, and the limits after the change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matching.answer import Answer
from matching.rows import Rows

CUT = 0.10
"""A what-if takes this share away."""
NEAR = 0.01


def worth_most(rows: Rows, answer: Answer, most: int) -> list[tuple[str, int]]:
    """(name, row number) of the binding hard maxima that are worth most, one per rule.

    Worth: price times bound, by the answer's prices; binding: at most 1 % is left in the answer's
    plan.  A what-if on a limit that does not bind changes nothing and would be timed for free.
    """
    shadow = np.zeros(len(rows)) if answer.shadow is None else np.nan_to_num(answer.shadow)
    used = rows.use(answer.e, answer.p, answer.t, answer.m)
    binds = (rows.bound - used <= NEAR * np.abs(rows.bound)) & ~rows.at_least
    binds &= ~np.isfinite(rows.price) & (rows.bound > 0)
    worth = np.where(binds, np.abs(shadow) * rows.bound, 0.0)
    rule = [name.split("/", 1)[0] for name in rows.names]
    found: list[tuple[str, int]] = []
    taken: set[str] = set()
    for r in np.argsort(-worth, kind="stable").tolist():
        if worth[r] <= 0 or len(found) == most:
            break
        if rule[r] not in taken:
            taken.add(rule[r])
            found.append((rows.names[r], r))
    return found


def tighten(rows: Rows, row: int, cut: float = CUT) -> Rows:
    """The limits with one quota cut by a share; of a level or a supply that carries over, all years
    of that scope, as a planner changes a quota and not one year of it."""
    blocks = list(rows.blocks)
    for number, (offset, block) in enumerate(zip(rows.offsets, rows.blocks, strict=True)):
        local = row - offset
        if not 0 <= local < len(block.bound):
            continue
        bound = block.bound.astype(np.float64).copy()
        scope = np.array([s == block.scope[local] for s in block.scope])
        hit = scope if block.cumulative else np.arange(len(bound)) == local
        bound[hit] *= 1.0 - cut
        blocks[number] = replace(block, bound=bound)
        return Rows(tuple(blocks))
    raise IndexError(f"row {row} of {len(rows)}")
