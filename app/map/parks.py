"""Parks: markers as large as the firms they receive; parks known only by a seat look different."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from app.map.geometry import rows_of
from app.map.style import FAINT, STRONG, UNKNOWN, halo

LARGEST_PT2, SMALLEST_PT2, EMPTY_PT2 = 620.0, 26.0, 20.0
AT_PARK, AT_SEAT = "o", "D"


def area_pt2(firms: npt.ArrayLike, most: float) -> npt.NDArray[np.float64]:
    """Marker area in square points, proportional to the firms above a smallest mark."""
    share = np.asarray(firms, float) / max(most, 1.0)
    return np.maximum(LARGEST_PT2 * share, SMALLEST_PT2)


def draw_parks(ax: Any, parks: pd.DataFrame, zorder: float = 5.0) -> None:
    """Draw parks: hollow and grey without firms, else in the region's colour; ranks as numbers."""
    most = float(parks["firms"].max()) if len(parks) else 1.0
    for seat, marker in ((False, AT_PARK), (True, AT_SEAT)):
        kind = parks[parks["at_seat"] == seat]
        empty = kind[kind["firms"] == 0]
        ax.scatter(
            empty["x"], empty["y"], s=EMPTY_PT2, marker=marker, facecolors="white",
            edgecolors=FAINT, linewidths=0.9, zorder=zorder,
        )  # fmt: skip
        used = kind[kind["firms"] > 0].sort_values("firms", ascending=False)
        ax.scatter(
            used["x"], used["y"], s=area_pt2(used["firms"], most) * (0.8 if seat else 1.0),
            marker=marker, facecolors=[STRONG.get(str(r), UNKNOWN) for r in used["region"]],
            edgecolors="white", linewidths=1.0, zorder=zorder + 0.1,
        )  # fmt: skip
    ranked = parks[parks["rank"] > 0]
    for x, y, rank, region in rows_of(ranked, "x", "y", "rank", "region"):
        ax.text(
            x, y, str(rank), color="white", fontsize=8.5, ha="center", va="center_baseline",
            zorder=zorder + 0.3, path_effects=halo(2.0, STRONG.get(region, UNKNOWN)),
        )  # fmt: skip
