"""The levers: one file each, in the order in which planners meet them."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.lever import Lever
from scenarios.levers import (
    ban,
    chain_bonus,
    concentration,
    demonstration,
    departures,
    direct_power,
    discount,
    double_support,
    duty,
    duty_effort,
    emission_limit,
    energy_limit,
    equipment_award,
    facility,
    fast_lane,
    fiscal_share,
    forbid,
    fund,
    labour_pool,
    land_floor,
    land_quota,
    minimum_share,
    park_land,
    pin,
    plant_price,
    plant_stock,
    quota_growth,
    receiving_cities,
    rule_mode,
    size,
    support_rates,
    training,
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
        plant_price,
        direct_power,
        equipment_award,
        training,
        fast_lane,
        fiscal_share,
        quota_growth,
        double_support,
        duty_effort,
        demonstration,
    )
}
"""Lever name -> Lever."""
