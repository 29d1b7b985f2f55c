"""Output where it is missing: from jobs, planned investment or tax, else a typical enterprise's.

Jobs come first because sheets of enterprises state them best.  Investment scatters less around
output than jobs do: 0.20 to 0.56 of output in five projects (0.33 in the entry floors of 广清园),
about 2 to either side, hence spread 0.6.  A typical enterprise may be ten times larger or smaller:
3.3^1.93 = 10.  Output is never put below the stated exports.
"""

from geodata.estimators.rule import WAN_YUAN_PER_100M_YUAN, Estimator, Rule

ESTIMATOR = Estimator(
    "output_wan_yuan",
    "wan_yuan",
    (
        Rule(
            "output_from_jobs",
            "jobs_persons",
            "jobs_persons_per_100m_yuan",
            scale=1 / WAN_YUAN_PER_100M_YUAN,
            inverse=True,
        ),
        Rule(
            "output_from_investment",
            "investment_wan_yuan",
            "investment_per_output",
            inverse=True,
            spread=0.6,
        ),
        Rule("output_from_tax", "tax_wan_yuan", "tax_per_output", inverse=True),
        Rule("output_typical", None, "typical_output_wan_yuan", spread=1.93),
    ),
    at_least="export_wan_yuan",
)
