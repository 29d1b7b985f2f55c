"""Rechecking a whole plan: every table is made again, and every edit of any of them is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from random_worlds import random_problem

from geodata.words import LANGS
from matching.match import Settings, match_problem
from matching.plan import Plan
from matching.problem import Problem
from matching.recheck import recheck
from matching.restated import FIGURES, KEYS


@pytest.fixture(scope="module")
def solved() -> tuple[Problem, Plan]:
    problem = random_problem(3, enterprises=20, parks=3, tight=0.3)
    plan = match_problem(problem, Settings(seconds=8, method="heuristic", rounds=2))
    assert all(len(getattr(plan, name)) for name in KEYS)
    return problem, plan


def told(problem: Problem, plan: Plan) -> list[tuple[str, str, str]]:
    """(code, table, column) of every finding that is not one of an untouched plan."""
    findings = recheck(problem, plan, certificate=True).report.findings
    for finding in findings:
        for lang in LANGS:
            assert "{" not in finding.problem(lang) and "{" not in finding.remedy(lang)
    return [(f.code, f.table, f.column) for f in findings if f.code != "plan_soft_missed"]


def test_an_untouched_plan_has_nothing_to_tell(solved: tuple[Problem, Plan]) -> None:
    problem, plan = solved
    assert told(problem, plan) == []
    done = recheck(problem, plan)
    assert done.report.ok and done.proof is None


EDITS: dict[str, tuple[str, Callable[[pd.Series], object]]] = {
    "limits": ("used", lambda x: x * 1.01 + 0.01),
    "rules": ("binding", lambda x: x + 1),
    "terms": ("points", lambda x: x + 1e-4),
    "unmatched": ("reason", lambda x: "ban"),
    "alternatives": ("loss_points", lambda x: x - 0.01),
    "forgone": ("park_id", lambda x: "P9"),
    "obstacles": ("lacking", lambda x: x + 1.0),
}


@pytest.mark.parametrize("name", EDITS)
def test_one_cell_edited_in_any_table_is_named(solved: tuple[Problem, Plan], name: str) -> None:
    problem, plan = solved
    column, edit = EDITS[name]
    table = getattr(plan, name).copy()
    spot = table.columns.get_loc(column)
    table.iloc[0, spot] = edit(table.iloc[0, spot])
    edited = replace(plan, **{name: table})
    assert told(problem, edited) == [("plan_column_differs", name, column)]
    assert recheck(problem, edited).report.ok is (name not in FIGURES)


def test_a_score_edited_in_the_placements_is_named(solved: tuple[Problem, Plan]) -> None:
    problem, plan = solved
    placements = plan.placements.assign(match_share=plan.placements["match_share"] + 0.01)
    found = recheck(problem, replace(plan, placements=placements)).report.findings
    (finding,) = [f for f in found if f.code == "plan_column_differs"]
    assert (finding.table, finding.column) == ("placements", "match_share")
    assert finding.values["count"] == len(placements)


@pytest.mark.parametrize("name", ["limits", "terms", "forgone", "obstacles"])
def test_lines_taken_out_or_put_in_are_counted(solved: tuple[Problem, Plan], name: str) -> None:
    problem, plan = solved
    table = getattr(plan, name)
    fewer = replace(plan, **{name: table.iloc[2:]})
    assert ("plan_lines_missing", name, "") in [(c, t, k or "") for c, t, k in told(problem, fewer)]
    found = recheck(problem, fewer).report.findings
    assert [f.values["count"] for f in found if f.code == "plan_lines_missing"] == [2]
    twice = replace(plan, **{name: pd.concat([table, table.iloc[:1]], ignore_index=True)})
    found = recheck(problem, twice).report.findings
    assert [f.values["count"] for f in found if f.code == "plan_lines_added"] == [1]
    bare = replace(plan, **{name: table.drop(columns=table.columns[-1])})
    if name != "limits":  # the certificate stands in for the prices, but limits are read by paid
        assert ("plan_column_missing", name, table.columns[-1]) in told(problem, bare)


def test_an_emptied_cell_is_not_the_figure_it_was(solved: tuple[Problem, Plan]) -> None:
    problem, plan = solved
    terms = plan.terms.copy()
    terms.loc[0, "value"] = np.nan
    assert told(problem, replace(plan, terms=terms)) == [("plan_column_differs", "terms", "value")]


def test_placements_that_do_not_exist_stop_the_comparison_but_not_the_check(
    solved: tuple[Problem, Plan],
) -> None:
    problem, plan = solved
    wrong = plan.placements.assign(park_id="P9")
    codes = {f.code for f in recheck(problem, replace(plan, placements=wrong)).report.findings}
    assert "plan_unknown_park_id" in codes and "plan_column_differs" not in codes
