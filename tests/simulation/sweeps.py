"""Jobs to sweep in tests, and outcomes compared to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from random_worlds import random_world
from tiny import tiny_legs

from scenarios.case import Case
from scenarios.policy import Policy
from simulation.outcome import PER_REPLICATION, SUMMED, Outcome
from simulation.parameters import Parameters
from simulation.sweep import Job

LIVELY = {"consider_rate": 0.5, "park_constant": 0.0, "offer": 3.0, "abroad_constant": -1.0}


def job(name: str, seed: int = 3, planned: float = 0.5, **behaviour: object) -> Job:
    """A random world of 40 enterprises; half of them are in the plan unless told otherwise."""
    world = random_world(seed, enterprises=40, parks=5, years=3, tight=0.6)
    draw = np.random.default_rng(seed)
    parks = world["parks"]["park_id"]
    plan = [
        (e, str(draw.choice(parks)), int(draw.integers(2016, 2019)), "land")
        for e in world["enterprises"]["enterprise_id"]
        if draw.random() < planned
    ]
    policy = Policy(behaviour={"last_year": 2021, **behaviour})  # type: ignore[arg-type]
    return Job(
        name,
        Case(world, policy, scenario=name),
        pd.DataFrame(plan, columns=["enterprise_id", "park_id", "year", "tenure"]),
        parameters=Parameters().edited(LIVELY, by="test"),
        travel=tiny_legs(world),
    )


def two_jobs() -> list[Job]:
    """The same world and plan, without and with a larger equipment award."""
    return [job("plain"), job("award", equipment_award_share=0.5)]


def same(a: Outcome, b: Outcome) -> bool:
    """Whether all figures are equal to the bit."""
    return all(
        getattr(a, name).tobytes() == getattr(b, name).tobytes()
        for name in (*PER_REPLICATION, *SUMMED)
    )


def blocks(folder: Path) -> dict[str, int]:
    """Name -> time of writing of every block kept in a sweep's folder."""
    return {f.name: f.stat().st_mtime_ns for f in (folder / "parts" / "blocks").glob("[!.]*")}
