"""Made-up supply links: who delivers to whom among the made-up enterprises."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata.generator.draws import uniform
from geodata.generator.mix import DIVISIONS, SUPPLIES
from geodata.tables import ALL

LINKED_SHARE = 0.30
TRIES = 12
SHARE_LOW, SHARE_HIGH = 0.10, 0.60


def make_links(enterprises: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Table links: about a fifth of the enterprises deliver to one earlier enterprise.

    enterprises: a made-up table (division, city_adcode).  A share LINKED_SHARE of enterprises looks
    for a buyer among those with a smaller number, so that links, too, stay the same for a larger
    table: of TRIES random ones the first whose division buys from the supplier's (`SUPPLIES`), in
    the same city if one of them is.  share is the buyer's part of the supplier's sales, uniform
    between SHARE_LOW and SHARE_HIGH.
    """
    count = len(enterprises)
    division = enterprises["division"].to_numpy()
    city = enterprises["city_adcode"].to_numpy()
    number = pd.Series(range(len(DIVISIONS)), index=list(DIVISIONS)).reindex(division).to_numpy()
    buys = np.array([[b in SUPPLIES.get(a, ()) for b in DIVISIONS] for a in DIVISIONS])
    supplier = np.arange(count)
    candidate = (uniform(seed, "buyers", count, TRIES) * supplier[:, None]).astype(np.int64)
    fits = buys[number[:, None], number[candidate]] & (candidate < supplier[:, None])
    near = fits & (city[candidate] == city[:, None])
    first = np.where(near.any(axis=1), near.argmax(axis=1), fits.argmax(axis=1))
    linked = fits.any(axis=1) & (uniform(seed, "linked", count) < LINKED_SHARE)
    draw = uniform(seed, "link share", count)
    share = np.round(SHARE_LOW + (SHARE_HIGH - SHARE_LOW) * draw, 2)
    ids = enterprises["enterprise_id"].to_numpy()
    chosen = supplier[linked]
    frame = pd.DataFrame(
        {
            "supplier_id": ids[chosen],
            "buyer_id": ids[candidate[chosen, first[chosen]]],
            "share": share[chosen],
            "source": f"synthetic seed {seed}",
            "confidence": "synthetic",
        }
    )
    return ALL["links"].complete(frame)
