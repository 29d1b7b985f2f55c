"""Certified: a plan's certificate computed again from the data, and everything that disagrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geodata.findings import Finding, Severity
from matching.certificate import CLOSE, DUAL, Certificate, prices_of, proves
from matching.check import PlanFinding, figure
from matching.plan import Plan
from matching.problem import Problem
from matching.proof import Proof, prove, valid_prices
from matching.rows import Floats, Rows

TABLE = "certificate"


@dataclass(frozen=True)
class Recomputed:
    """What the data say of a certificate.

    proof: the bound of its prices, computed again; None where the plan carries no certificate.
    findings: blockers (the certificate does not prove what the plan says) and doubts.
    """

    proof: Proof | None
    findings: tuple[Finding, ...]


def check_certificate(problem: Problem, rows: Rows, plan: Plan, objective: float) -> Recomputed:
    """Recompute the bound from the certificate's prices and compare it with what the plan states.

    objective: points of the plan's placements, recomputed (see `matching.check`).
    """
    certificate = plan.certificate
    if certificate is None:
        return Recomputed(None, (_finding(Severity.BLOCKER, "certificate_missing"),))
    lam, unknown = prices_of(rows, certificate.prices)
    proof = prove(problem, rows, lam)
    findings = [
        *_other_data(problem, rows, certificate),
        *(_finding(Severity.BLOCKER, "certificate_unknown_row", name) for name in unknown),
        *_invalid(rows, lam),
        *_figures(certificate, proof),
        *_bounds(plan, certificate, proof, objective),
    ]
    return Recomputed(proof, tuple(findings))


def _finding(severity: Severity, code: str, value: str = "", **values: object) -> PlanFinding:
    return PlanFinding(severity, code, TABLE, value=value, values=values)


def _other_data(problem: Problem, rows: Rows, certificate: Certificate) -> Iterator[Finding]:
    true = problem.case.fingerprint
    if certificate.case_fingerprint != true:
        yield _finding(
            Severity.BLOCKER, "certificate_of_other_case",
            stated=certificate.case_fingerprint, true=true,
        )  # fmt: skip
    if certificate.rows != len(rows):
        yield _finding(
            Severity.BLOCKER, "certificate_rows_differ", stated=certificate.rows, true=len(rows)
        )


def _invalid(rows: Rows, lam: Floats) -> Iterator[Finding]:
    """Prices with the wrong sign or above what missing the row costs: the bound ignores them."""
    for r in np.flatnonzero(lam != valid_prices(rows, lam)).tolist():
        yield _finding(
            Severity.BLOCKER, "certificate_price_invalid", rows.names[r], stated=f"{lam[r]:.6g}",
            sense=">=" if rows.at_least[r] else "<=", most=f"{rows.price[r]:.6g}",
        )  # fmt: skip


def _figures(certificate: Certificate, proof: Proof) -> Iterator[Finding]:
    """The parts of the bound against those computed again."""
    slack = CLOSE * max(1.0, abs(proof.value)) + proof.rounding
    for part in ("value", "rounding", "tolerance"):
        stated, true = getattr(certificate, part), getattr(proof, part)
        if not abs(stated - true) <= slack:
            yield _finding(
                Severity.BLOCKER, "certificate_bound_differs", part,
                part=f"@certificate.part.{part}", stated=f"{stated:,.6f}", true=f"{true:,.6f}",
            )  # fmt: skip


def _bounds(
    plan: Plan, certificate: Certificate, proof: Proof, objective: float
) -> Iterator[Finding]:
    """The plan's own bound and worth against what the prices prove."""
    slack = CLOSE * max(1.0, abs(proof.value)) + proof.rounding
    if objective > proof.bound + slack:
        yield _finding(
            Severity.BLOCKER, "certificate_below_plan", bound=f"{proof.bound:,.6f}",
            stated=f"{objective:,.6f}",
        )  # fmt: skip
    if not plan.bound <= proof.bound + slack:
        yield _finding(
            Severity.BLOCKER, "certificate_plan_bound_weaker", bound=f"{plan.bound:,.6f}",
            proven=f"{proof.bound:,.6f}",
        )  # fmt: skip
    if proves(proof, plan.bound):
        return
    told = {"bound": f"{plan.bound:,.6f}", "proven": f"{proof.bound:,.6f}",
            "more": figure(proof.bound - plan.bound)}  # fmt: skip
    if certificate.kind == DUAL:
        yield _finding(Severity.BLOCKER, "certificate_bound_unproven", **told)
    else:
        yield _finding(Severity.DOUBT, "certificate_search", **told)
