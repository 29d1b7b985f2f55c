"""Enterprises without a place, counted by what keeps them out."""

from __future__ import annotations

import pandas as pd

from app.exports.material import Material
from app.exports.meeting.content.words import figure, money, records, word
from app.exports.meeting.grid import Grid
from app.exports.sheets import reason_label, remedy_of
from geodata.words import say

KINDS = ("eligibility", "limit", "value")


def unmatched_counts(material: Material) -> pd.DataFrame:
    """One line per kind and reason: firms, output_wan_yuan, jobs_persons; most firms first."""
    table = material.plan.unmatched.drop_duplicates("enterprise_id")
    firms = material.enterprises.reindex(table["enterprise_id"])
    counted = pd.DataFrame(
        {
            "kind": table["kind"].to_numpy(),
            "reason": table["reason"].to_numpy(),
            "firms": 1,
            "output_wan_yuan": firms["output_wan_yuan"].astype(float).fillna(0.0).to_numpy(),
            "jobs_persons": firms["jobs_persons"].astype(float).fillna(0.0).to_numpy(),
        }
    )
    counted = counted.groupby(["kind", "reason"], as_index=False).sum()
    order = counted["kind"].map({kind: i for i, kind in enumerate(KINDS)})
    counted = counted.assign(order=order).sort_values(
        ["order", "firms", "reason"], ascending=[True, False, True], ignore_index=True
    )
    return counted.drop(columns=["order"])


def unmatched_grid(material: Material) -> Grid:
    """Kind, reason, how many, how large, and what would have to change."""
    lang, table = material.lang, unmatched_counts(material)
    rows = [
        [say(f"export.kind.{row.kind}", lang), reason_label(row.reason, row.kind, material),
         figure(row.firms), money(row.output_wan_yuan, lang), figure(round(row.jobs_persons)),
         remedy_of(str(row.reason), lang) or "-"]
        for row in records(table)
    ]  # fmt: skip
    keys = ("kind", "reason", "firms", "output", "jobs_whole", "remedy")
    note = word("unmatched.note", lang, firms=figure(table["firms"].sum()))
    return Grid(
        [word(f"head.{key}", lang) for key in keys], rows, (1.2, 1.7, 0.9, 1.1, 1.1, 4.2),
        frozenset({2, 3, 4}), notes=[note],
    )  # fmt: skip
