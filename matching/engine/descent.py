"""Descent: a limited-memory quasi-Newton method for smooth convex functions within a box.

Projected L-BFGS (two-metric projection, Bertsekas 1982): variables at a bound that the slope pushes
outwards stand still, the others take a quasi-Newton step that is projected back into the box, with
Armijo's rule along the projected arc.  A step costs a few dozen passes over the variables, where
SciPy's L-BFGS-B spends several times the cost of our function in its subspace step (measured in
docs/ENGINE.md).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matching.rows import Floats

MEMORY = 12
ARMIJO = 1e-4
MOST_HALVINGS = 20
FLAT = 1e-9
"""Relative gain per step below which the search has arrived (three times in a row)."""


def descend(
    value_and_slope: Callable[[Floats], tuple[float, Floats]],
    x: Floats,
    upper: Floats,
    iterations: int,
    over: Callable[[], bool],
) -> Floats:
    """A point in [0, upper] with a small value, at most `iterations` steps from x.

    value_and_slope(x) -> (value, slope).  over: asked before every step; True ends the search.
    """
    x = np.clip(x, 0.0, upper)
    value, slope = value_and_slope(x)
    steps: list[Floats] = []
    turns: list[Floats] = []
    idle = 0
    for _ in range(iterations):
        if over():
            break
        free = ~(((x <= 0.0) & (slope > 0.0)) | ((x >= upper) & (slope < 0.0)))
        if not free.any():
            break
        direction = _direction(np.where(free, slope, 0.0), free, steps, turns)
        if direction @ slope >= 0.0:
            steps, turns = [], []
            direction = _direction(np.where(free, slope, 0.0), free, steps, turns)
        moved = _line(value_and_slope, x, value, slope, direction, upper)
        if moved is None:
            if not steps:
                break
            steps, turns = [], []  # the memory misleads: once more by the slope alone
            continue
        new_x, new_value, new_slope = moved
        step, turn = new_x - x, new_slope - slope
        if step @ turn > 1e-12 * float(turn @ turn):
            steps, turns = [*steps[1 - MEMORY :], step], [*turns[1 - MEMORY :], turn]
        idle = idle + 1 if value - new_value <= FLAT * max(1.0, abs(value)) else 0
        x, value, slope = new_x, new_value, new_slope
        if idle >= 3:
            break
    return x


def _direction(slope: Floats, free: np.ndarray, steps: list[Floats], turns: list[Floats]) -> Floats:
    """Two-loop recursion over the free variables."""
    q = slope.copy()
    used = []
    for step, turn in zip(reversed(steps), reversed(turns), strict=True):
        bend = float(step[free] @ turn[free])
        if bend <= 1e-14:
            continue
        share = float(step @ q) / bend
        q -= np.where(free, share * turn, 0.0)
        used.append((step, turn, bend, share))
    if used:
        step, turn, bend, _ = used[0]
        q *= bend / float(turn[free] @ turn[free])
    else:
        q /= max(float(np.abs(q).max()), 1e-300) * 10.0
    for step, turn, bend, share in reversed(used):
        q += np.where(free, (share - float(turn @ q) / bend) * step, 0.0)
    return np.where(free, -q, 0.0)


def _line(
    value_and_slope: Callable[[Floats], tuple[float, Floats]],
    x: Floats,
    value: float,
    slope: Floats,
    direction: Floats,
    upper: Floats,
) -> tuple[Floats, float, Floats] | None:
    """First point along the projected arc with enough gain, or None."""
    length = 1.0
    for _ in range(MOST_HALVINGS):
        new_x = np.clip(x + length * direction, 0.0, upper)
        promised = float(slope @ (new_x - x))
        if promised >= 0.0:
            return None
        new_value, new_slope = value_and_slope(new_x)
        if new_value <= value + ARMIJO * promised:
            return new_x, new_value, new_slope
        # minimum of the parabola through both values and the slope, kept between bounds
        curve = 2.0 * (new_value - value - promised)
        length *= min(0.5, max(0.1, -promised / curve)) if curve > 0 else 0.5
    return None
