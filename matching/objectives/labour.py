"""Labour: what wages are saved, and whether the city has hands enough.

    saving = 1 - minimum wage of the park's city / that of the sending city
    wage = clip(saving / FULL_SAVING, 0, 1)
    pool = min(1, labour supply of the park's city / (POOL_PER_JOB * jobs of the enterprise))
    value = (wage + pool) / 2

The labour supply is the city's quota of kind `labour` in the last planning year that states one.
Either half is neutral (0.5) where a figure is missing.  FULL_SAVING = 40 %: the widest gap of the
2015 minimum wages (Shenzhen 2,030 yuan, fourth class 1,210 yuan: 1 - 1210/2030 = 0.404).
POOL_PER_JOB = 20 is an assumption: who takes up to 5 % of the pool finds staff easily.
Source: 粤府〔2016〕98号 二(三)13 and item 30, tasks 41 and 88 (labour supply); minimum wages of
Guangdong, 2015.
"""

from __future__ import annotations

import numpy as np

from matching.cells import numbers
from matching.context import Context
from matching.factored import Factored
from matching.objectives.scale import neutral_where_unknown
from matching.rows import Floats

FULL_SAVING = 0.40
POOL_PER_JOB = 20.0


def score(context: Context) -> Factored:
    """(E, P, 1, 1)."""
    wage = _wage(context)[context.sending_class]
    value = (wage + _pool(context)).astype(np.float32)
    value /= 2
    return Factored.of_pairs(value)


def _wage(context: Context) -> Floats:
    """(1 + cities, P) wage half of the term by sending city, class 0 = unknown."""
    wage = numbers(context.cities["min_wage_yuan_month"])
    here = np.concatenate([[np.nan], np.where(wage > 0, wage, np.nan)])
    there = context.of_park_cities("min_wage_yuan_month")
    saving = 1.0 - there[None, :] / here[:, None]
    return neutral_where_unknown(np.clip(saving / FULL_SAVING, 0.0, 1.0))


def _pool(context: Context) -> Floats:
    """(E, P) pool half of the term."""
    supply = context.at_parks(_last_known(context.city_levels("labour")), np.nan)
    jobs = context.of_enterprises("jobs_persons")
    needed = POOL_PER_JOB * np.where(jobs > 0, jobs, np.nan)
    return neutral_where_unknown(np.minimum(1.0, supply[None, :] / needed[:, None]))


def _last_known(levels: Floats) -> Floats:
    """(C,) last figure of each row that is not NaN; NaN if there is none."""
    last = np.full(len(levels), np.nan)
    for year in range(levels.shape[1]):
        last = np.where(np.isnan(levels[:, year]), last, levels[:, year])
    return last
