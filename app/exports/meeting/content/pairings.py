"""The pairings worth most, with what speaks for each and what the next best park would cost."""

from __future__ import annotations

import pandas as pd

from app.exports.material import Material
from app.exports.meeting.content.words import city, figure, firm, park, percent, records, word
from app.exports.meeting.grid import Grid
from app.exports.pairings import term_label
from geodata.words import say

REASONS = 3


def ranked(material: Material) -> pd.DataFrame:
    """The placements with both sides' columns, those that earn most points first."""
    placed = material.placed
    points = placed["score_points"].astype(float) + placed["chain_points"].astype(float)
    order = placed.assign(points=points).sort_values(
        ["points", "enterprise_id"], ascending=[False, True], ignore_index=True
    )
    return order


def reasons_of(material: Material, most: int = REASONS) -> dict[str, str]:
    """enterprise_id -> the `most` terms that earn it most, each with how far it is met."""
    terms = material.plan.terms
    terms = terms[terms["points"].astype(float) > 0]
    terms = terms.sort_values(["enterprise_id", "points"], ascending=[True, False], kind="stable")
    best = terms.groupby("enterprise_id", sort=False).head(most)
    mark = say("export.word.list_mark", material.lang)
    texts: dict[str, list[str]] = {}
    for enterprise, term, value in zip(
        best["enterprise_id"], best["term"], best["value"].astype(float), strict=True
    ):
        said = f"{term_label(str(term), material)} {percent(value)}"
        texts.setdefault(str(enterprise), []).append(said)
    return {enterprise: mark.join(said) for enterprise, said in texts.items()}


def _runner_ups(material: Material) -> dict[str, str]:
    """enterprise_id -> the best other park, how much worse it is and whether it has room."""
    table = material.plan.alternatives
    table = table[table["rank"] == 1]
    return {
        str(row.enterprise_id): word(
            f"pairings.other.{row.standing}", material.lang, park=park(row.park_id, material),
            loss=figure(row.loss_points, 3),
        )
        for row in records(table)
    }  # fmt: skip


def pairings_grid(material: Material, most: int, terms: int = REASONS) -> Grid:
    """The `most` pairings that earn most points, with `terms` reasons each."""
    lang, table = material.lang, ranked(material)
    reasons, others = reasons_of(material, terms), _runner_ups(material)
    shown = table.head(most)
    rows = [
        [str(i), firm(row.enterprise_id, material), city(row.city_adcode, material),
         park(row.park_id, material),
         f"{row.year} {say(f'export.tenure.{row.tenure}', lang)}", figure(row.output_wan_yuan),
         percent(row.match_share), figure(row.points, 3),
         reasons.get(str(row.enterprise_id), "-"),
         others.get(str(row.enterprise_id), word("pairings.no_other", lang))]
        for i, row in enumerate(records(shown), 1)
    ]  # fmt: skip
    keys = ("number", "enterprise", "sending_city", "park", "when", "output_wan", "match",
            "points", "why", "other")  # fmt: skip
    note = word("pairings.note", lang, terms=terms, shown=len(shown), count=figure(len(table)))
    return Grid(
        [word(f"head.{key}", lang) for key in keys], rows,
        (0.45, 1.75, 1.15, 2.1, 1.15, 1.0, 0.85, 0.85, 2.7, 2.7), frozenset({0, 5, 6, 7}),
        notes=[note],
    )  # fmt: skip
