"""Made-up supply chains of a wanted number: lead enterprises and the suppliers around them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata.generator.draws import Ints, uniform
from geodata.generator.links import TRIES, links_table, sells_to
from geodata.generator.mix import MIX, SUPPLIES

FOLLOWERS = 4.0
"""Suppliers that look for each lead on average; some find none whose division buys from theirs."""
SOUGHT = 0.15
"""Leads are of divisions to which at least this share of all enterprises (by `MIX`) may deliver."""
RECENT = 40
"""Leads among which a supplier looks: those with the next smaller numbers."""


def make_chains(enterprises: pd.DataFrame, seed: int, lead_share: float) -> pd.DataFrame:
    """Table links: stars of about FOLLOWERS suppliers around a share `lead_share` of enterprises.

    enterprises: a made-up table (division, city_adcode).  Leads are drawn among the divisions that
    many may supply (`SOUGHT`), so often that they are that share of all; of the others so many look
    for one that each lead is sought by FOLLOWERS on average: of TRIES random ones among the RECENT
    leads before it the first whose division buys from the supplier's, in the same city if one of
    them is.  Leads deliver to nobody.  An enterprise's link depends on those with smaller numbers
    only, so that chains, too, stay the same for a larger table with the same lead_share.  Raises
    ValueError outside 0 to 0.2.
    """
    if not 0 <= lead_share <= 0.2:
        raise ValueError(f"{lead_share:.3f} leads per enterprise are outside 0 to 0.2")
    count = len(enterprises)
    city = enterprises["city_adcode"].to_numpy()
    suppliers = {
        buyer: sum(MIX[one] for one, buyers in SUPPLIES.items() if buyer in buyers) for buyer in MIX
    }
    sought = [division for division, share in suppliers.items() if share >= 100 * SOUGHT]
    chance = 100 * lead_share / sum(MIX[division] for division in sought)
    is_lead = uniform(seed, "chain leads", count) < chance
    is_lead &= enterprises["division"].isin(sought).to_numpy()
    leads = np.flatnonzero(is_lead)
    before: Ints = np.cumsum(is_lead) - is_lead
    back = uniform(seed, "chain buyers", count, TRIES) * np.minimum(before, RECENT)[:, None]
    some = before[:, None] > 0
    candidate = np.zeros(back.shape, dtype=np.int64)
    if len(leads):
        candidate = leads[np.maximum(before[:, None] - 1 - back.astype(np.int64), 0)]
    fits = sells_to(enterprises, np.arange(count)[:, None], candidate) & some
    near = fits & (city[candidate] == city[:, None])
    first = np.where(near.any(axis=1), near.argmax(axis=1), fits.argmax(axis=1))
    looking = uniform(seed, "chain followers", count) < FOLLOWERS * lead_share / (1 - lead_share)
    linked = fits.any(axis=1) & looking & ~is_lead
    supplier = np.flatnonzero(linked)
    return links_table(enterprises, supplier, candidate[supplier, first[supplier]], seed)
