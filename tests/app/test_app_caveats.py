"""What the papers say of made-up tables, missed duties, limits and floors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from app.exports.caveats import caveats, missed
from app.exports.material import Material
from app.exports.pairings import pairings_sheet
from app.exports.sheets import limits_sheet, summary_sheet
from app.exports.xlsx import write_workbook
from app.map.panel import key_figures
from matching.plan import LIMIT_COLUMNS

MakeMaterial = Callable[..., Material]


@pytest.fixture
def short(material: Material) -> Material:
    """One soft duty of 5 projects with 2 done, at 10 points each: 30 points lost.

    A hard duty that misses as much, and a soft minimum share, are no missed duties.
    """
    lines = [
        (f"{rule}/projects/x", rule, "projects", "P1", 0, "projects", ">=", 5.0, hard,
         np.nan if hard else price, 2.0, -3.0, 3.0, True, 0.0)
        for rule, hard, price in (
            ("duty", False, 10.0), ("duty", True, 0.0), ("minimum_share", False, 0.0))
    ]  # fmt: skip
    limits = pd.DataFrame(lines, columns=list(LIMIT_COLUMNS))
    return replace(material, plan=replace(material.plan, limits=limits))


def test_missed_duties_are_counted_and_their_price_is_shown(short: Material) -> None:
    assert missed(short.plan, "duty") == 1
    said = "\n".join(caveats(short.plan, short.case.world, "zh"))
    assert "1 项对口任务未达到最低要求" in said and "扣分 30.0 分" in said
    assert f"配对得分 {short.plan.objective + 30:,.1f}" in said
    assert ("对口任务", "1 项未达到最低要求") in key_figures(short)
    assert any("未达到最低要求" in line for line in summary_sheet(short).lines)


def test_a_plan_that_misses_nothing_says_nothing_of_duties(material: Material) -> None:
    assert missed(material.plan, "duty") == 0
    assert not any("任务未" in s or "扣分" in s for s in summary_sheet(material).lines)
    assert len(key_figures(material)) == 6


def test_the_summary_names_the_tables_with_made_up_rows(material: Material) -> None:
    world = material.case.world
    made = world.with_table("duties", world["duties"].assign(confidence="synthetic"))
    lines = caveats(material.plan, made, "zh")
    assert "演示数据" in lines[0] and "对口" in lines[1] and "企业" not in lines[1]


def test_limits_come_by_binding_then_share_and_prices_keep_four_digits(
    material: Material, tmp_path: Path
) -> None:
    """COD 2016 is half used and does not bind: it comes last, though first in the plan."""
    limits = material.plan.limits.assign(shadow_price_points=[0.0, 0.0000123456, 12.3456])
    sheet = limits_sheet(replace(material, plan=replace(material.plan, limits=limits)))
    column = {f.key: f.values.tolist() for f in sheet.fields}
    assert column["binding"] == ["是", "是", "否"]
    page = openpyxl.load_workbook(write_workbook([sheet], tmp_path / "l.xlsx")).worksheets[0]
    header = [cell.value for cell in page[2]]
    prices = [page.cell(r, header.index("影子价格（分/单位）") + 1).value for r in (3, 4, 5)]
    assert prices == [0.00001235, 12.35, 0]
    assert "99%" in sheet.lines[0] and any("缺口" in f.header for f in sheet.fields)


def test_floors_losses_and_jobs_are_said_plainly(material: Material) -> None:
    """P1 has no tax floor, P2 no output floor; jobs are whole persons."""
    jobs = material.case.world["enterprises"].assign(jobs_persons=[300.4, 200.0, 99.6, 50.0])
    world = material.case.world.with_table("enterprises", jobs)
    sheet = pairings_sheet(replace(material, case=replace(material.case, world=world)))
    taxes = [f for f in sheet.fields if f.key == "meets_floor"][2]
    assert taxes.values.tolist() == ["无门槛"] * 3
    losses = [f for f in sheet.fields if f.key == "other_loss"]
    assert all("少得为负" in f.hint for f in losses) and len(losses) == 2
    (persons,) = (f for f in sheet.fields if f.key == "jobs_persons")
    assert persons.values.tolist() == [300, 100, 200]
