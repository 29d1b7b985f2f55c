"""Plan: an answer to a Problem, frozen, with its proof, its use of limits and its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd

from geodata.findings import Finding
from geodata.words import Lang, say
from matching.certificate import Certificate

PLACEMENT_COLUMNS = (
    "enterprise_id", "park_id", "year", "tenure", "score_points", "match_share", "chain_points",
    "chain_with",
)  # fmt: skip
LIMIT_COLUMNS = (
    "name", "rule", "resource", "scope", "year", "unit", "sense", "bound", "hard",
    "price_points_per_unit", "used", "headroom", "excess", "binding", "shadow_price_points",
)  # fmt: skip
RULE_COLUMNS = ("rule", "mode", "rows", "binding", "violated")
UNMATCHED_COLUMNS = ("enterprise_id", "reason", "kind", "detail")
CHAIN = "chain"
TERM_COLUMNS = ("enterprise_id", "term", "value", "weight", "points")
ALTERNATIVE_COLUMNS = (
    "enterprise_id", "rank", "park_id", "year", "tenure", "score_points", "chain_points",
    "soft_points", "loss_points", "standing", "blocked_by", "obstacles", "priced_points",
)  # fmt: skip
FORGONE_COLUMNS = tuple(
    "forgone_points" if name == "loss_points" else name for name in ALTERNATIVE_COLUMNS
)
OBSTACLE_COLUMNS = (
    "enterprise_id", "rank", "limit", "unit", "lacking", "needed_bound", "shadow_price_points",
    "priced_points",
)  # fmt: skip


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


class Status(StrEnum):
    """How good an answer is, in words a planner may quote."""

    OPTIMAL = "optimal"
    WITHIN_GAP = "within_gap"
    TIME_UP = "time_up"
    IMPOSSIBLE = "impossible"
    NO_ANSWER = "no_answer"


def relative_gap(objective: float, bound: float, paid: float = 0.0) -> float:
    """(bound - objective) / (bound + paid): the share of reachable points that a plan misses.

    paid: points the plan loses for soft limits it misses.  They are added back because a minimum
    that nobody can reach lowers objective and bound alike; dividing by what is left, which may even
    be negative, would make any plan look good or bad.  NaN where there is nothing to reach.

    Example: pairings worth 60, 1,200 paid for duties beyond reach, bound -1,130.  Missed 10 of 70:
    (-1130 - -1140) / (-1130 + 1200) = 14 %, not 10 / 1130 = 0.9 %.
    """
    if objective == bound:
        return 0.0
    reachable = bound + paid
    return (bound - objective) / reachable if reachable > 0 else float("nan")


@dataclass(frozen=True, eq=False)
class Plan:
    """Which enterprise goes to which park in which year under which tenure.

    objective, bound: points (see Problem); bound is proven, NaN when none is known.  gap: see
    (bound - objective) / |bound|.  method: "exact" or "heuristic".  Tables, with the columns named
    above: placements (one line a pairing; score_points discounted points, match_share 0..1 weighted
    mean of terms, chain_points on top for standing near the enterprise it supplies, chain_with the
    ";"-joined suppliers and buyer near it), limits (one line a row; headroom in its unit; binding:
    at most 1 % of the bound is left), rules (rows built and binding per rule), unmatched (reason =
    rule, eligibility reason or "outscored"; kind = eligibility | limit | value; detail = row name
    or figures), terms (points of a pairing sum to its score and chain points),
    alternatives, forgone, obstacles.  findings: rules that are switched on and build no row
    (doubts); where the status is impossible or no answer, which minima cannot hold (blockers).
    certificate: what proves the bound again from the data, see `matching.certificate`; None where
    there is no plan.

    alternatives: two lines a pairing, its best placements in other parks.  score_points: there;
    chain_points: chain points there minus those it has now; soft_points: what missed soft limits
    would cost more; loss_points: what the plan would lose, were there room (negative: it would
    gain).  standing: limit (something is full), outscored (there is room, but it is worth less) or
    open (there is room and it is worth more: time was short).  blocked_by: the dearest limit in the
    way, "" if none; obstacles: how many; priced_points: what they lack at the plan's prices.
    forgone: the same two best parks of every enterprise without a place that has any;
    forgone_points: what the plan would gain, were there room.  obstacles: one line for each limit
    in the way of a line of either (enterprise and rank): limit = its name in limits, lacking and
    needed_bound in its unit, priced_points = lacking x price.  The limit would have to be
    needed_bound for this one move, all others staying.

    shadow_price_points: points gained per unit more of the limit in the linear relaxation (exact
    method) or at the prices that prove the bound (heuristic): >= 0 for "<=", <= 0 for ">=" (a
    higher minimum costs); NaN if not known.  Of a supply that carries over or a level, one unit
    more from a year on is worth the sum over that and the later years.  Not the price of the
    integer plan: for the figure to quote, change the limit and solve again.
    """

    status: Status
    objective: float
    bound: float
    method: str
    placements: pd.DataFrame
    limits: pd.DataFrame
    rules: pd.DataFrame
    unmatched: pd.DataFrame
    terms: pd.DataFrame
    alternatives: pd.DataFrame
    scenario: str
    case_fingerprint: str
    world_fingerprint: str
    synthetic: bool
    enterprises: int
    eligible_placements: int
    seconds: float
    solver: str
    settings: Mapping[str, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    certificate: Certificate | None = None
    forgone: pd.DataFrame = field(default_factory=lambda: _empty(FORGONE_COLUMNS))
    obstacles: pd.DataFrame = field(default_factory=lambda: _empty(OBSTACLE_COLUMNS))

    @property
    def paid(self) -> float:
        """Points lost for soft limits that are missed: excess times price, >= 0."""
        price = self.limits["price_points_per_unit"].to_numpy(dtype=float)
        excess = self.limits["excess"].to_numpy(dtype=float)
        soft = np.isfinite(price)
        return float((price[soft] * excess[soft]).sum())

    @property
    def gap(self) -> float:
        """Proven relative distance to the best possible plan; NaN without a bound."""
        return relative_gap(self.objective, self.bound, self.paid)

    def summary(self, lang: Lang = "zh", title: str = "") -> str:
        """The paragraph a planner would read aloud.

        title: what people call the scenario; "" = its short name.
        """
        gap = "-" if pd.isna(self.gap) else f"{self.gap:.2%}"
        return say(
            "plan.summary",
            lang,
            scenario=title or self.scenario,
            status=say(f"plan.status.{self.status.value}", lang),
            placed=len(self.placements),
            enterprises=self.enterprises,
            objective="-" if pd.isna(self.objective) else f"{self.objective:,.1f}",
            bound="-" if pd.isna(self.bound) else f"{self.bound:,.1f}",
            gap=gap,
            binding=int(self.limits["binding"].sum()),
            limits=len(self.limits),
            method=say(f"plan.method.{self.method}", lang),
            fingerprint=self.case_fingerprint,
        )

    def __str__(self) -> str:
        return self.summary("en")
