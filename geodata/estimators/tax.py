"""Tax from output; parks as a whole paid 4.0 to 5.9 % in 2009-2013, firms scatter more."""

from geodata.estimators.rule import Estimator, Rule

ESTIMATOR = Estimator(
    "tax_wan_yuan",
    "wan_yuan",
    (Rule("tax_from_output", "output_wan_yuan", "tax_per_output"),),
)
