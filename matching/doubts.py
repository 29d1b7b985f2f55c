"""Doubts met while a problem is built: figures that are missing, and what was made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from geodata.findings import Finding, Severity
from matching.cells import lists, texts
from matching.context import FLOORS, POLLUTANTS, Context
from matching.decisions import decided
from matching.factored import Factored

SIZE_COLUMN: Mapping[str, str] = {
    "output": "output_wan_yuan",
    "investment": "investment_wan_yuan",
    "jobs": "jobs_persons",
    "tax": "tax_wan_yuan",
}
USED_COLUMNS = ("energy_tce", "jobs_persons", *(f"{pollutant}_t" for pollutant in POLLUTANTS))


def _doubt(code: str, table: str, column: str | None, value: object) -> Finding:
    return Finding(Severity.DOUBT, code, table, column=column, value=f"{value}")


def doubts(context: Context, terms: Mapping[str, Factored]) -> tuple[Finding, ...]:
    """What a planner should know before trusting the plan, one finding per kind and column."""
    found = [
        *_uses(context),
        *_sizes(context),
        *_places(context),
        *_floors(context),
        *_decisions(context),
        *_bans(context),
        *_flat_terms(context, terms),
    ]
    return tuple(found)


def _uses(context: Context) -> Iterator[Finding]:
    """Consumption that is not known counts as zero."""
    for column in USED_COLUMNS:
        unknown = int(np.isnan(context.of_enterprises(column)).sum())
        if unknown:
            yield _doubt("use_unknown", "enterprises", column, unknown)


def _sizes(context: Context) -> Iterator[Finding]:
    """An enterprise of unknown size is worth nothing in the objective."""
    column = SIZE_COLUMN.get(context.case.policy.size)
    if column is not None:
        unknown = int((~(context.of_enterprises(column) > 0)).sum())
        if unknown:
            yield _doubt("size_unknown", "enterprises", column, unknown)


def _places(context: Context) -> Iterator[Finding]:
    located = ~np.isnan(context.of_enterprises("lon") + context.of_enterprises("lat"))
    unknown = int((located & (context.sending_city < 0)).sum())
    if unknown:
        yield _doubt("sending_city_unknown", "enterprises", "city_adcode", unknown)


def _floors(context: Context) -> Iterator[Finding]:
    """Floors that could not be held against an enterprise for want of figures."""
    for figure in FLOORS:
        asked = bool(np.isfinite(context.floors(figure)).any())
        unknown = int((~np.isfinite(context.per_mu(figure))).sum())
        if asked and unknown:
            yield _doubt("entry_floor_unjudged", "enterprises", f"{figure}_wan_yuan", unknown)


def _decisions(context: Context) -> Iterator[Finding]:
    for kind in ("pin", "forbid"):
        for text in decided(context, kind).unusable:
            yield _doubt("pin_unusable", "pins", None, text)


def _bans(context: Context) -> Iterator[Finding]:
    bans = context.table("bans")
    rows = zip(
        texts(bans["ban_id"]), lists(bans["division"]), texts(bans["product_keyword"]), strict=True
    )
    for ban_id, divisions, keyword in rows:
        if not divisions and not keyword:
            yield _doubt("ban_empty", "bans", None, ban_id)


def _flat_terms(context: Context, terms: Mapping[str, Factored]) -> Iterator[Finding]:
    """A goal with a weight that has the same value everywhere cannot influence the plan."""
    for name, term in terms.items():
        values = term.values
        if context.case.policy.weights.get(name, 0.0) > 0 and values.size:
            if term.class_of is not None:
                values = values[np.unique(term.class_of)]
            if values.size and values.min() == values.max():
                yield _doubt("term_flat", "policy", name, round(float(values.flat[0]), 3))
