"""Why a placement is not even considered: one reason per file, `blocked(context)`, True = never.

Reasons are absolute: nothing a solver does can make such a placement part of a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matching.context import Context
from matching.eligibility import (
    ban,
    credit_gate,
    distance,
    emission_above_headroom,
    entry_floor,
    facility_not_open,
    forbidden,
    no_division,
    no_land_or_plant,
    not_coastal,
    not_located,
    not_receiving,
    not_sending,
    outdated_capacity,
    park_not_open,
    pinned_elsewhere,
    plants_off,
    refused_division,
    space_unknown,
    too_early_or_late,
)
from matching.factored import Factored

Reason = Callable[[Context], Factored]

ALL: Mapping[str, Reason] = {
    "pinned_elsewhere": pinned_elsewhere.blocked,
    "not_located": not_located.blocked,
    "not_sending": not_sending.blocked,
    "no_division": no_division.blocked,
    "outdated_capacity": outdated_capacity.blocked,
    "credit_gate": credit_gate.blocked,
    "not_receiving": not_receiving.blocked,
    "park_not_open": park_not_open.blocked,
    "plants_off": plants_off.blocked,
    "space_unknown": space_unknown.blocked,
    "too_early_or_late": too_early_or_late.blocked,
    "forbidden": forbidden.blocked,
    "ban": ban.blocked,
    "refused_division": refused_division.blocked,
    "entry_floor": entry_floor.blocked,
    "no_land_or_plant": no_land_or_plant.blocked,
    "not_coastal": not_coastal.blocked,
    "emission_above_headroom": emission_above_headroom.blocked,
    "facility_not_open": facility_not_open.blocked,
    "distance": distance.blocked,
}
"""Reason -> its test, in order of precedence: a placement with several reasons counts at the first.

First what narrows the question (a pin; the enterprise itself; which parks, years and tenures are on
the table at all), then what stands between this enterprise and this park.  What is left to the
later reasons is therefore what a planner can argue about.
"""

NARROWING = (
    "pinned_elsewhere",
    "not_receiving",
    "park_not_open",
    "plants_off",
    "space_unknown",
    "too_early_or_late",
)
"""Reasons that say where nobody looked; `matching.why.main_reason` prefers any other."""
