"""Enterprises listed twice, credit codes that cannot be right, exports above output."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from geodata.checks.given import Given
from geodata.findings import Finding, Severity
from geodata.report import at_rows

CREDIT_CODE = r"[0-9A-HJ-NPQRTUWXY]{18}"
"""GB 32100-2015: 18 digits or capital letters without I, O, S, V, Z."""

EXPORTS_MAY_EXCEED = 1.05


def check(given: Given) -> Iterator[Finding]:
    """Doubts about enterprises as persons in law; none of them stops a run."""
    if "enterprises" not in given.tables or given["enterprises"].empty:
        return
    frame = given["enterprises"]
    name = frame["name_zh"].where(frame["name_zh"].notna(), frame["name_en"])
    place = frame["address"].where(frame["address"].notna(), "")
    named = pd.DataFrame({"name": name, "place": place})
    again = named.duplicated(keep="first") & name.notna() & (place != "")
    first = frame["source_row"].groupby([name, place]).transform("first")
    column = "name_zh" if frame["name_zh"].notna().any() else "name_en"
    yield from at_rows(
        Severity.DOUBT, "enterprise_twice", "enterprises", frame, again, column, first=first
    )
    code = frame["credit_code"]
    given_code = code.notna()
    wrong = given_code & ~code.astype(str).str.fullmatch(CREDIT_CODE)
    yield from at_rows(
        Severity.DOUBT, "credit_code_wrong", "enterprises", frame, wrong, "credit_code"
    )
    repeated = given_code & code.duplicated(keep="first")
    first_code = frame["source_row"].groupby(code).transform("first")
    yield from at_rows(
        Severity.DOUBT, "credit_code_twice", "enterprises", frame, repeated, "credit_code",
        first=first_code,
    )  # fmt: skip
    more = frame["export_wan_yuan"] > EXPORTS_MAY_EXCEED * frame["output_wan_yuan"]
    yield from at_rows(
        Severity.DOUBT, "exports_above_output", "enterprises", frame, more, "export_wan_yuan",
        output=frame["output_wan_yuan"],
    )  # fmt: skip
