"""From a case, a plan and the assumptions to the arrays of the engine."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from geodata.world import World
from matching import eligibility
from matching.bits import codes_of
from matching.build import make_context
from matching.cells import numbers, positions, texts
from matching.context import Context
from matching.legs import Legs
from matching.objectives import gateway, industry_fit, site_cost
from matching.rows import Floats
from scenarios.behaviour import Behaviour
from scenarios.case import Case
from simulation import limits
from simulation.addresses import enterprise_addresses, park_addresses
from simulation.arrays import AMOUNTS, LEVELS, MOST_YEARS, POLICY, REDUCED_BIT, Arrays
from simulation.faults import Problem, SimulationError
from simulation.inputs import Doubt, Progress, SimInputs
from simulation.outcome import REGIONS
from simulation.parameters import Parameters
from simulation.relations import Relations, empty_placements

REFUSALS = (
    "not_sending", "outdated_capacity", "not_receiving", "park_not_open", "plants_off",
    "space_unknown", "too_early_or_late", "forbidden", "ban", "refused_division", "entry_floor",
    "not_coastal", "facility_not_open",
)  # fmt: skip
"""Reasons of `matching.eligibility` that keep an enterprise out in practice, not only in a plan."""
TENURES = ("land", "plant")
MONTHS = 12
WAN = 10_000.0


def assemble(
    case: Case,
    placements: pd.DataFrame | None,
    parameters: Parameters,
    legs: Legs,
    tell: Progress,
) -> SimInputs:
    """See `simulation.inputs.build_inputs`."""
    years = _horizon(case)
    tell("inputs", 0.4, "tables")
    longer = replace(case, world=replace(case.world, years=years))
    context = make_context(longer, legs)
    last_stated = max(case.world.years)
    plan = empty_placements() if placements is None else placements
    e, p, t, m = _plan(plan, context)
    doubts: list[Doubt] = []
    relations = Relations(context)
    origin = _row(context.sending_city, len(context.cities))
    park_city = _row(context.park_city, len(context.cities))
    firms, amounts, uses = _firms(context, doubts)
    plan_park, plan_year, plan_tenure = (np.full(len(firms), -1, np.int32) for _ in range(3))
    plan_park[e], plan_year[e], plan_tenure[e] = p, t, m
    tell("inputs", 0.7, "parks")
    quotas = limits.CityQuotas(context, last_stated)
    general, all_land = limits.land_rooms(quotas)
    policy = case.policy
    off_park = policy.mode("park_land") == "off"
    off_plant = policy.mode("plant") == "off"
    land_supply = limits.park_supply(context, "land_mu", last_stated)
    plant_supply = limits.park_supply(context, "plant_m2", last_stated)
    names, division = context.divisions
    gates = gateway.score(context)
    assert gates.class_of is not None
    parks = _park_prices(context, doubts)
    city = _cities(context, doubts)
    partner_from, partner = _partners(context)
    address = enterprise_addresses(texts(context.enterprises["enterprise_id"]))
    arrays = Arrays(
        firm_low=(address & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        firm_high=(address >> np.uint64(32)).astype(np.uint32),
        division=division.astype(np.int32),
        origin=origin,
        mode=gates.class_of.astype(np.int32),
        processing=context.processing_trade.astype(np.int32),
        amounts=amounts,
        firms=firms,
        uses=uses,
        plan_park=plan_park,
        plan_year=plan_year,
        plan_tenure=plan_tenure,
        partner_from=partner_from,
        partner=partner,
        option=park_addresses(texts(context.parks["park_id"])),
        park_city=park_city,
        demonstration=context.park_flag("demonstration").astype(np.float32),
        land_supply=np.full_like(land_supply, np.inf) if off_park else land_supply,
        plant_supply=np.full_like(plant_supply, np.inf) if off_plant else plant_supply,
        **parks,
        code=_codes(case, context),
        log_hours=_log_hours(context, doubts),
        fit=np.ascontiguousarray(industry_fit.score(context).values[:, :, 0, 0], np.float32),
        similar=_similar(context, names),
        gateway=np.ascontiguousarray(gates.values[..., 0].transpose(0, 2, 1), dtype=np.float32),
        **city,
        land_general=general,
        land_all=all_land,
        level=limits.headroom_levels(quotas),
        fund_in=limits.funds(quotas, "fund_in"),
        fund_out=limits.funds(quotas, "fund_out"),
        related=relations.related,
        doubled=relations.doubled,
        duty_pair=relations.duty_pair,
        policy=_policy(case),
        years=np.array(years, dtype=np.int32),
    )
    region = city["region"]
    return SimInputs(
        arrays=arrays,
        parameters=parameters,
        enterprise_id=tuple(texts(context.enterprises["enterprise_id"])),
        park_id=tuple(texts(context.parks["park_id"])),
        cities=(*texts(context.cities["city_adcode"]), ""),
        city_region=tuple(REGIONS[r] for r in region.tolist()),
        years=years,
        duty_pairs=relations.pairs,
        duties_planned=relations.planned(
            e, p, t, origin, park_city, firms[:, 2].astype(np.float64)
        ),
        duties_required=relations.required,
        case_fingerprint=case.fingerprint,
        scenario=case.scenario,
        seed=case.seed,
        synthetic=case.world.synthetic,
        doubts=tuple(doubt for doubt in doubts if doubt.count),
    )


def _horizon(case: Case) -> tuple[int, ...]:
    first, last = min(case.world.years), case.policy.behaviour.last_year
    problems = []
    for table in ("enterprises", "parks"):
        if not len(case.world[table]):
            problems.append(Problem("empty_table", table))
    if last < max(case.world.years):
        values = {"last": last, "world": max(case.world.years)}
        problems.append(Problem("horizon_short", "policy.behaviour.last_year", values))
    if last - first + 1 > MOST_YEARS:
        values = {"years": last - first + 1, "most": MOST_YEARS, "last": first + MOST_YEARS - 1}
        problems.append(Problem("horizon_long", "policy.behaviour.last_year", values))
    if problems:
        raise SimulationError(problems)
    return tuple(range(first, last + 1))


def _plan(plan: pd.DataFrame, context: Context) -> tuple[np.ndarray, ...]:
    """(n,) enterprise, park, year and tenure indices of the placements; all problems at once."""
    needed = ("enterprise_id", "park_id", "year", "tenure")
    missing = [name for name in needed if name not in plan]
    if missing:
        values = {"columns": ", ".join(missing)}
        raise SimulationError([Problem("missing_columns", "plan", values)])
    firms = texts(context.enterprises["enterprise_id"])
    axes = (
        ("enterprise_id", texts(plan["enterprise_id"]), firms),
        ("park_id", texts(plan["park_id"]), texts(context.parks["park_id"])),
        ("year", numbers(plan["year"]), context.years),
        ("tenure", texts(plan["tenure"]), np.array(TENURES, dtype=object)),
    )  # fmt: skip
    indices, problems = [], []
    for name, cells, axis in axes:
        index = positions(cells, axis)
        for row in np.flatnonzero(index < 0):
            values = {"column": name, "value": cells[row]}
            problems.append(Problem("plan_unknown", f"plan:{row + 1}", values))
        indices.append(index)
    e = indices[0]
    named, counts = np.unique(e[e >= 0], return_counts=True)
    for twice in named[counts > 1]:
        value = axes[0][2][twice]
        problems.append(Problem("plan_twice", "plan", {"value": value}))
    if problems:
        raise SimulationError(problems)
    return tuple(index.astype(np.int64) for index in indices)


def _row(index: np.ndarray, unknown: int) -> np.ndarray:
    return np.where(index < 0, unknown, index).astype(np.int32)


def _known(values: Floats, code: str, doubts: list[Doubt], fallback: float = 0.0) -> Floats:
    """Unknown figures become `fallback`, and a doubt says how many."""
    unknown = ~np.isfinite(values)
    doubts.append(Doubt(code, int(unknown.sum())))
    return np.where(unknown, fallback, values)


def _firms(context: Context, doubts: list[Doubt]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(N, FIRM) float32, (N, AMOUNTS) float64, (N, LEVELS) float32."""
    column = {
        name: _known(context.of_enterprises(name), f"no_{name}", doubts)
        for name in ("output_wan_yuan", "jobs_persons", "investment_wan_yuan", "land_mu",
                     "plant_m2", "energy_tce", "tax_wan_yuan", *AMOUNTS[6:])
    }  # fmt: skip
    output = column["output_wan_yuan"]
    exports = context.of_enterprises("export_wan_yuan")
    processing = context.processing_trade
    doubts.append(Doubt("no_export_wan_yuan", int((np.isnan(exports) & processing).sum())))
    trade = np.where(processing, np.where(np.isnan(exports), output, exports), 0.0)
    some = output[output > 0]
    revenue = np.where(output > 0, output, np.median(some) if len(some) else 1000.0)
    jobs = column["jobs_persons"]
    typical = float(np.median(jobs[jobs > 0])) if (jobs > 0).any() else 1.0
    size = np.log(np.maximum(jobs, 1.0) / max(typical, 1.0))
    export_share = np.clip(np.nan_to_num(exports) / revenue, 0.0, 1.0)
    firms = np.stack(
        [revenue, jobs, column["investment_wan_yuan"], column["land_mu"], column["plant_m2"],
         column["energy_tce"], export_share, size], axis=1,
    )  # fmt: skip
    amounts = np.stack(
        [np.ones(len(output)), output, jobs, column["tax_wan_yuan"], trade,
         *(column[name] for name in AMOUNTS[5:])], axis=1,
    )  # fmt: skip
    uses = np.stack([column[name] for name in LEVELS], axis=1)
    return (
        np.ascontiguousarray(firms, dtype=np.float32),
        np.ascontiguousarray(amounts),
        np.ascontiguousarray(uses, dtype=np.float32),
    )


