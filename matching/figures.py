"""Progress details that can be read by people and by programs."""

from __future__ import annotations


class Figures(str):
    """The text of a progress detail with the numbers it was made from.

    best: points of the best plan so far.  bound: points no plan can exceed.  gap: share, see
    `matching.plan.relative_gap`.  None = not known yet.
    """

    best: float | None
    bound: float | None
    gap: float | None

    def __new__(
        cls, text: str, best: float | None = None, bound: float | None = None,
        gap: float | None = None,
    ) -> Figures:  # fmt: skip
        """`text` with its numbers."""
        made = super().__new__(cls, text)
        made.best, made.bound, made.gap = best, bound, gap
        return made
