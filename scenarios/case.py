"""Case: a world and a policy after every lever was pulled; what matching and simulation read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from geodata.world import World
from scenarios.policy import Policy


@dataclass(frozen=True, eq=False)
class Case:
    """Effective inputs of one run.

    levers: what was pulled, in order, as (lever, setting as canonical JSON).  seed: for everything
    random downstream.
    """

    world: World
    policy: Policy = field(default_factory=Policy)
    scenario: str = "unnamed"
    seed: int = 2016
    levers: tuple[tuple[str, str], ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """12 hex digits of the *effective* inputs: a lever without effect does not change it."""
        text = f"{self.world.fingerprint}|{self.policy.model_dump_json()}|{self.seed}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]
