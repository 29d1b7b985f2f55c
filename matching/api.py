"""The door to matching: a case in, a problem, its limits, a plan or a check out."""

from __future__ import annotations

from matching.build import build_problem
from matching.check import CheckReport, check, check_plan
from matching.constraints import rows_of
from matching.match import Settings, match, match_problem
from matching.plan import Plan, Status

__all__ = [
    "CheckReport",
    "Plan",
    "Settings",
    "Status",
    "build_problem",
    "check",
    "check_plan",
    "match",
    "match_problem",
    "rows_of",
]
