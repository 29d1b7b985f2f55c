"""Duties between cities, empty bans, backward projects, and firms of cities that do not send."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from geodata.checks.given import Given
from geodata.findings import Both, Finding, Severity
from geodata.report import at_rows, doubt, label_of
from geodata.tables import ALL


def roles(given: Given) -> pd.Series:
    """City adcode -> role, with what an empty cell means (PRD cities send, all others receive)."""
    cities = given["cities"]
    usual = cities["region"].map({"prd": "sending"}).fillna("receiving")
    role = cities["role"].where(cities["role"].notna(), usual)
    return pd.Series(role.to_numpy(), index=cities["city_adcode"].to_numpy(), dtype=object)


def check(given: Given) -> Iterator[Finding]:
    """Duties, bans and progress, each within its own table and against the cities' roles."""
    yield from _duties(given)
    yield from _bans(given)
    yield from _progress(given)
    yield from _senders(given)


def _duties(given: Given) -> Iterator[Finding]:
    if "duties" not in given.tables or given["duties"].empty:
        return
    frame = given["duties"]
    same = frame["sending_adcode"].notna() & (frame["sending_adcode"] == frame["receiving_adcode"])
    yield from at_rows(Severity.BLOCKER, "duty_to_itself", "duties", frame, same, "sending_adcode")
    if "cities" not in given.tables:
        return
    role = roles(given)
    words = {choice.value: label_of(choice) for choice in ALL["cities"]["role"].choices}
    for column, fits in (("sending_adcode", ("sending", "both")),
                         ("receiving_adcode", ("receiving", "both"))):  # fmt: skip
        has = frame[column].map(role[~role.index.duplicated()])
        wrong = has.notna() & ~has.isin(fits)
        yield from at_rows(
            Severity.DOUBT,
            f"duty_role_{fits[0]}",
            "duties",
            frame,
            wrong,
            column,
            role=has.map(words),
        )


def _bans(given: Given) -> Iterator[Finding]:
    if "bans" not in given.tables or given["bans"].empty:
        return
    frame = given["bans"]
    nothing = frame["division"].isna() & frame["product_keyword"].isna()
    yield from at_rows(Severity.BLOCKER, "ban_of_nothing", "bans", frame, nothing, "division")
    unsourced = frame["legal_source"].isna()
    yield from at_rows(
        Severity.DOUBT, "ban_without_source", "bans", frame, unsourced, "legal_source"
    )


def _progress(given: Given) -> Iterator[Finding]:
    if "progress" not in given.tables or given["progress"].empty:
        return
    frame = given["progress"]
    order = {stage: number for number, stage in enumerate(ALL["progress"]["stage"].allowed)}
    reached = frame.assign(number=frame["stage"].map(order))
    reached = reached.sort_values(["enterprise_id", "quarter"], kind="stable")
    before = reached.groupby("enterprise_id")["number"].shift()
    back = (reached["number"] < before).reindex(frame.index)
    yield from at_rows(Severity.DOUBT, "stage_backwards", "progress", frame, back, "stage")


def _senders(given: Given) -> Iterator[Finding]:
    """How many enterprises stand in cities that send none away; no placement is open to them."""
    if not {"enterprises", "cities"} <= given.tables.keys() or given["enterprises"].empty:
        return
    role = roles(given)
    city = given["enterprises"]["city_adcode"]
    has = city.map(role[~role.index.duplicated()])
    staying = city[has.notna() & ~has.isin(("sending", "both"))]
    if staying.empty:
        return
    cities = given["cities"].drop_duplicates("city_adcode").set_index("city_adcode")
    listed = [cities.loc[code] for code in sorted(staying.unique())]
    names = Both("、".join(str(row["name_zh"]) for row in listed),
                 ", ".join(str(row["name_en"]) for row in listed))  # fmt: skip
    yield doubt("city_not_sending", "enterprises", column="city_adcode",
                count=len(staying), cities=names)  # fmt: skip
