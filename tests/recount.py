"""Hard limits recomputed straight from the tables with pandas: no Rows, no Problem, no solver.

Written a second time on purpose, so that a mistake in a rule's file is not made twice.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.world import World
from scenarios.policy import Policy

Excess = tuple[str, float]
POLLUTANTS = ("cod", "nh3n", "so2", "nox", "voc")


def excesses(world: World, policy: Policy, placements: pd.DataFrame) -> Iterator[Excess]:
    """(what, by how much) for every hard limit that the placements break by more than 1e-6."""
    assert not placements["enterprise_id"].duplicated().any()
    placed = _joined(world, placements)
    for what, over in (
        *_stocks(world, placed),
        *_quotas(world, policy, placed),
        *_fund_out(world, policy, placed),
        *_ceilings(world, policy, placed),
        *_pins(world, policy, placements),
        *_hard_minima(world, policy, placed),
        *_changes(policy, world, placements),
    ):
        if over > 1e-6:
            yield what, over


def _joined(world: World, placements: pd.DataFrame) -> pd.DataFrame:
    firms = world["enterprises"].rename(columns={"city_adcode": "from_city"})
    parks = world["parks"][["park_id", "city_adcode", "forest_share"]]
    placed = placements[["enterprise_id", "park_id", "year", "tenure"]].merge(
        firms, on="enterprise_id", validate="one_to_one"
    )
    placed = placed.merge(parks, on="park_id", validate="many_to_one")
    bought = (placed["tenure"] == "land").astype(float)
    placed["land"] = placed["land_mu"].fillna(0) * bought
    placed["plant"] = placed["plant_m2"].fillna(0) * (1 - bought)
    placed["forest"] = placed["land"] * placed["forest_share"].fillna(0)
    placed["sea"] = placed["sea_mu"].fillna(0)
    return placed


def _stocks(world: World, placed: pd.DataFrame) -> Iterator[Excess]:
    supply = world["park_supply"]
    supply = supply[supply["year"].isin(world.years)]
    for column, use in (("land_mu", "land"), ("plant_m2", "plant"), ("forest_mu", "forest"),
                        ("sea_mu", "sea")):  # fmt: skip
        for park, rows in supply.groupby("park_id"):
            if rows[column].notna().sum() == 0:
                continue
            so_far = 0.0
            for year in world.years:
                new = rows.loc[rows["year"] == year, column]
                if len(new) and np.isnan(new.iloc[0]):
                    break  # no limit from here on
                so_far += float(new.iloc[0]) if len(new) else 0.0
                here = (placed["park_id"] == park) & (placed["year"] <= year)
                yield f"{column} {park} {year}", float(placed.loc[here, use].sum()) - so_far


def _quotas(world: World, policy: Policy, placed: pd.DataFrame) -> Iterator[Excess]:
    quotas = world["city_quotas"]
    quotas = quotas[quotas["year"].isin(world.years)]
    special = {
        (q.city_adcode, q.year): q.value
        for q in quotas[quotas["kind"] == "land_special"].itertuples()
    }
    processing = placed["trade_mode"].isin(["supplied", "imported", "both"])
    for quota in quotas.itertuples():
        city, year, kind = quota.city_adcode, quota.year, str(quota.kind)
        here = (placed["city_adcode"] == city) | (city == "440000")
        now, by_now = here & (placed["year"] == year), here & (placed["year"] <= year)
        name = f"{kind} {city} {year}"
        if kind == "land_general":
            pool = special.get((city, year))
            if pool is None:
                yield name, float(placed.loc[now, "land"].sum()) - quota.value
            else:
                yield name, float(placed.loc[now & ~processing, "land"].sum()) - quota.value
                yield f"{name} + special", float(placed.loc[now, "land"].sum()) - quota.value - pool
        elif kind in ("forest", "sea"):
            yield name, float(placed.loc[now, kind].sum()) - quota.value
        elif kind in POLLUTANTS:
            yield name, float(placed.loc[by_now, f"{kind}_t"].fillna(0).sum()) - quota.value
        elif kind == "energy":
            yield name, float(placed.loc[by_now, "energy_tce"].fillna(0).sum()) - quota.value
        elif kind == "labour":
            yield name, float(placed.loc[by_now, "jobs_persons"].fillna(0).sum()) - quota.value
        elif kind == "fund_in":
            paid = policy.support_rate_in * placed.loc[now, "investment_wan_yuan"].fillna(0).sum()
            yield name, float(paid) - quota.value


def _fund_out(world: World, policy: Policy, placed: pd.DataFrame) -> Iterator[Excess]:
    relations = list(world["duties"].itertuples())
    related = np.array(
        [
            any(
                r.sending_adcode == line.from_city
                and r.receiving_adcode == line.city_adcode
                and r.from_year <= line.year <= r.to_year
                for r in relations
            )
            for line in placed.itertuples()
        ],
        dtype=bool,
    )
    quotas = world["city_quotas"]
    for quota in quotas[quotas["kind"] == "fund_out"].itertuples():
        if quota.year not in world.years:
            continue
        own = (placed["from_city"] == quota.city_adcode) | (quota.city_adcode == "440000")
        paid = placed[own & related & (placed["year"] == quota.year)]["investment_wan_yuan"]
        yield (
            f"fund_out {quota.city_adcode} {quota.year}",
            float(policy.support_rate_out * paid.fillna(0).sum()) - quota.value,
        )


def _ceilings(world: World, policy: Policy, placed: pd.DataFrame) -> Iterator[Excess]:
    firms = world["enterprises"]
    if policy.departures_ceiling is not None:
        listed = firms.groupby("city_adcode")["jobs_persons"].sum()
        leaving = placed.groupby(["from_city", "year"])["jobs_persons"].sum()
        for (city, year), jobs in leaving.items():  # type: ignore[misc]
            over = float(jobs) - policy.departures_ceiling * float(listed[city])
            yield f"departures {city} {year}", over
    if policy.concentration_ceiling is None:
        return
    supply = world["park_supply"]
    supply = supply[supply["year"].isin(world.years)]
    for column, use in (("land_mu", "land"), ("plant_m2", "plant")):
        for (park, division), rows in placed.groupby(["park_id", "division"]):
            figures = supply.loc[supply["park_id"] == park, column]
            if not len(figures) or figures.isna().any():
                continue
            over = float(rows[use].sum()) - policy.concentration_ceiling * float(figures.sum())
            yield f"concentration {column} {division}@{park}", over


def _pins(world: World, policy: Policy, placements: pd.DataFrame) -> Iterator[Excess]:
    pins = [(p.enterprise_id, p.park_id) for p in policy.pins]
    table = world["pins"]
    pins += list(
        table.loc[table["kind"] == "pin", ["enterprise_id", "park_id"]].itertuples(index=False)
    )
    at = dict(zip(placements["enterprise_id"], placements["park_id"], strict=True))
    wanted: dict[str, set[str]] = {}
    for enterprise, park in pins:
        wanted.setdefault(enterprise, set()).add(park)
    for enterprise, parks in wanted.items():
        yield f"pin {enterprise}", float(at.get(enterprise) not in parks)


def _hard_minima(world: World, policy: Policy, placed: pd.DataFrame) -> Iterator[Excess]:
    if policy.mode("duty") != "hard":
        return
    for duty in world["duties"].itertuples():
        here = placed[
            (placed["from_city"] == duty.sending_adcode)
            & (placed["city_adcode"] == duty.receiving_adcode)
            & placed["year"].between(duty.from_year, duty.to_year)
        ]
        if not any(duty.from_year <= year <= duty.to_year for year in world.years):
            continue
        least = policy.duty_multiplier * np.nan_to_num(duty.min_projects)
        yield f"duty {duty.duty_id}", float(least) - len(here)
        least = policy.duty_multiplier * np.nan_to_num(duty.min_investment_wan_yuan)
        yield (
            f"duty {duty.duty_id} investment",
            float(least - here["investment_wan_yuan"].fillna(0).sum()),
        )


def _changes(policy: Policy, world: World, placements: pd.DataFrame) -> Iterator[Excess]:
    if policy.max_changes is None:
        return
    listed = set(world["enterprises"]["enterprise_id"])
    reference = {p.enterprise_id: p for p in policy.reference if p.enterprise_id in listed}
    at = placements.set_index("enterprise_id")
    changes = 0
    for enterprise, pin in reference.items():
        if enterprise not in at.index:
            changes += 1
            continue
        line = at.loc[enterprise]
        same = line["park_id"] == pin.park_id
        same &= pin.year is None or line["year"] == pin.year
        same &= pin.tenure is None or line["tenure"] == pin.tenure
        changes += not same
    changes += sum(enterprise not in reference for enterprise in at.index)
    yield "changes", float(changes - policy.max_changes)
