"""What changes within one replication, and what the start of a year does to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.arrays import F32, F64, I32
from simulation.engine import allocating, part
from simulation.engine import columns as c


class State(NamedTuple):
    """Mutable arrays of one replication; axes as in `simulation.arrays`.

    land, plant (P,): mu and m2 free.  room_all, room_general (A,): mu left of this year's quotas.
    used (LEVELS, A): headroom in use; left: what remains, float32.  fund_in, fund_out (A,): wan
    yuan left this year.  mass (S, P): jobs of own (and, by weight, neighbouring) divisions that
    moved in, thousands.  taken (P,): mu sold.  fate (N,): see columns.  decided (N,): year index
    or -1.  park (N,): -1 = none.  share (N,): that moves.  times (N, STAGES), fell (N,): years
    from the horizon's start, NEVER = not.  need_mu, need_m2 (N,): debited.  paid_in, paid_out,
    award (N,): promised.  project: enterprises with a project, in order of filing.
    """

    land: F32
    plant: F32
    room_all: F32
    room_general: F32
    used: F64
    left: F32
    fund_in: F64
    fund_out: F64
    mass: F32
    taken: F32
    fate: I32
    decided: I32
    park: I32
    share: F32
    times: F64
    fell: F64
    leased: npt.NDArray[np.uint8]
    need_mu: F32
    need_m2: F32
    paid_in: F64
    paid_out: F64
    award: F64
    project: I32


@allocating
def new_state(a):
    """Everybody at the origin, nothing supplied yet."""
    firms, parks, cells = a.firm_low.size, a.park_city.size, a.land_all.shape[1]
    levels, divisions = a.level.shape[1], a.fit.shape[0]
    return State(
        np.zeros(parks, np.float32),
        np.zeros(parks, np.float32),
        np.zeros(cells, np.float32),
        np.zeros(cells, np.float32),
        np.zeros((levels, cells)),
        np.zeros((levels, cells), np.float32),
        np.zeros(cells),
        np.zeros(cells),
        np.zeros((divisions, parks), np.float32),
        np.zeros(parks, np.float32),
        np.zeros(firms, np.int32),
        np.full(firms, -1, np.int32),
        np.full(firms, -1, np.int32),
        np.zeros(firms, np.float32),
        np.full((firms, c.STAGE_COUNT), c.NEVER),
        np.full(firms, c.NEVER),
        np.zeros(firms, np.uint8),
        np.zeros(firms, np.float32),
        np.zeros(firms, np.float32),
        np.zeros(firms),
        np.zeros(firms),
        np.zeros(firms),
        np.empty(firms, np.int32),
    )


@part
def open_year(a, s, t, projects, group):
    """Quotas of the year arrive; what fell through or left in the year before gives back."""
    for p in range(a.park_city.size):
        s.land[p] += a.land_supply[t, p]
        s.plant[p] += a.plant_supply[t, p]
    for cell in range(a.land_all.shape[1]):
        s.room_all[cell] = a.land_all[t, cell]
        s.room_general[cell] = a.land_general[t, cell]
        s.fund_in[cell] = a.fund_in[t, cell]
        s.fund_out[cell] = a.fund_out[t, cell]
    for n in range(projects):
        i = s.project[n]
        if int(s.fell[i]) + 1 == t:
            give_back(a, s, i, group)
        elif int(s.times[i, c.PRODUCING]) + 1 == t:
            release_origin(a, s, i, s.share[i])
    for k in range(a.level.shape[1]):
        for cell in range(a.level.shape[2]):
            s.left[k, cell] = np.float32(a.level[t, k, cell] - s.used[k, cell])


@part
def release_origin(a, s, i, share):
    """The line is gone from its origin: that city's headroom grows by what it emitted."""
    for k in range(a.level.shape[1]):
        s.used[k, a.origin[i]] -= share * a.uses[i, k]


@part
def take(a, s, i, p, on_land, share, group):
    """Debit land or plant, the city's quota, headroom and local industry for a project."""
    h, province = a.park_city[p], a.land_all.shape[1] - 1
    if on_land:
        need = share * a.firms[i, c.LAND_NEED]
        s.need_mu[i] = need
        s.land[p] -= need
        s.taken[p] += need
        s.room_all[h] -= need
        s.room_all[province] -= need
        if a.processing[i] == 0:
            s.room_general[h] -= need
            s.room_general[province] -= need
    else:
        need = share * a.firms[i, c.PLANT_NEED]
        s.need_m2[i], s.leased[i] = need, 1
        s.plant[p] -= need
    for k in range(a.level.shape[1]):
        use = share * a.uses[i, k]
        s.used[k, h] += use
        s.used[k, province] += use
        s.left[k, h] -= use
        s.left[k, province] -= use
    add_mass(a, s, i, p, share, group)


@part
def give_back(a, s, i, group):
    """Undo `take` for a project that fell through; the quota of its year stays used."""
    p, province = s.park[i], a.land_all.shape[1] - 1
    h = a.park_city[p]
    s.land[p] += s.need_mu[i]
    s.taken[p] -= s.need_mu[i]
    s.plant[p] += s.need_m2[i]
    for k in range(a.level.shape[1]):
        use = s.share[i] * a.uses[i, k]
        s.used[k, h] -= use
        s.used[k, province] -= use
    add_mass(a, s, i, p, -s.share[i], group)
    s.fate[i] = c.FELL


@part
def add_mass(a, s, i, p, share, group):
    """Jobs count as local industry for their own division, and by weight for their group."""
    jobs = share * a.firms[i, c.JOBS] * np.float32(0.001)
    d = a.division[i]
    for e in range(a.similar.shape[0]):
        if a.similar[d, e] == 1:
            s.mass[e, p] += jobs
        elif a.similar[d, e] == 2:
            s.mass[e, p] += group * jobs
