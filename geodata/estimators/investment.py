"""Planned investment from output; spread as in `output`."""

from geodata.estimators.rule import Estimator, Rule

ESTIMATOR = Estimator(
    "investment_wan_yuan",
    "wan_yuan",
    (Rule("investment_from_output", "output_wan_yuan", "investment_per_output", spread=0.6),),
)
