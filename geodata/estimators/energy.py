"""Energy use from output, tonnes of coal equivalent a year.

Spread 1.5 (about 6 to either side) is an assumption: divisions hold dry assembly and melting alike.
"""

from geodata.estimators.rule import Estimator, Rule

ESTIMATOR = Estimator(
    "energy_tce",
    "tce",
    (Rule("energy_from_output", "output_wan_yuan", "energy_tce_per_wan_yuan", spread=1.5),),
)