def _park_prices(context: Context, doubts: list[Doubt]) -> dict[str, np.ndarray]:
    """Prices of land (wan yuan per mu) and of plant space (wan yuan per m2 and year) by park."""
    full = _known(site_cost.full_price(context), "no_land_price", doubts,
                  site_cost.REFERENCE_LAND_WAN_YUAN_PER_MU)  # fmt: skip
    reduced = site_cost.reduced_price(context)
    rent = _known(context.of_parks("plant_rent_yuan_m2_month"), "no_rent", doubts,
                  site_cost.REFERENCE_RENT_YUAN_M2_MONTH)  # fmt: skip
    factor = context.case.policy.behaviour.plant_rent_factor
    return {
        "land_full": full.astype(np.float32),
        "land_reduced": np.where(np.isnan(reduced), full, reduced).astype(np.float32),
        "rent": (rent * factor * MONTHS / WAN).astype(np.float32),
    }


def _cities(context: Context, doubts: list[Doubt]) -> dict[str, np.ndarray]:
    """Region, minimum wage (wan yuan a year) and land price (wan yuan per mu), "not known" last."""
    region = texts(context.cities["region"])
    codes = [REGIONS.index(r) if r in REGIONS else len(REGIONS) - 1 for r in region]
    wage = numbers(context.cities["min_wage_yuan_month"])
    usual = float(np.nanmean(wage)) if np.isfinite(wage).any() else 0.0
    wage = _known(np.append(wage, np.nan), "no_wage", doubts, usual)
    doubts[-1] = Doubt("no_wage", doubts[-1].count - 1)
    floor = numbers(context.cities["land_floor_yuan_per_m2"])
    grade = numbers(context.cities["land_grade"])
    by_grade = np.array([site_cost.FLOOR_OF_GRADE_YUAN_M2.get(g, np.nan) for g in grade.tolist()])
    price = np.where(np.isnan(floor), by_grade, floor) * site_cost.WAN_YUAN_PER_MU
    price = np.where(np.isnan(price), site_cost.REFERENCE_LAND_WAN_YUAN_PER_MU, price)
    return {
        "region": np.array([*codes, len(REGIONS) - 1], dtype=np.int32),
        "wage": (wage * MONTHS / WAN).astype(np.float32),
        "land_price": np.append(price, site_cost.REFERENCE_LAND_WAN_YUAN_PER_MU).astype(np.float32),
    }


