"""Room in parks: parks without any supply row or figure have no limit, which is worth a doubt."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.checks.given import Given
from geodata.checks.relations import roles
from geodata.findings import Finding, Severity
from geodata.report import at_rows, label_of
from geodata.tables import ALL

EXPECTED = ("land_mu", "plant_m2")


def check(given: Given) -> Iterator[Finding]:
    """Receiving parks for which land or plant space is nowhere stated in the planning years."""
    if not {"parks", "park_supply", "cities"} <= given.tables.keys() or given["parks"].empty:
        return
    parks, supply = given["parks"], given["park_supply"]
    role = roles(given)
    by_city = parks["city_adcode"].map(role[~role.index.duplicated()]).isin(["receiving", "both"])
    own = parks["receives"]
    receiving = own.where(own.notna(), by_city).astype(bool)
    planned = supply[supply["year"].isin(list(given.years))]
    none = receiving & ~parks["park_id"].isin(planned["park_id"])
    yield from at_rows(Severity.DOUBT, "supply_missing", "parks", parks, none, "park_id")
    for column in EXPECTED:
        stated = planned.loc[planned[column].notna(), "park_id"]
        empty = receiving & ~none & ~parks["park_id"].isin(stated)
        yield from at_rows(
            Severity.DOUBT, "supply_unlimited", "parks", parks, empty, "park_id",
            label=label_of(ALL["park_supply"][column]),
        )  # fmt: skip
    partly = supply["year"].isin(list(given.years)) & supply[list(EXPECTED)].isna().any(axis=1)
    partly &= ~supply[list(EXPECTED)].isna().all(axis=1)
    yield from at_rows(
        Severity.DOUBT, "supply_cell_empty", "park_supply", supply, partly, "park_id",
        year=supply["year"],
    )  # fmt: skip
