"""Made-up supply links: who delivers to whom among the made-up enterprises."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.generator.draws import Ints, uniform
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
    city = enterprises["city_adcode"].to_numpy()
    supplier = np.arange(count)
    candidate = (uniform(seed, "buyers", count, TRIES) * supplier[:, None]).astype(np.int64)
    fits = sells_to(enterprises, supplier[:, None], candidate) & (candidate < supplier[:, None])
    near = fits & (city[candidate] == city[:, None])
    first = np.where(near.any(axis=1), near.argmax(axis=1), fits.argmax(axis=1))
    linked = fits.any(axis=1) & (uniform(seed, "linked", count) < LINKED_SHARE)
    chosen = supplier[linked]
    return links_table(enterprises, chosen, candidate[chosen, first[chosen]], seed)


def sells_to(enterprises: pd.DataFrame, supplier: Ints, buyer: Ints) -> npt.NDArray[np.bool_]:
    """Whether the divisions of suppliers deliver to those of buyers; positions that broadcast."""
    division = enterprises["division"].to_numpy()
    number = pd.Series(range(len(DIVISIONS)), index=list(DIVISIONS)).reindex(division).to_numpy()
    buys = np.array([[b in SUPPLIES.get(a, ()) for b in DIVISIONS] for a in DIVISIONS])
    found: npt.NDArray[np.bool_] = buys[number[supplier], number[buyer]]
    return found


def links_table(enterprises: pd.DataFrame, supplier: Ints, buyer: Ints, seed: int) -> pd.DataFrame:
    """Table links of supplier and buyer positions (n,), with the supplier's drawn share."""
    draw = uniform(seed, "link share", len(enterprises))
    share = np.round(SHARE_LOW + (SHARE_HIGH - SHARE_LOW) * draw, 2)
    ids = enterprises["enterprise_id"].to_numpy()
    frame = pd.DataFrame(
        {
            "supplier_id": ids[supplier],
            "buyer_id": ids[buyer],
            "share": share[supplier],
            "source": f"synthetic seed {seed}",
            "confidence": "synthetic",
        }
    )
    return ALL["links"].complete(frame)