_LAST_CODES: WeakKeyDictionary[World, tuple[str, Legs, np.ndarray]] = WeakKeyDictionary()
"""The codes made last for a world; worlds are frozen, and what-ifs mostly share their codes."""


def _codes(case: Case, context: Context) -> np.ndarray:
    """(N, P) uint32: bits of refused (year, tenure), and whether the reduced land price holds.

    They do not depend on behaviour (apart from the horizon): a row of what-ifs on one world, as in
    a tornado, makes them once.
    """
    apart = {"behaviour": Behaviour(last_year=case.policy.behaviour.last_year)}
    key = case.policy.model_copy(update=apart).model_dump_json()
    known = _LAST_CODES.get(case.world)
    if known is not None and known[0] == key and known[1] is context.legs:
        return known[2]
    enterprises, parks, years, tenures = context.shape
    code = np.zeros((enterprises, parks), dtype=np.uint32)
    for reason in REFUSALS:
        bits = codes_of(eligibility.ALL[reason](context), years, tenures)
        code |= bits.slab(0, enterprises)[:, :, 0, 0].astype(np.uint32)
    reduced = site_cost.gets_reduction(context)
    code = np.ascontiguousarray(code | (reduced.astype(np.uint32) << np.uint32(REDUCED_BIT)))
    _LAST_CODES[case.world] = (key, context.legs, code)
    return code


