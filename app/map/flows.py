"""Flows: curved lines from sending city to park, as wide as the firms they stand for."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from app.map.geometry import rows_of
from app.map.style import STRONG, UNKNOWN

BOW = 0.15
"""Sideways reach of the control point as a share of the flow's length."""
WIDEST_PT, NARROWEST_PT = 8.0, 0.7


def width_pt(firms: npt.ArrayLike, most: float) -> npt.NDArray[np.float64]:
    """Line width in points, proportional to the firms and never thinner than a hair."""
    return np.maximum(WIDEST_PT * np.asarray(firms, float) / max(most, 1.0), NARROWEST_PT)


def bow(x0: float, y0: float, x1: float, y1: float, share: float = BOW) -> tuple[float, float]:
    """Control point of the quadratic curve: beside the middle, to the left of the direction."""
    return (x0 + x1) / 2 - (y1 - y0) * share, (y0 + y1) / 2 + (x1 - x0) * share


def curve_points(flows: pd.DataFrame, steps: int = 24) -> npt.NDArray[np.float64]:
    """(flows x steps, 2) points along all curves, for keeping labels off them."""
    if not len(flows):
        return np.zeros((0, 2))
    start = flows[["x0", "y0"]].to_numpy(float)
    end = flows[["x1", "y1"]].to_numpy(float)
    control = np.array([bow(*a, *b) for a, b in zip(start, end, strict=True)])
    t = np.linspace(0, 1, steps)[None, :, None]
    points = (
        (1 - t) ** 2 * start[:, None] + 2 * t * (1 - t) * control[:, None] + t**2 * end[:, None]
    )
    return points.reshape(-1, 2)


def draw_flows(ax: Any, flows: pd.DataFrame, zorder: float = 4.0) -> None:
    """Draw the flows, wide ones first so that narrow ones stay visible on top."""
    most = float(flows["firms"].max()) if len(flows) else 1.0
    ordered = flows.sort_values("firms", ascending=False, kind="stable")
    for x0, y0, x1, y1, firms, region in rows_of(
        ordered, "x0", "y0", "x1", "y1", "firms", "region"
    ):
        path = Path(
            [(x0, y0), bow(x0, y0, x1, y1), (x1, y1)],
            [Path.MOVETO, Path.CURVE3, Path.CURVE3],
        )
        ax.add_artist(
            PathPatch(
                path, fc="none", ec=STRONG.get(region, UNKNOWN), alpha=0.62,
                lw=float(width_pt(firms, most)), capstyle="butt", zorder=zorder,
            )
        )  # fmt: skip
