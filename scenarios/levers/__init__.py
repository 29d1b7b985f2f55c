"""The levers: one file each, in the order in which planners meet them."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.lever import Lever
from scenarios.levers import (
    ban,
    chain_bonus,
    concentration,
    departures,
    discount,
    duty,
    emission_limit,
    energy_limit,
    facility,
    forbid,
    fund,
    labour_pool,
    land_floor,
    land_quota,
    minimum_share,
    park_land,
    pin,
    plant_stock,
    receiving_cities,
    rule_mode,
    size,
    support_rates,
    weights,
)

ALL: Mapping[str, Lever] = {
    module.LEVER.name: module.LEVER
    for module in (
        land_quota,
        park_land,
        plant_stock,
        land_floor,
        emission_limit,
        energy_limit,
        labour_pool,
        fund,
        support_rates,
        duty,
        receiving_cities,
        minimum_share,
        concentration,
        departures,
        ban,
        pin,
        forbid,
        facility,
        weights,
        chain_bonus,
        size,
        discount,
        rule_mode,
    )
}
"""Lever name -> Lever."""
