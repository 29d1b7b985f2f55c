"""One enterprise decides: what it would gain where, what is open to it, and what it picks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.addresses import EVERY_YEAR, Process
from simulation.arrays import F32, U32
from simulation.engine import columns as c
from simulation.engine import part
from simulation.engine.choice import (
    NONE,
    cities,
    least_slack,
    pick,
    sites,
    spread,
    takes_land,
    utilities,
)
from simulation.engine.state import take
from simulation.randomness import YEAR_SHIFT, fill_words, philox, uniform32

STAY, OUTSIDE = 0, 4
KWH_PER_TCE = 8137.0
"""1 tce of electricity at its calorific value of 0.1229 kgce a kWh (GB/T 2589)."""
WAN = 10_000.0
MONTHS = 12.0
AWARD_YEARS_MORE = 1.0
"""An award is paid about a year after construction ends, and worth that much less."""
_TASTE, _FIRM = np.uint32(Process.TASTE), np.uint32(Process.FIRM)
_ALWAYS, _NOBODY = np.uint32(EVERY_YEAR), np.uint32(0)


class Year(NamedTuple):
    """What all who decide in one year of one replication share, and their scratch space.

    wage (C,): labour cost index times minimum wage, wan yuan a year; power (C,): yuan per kWh.
    local (S, G, P): utils.  demand_ln, exchange_ln, tariff: of the year.  later: worth of a
    yuan of award at the decision.  v, words (P + 4,); site,
    term, mu (P,); of_city, room (C,), slack (A,): scratch.
    """

    wage: F32
    power: F32
    local: npt.NDArray[np.float32]
    demand_ln: float
    exchange_ln: float
    tariff: float
    later: float
    v: F32
    words: U32
    site: F32
    term: F32
    mu: F32
    of_city: F32
    room: F32
    slack: F32


@part
def city_terms(a, s, y, t, i, share, par, yearly, labour, electricity):
    """Fill of_city (utils, or NONE without headroom) and room (mu of the quota).

    yearly: utils per wan yuan promised; labour: utils per wan yuan of wage; electricity: utils per
    yuan of power price.
    """
    o, province = a.origin[i], a.land_all.shape[1] - 1
    invested = share * np.float64(a.firms[i, c.INVESTMENT])
    award = a.policy[c.AWARD] * par[c.EQUIPMENT] * invested
    support, cost_out = a.policy[c.SUPPORT_IN] * invested, a.policy[c.SUPPORT_OUT] * invested
    cost_in = support + award
    worth_in = np.float32(yearly * (support + award * y.later))
    worth_out = np.float32(yearly * cost_out)
    if cost_out > min(s.fund_out[o], s.fund_out[province]):
        worth_out = np.float32(0.0)
    least_slack(y.slack, s.left, a.uses[i], np.float32(share))
    cities(
        y.of_city, y.room, y.slack, a.related[t, o], a.doubled[t, o], y.wage, y.power, s.fund_in,
        s.room_all, s.room_general, np.float32(par[c.RELATION]), labour, electricity, cost_in,
        worth_in, worth_out, a.processing[i] != 0,
    )  # fmt: skip
    return support, cost_out if worth_out > 0 else 0.0, award


@part
def outside_utilities(v, par, y, exports, labour_cost):
    """Utilities of the four outside options, after the parks.

    labour_cost: yearly, over revenue.
    """
    n = v.size - OUTSIDE
    cheaper = par[c.MONEY] * labour_cost * par[c.PROVINCE_WAGE]
    v[n] = np.float32(0.0)
    v[n + 1] = np.float32(par[c.PROVINCE] + cheaper)
    abroad = par[c.ABROAD] + par[c.ABROAD_TARIFF] * y.tariff * exports
    v[n + 2] = np.float32(abroad + par[c.ABROAD_EXCHANGE] * y.exchange_ln)
    v[n + 3] = np.float32(par[c.CLOSE] - par[c.CLOSE_DEMAND] * y.demand_ln)


@part
def willingness(a, par, related):
    """0..1: whether (probability) and how strongly the sending city makes the plan's offer.

    Logit of the part of the tax it gets back, and of its effort in a counterpart relation.
    """
    z = par[c.WILLING] + par[c.WILLING_FISCAL] * a.policy[c.FISCAL]
    if related:
        z += par[c.WILLING_DUTY] * a.policy[c.EFFORT]
    return 1.0 / (1.0 + np.exp(-z))


@part
def split_and_fall(a, i, replication, k0, k1, par):
    """Share that would move, and whether a project of this enterprise would fall through."""
    when = np.uint32((_ALWAYS << YEAR_SHIFT) | replication)
    w0, w1, _a, _b = philox(a.firm_low[i], a.firm_high[i], _NOBODY, when, k0, np.uint32(k1 ^ _FIRM))
    z = par[c.SPLIT] + par[c.SPLIT_SIZE] * np.float64(a.firms[i, c.SIZE])
    splits = np.float64(uniform32(w0)) < 1.0 / (1.0 + np.exp(-z))
    share = par[c.SPLIT_SHARE] if splits else 1.0
    return share, np.float64(uniform32(w1)) < par[c.FALL]


@part
def tastes(a, y, i, when, k0, k1):
    """Fill words with the draws of the enterprise for the parks and the outside options."""
    process = np.uint32(k1 ^ _TASTE)
    fill_words(y.words, a.option, a.firm_low[i], a.firm_high[i], when, k0, process)


@part
def choose(a, s, y, t, i, share, approached, par):
    """Utilities into y.v; the option picked with the draws in y.words, its tenure, the promises.

    approached: strength of the plan's offer, 0 = none.  Returns (option, on land?, paid in, paid
    out, award): option < P a park, P stay, P + 1 .. other province, abroad, close.
    """
    f = a.firms[i]
    revenue, o = np.float64(f[c.REVENUE]), a.origin[i]
    yearly = par[c.MONEY] * par[c.ANNUITY] / revenue
    labour = par[c.LABOUR_COST] * f[c.JOBS] / revenue
    electricity = par[c.ELECTRICITY] * KWH_PER_TCE * f[c.ENERGY] / WAN / revenue
    paid_in, paid_out, award = city_terms(
        a, s, y, t, i, share, par, yearly / share, np.float32(par[c.MONEY] * labour),
        np.float32(par[c.MONEY] * electricity),
    )  # fmt: skip
    labour_cost = labour * y.wage[o]
    over_revenue = par[c.ANNUITY] / revenue
    saved = labour_cost + electricity * (y.power[o] + a.policy[c.POWER_CUT])
    saved += over_revenue * (
        a.policy[c.TRAINING] * f[c.JOBS] + par[c.VACATED] * f[c.LAND_NEED] * a.land_price[o]
    )
    on_land = np.float32(-over_revenue * f[c.INVESTMENT])
    on_plant = np.float32(-over_revenue * par[c.EQUIPMENT] * f[c.INVESTMENT])
    per_mu = np.float32(over_revenue * f[c.LAND_NEED])
    per_m2 = np.float32(f[c.PLANT_NEED] / revenue)
    need_mu, need_m2 = np.float32(share) * f[c.LAND_NEED], np.float32(share) * f[c.PLANT_NEED]
    bit, parks = 2 * t, a.park_city.size
    spread(y.term, y.mu, y.of_city, y.room, s.land, a.park_city)
    sites(
        y.site, a.code[i], y.mu, s.plant, a.land_full, a.land_reduced, a.rent, bit, on_land,
        on_plant, per_mu, per_m2, need_mu, need_m2,
    )  # fmt: skip
    utilities(
        y.v, y.site, a.log_hours[i], y.local[a.division[i], a.mode[i]], y.term,
        np.float32(par[c.MONEY]), np.float32(par[c.PARK] + par[c.MONEY] * saved),
        np.float32(par[c.DISTANCE]),
    )  # fmt: skip
    for h in range(a.partner_from[i], a.partner_from[i + 1]):
        p = s.fate[a.partner[h]] - c.FIRST_PARK
        if p >= 0 and y.v[p] > NONE:
            y.v[p] += np.float32(par[c.PARTNER])
    offered = -1
    if approached > 0.0 and y.v[a.plan_park[i]] > NONE:
        offered = a.plan_park[i]
        y.v[offered] += np.float32(par[c.OFFER] * approached)
    outside_utilities(y.v, par, y, np.float64(f[c.EXPORTS]), labour_cost)
    option = pick(y.v, y.words, parks, offered)
    on = True
    if option < parks:
        h = a.park_city[option]
        price = a.land_full[option]
        if a.code[i, option] >> np.uint32(31) != 0:
            price = a.land_reduced[option]
        on = takes_land(
            a.code[i, option], y.mu[option], s.plant[option], price, a.rent[option], bit, on_land,
            on_plant, per_mu, per_m2, need_mu, need_m2,
        )  # fmt: skip
        if a.doubled[t, o, h] == 0:
            paid_out = 0.0
        if paid_in + award > min(s.fund_in[h], s.fund_in[s.fund_in.size - 1]):
            paid_in, award = 0.0, 0.0
    return option, on, paid_in, paid_out, award


@part
def file_project(a, s, i, p, t, now, on_land, share, paid_in, paid_out, award, group):
    """The project exists from now on: resources and funds are debited, first come first served."""
    s.fate[i], s.park[i], s.decided[i] = c.FIRST_PARK + p, p, t
    s.share[i] = np.float32(share)
    s.times[i, c.INTENTION] = now
    take(a, s, i, p, on_land, np.float32(share), np.float32(group))
    h, o, province = a.park_city[p], a.origin[i], a.land_all.shape[1] - 1
    s.fund_in[h] -= paid_in + award
    s.fund_in[province] -= paid_in + award
    s.fund_out[o] -= paid_out
    s.fund_out[province] -= paid_out
    s.paid_in[i], s.paid_out[i], s.award[i] = paid_in, paid_out, award
