"""Problem: who could go where and when, what it is worth, and why not; no solver in it.

Axes of everything: enterprise e, park p, year index t, tenure m (0 land, 1 plant).
Nothing is stored over all four axes: terms and reasons are `Factored`, eligibility is a bit code of
(year, tenure) for each pair of enterprise and park, and scores are rebuilt in chunks.

    match_share[e,p,t,m] = sum_k w_k * term_k[e,p,t,m] / sum_k w_k                    in 0..1
    score[e,p,t,m]       = size_share[e] * match_share[e,p,t,m] * discount[t]         in points
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.findings import Finding
from matching.bits import BitCodes, codes_of, count_bits
from matching.cells import numbers
from matching.chains import Chains
from matching.combine import weighted_sum
from matching.factored import Factored
from matching.legs import Legs
from matching.rows import Floats, Ints
from scenarios.case import Case

TENURES = ("land", "plant")
LAND, PLANT = 0, 1
NEVER = np.float32(-1e9)
MOST_PLACEMENTS = 20_000_000
CHUNK_CELLS = 1_000_000


@dataclass(frozen=True, eq=False)
class Placements:
    """Placements as aligned arrays, in ascending order of (e, p, t, m).

    e, p, t, m: (n,) int64 indices.  score: (n,) float64 points.
    """

    e: Ints
    p: Ints
    t: Ints
    m: Ints
    score: Floats

    def __len__(self) -> int:
        return len(self.e)


@dataclass(frozen=True, eq=False)
class Problem:
    """One case, ready to be decided.

    enterprise_id, park_id, years, cities: what the axis positions stand for; cities are adcodes.
    enterprises, parks: the tables in axis order (position i = axis index i).  sending_city (E,) and
    park_city (P,): index into cities, -1 unknown.  size_share (E,): size over the mean of known
    sizes, 0 when unknown.  discount (T,): (1 + r) ** -(year - first year).  travel_km, travel_h
    (E, P) float32, NaN where an enterprise or park has no place; travel_estimated (E, P) bool: by
    great circle, not by road.  terms: every term of the policy, 0..1 float32, whatever its weight.
    reasons: bool, True = not eligible, in order of precedence.  chains: what settling near the
    enterprise it supplies adds to an enterprise's score, None if no link counts.  findings: doubts
    met on the way.  legs: the roads it was built with, for building a changed case.
    """

    case: Case
    enterprise_id: tuple[str, ...]
    park_id: tuple[str, ...]
    years: tuple[int, ...]
    cities: tuple[str, ...]
    enterprises: pd.DataFrame
    parks: pd.DataFrame
    sending_city: Ints
    park_city: Ints
    size_share: Floats
    discount: Floats
    travel_km: npt.NDArray[np.float32]
    travel_h: npt.NDArray[np.float32]
    travel_estimated: npt.NDArray[np.bool_]
    terms: Mapping[str, Factored]
    reasons: Mapping[str, Factored]
    chains: Chains | None = None
    findings: tuple[Finding, ...] = ()
    legs: Legs | None = None

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(enterprises, parks, years, tenures)."""
        return len(self.enterprise_id), len(self.park_id), len(self.years), len(TENURES)

    @property
    def weights(self) -> Mapping[str, float]:
        """Weight of every term, scaled so that they sum to 1."""
        given = self.case.policy.weights
        total = sum(given.values())
        return {term: given.get(term, 0.0) / total for term in self.terms}

    def use(self, column: str) -> Floats:
        """(E,) what each enterprise uses of `column` (its unit is in its name), empty cells as 0.

        "projects" counts every enterprise as 1.  Raises KeyError for an unknown column.
        """
        if column == "projects":
            return np.ones(self.shape[0])
        return np.nan_to_num(numbers(self.enterprises[column]), nan=0.0)

    # -- eligibility ---------------------------------------------------------------------------

    @cached_property
    def _screening(self) -> tuple[BitCodes, Mapping[str, int]]:
        """Blocked (year, tenure) bits of every pair; placements first removed by each reason."""
        e_count, p_count, t_count, m_count = self.shape
        blocked = BitCodes.empty((e_count, p_count), t_count, m_count)
        coded = {reason: codes_of(mask, t_count, m_count) for reason, mask in self.reasons.items()}
        removed = dict.fromkeys(self.reasons, 0)
        for lo, hi in self.chunks():
            seen = blocked.codes[lo:hi]
            for reason, codes in coded.items():
                new = codes.slab(lo, hi)[:, :, 0, 0] & ~seen
                removed[reason] += int(count_bits(new).sum())
                seen |= new
        return blocked, removed

    @property
    def counts(self) -> Mapping[str, int]:
        """Placements removed by each reason; one with several reasons counts at the first.

        The counts and `eligible_count` sum to E * P * T * M.
        """
        return self._screening[1]

    @property
    def eligible_count(self) -> int:
        """How many placements are eligible."""
        return int(np.prod(self.shape, dtype=np.int64)) - sum(self.counts.values())

    @cached_property
    def eligible_per_enterprise(self) -> Ints:
        """(E,) how many placements of each enterprise are eligible."""
        blocked = count_bits(self._screening[0].codes).sum(axis=1)
        return np.int64(np.prod(self.shape[1:])) - blocked

    def eligible(self, lo: int, hi: int) -> npt.NDArray[np.bool_]:
        """(hi - lo, P, T, M) whether each placement of enterprises lo..hi-1 is eligible."""
        return ~self._screening[0].unpack(lo, hi)

    def eligible_of(self, e: Ints) -> npt.NDArray[np.bool_]:
        """(n, P, T, M) whether each placement of the enterprises e is eligible."""
        return ~self._screening[0].take(e)

    def eligible_at(self, e: Ints, p: Ints, t: Ints, m: Ints) -> npt.NDArray[np.bool_]:
        """(n,) whether each of the given placements is eligible."""
        return ~self._screening[0].at(e, p, t, m)

    # -- worth ---------------------------------------------------------------------------------

    @cached_property
    def _match_parts(self) -> tuple[Factored, ...]:
        """The weighted mean of all terms as few Factored that sum to it."""
        weighted = [(self.weights[name], term) for name, term in self.terms.items()]
        return weighted_sum(weighted, self.shape)

    def match_share(self, lo: int, hi: int) -> npt.NDArray[np.float32]:
        """(hi - lo, P, T, M) weighted mean of the terms, eligible or not."""
        share = np.zeros((max(hi - lo, 0), *self.shape[1:]), dtype=np.float32)
        for part in self._match_parts:
            share += part.slab(lo, hi)
        return share

    def score(self, lo: int, hi: int) -> npt.NDArray[np.float32]:
        """(hi - lo, P, T, M) points of every placement, NEVER where it is not eligible."""
        points = self.match_share(lo, hi)
        worth = self.size_share[lo:hi, None] * self.discount
        points *= worth.astype(np.float32)[:, None, :, None]
        np.putmask(points, self._screening[0].unpack(lo, hi), NEVER)
        return points

    def score_at(self, e: Ints, p: Ints, t: Ints, m: Ints) -> Floats:
        """(n,) points of the given placements, eligible or not."""
        return self.size_share[e] * self.discount[t] * self.match_share_at(e, p, t, m)

    def match_share_at(self, e: Ints, p: Ints, t: Ints, m: Ints) -> Floats:
        """(n,) weighted mean of the terms of the given placements."""
        share = np.zeros(len(e))
        for name, term in self.terms.items():
            share += self.weights[name] * term.at(e, p, t, m).astype(np.float64)
        return share

    def chain_points(self, e: Ints, p: Ints) -> Floats:
        """(n,) what chains add to each of the placed enterprises e at parks p, both (n,)."""
        return np.zeros(len(e)) if self.chains is None else self.chains.points(e, p)

    def term_values(self, e: Ints, p: Ints, t: Ints, m: Ints) -> pd.DataFrame:
        """Value 0..1 of every term (one column each) at the given placements (one row each)."""
        return pd.DataFrame(
            {name: term.at(e, p, t, m).astype(np.float64) for name, term in self.terms.items()}
        )

    # -- placements ----------------------------------------------------------------------------

    def chunks(self, cells: int = CHUNK_CELLS) -> Iterator[tuple[int, int]]:
        """Ranges (lo, hi) of enterprises of about `cells` placements each, in order."""
        e_count, p_count, t_count, m_count = self.shape
        step = max(1, cells // max(1, p_count * t_count * m_count))
        for lo in range(0, e_count, step):
            yield lo, min(lo + step, e_count)

    def placements(self, enterprises: Ints | None = None) -> Placements:
        """All eligible placements (of the given enterprises, ascending), in order of (e, p, t, m).

        Raises ValueError above MOST_PLACEMENTS: ask for part of the enterprises, or use slabs.
        """
        asked = np.arange(self.shape[0]) if enterprises is None else np.unique(enterprises)
        count = int(self.eligible_per_enterprise[asked].sum())
        if count > MOST_PLACEMENTS:
            raise ValueError(
                f"{count:,} eligible placements are too many to list (limit {MOST_PLACEMENTS:,}); "
                "ask for some of the enterprises, or read score(lo, hi) in chunks"
            )
        parts: list[tuple[Ints, ...]] = []
        step = max(1, CHUNK_CELLS // max(1, int(np.prod(self.shape[1:]))))
        for start in range(0, len(asked), step):
            chosen = asked[start : start + step]
            row, p, t, m = np.nonzero(~self._screening[0].take(chosen))
            parts.append((chosen[row], p, t, m))
        e, p, t, m = (
            np.concatenate([part[axis] for part in parts]) if parts else np.zeros(0, np.int64)
            for axis in range(len(self.shape))
        )
        return Placements(e, p, t, m, self.score_at(e, p, t, m))
