"""Supply links: nobody supplies himself, and a supplier's shares do not exceed all his sales."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.checks.given import Given
from geodata.findings import Finding, Severity
from geodata.report import at_rows

ROUNDING = 0.005
"""Shares rounded to two digits may add up to a little more than one."""


def check(given: Given) -> Iterator[Finding]:
    """A link of an enterprise with itself (blocker); shares of a supplier above 1 (doubt)."""
    if "links" not in given.tables or given["links"].empty:
        return
    frame = given["links"]
    itself = frame["supplier_id"].notna() & (frame["supplier_id"] == frame["buyer_id"])
    yield from at_rows(Severity.BLOCKER, "link_to_itself", "links", frame, itself, "supplier_id")
    total = frame.groupby("supplier_id")["share"].transform("sum")
    first = ~frame.duplicated("supplier_id")
    yield from at_rows(
        Severity.DOUBT, "shares_above_one", "links", frame, first & (total > 1 + ROUNDING),
        "supplier_id", total=total.round(3),
    )  # fmt: skip
