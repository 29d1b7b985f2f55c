"""The books of one enterprise that went somewhere: both ends, every year, until the horizon.

Until the line opens the origin produces; then the host does, ramping up.  What is not produced in
between is booked in the row `in_transition`, so that origin, host and the rows behind the cities
always add up to what was there at the start.
"""

from __future__ import annotations

import numpy as np

from simulation.engine import columns as c
from simulation.engine import part
from simulation.engine.project import ramp_part


@part
def book_move(
    out, park_output, amounts, origin, host, transit, share, opened, par, fiscal, fiscal_years
):
    """Book a move into a park.  out (T, rows, RAW), park_output (T,); opened: years from the start.

    For `fiscal_years` from its opening the origin gets the part `fiscal` of the line's tax.
    """
    abated = 1.0 - par[c.ABATEMENT_NEW]
    for t in range(max(0, int(opened)), out.shape[0]):
        gone = min(max(t + 1.0 - opened, 0.0), 1.0)
        here = ramp_part(max(t - opened, 0.0), max(t + 1.0 - opened, 0.0),
                         par[c.RAMP_START], par[c.RAMP_Y])  # fmt: skip
        out[t, origin, 0] -= share * gone * amounts[0]
        out[t, host, 0] += share * gone * amounts[0]
        for k in range(1, c.AMOUNT_COUNT):
            clean = abated if k >= c.FIRST_POLLUTANT else 1.0
            out[t, origin, k] -= share * gone * amounts[k]
            out[t, host, k] += share * here * amounts[k] * clean
            out[t, transit, k] += share * (gone - here * clean) * amounts[k]
        park_output[t] += share * here * amounts[c.OUTPUT]
        if t < int(opened) + fiscal_years:
            shared = fiscal * share * here * amounts[c.TAX]
            out[t, origin, c.R_SHARED] += shared
            out[t, host, c.R_SHARED] -= shared


@part
def book_leave(out, amounts, origin, row, left):
    """Book that an enterprise left for another province or abroad, or closed."""
    for t in range(max(0, int(left)), out.shape[0]):
        gone = min(max(t + 1.0 - left, 0.0), 1.0)
        for k in range(c.AMOUNT_COUNT):
            out[t, origin, k] -= gone * amounts[k]
            out[t, row, k] += gone * amounts[k]


@part
def book_money(out, origin, host, built, opened, invested, paid_in, paid_out, award):
    """Book investment and support in the year construction starts, the award when it produces."""
    if built < out.shape[0]:
        t = int(built)
        out[t, host, c.R_INVEST] += invested
        out[t, host, c.R_SUPPORT] += paid_in
        out[t, origin, c.R_SUPPORT] += paid_out
    if opened < out.shape[0]:
        out[int(opened), host, c.R_AWARD] += award


@part
def book_land(out, origin, host, built, opened, need_mu, need_m2, vacated):
    """Book land and plant space from the start of construction, vacated land from the opening."""
    for t in range(out.shape[0]):
        if built < t + 1:
            out[t, host, c.R_LAND] += need_mu
            out[t, host, c.R_PLANT] += need_m2
        if opened < t + 1:
            out[t, origin, c.R_VACATED] += vacated


@part
def state_at(time, share, times, fell, away):
    """State of an enterprise with a project (away < 0) or that left (away = 0, 1, 2 from times[0]).

    Returns a column of STATES.
    """
    if away >= 0:
        return c.S_AWAY + away if times[0] < time else c.S_ORIGIN
    if fell < time or times[0] >= time:
        return c.S_ORIGIN
    state = c.S_ORIGIN
    for stage in range(c.STAGE_COUNT):
        if times[stage] < time:
            state = 1 + stage
    if share < 1.0 and state >= 1 + c.PRODUCING:
        return c.S_SPLIT
    return np.int64(state)
