"""Approvals: waits as Erlang C says, departments serial and parallel, time saved by the lane."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit
from worlds import CERTAIN, played, sim_inputs

from simulation.engine.desks import examination, serve
from simulation.engine.project import ramp_part


@njit
def mean_wait(arrivals, services, desks):
    free, total = np.zeros(desks), 0.0
    for i in range(arrivals.size):
        total += serve(free, arrivals[i], services[i]) - arrivals[i]
    return total / arrivals.size


@njit
def examined(waits, fast):
    return examination(waits, fast)


@njit
def ramped(since, until, start, years):
    return ramp_part(since, until, start, years)


def erlang_c(rate: float, service: float, desks: int) -> float:
    """Mean wait of M/M/c: C / (c mu - lambda), C the probability to wait (Erlang 1917)."""
    load = rate / service
    tail = load**desks / math.factorial(desks) / (1 - load / desks)
    wait = tail / (sum(load**k / math.factorial(k) for k in range(desks)) + tail)
    return wait / (desks * service - rate)


@pytest.mark.parametrize(("rate", "desks"), [(0.8, 1), (2.4, 3), (1.2, 3)])
def test_waits_are_those_of_erlang(rate, desks) -> None:
    draw = np.random.default_rng(7)
    means = []
    for _ in range(8):
        arrivals = np.cumsum(draw.exponential(1 / rate, 200_000))
        means.append(mean_wait(arrivals, draw.exponential(1.0, 200_000), desks))
    error = np.std(means, ddof=1) / math.sqrt(len(means))
    assert abs(np.mean(means) - erlang_c(rate, 1.0, desks)) < 5 * error + 1e-3


def test_first_come_first_served_by_hand() -> None:
    """Two desks, three files at 0, 1, 2 of 5 years each: the third waits until 5, 3 years."""
    times = np.array([0.0, 1.0, 2.0])
    assert mean_wait(times, np.full(3, 5.0), 2) == pytest.approx(1.0)


def test_departments_one_after_the_other_or_at_once() -> None:
    """1, 2, 3, 4, 5: sum 15, longest 5, half way 10.  Of exponentials with mean 1 the sum is 5 and
    the longest 1 + 1/2 + 1/3 + 1/4 + 1/5 = 2.2833, so the fast lane saves 54.3 %."""
    waits = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert [examined(waits, fast) for fast in (0.0, 1.0, 0.5)] == [15.0, 5.0, 10.0]
    draws = np.random.default_rng(3).exponential(1.0, (40_000, 5))
    saved = 1 - np.mean([examined(d, 1.0) for d in draws]) / np.mean(
        [examined(d, 0.0) for d in draws]
    )
    assert saved == pytest.approx(0.543, abs=0.005)


def test_a_ramp_of_no_time_is_full_output_at_once_and_the_integral_is_exact() -> None:
    assert ramped(0.0, 1.0, 0.4, 0.0) == 1.0
    assert ramped(0.0, 1.0, 0.4, 1e-9) == pytest.approx(1.0, abs=1e-8)
    x = np.linspace(0.3, 1.7, 100_001)
    q = 1 - 0.6 * np.exp(-x / 0.8)
    assert ramped(0.3, 1.7, 0.4, 0.8) == pytest.approx(np.trapezoid(q, x), rel=1e-8)


def test_one_desk_delays_many_projects() -> None:
    """Twenty firms sign in the same year in one city.  A desk takes a year a file on average: with
    six desks more of them produce by the end of the second year than with one."""
    firms = "id\n" + "\n".join(f"E{i}" for i in range(20))

    def producing(desks: float) -> float:
        inputs = sim_inputs(
            enterprises=firms, parks="id\nP1", years=(2016,), behaviour={"last_year": 2018},
            parameters={**CERTAIN, "desk_years": 0.5, "desks": desks},
        )  # fmt: skip
        return float(played(inputs, 100).stage("producing")[:, -1].mean())

    one, six = producing(1.0), producing(6.0)
    assert one < 7
    assert six > 15
