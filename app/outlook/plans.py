"""The plan to play forward, and whether it was made for the inputs it is played on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from app.errors import AppError
from app.exports.reread import WANTED, read_placements
from app.origin import Origin, origin_of
from geodata.words import Lang, say
from scenarios.case import Case


@dataclass(frozen=True)
class PlanSaid:
    """What a plan's file says of itself.

    file: its name.  pairings: how many.  scenario, case_fingerprint, world_fingerprint: it was made
    for, "" where nothing tells.  fit: "same" inputs, another "scenario", other "data", other
    "settings" of the same scenario, or "unknown".  digest: 12 hex digits of the pairings.
    """

    file: str
    pairings: int
    scenario: str
    case_fingerprint: str
    world_fingerprint: str
    fit: str
    digest: str = ""

    def sentence(self, lang: Lang) -> str:
        """What a reader must know about how the plan fits."""
        from scenarios.load import title_of

        return say(
            f"outlook.plan.{self.fit}", lang, file=self.file, pairings=self.pairings,
            scenario=title_of(self.scenario, lang) or "-", fingerprint=self.case_fingerprint or "-",
            data=self.world_fingerprint or "-",
        )  # fmt: skip


def read_plan_for(path: Path, case: Case) -> tuple[pd.DataFrame, PlanSaid]:
    """The placements of plan.json, pairings.xlsx or pairings.csv, and how they fit the case.

    Raises AppError for a file that is not there or cannot be read, and for a plan of other data
    whose enterprises or parks the case does not have.
    """
    from app.exports.json import read_plan

    if not path.is_file():
        raise AppError("no_file", file=path)
    origin = origin_of(path)
    if path.suffix.lower() == ".json":
        plan = read_plan(path)
        placements, fingerprint = plan.placements[list(WANTED)], plan.case_fingerprint
    else:
        placements, fingerprint = read_placements(path)[list(WANTED)], ""
    said = PlanSaid(
        path.name, len(placements), origin.scenario if origin else "", fingerprint,
        origin.world_fingerprint if origin else "", _fit(origin, fingerprint, case),
        digest_of(placements),
    )  # fmt: skip
    if said.fit == "data" and _strangers(placements, case):
        from geodata.shipped import shipped_world

        files = origin.own_files(shipped_world().provenance) if origin else []
        raise AppError(
            "other_data", file=path.name, stated=said.world_fingerprint,
            true=case.world.fingerprint, files="; ".join(files) or "-",
        )  # fmt: skip
    return placements.reset_index(drop=True), said


def digest_of(placements: pd.DataFrame) -> str:
    """12 hex digits of the pairings in any order."""
    rows = sorted("|".join(map(str, row)) for row in placements.itertuples(index=False))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]


def _fit(origin: Origin | None, fingerprint: str, case: Case) -> str:
    if origin is None:
        return "unknown"
    if fingerprint and fingerprint == case.fingerprint:
        return "same"
    if origin.scenario != case.scenario:
        return "scenario"
    if origin.world_fingerprint != case.world.fingerprint:
        return "data"
    # A workbook tells its data but not the whole case.
    return "settings" if fingerprint else "same"


def _strangers(placements: pd.DataFrame, case: Case) -> bool:
    """Whether the plan names enterprises or parks that the case does not have."""
    world = case.world
    return any(
        not placements[key].isin(world[table][key]).all()
        for table, key in (("enterprises", "enterprise_id"), ("parks", "park_id"))
    )
