"""Behaviour: what is offered, and how cities and departments act, as the simulation reads it.

Matching does not read these settings: they move no limit and no term, only what enterprises, cities
and departments do with a plan.  粤府〔2016〕98号 names the measures and hardly a figure, so every
default is an assumption (docs/ASSUMPTIONS.md).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Behaviour(BaseModel):
    """Settings of one what-if that only a simulation can see; frozen, unknown keys rejected.

    plant_rent_factor: rent of standard plants against the parks table (item 16).
    direct_power_yuan_per_kwh: saved by direct power trading in receiving cities (item 16).
    equipment_award_share: award after production, share of new equipment (item 11, task 34).
    training_wan_yuan_per_job: paid once per job that moves (item 16, task 48).  fast_lane: 0 =
    five departments one after the other, 1 = all at once (item 13).  fiscal_share: part of the
    moved line's tax that goes back to the sending city, for fiscal_share_years from its opening
    (item 10, task 30).  quota_growth: growth a year of land, plants and funds after the last year
    the tables state (item 14); 0 repeats that year.  double_support_extra_years: years for which
    both sides still pay after a counterpart relation ended (item 11).  duty_effort: 0 = sending
    cities treat their counterpart city as any other, 1 = they put all their weight behind it.
    last_year: up to which a plan is played forward.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    plant_rent_factor: float = Field(default=1.0, ge=0)
    direct_power_yuan_per_kwh: float = Field(default=0.03, ge=0, le=0.5)
    equipment_award_share: float = Field(default=0.05, ge=0, le=1)
    training_wan_yuan_per_job: float = Field(default=0.05, ge=0)
    fast_lane: float = Field(default=0.3, ge=0, le=1)
    fiscal_share: float = Field(default=0.3, ge=0, le=1)
    fiscal_share_years: int = Field(default=5, ge=0, le=15)
    quota_growth: float = Field(default=0.0, ge=-0.5, le=1)
    double_support_extra_years: int = Field(default=0, ge=0, le=15)
    duty_effort: float = Field(default=0.5, ge=0, le=1)
    last_year: int = Field(default=2025, ge=1979, le=2100)
