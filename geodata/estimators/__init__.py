"""One file per quantity that can be estimated: what it follows from and how far it scatters."""

from geodata.estimators import emissions, energy, investment, jobs, land, output, plant, tax
from geodata.estimators.rule import Estimator, Rule

ALL: tuple[Estimator, ...] = (
    output.ESTIMATOR,
    jobs.ESTIMATOR,
    investment.ESTIMATOR,
    tax.ESTIMATOR,
    land.ESTIMATOR,
    plant.ESTIMATOR,
    energy.ESTIMATOR,
    *emissions.ESTIMATORS,
)
"""In the order of filling: a rule may use figures that an earlier estimator filled."""

COLUMNS: tuple[str, ...] = tuple(e.column for e in ALL)

__all__ = ["ALL", "COLUMNS", "Estimator", "Rule"]
