"""Fixtures of the small world (see `small`) and of the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from browser import chromium, open_page, serve  # noqa: F401
from small import small_plan, small_world

from app.exports.material import Material
from geodata.findings import Finding, Severity
from matching.plan import (
    Plan,
)
from scenarios.case import Case

MakeMaterial = Callable[..., Material]


@pytest.fixture
def case() -> Case:
    return Case(small_world(), scenario="baseline")


@pytest.fixture
def plan(case: Case) -> Plan:
    return small_plan(case)


@pytest.fixture
def material(plan: Plan, case: Case) -> Material:
    return Material(plan, case, "zh", date(2016, 9, 2))


@pytest.fixture
def make_material(plan: Plan, case: Case) -> MakeMaterial:
    """A material with parts of the plan, the case or the papers changed."""

    def make(
        lang: str = "zh", findings: tuple[Finding, ...] = (), **plan_parts: object
    ) -> Material:
        return Material(
            replace(plan, **plan_parts),
            case,
            lang,
            date(2016, 9, 2),
            findings,  # type: ignore
        )

    return make


@pytest.fixture
def doubt() -> Finding:
    """A doubt about E1, which stands in row 2 of its sheet."""
    return Finding(Severity.DOUBT, "size_unknown", "enterprises", 2, "output_wan_yuan", "1")
