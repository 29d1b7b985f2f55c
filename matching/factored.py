"""Factored: an array over (enterprise, park, year, tenure) that stores only the axes it needs.

A term that depends on the sending city and the park alone is kept as (cities, parks, 1, 1) with
`class_of` naming each enterprise's city; 30 million placements are never written down for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.rows import Ints

AXES = 4


@dataclass(frozen=True, eq=False)
class Factored:
    """An array of logical shape (E, P, T, M), stored factored.

    values: 4 axes (E | C | 1, P | 1, T | 1, M | 1); an axis of length 1 means "the same for all".
    class_of: (E,) ints in 0..C-1; the first axis of values is then the class of the enterprise.
    Raises ValueError where the two do not fit together.
    """

    values: npt.NDArray
    class_of: Ints | None = None

    def __post_init__(self) -> None:
        if self.values.ndim != AXES:
            raise ValueError(f"values need {AXES} axes, not {self.values.ndim}")
        if self.class_of is not None and self.class_of.size:
            low, high = int(self.class_of.min()), int(self.class_of.max())
            if low < 0 or high >= self.values.shape[0]:
                raise ValueError(
                    f"class_of runs from {low} to {high}, there are {self.values.shape[0]} classes"
                )

    @classmethod
    def of_enterprises(cls, values: npt.NDArray) -> Factored:
        """(E,) values that are the same at every park, in every year, under every tenure."""
        return cls(np.asarray(values).reshape(-1, 1, 1, 1))

    @classmethod
    def of_parks(cls, values: npt.NDArray) -> Factored:
        """(P,) values that are the same for every enterprise, year and tenure."""
        return cls(np.asarray(values).reshape(1, -1, 1, 1))

    @classmethod
    def of_pairs(cls, values: npt.NDArray, class_of: Ints | None = None) -> Factored:
        """(E, P) or (C, P) values that are the same in every year and under every tenure."""
        return cls(np.asarray(values)[:, :, None, None], class_of)

    @property
    def per_enterprise(self) -> bool:
        """Whether the first axis is the enterprise itself (neither class nor constant)."""
        return self.class_of is None and self.values.shape[0] != 1

    def slab(self, lo: int, hi: int) -> npt.NDArray:
        """Values of enterprises lo..hi-1, broadcastable to (hi - lo, P, T, M)."""
        if self.class_of is not None:
            return self.values[self.class_of[lo:hi]]
        return self.values[lo:hi] if self.values.shape[0] != 1 else self.values

    def take(self, e: Ints) -> npt.NDArray:
        """Values of the enterprises e (n,), with a first axis of length n (or 1 if constant)."""
        if self.class_of is not None:
            return self.values[self.class_of[e]]
        return self.values[e] if self.values.shape[0] != 1 else self.values

    def at(self, e: Ints, p: Ints, t: Ints, m: Ints) -> npt.NDArray:
        """(n,) values at the aligned placement indices."""
        first = self.class_of[e] if self.class_of is not None else e
        index = tuple(
            axis if length != 1 else np.zeros_like(axis)
            for axis, length in zip((first, p, t, m), self.values.shape, strict=True)
        )
        return self.values[index]
