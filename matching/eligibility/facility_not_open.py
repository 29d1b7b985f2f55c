"""Facility not open: a port, zone or station the enterprise cannot do without is not there yet.

Column needs_facility of table enterprises lists kinds of facility, such as "bonded_zone;seaport".
Blocked: for one of them no facility of that kind that is open in that year lies within WITHIN_H
hours of the park.  Empty: the enterprise can do without, and nothing is blocked; the trade mode
alone never makes a need absolute, because processing trade works under a handbook in any park.
Source: 粤府〔2016〕98号 二(三)12, tasks 37-38; WITHIN_H is an assumption (docs/MATCHING.md).
"""

from __future__ import annotations

import numpy as np

from matching.cells import lists
from matching.context import Context
from matching.factored import Factored
from matching.objectives.gateway import nearest_h

WITHIN_H = 1.0
COLUMN = "needs_facility"


def blocked(context: Context) -> Factored:
    """(sets of needs, P, T, 1) by class: the set of kinds the enterprise needs."""
    needs = [tuple(sorted(kinds)) for kinds in lists(context.enterprises[COLUMN])]
    sets = sorted(set(needs))
    place = {kinds: index for index, kinds in enumerate(sets)}
    _, parks, years, _ = context.shape
    values = np.zeros((len(sets), parks, years), dtype=bool)
    for index, kinds in enumerate(sets):
        for kind in kinds:
            values[index] |= nearest_h(context, (kind,)) > WITHIN_H
    class_of = np.array([place[kinds] for kinds in needs], dtype=np.int64)
    return Factored(values[..., None], class_of)
