"""The choice of one enterprise: utilities of all parks and outside options, in float32.

    V_ip = money * [ saved_i - labour_i WP_p - power_i PP_p + site_ip + support_ih ] + distance
           ln(1 + h_ip) + local_sp + gateway_gp + relation_oh + tastes
    site_ip: the better of land and standard plant, of those with room

A park without room, or that does not take the enterprise, has the utility NONE.
"""

from __future__ import annotations

import numpy as np

from simulation.engine import part

NONE = np.float32(-1e30)
_ONE, _ZERO = np.uint32(1), np.float32(0.0)
_REDUCED = np.uint32(31)


@part
def park_utilities(  # type: ignore[no-untyped-def]
    v, code, log_hours, local, gateway, of_city, room, land, plant, park_city, land_full,
    land_reduced, rent, wage, power, bit, money, base, labour, electricity, on_land, on_plant,
    per_mu, per_m2, need_mu, need_m2, distance, gateway_utils,
):  # fmt: skip
    """Add to the tastes v[p] the utility of every park, or put NONE there.

    bit: number of the land bit of this year in code; the plant bit is the next.  base: utils that
    all parks share.  labour, electricity: annual quantity over revenue.  on_land, on_plant: yearly
    money share that goes with the tenure; per_mu, per_m2: that one mu (m2) costs per yuan of price.
    """
    land_bit, plant_bit = np.uint32(bit), np.uint32(bit + 1)
    for p in range(park_city.size):
        c = code[p]
        h = park_city[p]
        price = land_reduced[p] if (c >> _REDUCED) != 0 else land_full[p]
        bought = on_land - per_mu * price
        leased = on_plant - per_m2 * rent[p]
        can_buy = ((c >> land_bit) & _ONE == 0) & (need_mu <= land[p]) & (need_mu <= room[h])
        can_lease = ((c >> plant_bit) & _ONE == 0) & (need_m2 <= plant[p])
        site = bought if can_buy else NONE
        other = leased if can_lease else NONE
        site = other if other > site else site
        z = money * (site - labour * wage[p] - electricity * power[p])
        z += base + distance * log_hours[p] + local[p] + gateway_utils * gateway[p] + of_city[h]
        v[p] = z + v[p] if site > NONE else NONE


@part
def best(v):  # type: ignore[no-untyped-def]
    """The first index of the largest value."""
    top = v[0]
    for j in range(v.size):
        top = v[j] if v[j] > top else top
    j = 0
    while v[j] != top:
        j += 1
    return j


@part
def prefers_land(  # type: ignore[no-untyped-def]
    code, bit, land, room, plant, need_mu, need_m2, price, rent, on_land, on_plant, per_mu, per_m2
):
    """Whether the tenure taken at a park is land; the same comparison as in `park_utilities`."""
    can_buy = (
        ((code >> np.uint32(bit)) & _ONE == 0) and (need_mu <= land) and (need_mu <= room)
    )
    can_lease = ((code >> np.uint32(bit + 1)) & _ONE == 0) and (need_m2 <= plant)
    if not can_lease:
        return True
    return can_buy and on_land - per_mu * price >= on_plant - per_m2 * rent
