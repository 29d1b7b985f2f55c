"""Rows: every limit as data, factored so that millions of placements never become coefficients.

A placement o = (e, p, t, m): enterprise, park, year index, tenure (0 land, 1 plant).  One `Block`
holds one family of linear rows of one rule.  With c = class_of[e], the coefficient of placement o
in row r is

    weight[e] * factor[c, p, t, m]      if r == row_of[c, p, t, m]
                                        (cumulative: also in the `years_left` rows that follow it,
                                         one for each later year)
    0                                   otherwise

and row r demands   sum_o coefficient[r, o] * x[o]   <=  bound[r]   (or >= where sense is ">=").

Example: Meizhou may take 60 t COD by 2016 and 80 t by 2017.  Two rows, cumulative; a placement of a
30 t enterprise in 2016 counts in both, in 2017 only in the second.

"One placement per enterprise" is not a block: it holds by construction everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

AT_MOST = "<="
AT_LEAST = ">="


@dataclass(frozen=True, eq=False)
class Block:
    """One family of rows of one rule.

    rule: name of the file in `matching/constraints`.  resource: what is counted (a `kind` of
    city_quotas, "land_mu", "plant_m2", "projects", ...).  unit: of weight x factor and of bound.
    weight: (E,) in `unit`, 0 for enterprises the rule does not touch, never NaN.
    class_of: (E,) ints in 0..C-1.  row_of: (C, P, T, M) index into this block's rows, -1 = none.
    factor: (C, P, T, M) or None for 1.  cumulative: rows of one scope stand in year order and a
    placement counts from its year on.  bound: (R,).  scope: (R,) ids (park_id, adcode,
    "440300>441600", ...).  year: (R,) calendar year, 0 for the whole horizon.
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
        if not np.isfinite(self.weight).all() or not np.isfinite(self.bound).all():
            raise ValueError(f"{self.rule}: weight and bound must be finite")
        if self.price is not None and len(self.price) != rows:
            raise ValueError(f"{self.rule}: price and bound differ in length")

    @property
    def names(self) -> tuple[str, ...]:
        """ASCII name of every row: rule/resource/scope[/year]."""
        return tuple(
            f"{self.rule}/{self.resource}/{scope}" + (f"/{year}" if year else "")
            for scope, year in zip(self.scope, self.year, strict=True)
        )

    def entries(self, e: Ints, p: Ints, t: Ints, m: Ints) -> tuple[Ints, Ints, Floats]:
        """Coefficients of the given placements as (row, position, value), zeros left out.

        e, p, t, m: (n,) aligned placement indices; position points into them.
        """
        c = self.class_of[e]
        first = self.row_of[c, p, t, m]
        value = self.weight[e].astype(np.float64)
        if self.factor is not None:
            value = value * self.factor[c, p, t, m]
        kept = np.flatnonzero((first >= 0) & (value != 0.0))
        if not self.cumulative:
            return first[kept], kept, value[kept]
        years = self.row_of.shape[2]
        repeat = years - t[kept]
        position = np.repeat(kept, repeat)
        step = np.arange(len(position)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        return np.repeat(first[kept], repeat) + step, position, np.repeat(value[kept], repeat)

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

    @property
    def offsets(self) -> list[int]:
        """Number of the first row of each block."""
        return [0, *np.cumsum([len(block.bound) for block in self.blocks]).tolist()][:-1]

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
        ]
        columns: Sequence[str] = (
            "name", "rule", "resource", "scope", "year", "unit", "sense", "bound", "hard",
            "price_points_per_unit",
        )  # fmt: skip
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
