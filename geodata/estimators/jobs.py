"""Jobs from output: persons per 100 million yuan of the division (national averages of 2015)."""

from geodata.estimators.rule import WAN_YUAN_PER_100M_YUAN, Estimator, Rule

ESTIMATOR = Estimator(
    "jobs_persons",
    "persons",
    (
        Rule(
            "jobs_from_output",
            "output_wan_yuan",
            "jobs_persons_per_100m_yuan",
            scale=1 / WAN_YUAN_PER_100M_YUAN,
        ),
    ),
)
