"""Output, jobs, land, plant space, energy and emissions of made-up enterprises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.generator.assumptions import EnterpriseAssumptions, sigma_of_spread
from geodata.generator.draws import Floats, normal

EMISSIONS = ("cod", "nh3n", "so2", "nox", "voc")
FILLED = frozenset(
    {
        "typical_output_wan_yuan", "jobs_persons_per_100m_yuan", "energy_tce_per_wan_yuan",
        "land_mu_per_100m_yuan", "plant_m2_per_job", "investment_per_output", "tax_per_output",
    }
)  # fmt: skip
"""Coefficients for which a division without its own takes those of `other_division`."""


@dataclass(frozen=True, eq=False)
class _Draw:
    """Coefficients and random ratios of the enterprises, aligned with `division`."""

    seed: int
    division: np.ndarray
    industries: pd.DataFrame
    assumptions: EnterpriseAssumptions

    def coefficient(self, column: str) -> Floats:
        """(n,) the division's coefficient; NaN if it has none and `FILLED` does not name it."""
        known = self.industries.set_index("division")[column].astype("float64")
        if column in FILLED:
            known = known.fillna(known.get(self.assumptions.other_division, np.nan))
        return np.asarray(known.reindex(self.division), dtype=np.float64)

    def ratio(self, name: str, fold: float) -> Floats:
        """(n,) lognormal factors with mean 1 whose central 95 % spans `fold`.

        Part `shared` of the log variance is common to all ratios of one enterprise.
        """
        sigma, shared = sigma_of_spread(fold), self.assumptions.shared
        common = normal(self.seed, "common", len(self.division))
        own = normal(self.seed, name, len(self.division))
        mixed = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
        return np.asarray(np.exp(sigma * mixed - sigma**2 / 2), dtype=np.float64)


def make_needs(
    seed: int, division: np.ndarray, industries: pd.DataFrame, a: EnterpriseAssumptions
) -> dict[str, Floats]:
    """Columns output to voc of the enterprise table, each (n,), in the unit of its name.

    Output is lognormal around the division's typical output; everything else is output (or jobs)
    times the division's coefficient times a lognormal ratio with mean 1.  Emissions without a
    coefficient come from the staff's sewage (COD, NH3-N), the fuel (SO2, NOx) or the assumed VOC
    per output, with the same ratio.
    """
    draw = _Draw(seed, division, industries, a)
    size = np.exp(a.size_sigma * normal(seed, "size", len(division)))
    output = np.clip(
        draw.coefficient("typical_output_wan_yuan") * size,
        a.minimum_output_wan_yuan,
        a.largest_output_wan_yuan,
    )
    output = np.asarray(np.round(output, -1), dtype=np.float64)
    output_100m = output / 1e4
    staff = output_100m * draw.coefficient("jobs_persons_per_100m_yuan")
    jobs = np.round(np.maximum(staff * draw.ratio("jobs", a.jobs_fold), a.fewest_jobs))
    fuel = output * draw.coefficient("energy_tce_per_wan_yuan")
    energy = np.round(np.maximum(fuel * draw.ratio("energy", a.energy_fold), 1.0))
    land = output_100m * draw.coefficient("land_mu_per_100m_yuan")
    land = np.clip(land * draw.ratio("land", a.land_fold), a.smallest_plot_mu, a.largest_plot_mu)
    plant = jobs * draw.coefficient("plant_m2_per_job") * draw.ratio("plant", a.plant_fold)
    money = output * draw.coefficient("investment_per_output")
    tax = output * draw.coefficient("tax_per_output") * draw.ratio("tax", a.money_fold)
    needs: dict[str, np.ndarray] = {
        "output_wan_yuan": output,
        "investment_wan_yuan": np.round(money * draw.ratio("investment", a.money_fold), -1),
        "jobs_persons": jobs,
        "tax_wan_yuan": np.round(tax),
        "land_mu": np.round(land, 1),
        "plant_m2": np.round(np.clip(plant, a.smallest_plant_m2, a.largest_plant_m2), -1),
        "energy_tce": energy,
    }
    dirt = draw.ratio("emission", a.emission_fold)
    voc = pd.Series(a.voc_t_per_100m_yuan).reindex(division).fillna(0.0).to_numpy()
    instead = {
        "cod": jobs * a.cod_t_per_person,
        "nh3n": jobs * a.nh3n_t_per_person,
        "so2": energy * a.so2_t_per_tce,
        "nox": energy * a.nox_t_per_tce,
        "voc": output_100m * voc,
    }
    for name in EMISSIONS:
        process = output_100m * draw.coefficient(f"{name}_t_per_100m_yuan")
        emitted = np.where(np.isnan(process), instead[name], process) * dirt
        needs[f"{name}_t"] = _three_digits(emitted)
    return {name: np.asarray(figure, dtype=np.float64) for name, figure in needs.items()}


def _three_digits(figure: Floats) -> Floats:
    """Rounded to three significant digits and 3 decimals (1 kg): an estimate holds no more."""
    size = np.floor(np.log10(np.maximum(figure, 0.1)))
    step = 10.0 ** (2 - size)
    return np.asarray(np.round(np.round(figure * step) / step, 3), dtype=np.float64)
