"""What the gap benchmark prints: one line per instance and solver, and the figures over all."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.common import finite, machine

OURS = "ours"
LARGE = 400
"""From so many jobs on we compare with the better of the peers."""


@dataclass(frozen=True)
class Line:
    """One instance by one solver; costs; NaN where there is none."""

    instance: str
    kind: str
    agents: int
    jobs: int
    solver: str
    value: float
    bound: float
    best_known: float
    seconds: float
    peak_mb: float
    status: str
    trace: tuple[tuple[float, float, float], ...] = ()

    @property
    def gap_to_best_known(self) -> float:
        """(value - best known) / best known."""
        return (self.value - self.best_known) / self.best_known

    @property
    def proven_gap(self) -> float:
        """(value - bound) / value."""
        return (self.value - self.bound) / self.value

    def text(self) -> str:
        """The line to read."""
        return (
            f"{self.instance:<10} {self.agents:>3} x {self.jobs:<5} {self.solver:<16}"
            f" {_figure(self.value):>9} {_figure(self.bound):>9} {self.seconds:>7.1f} s"
            f" {_percent(self.gap_to_best_known):>10} {_percent(self.proven_gap):>10}"
            f"  {self.status}"
        )

    def as_json(self) -> str:
        """The line as a JSON object; null where there is no figure."""
        figures = {
            **asdict(self), "gap_to_best_known": self.gap_to_best_known,
            "proven_gap": self.proven_gap, "benchmark": "gap", "machine": machine(),
        }  # fmt: skip
        del figures["trace"]
        return json.dumps({k: finite(v) for k, v in figures.items()}, ensure_ascii=False)


def summary(lines: Sequence[Line], seconds: float) -> dict[str, object]:
    """Mean and worst gap of ours (an instance without a plan counts as infinite), and where a peer
    was better among the large ones (a peer without a plan is beaten by any)."""
    own = {line.instance: line for line in lines if line.solver == OURS}
    known = [line for line in own.values() if math.isfinite(line.best_known)]
    gaps = [g if math.isfinite(g) else math.inf for g in (x.gap_to_best_known for x in known)]
    peers = [line for line in lines if line.solver != OURS]
    worse = [
        name
        for name, line in own.items()
        if line.jobs >= LARGE
        and any(p.instance == name and not p.value >= _or_infinite(line.value)
                for p in peers if math.isfinite(p.value))
    ]  # fmt: skip
    proven = [line.proven_gap for line in own.values() if math.isfinite(line.proven_gap)]
    return {
        "benchmark": "gap",
        "instances": len(own),
        "seconds": seconds,
        "mean_gap_to_best_known": float(np.mean(gaps)) if gaps else None,
        "worst_gap_to_best_known": max(gaps, default=None),
        "worst_instance": known[int(np.argmax(gaps))].instance if gaps else None,
        "without_plan": sum(1 for line in own.values() if not math.isfinite(line.value)),
        "longest_s": max(line.seconds for line in own.values()),
        "mean_proven_gap": float(np.mean(proven)) if proven else None,
        "large_instances": sum(1 for line in own.values() if line.jobs >= LARGE),
        "large_worse_than_better_peer": len(worse) if peers else None,
        "worse": worse if peers else None,
        "peers": sorted({line.solver for line in peers}),
    }


def summary_text(told: dict[str, object]) -> str:
    """The summary to read."""
    mean, worst = told["mean_gap_to_best_known"], told["worst_gap_to_best_known"]
    text = f"{told['instances']} instances, {told['seconds']:g} s each"
    if isinstance(mean, float) and isinstance(worst, float):
        text += (
            f": gap to best known {_percent(mean)} in the mean, {_percent(worst)} at worst"
            f" ({told['worst_instance']})"
        )
    text += f"; without a plan: {told['without_plan']}; longest {told['longest_s']:.1f} s"
    peers = told["peers"]
    if isinstance(peers, list) and peers:
        text += (
            f"; of {told['large_instances']} instances with {LARGE} jobs or more, worse than the"
            f" better of {', '.join(peers)}:"
            f" {told['large_worse_than_better_peer']} {told['worse'] or ''}"
        )
    return text


def _or_infinite(value: float) -> float:
    return value if math.isfinite(value) else math.inf


def _figure(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) else "-"


def _percent(share: float) -> str:
    return f"{share:.3%}" if math.isfinite(share) else "-"
