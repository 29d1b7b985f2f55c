"""Decisions by hand: pins and forbids of the policy and of table pins, on the axes of a problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from matching.cells import numbers, positions, texts
from matching.factored import Factored
from matching.rows import Ints
from scenarios.case import Case

Kind = Literal["pin", "forbid"]
ANY = -1
TENURES = ("land", "plant")


class Axes(Protocol):
    """What `decided` reads: a Context or a Problem."""

    @property
    def case(self) -> Case:
        """The case."""

    @property
    def enterprises(self) -> pd.DataFrame:
        """Enterprises in axis order."""

    @property
    def parks(self) -> pd.DataFrame:
        """Parks in axis order."""


@dataclass(frozen=True, eq=False)
class Decisions:
    """Usable decisions of one kind, policy first, then the table.

    e, p: (n,) axis indices.  t, m: (n,) axis indices, ANY where left open.  unusable: the ones that
    name an enterprise, park or year that is not there, as text "enterprise_id > park_id (year)".
    """

    e: Ints
    p: Ints
    t: Ints
    m: Ints
    unusable: tuple[str, ...]


def decided(axes: Axes, kind: Kind) -> Decisions:
    """The pins (or forbids) that the policy and table pins state for this problem."""
    policy = axes.case.policy.pins if kind == "pin" else axes.case.policy.forbids
    table = axes.case.world["pins"]
    table = table[texts(table["kind"]) == kind]
    stated: list[tuple[str, str, int | None, str]] = [
        (pin.enterprise_id, pin.park_id, pin.year, pin.tenure or "") for pin in policy
    ]
    stated += [
        (enterprise, park, None if np.isnan(year) else int(year), tenure)
        for enterprise, park, year, tenure in zip(
            texts(table["enterprise_id"]),
            texts(table["park_id"]),
            numbers(table["year"]),
            texts(table["tenure"]),
            strict=True,
        )
    ]
    years = sorted(axes.case.world.years)
    e = positions([row[0] for row in stated], texts(axes.enterprises["enterprise_id"]))
    p = positions([row[1] for row in stated], texts(axes.parks["park_id"]))
    t = positions([row[2] for row in stated], years)
    m = positions([row[3] for row in stated], TENURES)
    open_year = np.array([row[2] is None for row in stated], dtype=bool)
    usable = (e >= 0) & (p >= 0) & ((t >= 0) | open_year)
    unusable = tuple(
        f"{stated[row][0]} > {stated[row][1]}" + (f" ({stated[row][2]})" if stated[row][2] else "")
        for row in np.flatnonzero(~usable)
    )
    return Decisions(e[usable], p[usable], t[usable], m[usable], unusable)


class Shaped(Axes, Protocol):
    """Axes with their lengths."""

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(enterprises, parks, years, tenures)."""


def sparse_mask(decisions: Decisions, axes: Shaped) -> Factored:
    """Bool Factored, True at every placement that one of the decisions describes.

    Classes: 0 for all enterprises without a decision, then one for each that has any.
    """
    enterprises, parks, years, tenures = axes.shape
    named, class_of_decision = np.unique(decisions.e, return_inverse=True)
    class_of = np.zeros(enterprises, dtype=np.int64)
    class_of[named] = np.arange(1, len(named) + 1)
    values = np.zeros((len(named) + 1, parks, years, tenures), dtype=bool)
    for row, c in enumerate(class_of_decision.reshape(-1) + 1):
        t, m = decisions.t[row], decisions.m[row]
        year = slice(None) if t == ANY else slice(t, t + 1)
        tenure = slice(None) if m == ANY else slice(m, m + 1)
        values[c, decisions.p[row], year, tenure] = True
    return Factored(values, class_of)
