"""How much of what a limit admits each pairing takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from app.exports.material import Material
from app.exports.names import PROVINCE


@dataclass(frozen=True)
class Resource:
    """A consumption column of enterprises and the limits that count it.

    rule, resource: as in `Plan.limits`.  by_park: scope is the park, else its city or the province.
    level: a placement counts from its year on (stocks and carry-over), else in its year only.
    tenure: "land" or "plant" if only such placements consume it, "" for both.
    """

    column: str
    rule: str
    resource: str
    by_park: bool
    level: bool = True
    tenure: str = ""


RESOURCES = (
    Resource("land_mu", "park_land", "land_mu", by_park=True, tenure="land"),
    Resource("plant_m2", "plant", "plant_m2", by_park=True, tenure="plant"),
    Resource("cod_t", "emission", "cod", by_park=False),
    Resource("nh3n_t", "emission", "nh3n", by_park=False),
    Resource("so2_t", "emission", "so2", by_park=False),
    Resource("nox_t", "emission", "nox", by_park=False),
    Resource("voc_t", "emission", "voc", by_park=False),
    Resource("energy_tce", "energy", "energy", by_park=False),
    Resource("jobs_persons", "labour", "labour", by_park=False),
)


def _least_bound(limits: pd.DataFrame, level: bool) -> dict[tuple[str, int], float]:
    """(scope, year) -> bound; for levels the least over that year and all later ones."""
    by_year = limits.groupby(["scope", "year"])["bound"].min().unstack("year")
    figures = by_year.to_numpy(float)
    if level:
        figures = np.fmin.accumulate(figures[:, ::-1], axis=1)[:, ::-1]
    return {
        (str(scope), int(year)): figures[i, j]
        for i, scope in enumerate(by_year.index)
        for j, year in enumerate(by_year.columns)
        if not np.isnan(figures[i, j])
    }


def share_taken(material: Material, resource: Resource) -> npt.NDArray[np.float64]:
    """(placements,) use / what the limit admits, 0..1; NaN where no limit counts.

    A city may admit 60 t of COD by 2016 and 50 t by 2017.  A firm of 30 t that comes in 2016 counts
    in both years and takes 30/50 of the tighter one.  Of a supply that carries over, the firm takes
    a share of what is there by its year.  Of city and province the tighter one is shown.
    """
    placed = material.placed
    result = np.full(len(placed), np.nan)
    limits = material.plan.limits
    chosen = limits[(limits["rule"] == resource.rule) & (limits["resource"] == resource.resource)]
    if not len(placed) or not len(chosen):
        return result
    admitted = _least_bound(chosen, resource.level)
    use = placed[resource.column].to_numpy(float)
    scope = placed["park_id"] if resource.by_park else placed["park_city_adcode"]
    for i, (where, year, tenure) in enumerate(
        zip(scope, placed["year"], placed["tenure"], strict=True)
    ):
        if (resource.tenure and tenure != resource.tenure) or not use[i] > 0:
            continue
        bounds = [admitted.get((str(where), int(year)))]
        if not resource.by_park:
            bounds.append(admitted.get((PROVINCE, int(year))))
        known = [bound for bound in bounds if bound is not None and bound > 0]
        if known:
            result[i] = use[i] / min(known)
    return result
