"""The door to matching: a case in, a problem, its limits, a plan or a check out."""

from __future__ import annotations

from matching.build import build_problem
from matching.certificate import Certificate, certify
from matching.check import CheckReport, check, check_plan
from matching.constraints import rows_of
from matching.match import Settings, match, match_problem, plan_of
from matching.plan import Plan, Status
from matching.proof import Proof, prove
from matching.recheck import Recheck, recheck
from matching.session import Session, WhatIf
from matching.worth import Prices, Worth, worth

__all__ = [
    "Certificate",
    "CheckReport",
    "Plan",
    "Prices",
    "Proof",
    "Recheck",
    "Session",
    "Settings",
    "Status",
    "WhatIf",
    "Worth",
    "build_problem",
    "certify",
    "check",
    "check_plan",
    "match",
    "match_problem",
    "plan_of",
    "prove",
    "recheck",
    "rows_of",
    "worth",
]