def _log_hours(context: Context, doubts: list[Doubt]) -> np.ndarray:
    """(N, P) float32 ln(1 + hours); where a place is not known the usual trip is taken."""
    hours = context.legs.hours
    known = np.isfinite(hours)
    usual = float(np.median(hours[known])) if known.any() else 0.0
    doubts.append(Doubt("no_place", int((~known).any(axis=1).sum())))
    return np.ascontiguousarray(np.log1p(np.where(known, hours, usual)), dtype=np.float32)


def _similar(context: Context, names: list[str]) -> np.ndarray:
    """(S, S) uint8: 1 = the same division, 2 = the same group of industries, 0 = neither."""
    industries = context.table("industries")
    group = dict(zip(texts(industries["division"]), texts(industries["group"]), strict=True))
    groups = [group.get(name, "") for name in names]
    alone = industry_fit.NO_GROUP
    return np.array(
        [[1 if a == b else 2 if ga == gb and ga not in alone else 0
          for b, gb in zip(names, groups, strict=True)]
         for a, ga in zip(names, groups, strict=True)],
        dtype=np.uint8,
    )  # fmt: skip


def _partners(context: Context) -> tuple[np.ndarray, np.ndarray]:
    """Who is linked to whom, both ways, as (N + 1,) starts and positions."""
    links = context.table("links")
    ids = texts(context.enterprises["enterprise_id"])
    a, b = positions(texts(links["supplier_id"]), ids), positions(texts(links["buyer_id"]), ids)
    real = (a >= 0) & (b >= 0) & (a != b)
    pairs = np.unique(np.concatenate([np.stack([a[real], b[real]], 1),
                                      np.stack([b[real], a[real]], 1)]), axis=0)  # fmt: skip
    starts = np.searchsorted(pairs[:, 0], np.arange(len(ids) + 1)).astype(np.int32)
    return starts, np.ascontiguousarray(pairs[:, 1], dtype=np.int32)


def _policy(case: Case) -> np.ndarray:
    """(POLICY,) float64."""
    behaviour = case.policy.behaviour
    values = {
        "support_in": case.policy.support_rate_in,
        "support_out": case.policy.support_rate_out,
        "award": behaviour.equipment_award_share,
        "training_wan_yuan_per_job": behaviour.training_wan_yuan_per_job,
        "fast_lane": behaviour.fast_lane,
        "fiscal_share": behaviour.fiscal_share,
        "fiscal_years": behaviour.fiscal_share_years,
        "duty_effort": behaviour.duty_effort,
        "direct_power_yuan_per_kwh": behaviour.direct_power_yuan_per_kwh,
    }
    return np.array([values[name] for name in POLICY], dtype=np.float64)
