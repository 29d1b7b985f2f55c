"""Generalised assignment: read instances, make small ones, and recount answers in integers.

Every job goes to exactly one agent; cost[i, j] is paid and need[i, j] of the agent's capacity is
used where agent i does job j.  Minimise the cost.  Sources: Chu and Beasley (1997), types A-D;
Yagiura, Ibaraki and Glover (2004), types C-E.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.rows import Ints

LIST = "best_known.csv"
PATH, BEST = "Path", "Best known solution value"
EASY_TYPES = frozenset("AB")
"""Types that every solver does in no time; run only when asked."""


@dataclass(frozen=True, eq=False)
class Instance:
    """One generalised assignment problem.

    cost, need: (agents, jobs) integers.  capacity: (agents,).  best_known: cost of the best
    solution known to the list, NaN if it says nothing.
    """

    name: str
    cost: Ints
    need: Ints
    capacity: Ints
    best_known: float = math.nan

    @property
    def agents(self) -> int:
        """Number of agents."""
        return self.cost.shape[0]

    @property
    def jobs(self) -> int:
        """Number of jobs."""
        return self.cost.shape[1]

    @property
    def kind(self) -> str:
        """Its type, A to E, by the first letter of a name like d20400; "?" for other names."""
        return kind_of(self.name)


def kind_of(name: str) -> str:
    """Type of an instance by its name: "d20400" -> "D", "?" where the name does not tell."""
    told = re.match(r"([A-Ea-e])\d", name)
    return told.group(1).upper() if told else "?"


def read_instance(file: Path, best_known: float = math.nan) -> Instance:
    """An instance in the format of the OR-Library: m, n, costs, needs, capacities.

    Raises ValueError where the file holds something else.
    """
    try:
        numbers = np.array(file.read_text("ascii").split(), dtype=np.int64)
        agents, jobs = int(numbers[0]), int(numbers[1])
    except (ValueError, IndexError) as error:
        raise ValueError(
            f"{file} is no generalised assignment instance ({error}); expected integers: agents m, "
            "jobs n, m x n costs, m x n needs, m capacities"
        ) from error
    cells = agents * jobs
    if len(numbers) != 2 + 2 * cells + agents:
        raise ValueError(
            f"{file} holds {len(numbers)} numbers, {agents} agents and {jobs} jobs need "
            f"{2 + 2 * cells + agents}; give one instance a file"
        )
    body = numbers[2:]
    return Instance(
        file.name,
        body[:cells].reshape(agents, jobs),
        body[cells : 2 * cells].reshape(agents, jobs),
        body[2 * cells :],
        best_known,
    )


def write_instance(instance: Instance, file: Path) -> None:
    """The instance in the format that `read_instance` reads."""
    lines = [f"{instance.agents} {instance.jobs}"]
    for table in (instance.cost, instance.need, instance.capacity[None, :]):
        lines += [" ".join(map(str, row.tolist())) for row in table]
    file.write_text("\n".join(lines) + "\n", "ascii")


def find_instances(
    folder: Path, kinds: Sequence[str] = (), names: Sequence[str] = ()
) -> Iterator[tuple[Path, float]]:
    """(file, best known cost) of the instances that the folder's list names and that are there.

    kinds: types to keep; without any, all but A and B.  names: only these.  Instances of the list
    without a file are told on standard error.  Raises FileNotFoundError without a list.
    """
    listed = folder / LIST
    if not listed.is_file():
        raise FileNotFoundError(
            f"{listed} is missing; give a --folder with instances and a {LIST} "
            f"(columns {PATH!r} and {BEST!r})"
        )
    with listed.open(encoding="utf-8-sig", newline="") as lines:
        table = list(csv.DictReader(lines))
    wanted = {kind.upper() for kind in kinds}
    missing = []
    for line in table:
        file = folder / line[PATH]
        kind = kind_of(file.name)
        if kind not in wanted if wanted else kind in EASY_TYPES and not names:
            continue
        if names and file.name not in names:
            continue
        if not file.is_file():
            missing.append(line[PATH])
            continue
        yield file, float(line.get(BEST) or math.nan)
    if missing:
        print(f"listed in {listed} but not there: {', '.join(missing)}", file=sys.stderr)


def generate(kind: str, agents: int, jobs: int, seed: int) -> Instance:
    """A random instance of type C or D, as Chu and Beasley (1997) describe them.

    C: needs 5..25, costs 10..50.  D: needs 1..100, costs 111 - need + (-10..10).  Capacity of every
    agent: 0.8 of its needs for all jobs over the number of agents.
    """
    if kind not in ("C", "D"):
        raise ValueError(f"type {kind!r} is not made here; there are C and D")
    random = np.random.default_rng(seed)
    if kind == "C":
        need = random.integers(5, 26, (agents, jobs))
        cost = random.integers(10, 51, (agents, jobs))
    else:
        need = random.integers(1, 101, (agents, jobs))
        cost = 111 - need + random.integers(-10, 11, (agents, jobs))
    capacity = (0.8 * need.sum(axis=1) / agents).astype(np.int64)
    return Instance(f"{kind.lower()}{agents:02d}{jobs}s{seed}", cost, need, capacity)


def cost_of(instance: Instance, agent_of: Ints) -> int:
    """Cost of an assignment, counted from the integers of the instance and nothing else.

    agent_of: (jobs,) agent of each job.  Raises ValueError if a job has no agent or an agent more
    than its capacity.
    """
    agent_of = np.asarray(agent_of)
    if agent_of.shape != (instance.jobs,) or not np.issubdtype(agent_of.dtype, np.integer):
        raise ValueError(f"an assignment needs {instance.jobs} whole numbers, one a job")
    homeless = np.flatnonzero((agent_of < 0) | (agent_of >= instance.agents))
    if len(homeless):
        raise ValueError(f"{len(homeless)} jobs have no agent, the first is job {homeless[0]}")
    load = np.zeros(instance.agents, dtype=np.int64)
    jobs = np.arange(instance.jobs)
    np.add.at(load, agent_of, instance.need[agent_of, jobs])
    full = np.flatnonzero(load > instance.capacity)
    if len(full):
        i = int(full[0])
        raise ValueError(
            f"{len(full)} agents carry more than they can, agent {i} {load[i]} of "
            f"{instance.capacity[i]}"
        )
    return int(instance.cost[agent_of, jobs].sum())
