"""One replication, year by year, and blocks of replications."""

from __future__ import annotations

import numpy as np

from simulation.addresses import EVERY_YEAR, FIRST_YEAR, Process
from simulation.engine import allocating, compiled, loop, part
from simulation.engine import columns as c
from simulation.engine.books import book_land, book_leave, book_money, book_move, state_at
from simulation.engine.decide import (
    AWARD_YEARS_MORE,
    OUTSIDE,
    Year,
    choose,
    file_project,
    split_and_fall,
    tastes,
    willingness,
)
from simulation.engine.desks import DEPARTMENTS, examination, serve
from simulation.engine.project import durations, full_after
from simulation.engine.state import new_state, open_year, release_origin
from simulation.randomness import YEAR_SHIFT, log32, philox, uniform32

_CONSIDER = np.uint32(Process.CONSIDER)
_NOBODY = np.uint32(0)
_HIGH = np.uint64(32)
_FNV_START, _FNV_STEP = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_TINY = np.float32(1e-6)


@part
def year_of(a, s, t, macro, par, y, here):
    """Prices, local industry and crowding as they stand at the start of year t, filled into y."""
    prd = ewn = 1.0
    for past in range(t + 1):
        prd *= 1.0 + macro[past, c.WAGES_PRD]
        ewn *= 1.0 + macro[past, c.WAGES_EWN]
    for h in range(a.region.size):
        y.wage[h] = np.float32(a.wage[h] * (prd if a.region[h] == 0 else ewn))
        y.power[h] = np.float32(par[c.POWER_PRD + min(a.region[h], 3)])
    for p in range(here.size):
        crowd = s.taken[p] / (s.taken[p] + max(s.land[p], np.float32(0.0)) + _TINY)
        crowding = np.float32(par[c.CONGESTION]) * crowd * crowd * crowd * crowd
        here[p] = np.float32(par[c.DEMONSTRATION]) * a.demonstration[p] - crowding
    fill_local(
        y.local, s.mass, a.fit, a.gateway[:, t], here, np.float32(par[c.AGGLOMERATION]),
        np.float32(par[c.FIT]), np.float32(par[c.GATEWAY]),
    )  # fmt: skip


@loop
def fill_local(local, mass, fit, gates, here, agglomeration, fitting, gateway):
    """local[d, g, p]: what a park is worth to division d with trade mode g, apart from money."""
    none, one = np.float32(0.0), np.float32(1.0)
    for d in range(local.shape[0]):
        for p in range(here.size):
            near = agglomeration * log32(one + max(mass[d, p], none))
            local[d, 0, p] = near + fitting * fit[d, p] + here[p]
        for g in range(local.shape[1] - 1, -1, -1):
            for p in range(here.size):
                local[d, g, p] = local[d, 0, p] + gateway * gates[g, p]


@part
def deciders(a, s, t, when, k0, k1, chance, willing, first, keys, who, strength):
    """Who decides in year t, in order of filing.  keys, who, strength (N,) are filled; their count.

    key: filing time within the year in the high word; the address decides between equal times.
    strength: of the plan's offer, 0 where none is made.  first (N,): scratch.
    """
    process = np.uint32(k1 ^ _CONSIDER)
    first_words(first, a.firm_low, a.firm_high, when, k0, process)
    count = 0
    for i in range(first.size):
        if s.fate[i] != c.ORIGIN:
            continue
        considers = uniform32(first[i]) < chance[i]
        if not considers and a.plan_year[i] != t:
            continue
        low = a.firm_low[i]
        _, w1, w2, _d = philox(low, a.firm_high[i], _NOBODY, when, k0, process)
        offered = 0.0
        if a.plan_year[i] == t:
            ready = willing[a.related[t, a.origin[i], a.park_city[a.plan_park[i]]]]
            if np.float64(uniform32(w2)) < ready:
                offered = 2.0 * ready
        if considers or offered > 0.0:
            keys[count] = (np.uint64(w1) << _HIGH) | np.uint64(low)
            who[count] = i
            strength[count] = offered
            count += 1
    return count


@loop
def first_words(out, low, high, when, k0, process):
    """out[i]: first word of every enterprise's block of the year."""
    for i in range(out.size):
        word, _a, _b, _c = philox(low[i], high[i], _NOBODY, when, k0, process)
        out[i] = word


