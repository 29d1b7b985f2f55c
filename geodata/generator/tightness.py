"""How scarce the made-up supply and quotas are, as shares of what the enterprises would need.

The shares were set so that on the shipped world about half to two thirds of the enterprises find a
place and limits of land, plant space and COD bind in at least a third of the twelve cities; docs/
WORLD.md lists them beside the documented totals they come to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tightness:
    """Shares of demand, and how they are spread over places and years.

    of_demand: kind -> total of the twelve cities up to the last year, as a share of what all
    enterprises that may move would use.  park_land, park_plant, park_sea: the same for the supply
    of all parks.  plant_concentration: power of a park's size in its share of its city's plant
    space, above 1 because few parks build for stock.  park_noise, city_noise: standard deviation of
    the logarithm of a random factor.
    region: kind -> factor by region on the share a city gets.  yearly_growth: how much more new
    supply each year brings than the one before, as a part of the first.  first_level: part of the
    emission, energy and labour totals that is open from the start; the rest opens in equal parts.
    """

    of_demand: Mapping[str, float] = field(
        default_factory=lambda: {
            "land_general": 0.06,
            "land_special": 0.19,
            "forest": 0.40,
            "sea": 0.50,
            "cod": 0.30,
            "nh3n": 0.40,
            "so2": 0.45,
            "nox": 0.50,
            "voc": 0.50,
            "energy": 0.60,
            "labour": 0.66,
            "fund_in": 0.64,
            "fund_out": 0.60,
        }
    )
    park_land: float = 0.60
    park_plant: float = 0.085
    plant_concentration: float = 2.0
    park_sea: float = 0.60
    park_forest: float = 1.2
    park_noise: float = 0.30
    city_noise: float = 0.25
    yearly_growth: float = 0.10
    first_level: float = 0.30
    region: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {
            kind: {"north": 0.7, "east": 0.9, "west": 1.3}
            for kind in ("cod", "nh3n", "so2", "nox", "voc", "energy")
        }
    )


TIGHTNESS = Tightness()
