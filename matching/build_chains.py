"""From supply links to chains: who follows whom, and what settling near each other is worth.

    bonus[f] = policy.chain_bonus * share of f's sales that the lead buys * size_share[f]

Links are taken in order of share x size, the largest first.  A link counts if the supplier neither
follows nor leads anybody yet and the buyer follows nobody; the others are left out, so that every
enterprise follows at most one lead and a lead follows nobody.
"""

from __future__ import annotations

import numpy as np

from matching.cells import numbers, positions, texts
from matching.chains import ALONE, Chains
from matching.context import AT_MOST, Context
from matching.rows import Floats, Ints

NEAR_H = 1.0
"""Hours by road within which two parks count as near (二(三)12: one-hour circle; assumption)."""


def build_chains(context: Context, size_share: Floats) -> Chains | None:
    """The chains of a case, None where no link is worth anything.

    size_share: (E,) as in Problem.  Links to unknown enterprises or to oneself and shares that are
    empty count for nothing (validation names them).  Raises ValueError where links count but the
    legs hold no hours between parks.
    """
    links = context.table("links")
    weight = context.case.policy.chain_bonus
    if not len(links) or weight == 0 or not context.shape[1]:
        return None
    ids = texts(context.enterprises["enterprise_id"])
    supplier, buyer = (positions(texts(links[c]), ids) for c in ("supplier_id", "buyer_id"))
    worth = weight * np.nan_to_num(numbers(links["share"])) * size_share[supplier]
    worth[(supplier < 0) | (buyer < 0) | (supplier == buyer)] = 0.0
    order = np.lexsort((texts(links["buyer_id"]), texts(links["supplier_id"]), -worth))
    lead, bonus = _stars(supplier, buyer, worth, order[worth[order] > 0], len(ids))
    if not bonus.any():
        return None
    return Chains(lead, bonus, closeness_of_parks(context))


def _stars(
    supplier: Ints, buyer: Ints, worth: Floats, order: Ints, count: int
) -> tuple[Ints, Floats]:
    """(E,) the lead and (E,) the bonus of each enterprise, links taken in the order given."""
    lead = np.full(count, ALONE, dtype=np.int64)
    bonus = np.zeros(count)
    leads = np.zeros(count, dtype=bool)
    for link in order.tolist():
        follower, led_by = supplier[link], buyer[link]
        if lead[follower] == ALONE and not leads[follower] and lead[led_by] == ALONE:
            lead[follower], bonus[follower] = led_by, worth[link]
            leads[led_by] = True
    return lead, bonus


def closeness_of_parks(context: Context) -> Floats:
    """(P, P) 1 in one park, else the largest of what holds: same city, within an hour; else 0.

    A road time that is not known is not within an hour.  Raises ValueError without park hours.
    """
    if context.legs.park_h is None:
        raise ValueError("legs: supply links count, so park_h (hours between parks) must be given")
    policy = context.case.policy
    hours = context.legs.park_h.astype(np.float64)
    near = np.fmin(hours, hours.T) <= NEAR_H * AT_MOST
    city = context.park_city
    same = (city[:, None] == city) & (city[:, None] >= 0)
    close = np.maximum(same * policy.chain_same_city, near * policy.chain_within_hour)
    np.fill_diagonal(close, 1.0)
    return close
