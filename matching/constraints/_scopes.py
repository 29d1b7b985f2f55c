"""What the rules share: figures of tables by scope and year, turned into one block of rows.

A *scope* is what a row speaks about: a park, a city, a sending city.  `levels[s, t]` is its figure
in planning year t; NaN means that nobody stated a limit, and then there is no row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geodata.tables.city_quotas import PROVINCE_ADCODE
from matching.cells import numbers, positions, texts
from matching.problem import LAND, PLANT, Problem
from matching.rows import AT_MOST, Block, Floats, Ints

BOTH = (LAND, PLANT)


def years_of(problem: Problem) -> Ints:
    """(T,) calendar years of the planning horizon."""
    return np.asarray(problem.years, dtype=np.int64)


def park_city_codes(problem: Problem) -> npt.NDArray[np.object_]:
    """(P,) adcode of the city of every park, "" where it is unknown."""
    return np.array([*problem.cities, ""], dtype=object)[problem.park_city]


def park_supply(problem: Problem, column: str) -> Floats:
    """(P, T) new supply of each planning year in the unit of `column`; NaN = no limit stated.

    A park with no row at all, or with nothing but empty cells, has no limit: NaN everywhere.  A
    park that has figures for some years gets nothing new in the years that have no row.  An empty
    cell in a row that exists is "no limit" in that year.  Rows of other years do not count.
    """
    table = problem.case.world["park_supply"]
    supply = np.full((len(problem.park_id), len(problem.years)), np.nan)
    park = positions(texts(table["park_id"]), problem.park_id)
    year = positions(numbers(table["year"]), problem.years)
    figure = numbers(table[column])
    here = (park >= 0) & (year >= 0)
    some = np.zeros(len(supply), dtype=bool)
    some[park[here & ~np.isnan(figure)]] = True
    supply[some] = 0.0
    supply[park[here], year[here]] = figure[here]
    return supply


def city_figures(problem: Problem, kind: str) -> tuple[tuple[str, ...], Floats]:
    """Scopes and (S, T) figures of one kind of city_quotas; NaN = no limit stated.

    Scopes are adcodes in ascending order, the province (440000) first where it has a figure.  Of
    two figures for one city, year and kind the smaller holds.
    """
    table = problem.case.world["city_quotas"]
    table = table[(texts(table["kind"]) == kind) & table["value"].notna()]
    table = table[positions(numbers(table["year"]), problem.years) >= 0]
    city = texts(table["city_adcode"])
    scopes = tuple(sorted(set(city)))
    figures = np.full((len(scopes), len(problem.years)), np.nan)
    cell = (positions(city, scopes), positions(numbers(table["year"]), problem.years))
    np.fmin.at(figures, cell, numbers(table["value"]))
    return scopes, figures


def rows_by_year(
    problem: Problem,
    *,
    rule: str,
    resource: str,
    unit: str,
    weight: Floats,
    scopes: Sequence[str],
    levels: Floats,
    scope_of: Ints,
    class_of: Ints | None = None,
    counts: npt.NDArray[np.bool_] | None = None,
    tenures: Sequence[int] = BOTH,
    factor: Floats | None = None,
    cumulative: bool = False,
    sense: str = AT_MOST,
) -> Block | None:
    """One row per scope and year that has a figure; None if there is none.

    weight: (E,) in `unit`.  levels: (S, T).  scope_of: (C, P) index into scopes or -1.
    class_of: (E,) or None for one class.  counts: (C, P, T) whether a placement counts at all.
    tenures: which tenures use the resource.  factor: (P,) share of the weight that counts in each
    park.  cumulative: figures are totals up to that year; a placement counts from its year on.
    """
    stated = ~np.isnan(levels)
    if not stated.any():
        return None
    row = np.where(stated, np.cumsum(stated).reshape(levels.shape) - 1, -1)
    entry = _first_stated_from(row) if cumulative else row
    classes, parks = scope_of.shape
    years = levels.shape[1]
    row_of = np.full((classes, parks, years, 2), -1, dtype=np.int64)
    reached = np.where((scope_of >= 0)[:, :, None], entry[np.maximum(scope_of, 0)], -1)
    if counts is not None:
        reached = np.where(counts, reached, -1)
    for tenure in tenures:
        row_of[..., tenure] = reached
    s, t = np.nonzero(stated)
    return Block(
        rule=rule,
        resource=resource,
        unit=unit,
        weight=np.asarray(weight, dtype=np.float64),
        class_of=np.zeros(len(weight), dtype=np.int64) if class_of is None else class_of,
        row_of=row_of,
        bound=levels[s, t],
        scope=tuple(scopes[i] for i in s.tolist()),
        year=years_of(problem)[t],
        sense=sense,
        factor=None
        if factor is None
        else np.ascontiguousarray(np.broadcast_to(factor[None, :, None, None], row_of.shape)),
        cumulative=cumulative,
    )


def _first_stated_from(row: Ints) -> Ints:
    """(S, T) the first row at or after each year; -1 where no later year has a figure."""
    entry = row.copy()
    for t in range(row.shape[1] - 2, -1, -1):
        entry[:, t] = np.where(entry[:, t] < 0, entry[:, t + 1], entry[:, t])
    return entry


def park_stock(
    problem: Problem,
    *,
    rule: str,
    column: str,
    unit: str,
    weight: Floats,
    tenures: Sequence[int] = BOTH,
    factor: Floats | None = None,
) -> Block | None:
    """Rows of a supply that carries over: use up to a year <= supply up to that year, by park."""
    return rows_by_year(
        problem,
        rule=rule,
        resource=column,
        unit=unit,
        weight=weight,
        scopes=problem.park_id,
        levels=np.cumsum(park_supply(problem, column), axis=1),
        scope_of=np.arange(len(problem.park_id))[None, :],
        tenures=tenures,
        factor=factor,
        cumulative=True,
    )


def receiving_scopes(problem: Problem, scopes: Sequence[str]) -> Ints:
    """(P,) index of each park's city among the scopes, -1 if it has none."""
    return positions(park_city_codes(problem), scopes)


