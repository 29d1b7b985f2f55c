"""Runs of the small world (see tests/app/conftest.py) for the meeting pack; a hand-made outcome.

A: the small plan, held to one counterpart duty: Dongguan owes Shaoguan 2 projects by 2016, price
2 points a project, and arranges 1.  Played forward as `outcome` says.
B: E1 moves to P2, E2 loses its place, E4 gets one at P1; the duty is met.

Outcome, three replications, years 2016 to 2020, wan yuan of processing trade:

| replication | outside the PRD | in the PRD | share | projects Dongguan > Shaoguan |
|-------------|-----------------|------------|-------|------------------------------|
| 0           | 40              | 960        | 4 %   | 0                            |
| 1           | 50              | 950        | 5 %   | 1                            |
| 2           | 90              | 910        | 9 %   | 2                            |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.exports.meeting import MeetingRun, write_meeting_pack
from geodata.words import Lang
from matching.plan import LIMIT_COLUMNS, Plan
from scenarios.case import Case
from simulation.outcome import (
    ACCOUNTS,
    AWAY,
    DUTY_FIGURES,
    FATES,
    FUNNEL,
    PARK_FIGURES,
    STATES,
    Outcome,
)

DAY = date(2016, 9, 2)
YEARS = (2016, 2017, 2018, 2019, 2020)
OUTSIDE = (40.0, 50.0, 90.0)
DUTY = "duty/projects/441900>440200@D1"


def duty_line(used: float) -> pd.DataFrame:
    missing = max(0.0, 2.0 - used)
    line = (DUTY, "duty", "projects", "441900>440200@D1", 0, "projects", ">=", 2.0, False, 2.0,
            used, used - 2.0, missing, missing == 0, -0.1)  # fmt: skip
    return pd.DataFrame([line], columns=list(LIMIT_COLUMNS))


@pytest.fixture
def first(plan: Plan) -> Plan:
    return replace(plan, limits=pd.concat([plan.limits, duty_line(1.0)], ignore_index=True))


@pytest.fixture
def second(plan: Plan) -> Plan:
    rows = plan.placements.assign(
        enterprise_id=["E1", "E4", "E3"], park_id=["P2", "P1", "P2"], tenure=["land"] * 3
    )
    limits = pd.concat([plan.limits, duty_line(2.0)], ignore_index=True)
    return replace(plan, placements=rows, limits=limits, objective=2.9)


@pytest.fixture
def outcome(first: Plan, case: Case) -> Outcome:
    cities, parks = ("440200", "440300", "441600", "441900"), ("P1", "P2")
    firms = ("E1", "E2", "E3", "E4")
    n = len(OUTSIDE)
    accounts = np.zeros((n, len(YEARS), len(cities) + len(AWAY), len(ACCOUNTS)))
    trade = ACCOUNTS.index("processing_trade_wan_yuan")
    accounts[:, :, 0, trade] = np.array(OUTSIDE)[:, None]
    accounts[:, :, 1, trade] = 1000.0 - np.array(OUTSIDE)[:, None]
    duties = np.zeros((n, len(YEARS), 1, len(DUTY_FIGURES)))
    duties[:, :, 0, 0] = np.arange(n)[:, None]
    funnel = np.zeros((n, len(YEARS), len(FUNNEL)), dtype=np.int32)
    funnel[:, :, 0] = np.array([1, 2, 3])[:, None]
    fates = np.zeros((len(firms), len(FATES) + len(parks)), dtype=np.int64)
    fates[:, 0] = 3
    fates[0, [0, len(FATES)]] = 1, 2
    park_of = dict(zip(first.placements["enterprise_id"], first.placements["park_id"], strict=True))
    return Outcome(
        replications=np.arange(n), accounts=accounts,
        parks=np.zeros((n, len(YEARS), len(parks), len(PARK_FIGURES)), dtype=np.float32),
        funnel=funnel, states=np.zeros((n, len(YEARS), len(STATES)), dtype=np.int32),
        duties=duties, incumbents_processing_trade_wan_yuan=np.zeros((n, len(YEARS))),
        draws=np.zeros((n, 0)), macro=np.zeros((n, len(YEARS), 5)),
        fate_digests=np.zeros(n, dtype=np.uint64), fates=fates,
        splits=np.zeros(len(firms), dtype=np.int64), enterprise_id=firms, park_id=parks,
        cities=cities, years=YEARS, city_region=("north", "prd", "north", "prd"),
        duty_pairs=("441900>440200",), duties_planned=np.zeros((len(YEARS), 1, 2)),
        duties_required=np.zeros((len(YEARS), 1, 2)),
        plan_park=np.array([parks.index(park_of[f]) if f in park_of else -1 for f in firms]),
        parameter_names=(), inputs_fingerprint="x" * 12, case_fingerprint=case.fingerprint,
        scenario=case.scenario, seed=7, synthetic=True,
    )  # fmt: skip


@pytest.fixture
def runs(first: Plan, second: Plan, case: Case, outcome: Outcome) -> list[MeetingRun]:
    """Run A with an outcome and run B without one."""
    return [
        MeetingRun(first, case, "甲方案", "r1", "陈工", "2016-09-01", "=cmd|'/c calc'!A1", outcome),
        MeetingRun(second, case, "乙方案"),
    ]


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, Path]:
    """Packs that were already written, by language: none of the tests changes one."""
    return {}


@pytest.fixture
def pack(
    packs: dict[Lang, Path], runs: list[MeetingRun], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Lang], Path]:
    """The folder of a pack: both runs in Chinese, run A alone in English."""

    def written(lang: Lang) -> Path:
        if lang not in packs:
            folder = tmp_path_factory.mktemp(f"pack-{lang}")
            write_meeting_pack(runs if lang == "zh" else runs[:1], folder, lang, day=DAY)
            packs[lang] = folder
        return packs[lang]

    return written
