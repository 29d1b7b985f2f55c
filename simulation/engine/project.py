"""The stages of a project after the decision: how long each takes, drawn per enterprise.

Durations are drawn once per enterprise and replication, whatever the park and year, so that a lever
which moves the decision does not also redraw the construction.
"""

from __future__ import annotations

import numpy as np

from simulation.addresses import EVERY_YEAR, Process
from simulation.engine import columns as c
from simulation.engine import loop, part
from simulation.engine.desks import DEPARTMENTS
from simulation.randomness import YEAR_SHIFT, exponential, normal, philox

STAGE, DEPARTMENT = np.uint32(Process.STAGE), np.uint32(Process.DEPARTMENT)
_ALWAYS = np.uint32(EVERY_YEAR)
_FIRST, _SECOND = np.uint32(0), np.uint32(1)


@loop
def durations(out, waits, low, high, replication, k0, k1, par, on_land):
    """out (5,): matching, signing, desk, land or lease, construction; waits (5,): departments.

    Years.  All exponential but construction (fit-out), which is lognormal around its median.
    """
    when = np.uint32((_ALWAYS << YEAR_SHIFT) | replication)
    a0, a1, a2, a3 = philox(low, high, _FIRST, when, k0, np.uint32(k1 ^ STAGE))
    out[0] = par[c.MATCHING_Y] * exponential(a0)
    out[1] = par[c.SIGNING_Y] * exponential(a1)
    out[2] = par[c.DESK_Y] * exponential(a2)
    out[3] = (par[c.LAND_Y] if on_land else par[c.LEASE_Y]) * exponential(a3)
    b0, b1, b2, b3 = philox(low, high, _FIRST, when, k0, np.uint32(k1 ^ DEPARTMENT))
    d0, d1, d2, _ = philox(low, high, _SECOND, when, k0, np.uint32(k1 ^ DEPARTMENT))
    waits[0], waits[1], waits[2] = exponential(b0), exponential(b1), exponential(b2)
    waits[3], waits[4] = exponential(b3), exponential(d0)
    for k in range(DEPARTMENTS):
        waits[k] *= par[c.DEPARTMENT_Y]
    median = par[c.BUILD_Y] if on_land else par[c.FIT_OUT_Y]
    out[4] = median * np.exp(par[c.BUILD_SIGMA] * normal(d1, d2))


@part
def ramp_part(since, until, start, years):
    """Output between two ages of a line (in years of full output), 0 <= since <= until.

    q(x) = 1 - (1 - start) exp(-x / years); its integral in closed form.  years -> 0 gives full
    output from the first day.
    """
    full = until - since
    if years <= 0.0:
        return full
    return full - (1.0 - start) * years * (np.exp(-since / years) - np.exp(-until / years))


@part
def full_after(start, years):
    """Years from opening until 95 % of full output: q(x) = 0.95."""
    if start >= 0.95 or years <= 0.0:
        return 0.0
    return years * np.log((1.0 - start) / 0.05)