def city_quota(
    problem: Problem,
    *,
    rule: str,
    kind: str,
    unit: str,
    weight: Floats,
    tenures: Sequence[int] = BOTH,
    factor: Floats | None = None,
    cumulative: bool = False,
    figures: tuple[tuple[str, ...], Floats] | None = None,
) -> list[Block]:
    """Rows of one kind of city quota at the receiving end, and of the province where it has one.

    City rows and province rows are two blocks, because a placement counts in both.  figures: scopes
    and (S, T) levels where they are not simply the table's.
    """
    scopes, levels = city_figures(problem, kind) if figures is None else figures
    blocks = []
    for wanted in (False, True):
        part = [i for i, scope in enumerate(scopes) if (scope == PROVINCE_ADCODE) is wanted]
        if not part:
            continue
        names = [scopes[i] for i in part]
        everywhere = np.zeros(len(problem.park_id), dtype=np.int64)
        block = rows_by_year(
            problem,
            rule=rule,
            resource=kind,
            unit=unit,
            weight=weight,
            scopes=names,
            levels=levels[part],
            scope_of=(everywhere if wanted else receiving_scopes(problem, names))[None, :],
            tenures=tenures,
            factor=factor,
            cumulative=cumulative,
        )
        if block is not None:
            blocks.append(block)
    return blocks


def relations(problem: Problem) -> npt.NDArray[np.bool_]:
    """(C, P, T) whether the counterpart relation of sending city c with a park's city is active."""
    duties = problem.case.world["duties"]
    active = np.zeros((len(problem.cities), len(problem.park_id), len(problem.years)), dtype=bool)
    years = years_of(problem)
    codes = park_city_codes(problem)
    city = {code: c for c, code in enumerate(problem.cities)}
    for sending, receiving, start, end in zip(
        texts(duties["sending_adcode"]),
        texts(duties["receiving_adcode"]),
        numbers(duties["from_year"]),
        numbers(duties["to_year"]),
        strict=True,
    ):
        if sending in city:
            term = (years >= start) & (years <= end)
            active[city[sending]] |= (codes == receiving)[:, None] & term[None, :]
    return active


def sending_class(problem: Problem) -> Ints:
    """(E,) 1 + index of the sending city, 0 where it is unknown: a class for `Block.class_of`."""
    return np.asarray(problem.sending_city, dtype=np.int64) + 1
