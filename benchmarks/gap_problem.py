"""Generalised assignment as a Problem with Rows, so that the engine solves it like any other.

Jobs are enterprises, agents are parks, there is one year and one tenure.  With K above every cost
and S = 2^k >= K, a placement scores (K - cost) / S: positive, at most 1, exact in float32.  So

    objective = (jobs * K - cost) / S        once every job is placed,

and a bound on the points is a bound on the cost.  Capacities are rows "<="; that every job has an
agent is one hard row ">= 1" a job.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.gap_instances import Instance
from benchmarks.peers.model import Model
from geodata.tables import ALL, complete, empty
from geodata.world import World
from matching.answer import Answer
from matching.factored import Factored
from matching.problem import LAND, TENURES, Problem
from matching.rows import AT_LEAST, Block, Ints, Rows
from scenarios.case import Case
from scenarios.policy import TERMS, Policy

YEAR = 2016
TERM = TERMS[0]
EXACT_BELOW = 2**24
"""Whole numbers below this are exact in float32."""
WHOLE = 1e-6
"""A bound on a whole cost may be rounded up when it is this much (relative) above a whole one."""


@dataclass(frozen=True)
class Transform:
    """From points to cost: cost = jobs * ceiling - points * scale."""

    jobs: int
    ceiling: int
    scale: int

    @classmethod
    def of(cls, instance: Instance) -> Transform:
        """The transform of an instance.  Raises ValueError where float32 would round costs."""
        ceiling = int(instance.cost.max()) + 1
        spread = ceiling - int(instance.cost.min())
        if spread >= EXACT_BELOW:
            raise ValueError(
                f"{instance.name}: costs spread over {spread}, exact only below {EXACT_BELOW}; "
                "divide all costs by a common factor"
            )
        return cls(instance.jobs, ceiling, 1 << max(0, (spread - 1).bit_length()))

    def cost(self, points: float) -> float:
        """Cost that so many points mean, all jobs placed."""
        return self.jobs * self.ceiling - points * self.scale

    def lower_bound(self, points: float) -> float:
        """Proven least cost where no plan exceeds `points`; whole, as all costs are."""
        cost = self.cost(points)
        if not np.isfinite(cost):
            return -np.inf
        return float(np.ceil(cost - WHOLE * max(1.0, abs(cost))))


def as_problem(instance: Instance) -> tuple[Problem, Rows, Transform]:
    """The instance for the engine."""
    transform = Transform.of(instance)
    jobs, agents = instance.jobs, instance.agents
    job_id = tuple(f"J{j}" for j in range(jobs))
    agent_id = tuple(f"A{i}" for i in range(agents))
    tables = {name: empty(name) for name in ALL}
    tables["enterprises"] = complete("enterprises", pd.DataFrame({"enterprise_id": job_id}))
    tables["parks"] = complete("parks", pd.DataFrame({"park_id": agent_id}))
    case = Case(
        World(instance.name, (YEAR,), tables, synthetic=True),
        Policy(size="count", weights={TERM: 1.0}, discount_rate=0.0),
        scenario=instance.name,
    )
    worth = (transform.ceiling - instance.cost.T) / transform.scale
    nowhere = np.full((jobs, agents), np.nan, dtype=np.float32)
    problem = Problem(
        case=case,
        enterprise_id=job_id,
        park_id=agent_id,
        years=(YEAR,),
        cities=(),
        enterprises=tables["enterprises"],
        parks=tables["parks"],
        sending_city=np.full(jobs, -1, dtype=np.int64),
        park_city=np.full(agents, -1, dtype=np.int64),
        size_share=np.ones(jobs),
        discount=np.ones(1),
        travel_km=nowhere,
        travel_h=nowhere,
        travel_estimated=np.zeros((jobs, agents), dtype=bool),
        terms={TERM: Factored.of_pairs(worth.astype(np.float32))},
        reasons={"plants_off": Factored(np.array([False, True]).reshape(1, 1, 1, len(TENURES)))},
    )
    return problem, Rows((_capacities(instance), _every_job(instance))), transform


def _capacities(instance: Instance) -> Block:
    jobs, agents = instance.jobs, instance.agents
    places = (jobs, agents, 1, len(TENURES))
    return Block(
        rule="park_land",
        resource="land_mu",
        unit="mu",
        weight=np.ones(jobs),
        class_of=np.arange(jobs),
        row_of=np.broadcast_to(np.arange(agents)[None, :, None, None], places).copy(),
        factor=np.broadcast_to(instance.need.T[:, :, None, None].astype(np.float64), places).copy(),
        bound=instance.capacity.astype(np.float64),
        scope=tuple(f"A{i}" for i in range(agents)),
        year=np.zeros(agents, dtype=np.int64),
    )


def _every_job(instance: Instance) -> Block:
    jobs, agents = instance.jobs, instance.agents
    places = (jobs, agents, 1, len(TENURES))
    return Block(
        rule="pins",
        resource="projects",
        unit="projects",
        weight=np.ones(jobs),
        class_of=np.arange(jobs),
        row_of=np.broadcast_to(np.arange(jobs)[:, None, None, None], places).copy(),
        bound=np.ones(jobs),
        scope=tuple(f"J{j}" for j in range(jobs)),
        year=np.zeros(jobs, dtype=np.int64),
        sense=AT_LEAST,
        loosenable=False,
    )


def assignment(instance: Instance, answer: Answer) -> Ints | None:
    """(jobs,) the agent of each job in an answer, -1 for none; None where there is no plan."""
    if not answer.found:
        return None
    if (answer.m != LAND).any():
        raise AssertionError("a job was placed under a tenure that is not eligible")
    agent_of = np.full(instance.jobs, -1, dtype=np.int64)
    agent_of[answer.e] = answer.p
    return agent_of


def as_model(instance: Instance) -> Model:
    """The instance for other solvers; column i * jobs + j = agent i does job j."""
    agents, jobs = instance.agents, instance.jobs
    column = np.arange(agents * jobs).reshape(agents, jobs)
    per_job = column.T.ravel()
    starts = [np.arange(agents) * jobs, agents * jobs + np.arange(jobs + 1) * agents]
    ones = np.ones(agents * jobs)
    return Model(
        cost=instance.cost.ravel().astype(np.float64),
        lower=np.zeros(agents * jobs),
        upper=ones,
        whole=np.ones(agents * jobs, dtype=bool),
        start=np.concatenate(starts),
        column=np.concatenate([column.ravel(), per_job]),
        value=np.concatenate([instance.need.ravel().astype(np.float64), ones]),
        row_lower=np.concatenate([np.full(agents, -np.inf), np.ones(jobs)]),
        row_upper=np.concatenate([instance.capacity.astype(np.float64), np.ones(jobs)]),
    )
