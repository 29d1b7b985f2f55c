"""Grid: a small table in words, as slides and report pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Grid:
    """Header and rows of text; every row has one cell per header.

    weights: share of the width each column gets, any scale.  right: columns set flush right
    (figures).  strong: rows in heavier type (totals).  notes: lines below the table.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    weights: Sequence[float]
    right: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    notes: Sequence[str] = field(default=())

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.head) or any(len(r) != len(self.head) for r in self.rows):
            raise ValueError(f"table {list(self.head)}: not every row has {len(self.head)} cells")

    def __len__(self) -> int:
        return len(self.rows)

    def first(self, most: int) -> Grid:
        """The grid with its first `most` rows."""
        return replace(self, rows=list(self.rows)[:most])
