"""Land for buying a site, from output.

Documented projects needed 0.27 to 8.6 ha per 100 million yuan, a 30-fold spread, so about 5.6 to
either side: 3.3^1.44 = 5.6.
"""

from geodata.estimators.rule import WAN_YUAN_PER_100M_YUAN, Estimator, Rule

ESTIMATOR = Estimator(
    "land_mu",
    "mu",
    (
        Rule(
            "land_from_output",
            "output_wan_yuan",
            "land_mu_per_100m_yuan",
            scale=1 / WAN_YUAN_PER_100M_YUAN,
            spread=1.44,
        ),
    ),
)
