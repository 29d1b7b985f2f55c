"""Emissions from output, tonnes a year.

The coefficients are recalled to one digit, right in the order of magnitude: 3.3^1.93 = 10 to
either side.  No coefficient for VOC was found, and NOx, SO2 and COD lack one in many divisions:
these cells stay empty.
"""

from geodata.estimators.rule import WAN_YUAN_PER_100M_YUAN, Estimator, Rule

POLLUTANTS = ("cod", "nh3n", "so2", "nox", "voc")

ESTIMATORS = tuple(
    Estimator(
        f"{pollutant}_t",
        "t",
        (
            Rule(
                "emission_from_output",
                "output_wan_yuan",
                f"{pollutant}_t_per_100m_yuan",
                scale=1 / WAN_YUAN_PER_100M_YUAN,
                spread=1.93,
            ),
        ),
    )
    for pollutant in POLLUTANTS
)