@allocating
def approvals(a, s, count, waiting, t, replication, k0, k1, par, free):
    """Projects signed before the end of year t pass the desks; those signed later wait on.

    waiting: the `count` projects not yet at a desk, as positions in s.project; returns how many
    are left.
    """
    ready = np.empty(waiting.size, np.int64)
    time = np.empty(waiting.size)
    n, left = 0, 0
    for q in range(count):
        i = s.project[waiting[q]]
        if s.times[i, c.SIGNED] < t + 1:
            ready[n], time[n] = i, s.times[i, c.SIGNED]
            n += 1
        else:
            waiting[left] = waiting[q]
            left += 1
    spent, waits = np.empty(5), np.empty(DEPARTMENTS)
    order = np.argsort(time[:n])
    for q in range(n):
        i = ready[order[q]]
        on_land = s.leased[i] == 0
        durations(spent, waits, a.firm_low[i], a.firm_high[i], replication, k0, k1, par, on_land)
        start = serve(free[a.park_city[s.park[i]]], s.times[i, c.SIGNED], spent[2])
        done = start + spent[2] + examination(waits, a.policy[c.FAST])
        s.times[i, c.APPROVAL] = start
        if s.fell[i] < c.NEVER:  # marked when it was filed: it will fall through
            s.fell[i] = done
            continue
        s.times[i, c.LAND] = done
        s.times[i, c.CONSTRUCTION] = done + spent[3]
        s.times[i, c.PRODUCING] = done + spent[3] + spent[4]
        s.times[i, c.FULL] = s.times[i, c.PRODUCING] + full_after(par[c.RAMP_START], par[c.RAMP_Y])
    return left


@part
def close_books(a, s, par, base, out, parks, funnel, states, duties, fates, splits):
    """Accounts, counts and fates of one finished replication; its digest."""
    years, cities = a.years.size, a.region.size
    for t in range(years):
        for o in range(cities):
            for k in range(c.AMOUNT_COUNT):
                out[t, o, k] += base[o, k]
    never = 0
    digest = _FNV_START
    for i in range(a.origin.size):
        fate, o, share = s.fate[i], a.origin[i], np.float64(s.share[i])
        if s.fell[i] < years and fate >= c.FIRST_PARK:
            fate = c.FELL
        fates[i, fate] += 1
        digest = (digest ^ np.uint64(np.uint32(fate))) * _FNV_STEP
        digest = (digest ^ np.uint64(np.uint32(s.decided[i] + 1))) * _FNV_STEP
        away = fate - c.AWAY if c.AWAY <= fate < c.FIRST_PARK else -1
        split = fate >= c.FIRST_PARK and share < 1.0
        digest = (digest ^ np.uint64(1 if split else 0)) * _FNV_STEP
        if s.decided[i] < 0:
            never += 1
            continue
        times = s.times[i]
        for t in range(years):
            states[t, state_at(t + 1.0, share, times, s.fell[i], away)] += 1
        if away >= 0:
            book_leave(out, a.amounts[i], o, cities + away, times[0])
            left = par[c.VACATED] * a.firms[i, c.LAND_NEED]
            book_land(out, o, o, c.NEVER, times[0], 0.0, 0.0, left)
            for t in range(int(times[0]), years):
                funnel[t, c.F_AWAY + away] += 1
            continue
        p = s.park[i]
        h = a.park_city[p]
        on_land = s.leased[i] == 0
        built, opened = times[c.CONSTRUCTION], times[c.PRODUCING]
        invested = share * a.firms[i, c.INVESTMENT]
        for t in range(years):
            for stage in range(c.STAGE_COUNT):
                if times[stage] < t + 1:
                    funnel[t, stage] += 1
            if s.fell[i] < t + 1:
                funnel[t, c.F_FELL] += 1
            elif times[c.SIGNED] < t + 1:
                parks[t, p, 0] += 1
            if opened < t + 1:
                parks[t, p, 1] += 1
                if split:
                    funnel[t, c.F_SPLIT] += 1
        splits[i] += 1 if split else 0
        pair = a.duty_pair[o, h]
        if pair >= 0 and a.related[s.decided[i], o, h] == 1:
            for t in range(years):
                if times[c.SIGNED] < t + 1 and s.fell[i] >= t + 1:
                    duties[t, pair, 0] += 1
                    duties[t, pair, 1] += invested
                if opened < t + 1:
                    duties[t, pair, 2] += 1
                    duties[t, pair, 3] += invested
        spent = invested if on_land else invested * par[c.EQUIPMENT]
        book_money(out, o, h, built, opened, spent, s.paid_in[i], s.paid_out[i], s.award[i])
        vacated = share * par[c.VACATED] * a.firms[i, c.LAND_NEED]
        book_land(out, o, h, built, opened, s.need_mu[i], s.need_m2[i], vacated)
        if opened < years:
            book_move(
                out, parks[:, p, 2], a.amounts[i], o, h, cities + c.TRANSIT_ROW, share, opened,
                par, a.policy[c.FISCAL], int(a.policy[c.FISCAL_YEARS]),
            )  # fmt: skip
    for t in range(years):
        states[t, c.S_ORIGIN] += never
    return digest


