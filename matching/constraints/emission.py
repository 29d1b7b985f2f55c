"""Emissions: a plant that moved in keeps emitting, so headroom is a level and not a yearly flow."""

from __future__ import annotations

from matching.constraints._scopes import city_quota
from matching.problem import Problem
from matching.rows import Block

POLLUTANTS = ("cod", "nh3n", "so2", "nox", "voc")


def rows(problem: Problem) -> list[Block]:
    """City, pollutant, year:  sum of <pollutant>_t * x over placements up to the year <= headroom.

    Headroom is city_quotas of kind cod, nh3n, so2, nox, voc, in t a year: what all transfers up to
    that year may emit together.  It may fall over the years; then early placements must leave room
    for the tightest later year.  Rows of the province (440000) bind beside those of the cities.
    Both tenures count.  No figure, no row.

    Example: two plants of 30 t and 50 t COD, Meizhou headroom 60 t in every year: only one of them
    may go to Meizhou, in whatever year.
    """
    return [
        block
        for pollutant in POLLUTANTS
        for block in city_quota(
            problem,
            rule="emission",
            kind=pollutant,
            unit="t",
            weight=problem.use(f"{pollutant}_t"),
            cumulative=True,
        )
    ]
