"""The choice of one enterprise: utilities of all parks, in float32, and the best option.

    V_ip = money * site_ip + base_i + distance * ln(1 + h_ip) + local_gdp + city_ih + taste_ip
    site_ip: the better of land and standard plant, of those with room, as a share of revenue
    local_gdp: industry fit, agglomeration, crowding, demonstration, gateway
    city_ih: wages, power, support, counterpart relation; NONE without headroom

A park without room, or that does not take the enterprise, has the utility NONE.  The loops are
separate and read few arrays each: only so does the compiler use the wide registers.
"""

from __future__ import annotations

import numpy as np

from simulation.engine import highest_loop, loop, part
from simulation.randomness import gumbel32

NONE = np.float32(-1e30)
_ONE = np.uint32(1)
_REDUCED = np.uint32(31)
CELLS = 8388608.0
SLACK = 1e-3
"""Far above any rounding of a taste or a utility in float32, relative to its size."""


@loop
def least_slack(slack, left, uses, share):
    """slack[cell]: the least that any headroom of a city, or of the province (last), would keep."""
    for cell in range(slack.size):
        slack[cell] = np.float32(1.0)
    for k in range(uses.size):
        need = share * uses[k]
        if need > 0:
            for cell in range(slack.size):
                kept = left[k, cell] - need
                slack[cell] = kept if kept < slack[cell] else slack[cell]


@loop
def cities(
    of_city, room, slack, related, doubled, wage, power, fund_in, room_all, room_general, relation,
    labour, electricity, cost_in, worth_in, worth_out, processing,
):  # fmt: skip
    """of_city[h]: utils of all parks of a city, NONE without headroom.  room[h]: mu of its quota.

    labour: utils per wan yuan of wage; electricity: utils per yuan of power price; worth_in,
    worth_out: utils of what the host's fund (if it can pay cost_in) and the origin's fund pay.
    """
    last, none = slack.size - 1, np.float32(0.0)
    paid = worth_in if cost_in <= fund_in[last] else none
    closed = slack[last] < 0
    for h in range(of_city.size):
        term = relation if related[h] else none
        term += paid if cost_in <= fund_in[h] else none
        term += worth_out if doubled[h] else none
        term -= labour * wage[h] + electricity * power[h]
        of_city[h] = NONE if (slack[h] < 0) | closed else term
        mu = min(room_all[h], room_all[last])
        room[h] = mu if processing else min(mu, min(room_general[h], room_general[last]))


@loop
def spread(term, mu, of_city, room, land, park_city):
    """term[p]: utils of the park's city.  mu[p]: land to be had there, under the city's quota."""
    for p in range(park_city.size):
        h = np.uint64(park_city[p])
        term[p] = of_city[h]
        mu[p] = min(land[p], room[h])


@loop
def sites(
    site, code, mu, plant, land_full, land_reduced, rent, bit, on_land, on_plant, per_mu, per_m2,
    need_mu, need_m2,
):  # fmt: skip
    """site[p]: the better tenure's yearly money share, NONE where neither is to be had.

    bit: number of the land bit of this year in code; the plant bit is the next.  on_land, on_plant:
    what goes with the tenure; per_mu, per_m2: what one yuan of price costs a year.
    """
    land_bit, plant_bit = np.uint32(_ONE << np.uint32(bit)), np.uint32(_ONE << np.uint32(bit + 1))
    for p in range(site.size):
        refused = code[p]
        price = land_reduced[p] if np.uint32(refused >> _REDUCED) else land_full[p]
        can_buy = (np.uint32(refused & land_bit) == 0) & (need_mu <= mu[p])
        can_lease = (np.uint32(refused & plant_bit) == 0) & (need_m2 <= plant[p])
        bought = on_land - per_mu * price if can_buy else NONE
        leased = on_plant - per_m2 * rent[p] if can_lease else NONE
        site[p] = leased if leased > bought else bought


@loop
def utilities(v, site, log_hours, local, term, money, base, distance):
    """v[p]: the utility of every park without the taste, or NONE."""
    for p in range(site.size):
        z = money * site[p] + base + distance * log_hours[p] + local[p] + term[p]
        v[p] = z if (site[p] > NONE) & (term[p] > NONE) else NONE


@highest_loop
def highest(v, count):
    """The largest of the first `count` values (no NaN among them), at least NONE."""
    top = NONE
    for p in range(count):
        top = v[p] if v[p] > top else top
    return top


@loop
def pick(v, words, parks, offered):
    """The option with the largest utility plus taste; of equal ones the first.

    v (P + 4,): utilities without tastes.  words: the draw of every option.  offered: park of the
    plan's offer or -1.  The outside options and the offered park are computed first.  Any other
    park can only win with a taste of at least the best so far minus the largest utility of a park,
    that is with a word above a bound; nearly all words are below it, and their two logarithms are
    never taken.  The result is exactly that of computing them all.
    """
    option, top = parks, v[parks] + gumbel32(words[parks])
    for j in range(parks + 1, v.size):
        z = v[j] + gumbel32(words[j])
        if z > top:
            option, top = j, z
    if offered >= 0:
        z = v[offered] + gumbel32(words[offered])
        if z >= top:
            option, top = offered, z
        v[offered] = NONE
    most = highest(v, parks)
    if most <= NONE:
        return option
    needed = np.float64(top) - np.float64(most) - SLACK * (1.0 + abs(np.float64(most)))
    bound = np.uint32(0)
    if needed > -3.0:
        cell = np.exp(-np.exp(-needed)) * CELLS - 2.0
        bound = np.uint32(max(cell, 0.0))
    for p in range(parks):
        if np.uint32(words[p] >> np.uint32(9)) >= bound and v[p] > NONE:
            z = v[p] + gumbel32(words[p])
            if z > top or (z == top and p < option):
                option, top = p, z
    return option


@part
def takes_land(
    code, mu, plant, price, rent, bit, on_land, on_plant, per_mu, per_m2, need_mu, need_m2
):
    """Whether the tenure that `sites` took at a park is land."""
    if (code >> np.uint32(bit + 1)) & _ONE or need_m2 > plant:
        return True
    if (code >> np.uint32(bit)) & _ONE or need_mu > mu:
        return False
    return on_land - per_mu * price >= on_plant - per_m2 * rent