@allocating
def replicate(
    a, replication, par, macro, base, k0, k1, persistent, out, parks, funnel, states, duties,
    fates, splits,
):  # fmt: skip
    """Play all years of one replication.  base (C, AMOUNTS): everybody at the origin."""
    firms, years, count = a.origin.size, a.years.size, a.park_city.size
    s = new_state(a)
    chance, first = np.empty(firms, np.float32), np.empty(firms, np.uint32)
    for i in range(firms):
        rate = par[c.CONSIDER] * np.exp(par[c.CONSIDER_SIZE] * np.float64(a.firms[i, c.SIZE]))
        chance[i] = np.float32(1.0 - np.exp(-rate))
    cities = a.region.size
    willing = (willingness(a, par, False), willingness(a, par, True))
    keys, who, strength = np.empty(firms, np.uint64), np.empty(firms, np.int64), np.empty(firms)
    waiting = np.empty(firms, np.int64)
    free = np.zeros((cities, max(1, int(np.round(par[c.DESKS])))))
    here = np.empty(count, np.float32)
    local = np.empty((a.fit.shape[0], a.gateway.shape[0], count), np.float32)
    wage, power = np.empty(cities, np.float32), np.empty(cities, np.float32)
    v, words = np.empty(count + OUTSIDE, np.float32), np.empty(count + OUTSIDE, np.uint32)
    site, term, mu = np.empty(count, np.float32), np.empty_like(here), np.empty_like(here)
    of_city, room = np.empty_like(wage), np.empty_like(wage)
    slack = np.empty(a.level.shape[2], np.float32)
    later = (1.0 + par[c.ANNUITY]) ** -(par[c.BUILD_Y] + AWARD_YEARS_MORE)
    spent, waits = np.empty(5), np.empty(DEPARTMENTS)
    projects = pending = 0
    for t in range(years):
        open_year(a, s, t, projects, np.float32(par[c.GROUP]))
        before = macro[t - 1, c.DEMAND] if t > 0 else 1.0
        y = Year(
            wage, power, local, np.log(macro[t, c.DEMAND] / before), np.log(macro[t, c.EXCHANGE]),
            macro[t, c.TARIFF], later, v, words, site, term, mu, of_city, room, slack,
        )  # fmt: skip
        year_of(a, s, t, macro, par, y, here)
        code = np.uint32(a.years[t] - FIRST_YEAR)
        when = np.uint32((code << YEAR_SHIFT) | replication)
        always = np.uint32((np.uint32(EVERY_YEAR) << YEAR_SHIFT) | replication)
        n = deciders(a, s, t, when, k0, k1, chance, willing, first, keys, who, strength)
        order = np.argsort(keys[:n])
        for q in range(n):
            i, key = who[order[q]], keys[order[q]]
            now = t + np.float64(uniform32(np.uint32(key >> _HIGH)))
            share, falls = split_and_fall(a, i, replication, k0, k1, par)
            tastes(a, y, i, always if persistent else when, k0, k1)
            option, on_land, paid_in, paid_out, award = choose(
                a, s, y, t, i, share, strength[order[q]], par
            )
            if option == count:
                continue
            if option > count:
                s.fate[i] = c.AWAY + option - count - 1
                s.decided[i], s.share[i], s.times[i, c.INTENTION] = t, 1.0, now
                release_origin(a, s, i, 1.0)
                continue
            file_project(
                a, s, i, option, t, now, on_land, share, paid_in, paid_out, award, par[c.GROUP]
            )
            durations(
                spent, waits, a.firm_low[i], a.firm_high[i], replication, k0, k1, par, on_land
            )
            s.times[i, c.MATCHED] = now + spent[0]
            s.times[i, c.SIGNED] = now + spent[0] + spent[1]
            s.fell[i] = c.NEVER / 2 if falls else c.NEVER
            s.project[projects] = i
            waiting[pending] = projects
            projects += 1
            pending += 1
        pending = approvals(a, s, pending, waiting, t, replication, k0, k1, par, free)
    return close_books(a, s, par, base, out, parks, funnel, states, duties, fates, splits)


@compiled
def play_block(
    a, replications, par, macro, k0, k1, persistent, out, parks, funnel, states, duties, fates,
    splits, digests,
):  # fmt: skip
    """Play the replications (R,), each with its par (R, K) and macro (R, T, 5); fill the rest."""
    base = np.zeros((a.region.size, c.AMOUNT_COUNT))
    for i in range(a.origin.size):
        for k in range(c.AMOUNT_COUNT):
            base[a.origin[i], k] += a.amounts[i, k]
    for r in range(replications.size):
        digests[r] = replicate(
            a, np.uint32(replications[r]), par[r], macro[r], base, k0, k1, persistent, out[r],
            parks[r], funnel[r], states[r], duties[r], fates, splits,
        )  # fmt: skip
