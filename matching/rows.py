"""Rows: every limit as data, factored so that millions of placements never become coefficients.

A placement o = (e, p, t, m): enterprise, park, year index, tenure (0 land, 1 plant).  One `Block`
holds one family of linear rows of one rule.  With c = class_of[e], the coefficient of placement o
in row r is

    weight[e] * factor[c, p, t, m]      if r == row_of[c, p, t, m]
                                        (cumulative: also in every later row of the same scope)
    0                                   otherwise

and row r demands   sum_o coefficient[r, o] * x[o]   <=  bound[r]   (or >= where sense is ">=").

Example: Meizhou may take 60 t COD by 2016 and 80 t by 2017.  Two rows of one scope, cumulative; a
placement of a 30 t enterprise in 2016 counts in both, in 2017 only in the second.  A year without
a figure has no row: were 2016 empty, a placement of 2016 would point to the row of 2017.

"One placement per enterprise" is not a block: it holds by construction everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

AT_MOST = "<="
AT_LEAST = ">="
ROW_COLUMNS = (
    "name", "rule", "resource", "scope", "year", "unit", "sense", "bound", "hard",
    "price_points_per_unit",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Block:
    """One family of rows of one rule.

    rule: name of the file in `matching/constraints`.  resource: what is counted (a `kind` of
    city_quotas, "land_mu", "plant_m2", "projects", ...).  unit: of weight x factor and of bound.
    weight: (E,) in `unit`, 0 for enterprises the rule does not touch, never NaN.
    class_of: (E,) ints in 0..C-1.  row_of: (C, P, T, M) index into this block's rows, -1 = none.
    factor: (C, P, T, M) or None for 1.  cumulative: rows of one scope stand together in year order,
    row_of names the first that counts the placement and every later row of the scope counts it too.
    bound: (R,).  scope: (R,) ids (park_id, adcode, "440300>441600", ...).  year: (R,) calendar
    year, 0 for the whole horizon.
    price: None for a hard rule, else (R,) points of objective lost per unit of violation.
    """

    rule: str
    resource: str
    unit: str
    weight: Floats
    class_of: Ints
    row_of: Ints
    bound: Floats
    scope: tuple[str, ...]
    year: Ints
    sense: str = AT_MOST
    factor: Floats | None = None
    cumulative: bool = False
    price: Floats | None = None
    loosenable: bool = True

    def __post_init__(self) -> None:
        rows = len(self.bound)
        if self.sense not in (AT_MOST, AT_LEAST):
            raise ValueError(f"{self.rule}: sense {self.sense!r}")
        if len(self.scope) != rows or len(self.year) != rows:
            raise ValueError(f"{self.rule}: scope, year and bound differ in length")
        if self.row_of.ndim != 4 or (self.row_of.size and self.row_of.max() >= rows):
            raise ValueError(f"{self.rule}: row_of must be (C, P, T, M) with values below {rows}")
        if self.factor is not None and self.factor.shape != self.row_of.shape:
            raise ValueError(f"{self.rule}: factor and row_of differ in shape")
        if self.factor is not None and not np.isfinite(self.factor).all():
            raise ValueError(f"{self.rule}: factor must be finite")
        if not np.isfinite(self.weight).all() or not np.isfinite(self.bound).all():
            raise ValueError(f"{self.rule}: weight and bound must be finite")
        if self.price is not None and len(self.price) != rows:
            raise ValueError(f"{self.rule}: price and bound differ in length")
        if self.price is not None and not (self.price >= 0).all():
            raise ValueError(f"{self.rule}: a price must be 0 or more")
        if self.cumulative and len(set(self.names)) != rows:
            raise ValueError(f"{self.rule}: a cumulative scope has a year twice")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """ASCII name of every row: rule/resource/scope[/year]."""
        return tuple(
            f"{self.rule}/{self.resource}/{scope}" + (f"/{year}" if year else "")
            for scope, year in zip(self.scope, self.year, strict=True)
        )

    @cached_property
    def end(self) -> Ints:
        """(R,) one past the last row that a placement entering at this row counts in."""
        rows = len(self.bound)
        if not self.cumulative:
            return np.arange(1, rows + 1)
        end = np.empty(rows, dtype=np.int64)
        last = rows
        for r in range(rows - 1, -1, -1):
            if r + 1 < rows and self.scope[r + 1] != self.scope[r]:
                last = r + 1
            end[r] = last
        return end

    def first(self, e: Ints, p: Ints, t: Ints, m: Ints) -> tuple[Ints, Ints, Floats]:
        """Like `entries`, but only the first row of each placement (see `end` for the others)."""
        c = self.class_of[e]
        row = self.row_of[c, p, t, m]
        value = self.weight[e].astype(np.float64)
        if self.factor is not None:
            value = value * self.factor[c, p, t, m]
        kept = np.flatnonzero((row >= 0) & (value != 0.0))
        return row[kept], kept, value[kept]

    def entries(self, e: Ints, p: Ints, t: Ints, m: Ints) -> tuple[Ints, Ints, Floats]:
        """Coefficients of the given placements as (row, position, value), zeros left out.

        e, p, t, m: (n,) aligned placement indices; position points into them.
        """
        row, position, value = self.first(e, p, t, m)
        if not self.cumulative:
            return row, position, value
        repeat = self.end[row] - row
        step = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        return np.repeat(row, repeat) + step, np.repeat(position, repeat), np.repeat(value, repeat)

    def use(self, e: Ints, p: Ints, t: Ints, m: Ints) -> Floats:
        """(R,) left-hand side of every row for a plan given as aligned placement indices."""
        row, _, value = self.entries(e, p, t, m)
        used = np.zeros(len(self.bound))
        np.add.at(used, row, value)
        return used

    def excess(self, used: Floats) -> Floats:
        """(R,) by how much each row is violated, 0 where it holds; in `unit`."""
        over = used - self.bound if self.sense == AT_MOST else self.bound - used
        return np.maximum(over, 0.0)


@dataclass(frozen=True, eq=False)
class Rows:
    """All blocks of a problem; row numbers run through them in order."""

    blocks: tuple[Block, ...]

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)

    def __len__(self) -> int:
        return sum(len(block.bound) for block in self.blocks)

    @cached_property
    def offsets(self) -> list[int]:
        """Number of the first row of each block."""
        return [0, *np.cumsum([len(block.bound) for block in self.blocks]).tolist()][:-1]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name of every row, in order."""
        return tuple(name for block in self.blocks for name in block.names)

    @cached_property
    def bound(self) -> Floats:
        """(R,) right-hand side of every row, each in its unit."""
        return _joined([block.bound for block in self.blocks])

    @cached_property
    def price(self) -> Floats:
        """(R,) points per unit of violation; infinite for hard rows."""
        return _joined(
            [
                np.full(len(block.bound), np.inf) if block.price is None else block.price
                for block in self.blocks
            ]
        )

    @cached_property
    def at_least(self) -> npt.NDArray[np.bool_]:
        """(R,) whether the row is a minimum (>=)."""
        return np.repeat(
            np.array([block.sense == AT_LEAST for block in self.blocks], dtype=bool),
            [len(block.bound) for block in self.blocks],
        )

    def triplets(self, e: Ints, p: Ints, t: Ints, m: Ints) -> tuple[Ints, Ints, Floats]:
        """All coefficients of the given placements as (row, position, value)."""
        parts = []
        for offset, block in zip(self.offsets, self.blocks, strict=True):
            row, position, value = block.entries(e, p, t, m)
            parts.append((row + offset, position, value))
        if not parts:
            none = np.zeros(0, dtype=np.int64)
            return none, none, np.zeros(0)
        row, position, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        return row, position, value

    def use(self, e: Ints, p: Ints, t: Ints, m: Ints) -> Floats:
        """(R,) left-hand side of every row for a plan given as aligned placement indices."""
        return _joined([block.use(e, p, t, m) for block in self.blocks])

    def excess(self, used: Floats) -> Floats:
        """(R,) by how much each row is violated by `used`, 0 where it holds."""
        return np.maximum(np.where(self.at_least, self.bound - used, used - self.bound), 0.0)

    def tolerance(self) -> Floats:
        """(R,) what counts as zero in each row: 1e-6 of its bound, at least 1e-6 of its unit."""
        return 1e-6 * np.maximum(1.0, np.abs(self.bound))

    def table(self) -> pd.DataFrame:
        """One line per row: name, rule, resource, scope, year, unit, sense, bound, hard, price."""
        frames = [
            pd.DataFrame(
                {
                    "name": block.names,
                    "rule": block.rule,
                    "resource": block.resource,
                    "scope": block.scope,
                    "year": block.year,
                    "unit": block.unit,
                    "sense": block.sense,
                    "bound": block.bound,
                    "hard": block.price is None,
                    "price_points_per_unit": np.nan if block.price is None else block.price,
                }
            )
            for block in self.blocks
            if len(block.bound)
        ]
        return (
            pd.concat(frames, ignore_index=True)
            if frames
            else pd.DataFrame(columns=list(ROW_COLUMNS))
        )


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)
