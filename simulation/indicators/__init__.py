"""The indicators: one file each, in the order in which planners read them."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.indicators import (
    closed_jobs,
    ewn_cod,
    ewn_jobs,
    ewn_output,
    ewn_tax,
    ewn_value_added,
    lost_abroad,
    lost_province,
    moved_share,
    prd_jobs,
    prd_tax,
    processing_share,
    producing_projects,
    public_money,
    signed_projects,
    vacated_land,
)
from simulation.indicators.indicator import Indicator

ALL: Mapping[str, Indicator] = {
    module.INDICATOR.name: module.INDICATOR
    for module in (
        processing_share,
        moved_share,
        signed_projects,
        producing_projects,
        ewn_output,
        ewn_value_added,
        ewn_jobs,
        prd_jobs,
        ewn_tax,
        prd_tax,
        public_money,
        vacated_land,
        ewn_cod,
        lost_province,
        lost_abroad,
        closed_jobs,
    )
}
"""Indicator name -> Indicator."""
