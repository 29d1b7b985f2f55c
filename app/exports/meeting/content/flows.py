"""The largest flows from sending city to park."""

from __future__ import annotations

from app.exports.material import Material
from app.exports.meeting.content.words import city, figure, money, park, percent, records, word
from app.exports.meeting.grid import Grid
from app.flows import flow_table


def flows_grid(material: Material, most: int) -> Grid:
    """The `most` largest flows by enterprises; a note says what share of all they are."""
    lang = material.lang
    flows = flow_table(material.plan, material.case.world)
    count = len(material.plan.placements)
    shown = flows.head(most)
    rows = [
        [str(i), city(row.city_adcode, material), park(row.park_id, material),
         city(row.park_city_adcode, material), material.region_names.get(str(row.region), "-"),
         figure(row.firms), percent(row.firms / count), money(row.output_wan_yuan, lang),
         figure(row.jobs_persons)]
        for i, row in enumerate(records(shown), 1)
    ]  # fmt: skip
    keys = ("number", "sending_city", "park", "receiving_city", "region", "firms", "share",
            "output", "jobs_whole")  # fmt: skip
    note = word(
        "flows.note", lang, shown=len(shown), flows=len(flows), firms=figure(shown["firms"].sum()),
        share=percent(shown["firms"].sum() / count) if count else "-", all=figure(count),
    )  # fmt: skip
    return Grid(
        [word(f"head.{key}", lang) for key in keys], rows,
        (0.5, 1.3, 3.6, 1.2, 1.1, 0.9, 0.9, 1.2, 1.2), frozenset({0, 5, 6, 7, 8}), notes=[note],
    )  # fmt: skip
