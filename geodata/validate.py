"""All problems of all tables in one pass.

    findings = validate(world.tables, world.years)
    table = findings_table(findings, "zh")

Generic rules (type, required, bounds, allowed words) run through pandera from what the columns
declare; everything between columns and tables is a vectorised check of its own in `geodata/checks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from geodata.checks import ALL, Given
from geodata.findings import Finding
from geodata.report import capped


def validate(
    tables: Mapping[str, pd.DataFrame], years: Sequence[int], *, datum: str = "wgs84"
) -> list[Finding]:
    """Every blocker and doubt of these tables; an empty list if there is none.

    tables: name -> complete frame (see `geodata.tables.complete`); tables that are absent are not
    checked, nor are references to them.  years: planning years, ascending.  datum: what the
    coordinates were converted from (they are WGS84 now); only used to name a likelier one.  Equal
    findings beyond 1,000 per column are counted, not listed.
    """
    given = Given(tables, tuple(years), datum)
    return capped(finding for check in ALL for finding in check(given))
