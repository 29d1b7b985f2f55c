"""What speaks for a pairing in policy terms and what stands in its way, as codes with a sentence.

Sources: items 10-16 and 34 of the provincial opinion of 2 September 2016 (Yuefu [2016] No. 98).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from app.exports.material import Material
from geodata.tables import ALL
from geodata.words import say

FLOORS = (
    ("investment", "investment_wan_yuan"),
    ("output", "output_wan_yuan"),
    ("tax", "tax_wan_yuan"),
)
"""Name of a park's floor per mu and the enterprise column it is compared with."""
TIGHT = 0.3
"""From this share of a limit on, one enterprise alone is said to press on it."""

Bools = npt.NDArray[np.bool_]


def counterpart_active(material: Material) -> Bools:
    """(placements,) whether the two cities stand in a counterpart relation that year."""
    placed = material.placed
    duties = material.case.world["duties"]
    keys = ["sending_adcode", "receiving_adcode", "from_year", "to_year"]
    active: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for sending, receiving, first, last in duties[keys].itertuples(index=False):
        active.setdefault((str(sending), str(receiving)), []).append((first, last))
    columns = placed[["city_adcode", "park_city_adcode", "year"]].itertuples(index=False)
    return np.array(
        [
            any(first <= year <= last for first, last in active.get((str(a), str(b)), ()))
            for a, b, year in columns
        ],
        dtype=bool,
    )


def per_mu(material: Material, figure: str) -> npt.NDArray[np.float64]:
    """(placements,) the figure per mu of land bought; NaN for leased plants and unknown land."""
    placed = material.placed
    land = placed["land_mu"].to_numpy(float)
    bought = (placed["tenure"] == "land").to_numpy(bool) & (land > 0)
    return np.divide(
        placed[figure].to_numpy(float), land, out=np.full(len(placed), np.nan), where=bought
    )


def meets_floor(material: Material, name: str, figure: str) -> list[bool | None]:
    """Whether each placement meets the park's floor per mu; None where either is unknown."""
    value = per_mu(material, figure)
    floor = material.placed[f"park_floor_{name}_wan_yuan_per_mu"].to_numpy(float)
    return [
        None if np.isnan(v) or np.isnan(f) else bool(v >= f * (1 - 1e-9))
        for v, f in zip(value, floor, strict=True)
    ]


def benefits(material: Material, counterpart: Bools) -> list[str]:
    """The support each pairing can ask for, as one text."""
    placed, policy, lang = material.placed, material.case.policy, material.lang
    checks = [meets_floor(material, name, figure) for name, figure in FLOORS]
    known = zip(
        counterpart, placed["tenure"], placed["division"], placed["park_priority_divisions"],
        *checks, strict=True,
    )  # fmt: skip
    texts = []
    for related, tenure, division, priority, *floors in known:
        priorities = str(priority).split(";") if isinstance(priority, str) else []
        intensive = any(f is True for f in floors) and not any(f is False for f in floors)
        codes = ["both_sides" if related else "receiving_side"]
        if tenure == "plant":
            codes.append("lease_first")
        elif policy.land_floor_discount and division in priorities and intensive:
            codes.append("land_floor")
        codes += ["upgrade_award", "training"]
        texts.append(
            say("export.word.list_mark", lang).join(
                say(f"export.benefit.{code}", lang, share=f"{policy.land_floor_share:.0%}")
                for code in codes
            )
        )
    return texts


def obstacles(material: Material, shares: pd.DataFrame) -> list[str | None]:
    """What has to be cleared before a pairing can be settled, as one text; None if nothing is seen.

    shares: (placements, resources) from `headroom.share_taken`, columns named as in enterprises.
    """
    placed, lang = material.placed, material.lang
    mark = say("export.word.list_mark", lang)
    table = ALL["enterprises"]

    def labels(columns: Iterable[str]) -> str:
        return mark.join(table[column].label(lang) for column in columns)

    estimated = material.estimates_of(placed["enterprise_id"])
    floors = {name: meets_floor(material, name, figure) for name, figure in FLOORS}
    tight = shares.to_numpy(float) > TIGHT
    doubts = _doubts_by_row(material)
    texts: list[str | None] = []
    rows = zip(placed["located_by"], placed["park_coord_basis"], placed["source_row"], strict=True)
    for i, (located, basis, row) in enumerate(rows):
        parts = []
        below = [name for name in floors if floors[name][i] is False]
        if below:
            names = mark.join(say(f"export.floor.{name}", lang) for name in below)
            parts.append(say("export.obstacle.floor", lang, figures=names))
        if tight[i].any():
            names = labels(shares.columns[tight[i]])
            parts.append(say("export.obstacle.tight", lang, figures=names, share=f"{TIGHT:.0%}"))
        if estimated[i]:
            parts.append(say("export.obstacle.estimated", lang, figures=labels(estimated[i])))
        if located in ("city", "none"):
            parts.append(say("export.obstacle.location", lang))
        if basis in ("county_seat", "city_seat"):
            parts.append(say("export.obstacle.park_location", lang))
        count = doubts.get(int(row), 0) if pd.notna(row) else 0
        if count:
            parts.append(say("export.obstacle.doubts", lang, count=count))
        texts.append(say("export.word.part_mark", lang).join(parts) or None)
    return texts


def _doubts_by_row(material: Material) -> dict[int, int]:
    counts: dict[int, int] = {}
    for finding in material.all_findings:
        if finding.table == "enterprises" and finding.row is not None:
            counts[finding.row] = counts.get(finding.row, 0) + 1
    return counts


def lead_unit(material: Material, counterpart: Bools) -> list[str]:
    """The office that should carry each pairing forward.

    The counterpart command in the receiving city where the two cities are paired, the co-building
    side where it built the park, else the receiving city's commission of economy and information
    technology (items 10-12 name it for the layout of transfer).
    """
    placed, lang = material.placed, material.lang
    texts = []
    for related, home, host, partner in zip(
        counterpart, placed["city_adcode"], placed["park_city_adcode"],
        placed["park_cobuild_city_adcode"], strict=True,
    ):  # fmt: skip
        code = "command" if related else "cobuilder" if partner and partner == home else "city"
        texts.append(
            say(
                f"export.lead.{code}",
                lang,
                sending=material.city_names.get(str(home), ""),
                receiving=material.city_names.get(str(host), ""),
            )
        )
    return texts


def stages(material: Material) -> list[str | None]:
    """The latest reported stage of each placed enterprise; None where nothing is reported."""
    progress = material.case.world["progress"].sort_values("quarter", kind="stable")
    latest = dict(zip(progress["enterprise_id"], progress["stage"], strict=True))
    return [
        material.word("progress", "stage", latest.get(i)) for i in material.placed["enterprise_id"]
    ]
