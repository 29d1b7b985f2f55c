"""Names on the map, each at the free place nearest to what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from app.map.style import HALO, INK, halo

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]
"""left, bottom, right, top in points of the sheet"""

BUSY_PENALTY = 0.05
OVERLAP_PENALTY = 10.0


@dataclass(frozen=True)
class Label:
    """A name that wants to stand near (x, y) metres; places are offsets in points, best first.

    shyness: how much more than others it avoids lines.  patience: cost of one step down the list of
    places; 0 where they are all as good.  area: polygon in
    metres that the label should not leave.  centred: offsets lead to the label's centre, not its
    nearest edge.
    """

    text: str
    x: float
    y: float
    size: float
    places: Sequence[tuple[float, float]]
    colour: str = INK
    halo: float = HALO
    style: dict[str, Any] = field(default_factory=dict)
    shyness: float = 1.0
    patience: float = 0.02
    area: Any = None
    centred: bool = False


def around(near: float, far: float | None = None) -> list[tuple[float, float]]:
    """Offsets in points: right, left, above, below and the diagonals, near ones first."""
    rings = (near,) if far is None else (near, (near + far) / 2, far)
    unit = [(1, 0), (-1, 0), (0, 1), (0, -1), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)]
    return [(dx * r, dy * r) for r in rings for dx, dy in unit]


class Sheet:
    """Which parts of the sheet are taken, in points."""

    def __init__(self, ax: Any):
        self.ax = ax
        self.figure = ax.figure
        self.scale = 72.0 / self.figure.dpi
        self.renderer = self.figure.canvas.get_renderer()
        self.boxes: list[Box] = []
        self.busy: Floats = np.zeros((0, 2))
        self.edge: Box = tuple(ax.get_window_extent(self.renderer).extents * self.scale)

    def points(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """(n, 2) points of the sheet for metres."""
        metres = np.column_stack([np.atleast_1d(x), np.atleast_1d(y)])
        return np.asarray(self.ax.transData.transform(metres)) * self.scale

    def take(self, x: npt.ArrayLike, y: npt.ArrayLike, radius_pt: npt.ArrayLike) -> None:
        """Reserve squares around markers."""
        for (px, py), r in zip(self.points(x, y), np.atleast_1d(radius_pt), strict=True):
            self.boxes.append((px - r, py - r, px + r, py + r))

    def take_metres(self, left: float, bottom: float, right: float, top: float) -> None:
        """Reserve a rectangle given in metres."""
        low, high = self.points([left, right], [bottom, top])
        self.boxes.append((*low, *high))

    def mark_busy(self, points: Floats) -> None:
        """Lines that labels should rather not cover, as (n, 2) metres."""
        if len(points):
            self.busy = np.concatenate([self.busy, self.points(points[:, 0], points[:, 1])])

    def cost(self, box: Box, shyness: float = 1.0) -> float:
        """How bad a place is: overlap with what is taken, lines below, reaching over the edge."""
        left, bottom, right, top = box
        area = (right - left) * (top - bottom)
        taken = np.array(self.boxes).reshape(-1, 4)
        wide = np.minimum(right, taken[:, 2]) - np.maximum(left, taken[:, 0])
        high = np.minimum(top, taken[:, 3]) - np.maximum(bottom, taken[:, 1])
        overlap = float((np.clip(wide, 0, None) * np.clip(high, 0, None)).sum()) / area
        inside = (
            (self.busy[:, 0] > left) & (self.busy[:, 0] < right)
            & (self.busy[:, 1] > bottom) & (self.busy[:, 1] < top)
        )  # fmt: skip
        beyond = (
            left < self.edge[0] or bottom < self.edge[1]
            or right > self.edge[2] or top > self.edge[3]
        )  # fmt: skip
        return (
            OVERLAP_PENALTY * overlap
            + BUSY_PENALTY * shyness * float(inside.sum())
            + 1000.0 * beyond
        )

    def share_outside(self, box: Box, area: Any) -> float:
        """Share of the box's rim, sampled at its corners and edges, that lies outside `area`."""
        left, bottom, right, top = box
        x, y = np.meshgrid(np.linspace(left, right, 5), [bottom, top])
        rim = np.column_stack([x.ravel(), y.ravel()]) / self.scale
        metres = self.ax.transData.inverted().transform(rim)
        return 1.0 - float(shapely.contains_xy(area, metres[:, 0], metres[:, 1]).mean())

    def size_of(self, label: Label) -> tuple[float, float]:
        """Width and height of a label in points."""
        probe = self.ax.text(0, 0, label.text, fontsize=label.size, **label.style)
        extent = probe.get_window_extent(self.renderer)
        probe.remove()
        return extent.width * self.scale, extent.height * self.scale


def place(sheet: Sheet, labels: Sequence[Label], zorder: float = 7.0) -> list[Box]:
    """Write every label at the cheapest of its places, in the order given; returns their boxes.

    A place costs its overlap with what is there already, the lines it covers and, a little, its
    rank in the label's own list.
    """
    boxes = []
    for label in labels:
        width, height = sheet.size_of(label)
        (x, y), *_ = sheet.points(label.x, label.y)
        best: tuple[float, Box, tuple[float, float]] | None = None
        for rank, (dx, dy) in enumerate(label.places):
            # An offset leads to the label's nearest edge: its centre lies half its size beyond.
            reach = 0.0 if label.centred else 0.5
            cx = x + dx + np.sign(dx) * width * reach
            cy = y + dy + np.sign(dy) * height * reach
            box = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
            cost = sheet.cost(box, label.shyness) + label.patience * rank
            if label.area is not None:
                cost += OVERLAP_PENALTY * sheet.share_outside(box, label.area)
            if best is None or cost < best[0]:
                best = (cost, box, (cx, cy))
        if best is None:
            raise ValueError(f"label {label.text!r} has no places")
        _, box, (cx, cy) = best
        sheet.ax.annotate(
            label.text, (label.x, label.y), xytext=(cx - x, cy - y), textcoords="offset points",
            ha="center", va="center", fontsize=label.size, color=label.colour, zorder=zorder,
            path_effects=halo(label.halo), annotation_clip=False, **label.style,
        )  # fmt: skip
        sheet.boxes.append(box)
        boxes.append(box)
    return boxes
