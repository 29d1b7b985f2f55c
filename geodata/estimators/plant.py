"""Floor space for renting a standard plant, from jobs.

Estimated beside the land, because an enterprise may buy land or rent a plant and the plan decides
which.  Spread 0.8 (about 2.6 to either side) is an assumption: space per job scatters less than
land.
"""

from geodata.estimators.rule import Estimator, Rule

ESTIMATOR = Estimator(
    "plant_m2",
    "m2",
    (Rule("plant_from_jobs", "jobs_persons", "plant_m2_per_job", spread=0.8),),
)
