"""How each key of each lever is asked for; no Streamlit, so that a test can hold it complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.amounts import Amount
from scenarios.lever import Lever
from scenarios.levers.emission_limit import POLLUTANTS
from scenarios.levers.fund import SIDES
from scenarios.levers.land_quota import POOLS
from scenarios.levers.park_land import SUPPLY
from scenarios.policy import RULES, SIZES

AMOUNT_KEYS = ("set", "change", "add", "years")
"""Keys of an amount; they are asked for together."""


@dataclass(frozen=True)
class Field:
    """kind: of the control.  options: what may be chosen.  low, high, step: of a number, as kept;
    percent: whether a share is asked for in per cent.  levels: of places that may be named.
    """

    kind: str
    options: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float = 1.0
    percent: bool = False
    levels: tuple[str, ...] = ("all", "region", "city")


def _share(low: float = 0.0, high: float = 1.0) -> Field:
    return Field("number", low=low, high=high, step=0.01, percent=True)


ANYWHERE = Field("places", levels=("all", "region", "city", "park"))
CITIES = Field("places")
FLAG, TEXT, YEAR = Field("flag"), Field("text"), Field("year")
TENURE = Field("choice", ("land", "plant"))

FIELDS: Mapping[str, Field] = {
    "where": CITIES,
    "lift": FLAG,
    "release": FLAG,
    "year": YEAR,
    "from_year": YEAR,
    "to_year": YEAR,
    "tenure": TENURE,
    "enterprise": Field("enterprises"),
    "park": Field("park"),
    "mode": Field("choice", ("hard", "soft", "off")),
    "price_points": Field("number", low=0.0, step=0.5),
    "sending": CITIES,
    "receiving": CITIES,
    "ceiling": _share(),
    "rate_in": _share(),
    "rate_out": _share(),
}
"""Key -> field, where it is the same for every lever."""

OWN: Mapping[tuple[str, str], Field] = {
    ("land_quota", "pool"): Field("choices", tuple(POOLS)),
    ("park_land", "where"): ANYWHERE,
    ("park_land", "supply"): Field("choices", tuple(SUPPLY)),
    ("plant_stock", "where"): ANYWHERE,
    ("plant_stock", "plants"): Field("switch"),
    ("land_floor", "share"): _share(),
    ("land_floor", "discount"): Field("switch"),
    ("emission_limit", "pollutant"): Field("choices", POLLUTANTS),
    ("fund", "side"): Field("choices", tuple(SIDES)),
    ("duty", "projects"): Field("amount"),
    ("duty", "investment_wan_yuan"): Field("amount"),
    ("duty", "new"): FLAG,
    ("duty", "multiplier"): Field("number", low=0.0, step=0.1),
    ("receiving_cities", "add"): CITIES,
    ("receiving_cities", "remove"): CITIES,
    ("receiving_cities", "only"): CITIES,
    ("receiving_cities", "open_parks"): FLAG,
    ("minimum_share", "share"): _share(),
    ("minimum_share", "mode"): Field("choice", ("hard", "soft")),
    ("ban", "where"): ANYWHERE,
    ("ban", "division"): Field("divisions"),
    ("ban", "product_keyword"): TEXT,
    ("ban", "ban_id"): Field("bans"),
    ("ban", "legal_source"): TEXT,
    ("forbid", "where"): ANYWHERE,
    ("facility", "facility"): Field("facilities"),
    ("facility", "open_year"): YEAR,
    ("facility", "close_year"): YEAR,
    ("facility", "shift_years"): Field("whole", low=-20, high=20),
    ("weights", "set"): Field("weights"),
    ("weights", "change"): Field("none"),
    ("weights", "others"): Field("none"),
    ("chain_bonus", "points"): Field("number", low=0.0, step=0.1),
    ("chain_bonus", "same_city"): _share(),
    ("chain_bonus", "within_hour"): _share(),
    ("size", "measure"): Field("choice", SIZES),
    ("discount", "rate"): _share(high=0.99),
    ("rule_mode", "rule"): Field("choices", RULES),
    ("plant_price", "factor"): Field("number", low=0.0, step=0.05),
    ("direct_power", "yuan_per_kwh"): Field("number", low=0.0, high=0.5, step=0.01),
    ("equipment_award", "share"): _share(),
    ("training", "wan_yuan_per_job"): Field("number", low=0.0, step=0.05),
    ("fast_lane", "parallel"): _share(),
    ("fiscal_share", "share"): _share(),
    ("fiscal_share", "years"): Field("whole", low=0, high=15),
    ("quota_growth", "rate"): _share(low=-0.5),
    ("double_support", "extra_years"): Field("whole", low=0, high=15),
    ("duty_effort", "effort"): _share(),
    ("demonstration", "where"): ANYWHERE,
    ("demonstration", "demonstration"): Field("switch"),
}
"""(lever, key) -> field, where a lever asks in its own way."""


def is_amount(lever: Lever) -> bool:
    """Whether the lever moves a figure by set, change or add."""
    return issubclass(lever.setting, Amount)


def fields_of(lever: Lever) -> dict[str, Field]:
    """The keys of a lever in the order of its setting, without those of its amount.

    Raises KeyError for a key nobody said how to ask for.
    """
    keys = list(lever.setting.model_fields)
    if is_amount(lever):
        # Where it acts is said before how much.
        keys = [key for key in keys if key not in AMOUNT_KEYS]
    found = {}
    for key in keys:
        field = OWN.get((lever.name, key)) or FIELDS[key]
        if field.kind != "none":
            found[key] = field
    return found
