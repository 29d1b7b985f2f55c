"""What the meeting is told, against figures computed by hand (see conftest)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.errors import AppError
from app.exports.departments import unit_name
from app.exports.material import Material
from app.exports.meeting import MeetingRun, WrongCase
from app.exports.meeting.content import compare, duties, indicators, limits, outlook, unmatched
from app.exports.meeting.content.flows import flows_grid
from app.exports.meeting.content.pairings import pairings_grid
from app.exports.meeting.content.task_tables import receiving_grid, tasks_sheet
from app.exports.meeting.content.tasks import RULE_TASKS, tasks_table
from app.exports.meeting.content.words import signed, years
from app.exports.meeting.run import check_runs
from geodata.words import LANGS, Lang, known
from matching.plan import LIMIT_COLUMNS
from scenarios.case import Case
from scenarios.levers import ALL as LEVERS
from simulation.outcome import Outcome

DAY = pd.Timestamp("2016-09-02").date()


def of(run: MeetingRun, lang: Lang = "zh") -> Material:
    return run.material(lang, DAY)


def test_the_fingerprint_knows_the_pairings_and_not_their_order(runs: list[MeetingRun]) -> None:
    run = runs[0]
    rows = run.plan.placements
    shuffled = replace(run, plan=replace(run.plan, placements=rows.iloc[::-1]))
    moved = replace(run, plan=replace(run.plan, placements=rows.assign(year=2018)))
    assert shuffled.fingerprint == run.fingerprint != moved.fingerprint
    assert run.fingerprint != runs[1].fingerprint and len(run.fingerprint) == 12


def test_parts_that_do_not_belong_together_are_refused(
    runs: list[MeetingRun], outcome: Outcome
) -> None:
    run = runs[0]
    run.check()
    wrong = [
        replace(run, plan=replace(run.plan, case_fingerprint="0" * 12)),
        replace(run, outcome=replace(outcome, case_fingerprint="0" * 12)),
        replace(runs[1], outcome=outcome),
    ]
    for one in wrong:
        with pytest.raises(WrongCase) as error:
            one.check()
        assert all(error.value.problem(lang) and error.value.remedy(lang) for lang in LANGS)
    with pytest.raises(AppError):
        check_runs([])
    with pytest.raises(AppError):
        check_runs([run] * 5)
    check_runs([run] * 4)


def test_the_duty_misses_one_project_at_two_points(runs: list[MeetingRun]) -> None:
    """2 required, 1 arranged: 1 missing x 2 points; B arranges both."""
    line = duties.duties_table(of(runs[0])).iloc[0]
    assert (line["required"], line["arranged"], line["missing"]) == (2.0, 1.0, 1.0)
    assert not line["met"] and line["paid_points"] == 2.0
    assert (line["from_year"], line["to_year"]) == (2014, 2016)
    assert duties.duties_table(of(runs[1]))["met"].all()
    row = duties.duties_grid(of(runs[0]), runs[0].outcome).rows[0]
    assert list(row[:2]) == ["东莞", "韶关"] and row[4:7] == ["2", "1", "1"]
    assert row[7] == "未达到" and row[8].startswith("1.0 (")


def test_simulated_signings_are_those_of_the_duty_s_last_year(
    runs: list[MeetingRun], outcome: Outcome
) -> None:
    """0, 1, 2 signed by 2016, and 100 more in every later year: mean 1, not 101."""
    later = outcome.duties.copy()
    later[:, 1:] += 100
    table = duties.duties_table(of(runs[0]))
    ((mean, low, high),) = duties.predicted(replace(outcome, duties=later), table)
    assert mean == pytest.approx(1.0) and low == pytest.approx(0.1) and high == pytest.approx(1.9)


def test_limits_are_one_line_for_all_years_and_the_used_up_ones_first(
    runs: list[MeetingRun],
) -> None:
    """COD of Heyuan binds in 2017 (50 of 50 t), not in 2016; 0.01 x 40 mu < 0.02 x 50 t."""
    table = limits.limits_used(of(runs[0]))
    assert list(table["name"]) == ["emission/cod/441600/2017", "park_land/land_mu/P1/2016"]
    assert list(table["binding_years"]) == ["2017", "2016"] and list(table["share"]) == [1.0, 1.0]


def test_limits_without_quota_and_minima_are_no_lines(runs: list[MeetingRun]) -> None:
    run = runs[0]
    none = run.plan.limits.iloc[[0]].assign(name="a/b/441600/2016", bound=0.0, binding=True)
    more = pd.concat([run.plan.limits, none[list(LIMIT_COLUMNS)]])
    table = limits.limits_used(of(replace(run, plan=replace(run.plan, limits=more))))
    assert set(table["rule"]) == {"emission", "park_land"} and (table["bound"] > 0).all()


def test_flows_and_pairings_are_those_of_the_plan(runs: list[MeetingRun]) -> None:
    """Two of three firms go from Shenzhen to Heyuan; E1 earns most (1.2), E3 0.9, E2 0.4 + 0.15."""
    flows = flows_grid(of(runs[0]), 5)
    assert flows.rows[0][1:4] == ["深圳", "河源园", "河源"] and flows.rows[0][5:7] == ["2", "67%"]
    rows = pairings_grid(of(runs[0]), 3).rows
    assert [row[1] for row in rows] == ["甲电子厂", "Gamma Toys", "=HYPERLINK(1)"]
    assert [row[7] for row in rows] == ["1.200", "0.900", "0.550"]
    assert rows[0][8].startswith("产业契合 100%") and "韶关园（0.300）" in rows[0][9]


def test_indicators_are_sums_of_the_pairings(runs: list[MeetingRun]) -> None:
    """Output 8,000 + 6,000 + 9,000; land 40 + 30 bought; 3,000 m2 leased; matches 0.8, 0.5, 0.7."""
    value = {i.name: i.value(of(runs[0])) for i in indicators.INDICATORS}
    assert value["pairings"] == 3 and value["output"] == 23_000 and value["jobs"] == 600
    assert value["land"] == 70 and value["plant"] == 3_000 and value["duties_missed"] == 1
    assert value["match"] == pytest.approx(2 / 3) and value["duties_met"] == 0
    assert value["counterpart"] == pytest.approx(1 / 3)
    chart = indicators.by_year(of(runs[0]))
    assert chart.categories == ["2016", "2017"] and chart.series == [("粤北", [1.7, 0.6])]


def test_tasks_follow_from_pairings_duties_and_limits(runs: list[MeetingRun]) -> None:
    """Heyuan: E1 buys 40 mu, E2 leases 3,000 m2; 500 persons; COD 50 t.  One duty is missed."""
    table = tasks_table(of(runs[0]))
    said = table["task"].str.cat(sep="\n")
    assert "40 亩" in said and "3,000 平方米" in said and "500 人" in said and "50.0 吨/年" in said
    duty = table[table["basis"].str.contains("32") & (table["level"] == "sending")].iloc[0]
    assert duty["unit"] == "东莞" and "韶关" in duty["task"] and "1 个项目" in duty["task"]
    assert duty["due_year"] == 2016
    land = table[(table["level"] == "province") & table["task"].str.contains("园区用地")].iloc[0]
    assert "经济和信息化委" in land["unit"] and "河源园" in land["task"] and "35" in land["basis"]
    assert table["level"].is_monotonic_increasing is False and table["level"].iloc[0] == "province"
    assert not tasks_table(of(runs[1]))["task"].str.contains("缺口").any()


def test_every_lever_pulled_is_a_task_of_its_department(runs: list[MeetingRun]) -> None:
    run = runs[0]
    setting = '{"change":{"2017":"-30%"},"pollutant":["cod"],"where":["north"]}'
    case = Case(run.case.world, scenario="baseline", levers=(("emission_limit", setting),))
    table = tasks_table(of(replace(run, case=case)))
    line = table[table["task"].str.contains("排放总量")].iloc[0]
    assert line["unit"] == "省环境保护厅" and line["due_year"] == 2017
    assert "-30%" in line["task"] and "粤北" in line["task"] and "45" in line["basis"]
    english = tasks_table(of(replace(run, case=case), "en"))
    assert "Department of Environmental Protection" in set(english["unit"])


def test_every_lever_and_rule_has_its_departments_in_both_languages() -> None:
    numbers = {n for lever in LEVERS.values() for n in lever.tasks} | set(RULE_TASKS.values())
    english = {lever.lead_zh: unit_name(lever.lead_zh, "en") for lever in LEVERS.values()}
    assert len(set(english.values())) == len(english) and all(e.isascii() for e in english.values())
    keys = [f"meeting.task.{n}.{part}" for n in numbers for part in ("name", "lead", "with")]
    assert all(known(key) for key in keys)


def test_city_needs_and_the_task_sheet(runs: list[MeetingRun]) -> None:
    rows = receiving_grid(of(runs[0])).rows
    assert [row[0] for row in rows] == ["河源", "韶关"] and rows[0][1:3] == [
        "2",
        "2016:1 2017:1",
    ]
    assert rows[0][3:6] == ["40", "3,000", "500"]
    sheet = tasks_sheet(of(runs[0]), "任务")
    empty = {f.key for f in sheet.fields if f.values.isna().all()}
    assert {"person", "progress", "done_on"} <= empty and "演示数据" in sheet.lines[0]


def test_comparison_counts_who_stays_moves_goes_and_comes(runs: list[MeetingRun]) -> None:
    """E3 stays, E1 moves, E2 goes, E4 comes."""
    counted = compare.changes(of(runs[0]), of(runs[1]))
    assert counted == {"same": 1, "moved": 1, "gone": 1, "new": 1}
    rows = {row[0]: row for row in compare.compare_grid([of(r) for r in runs], runs).rows}
    assert rows["未达标对口任务（项）"][1:] == ["1", "0", "-1 优"]
    assert rows["推荐配对（家）"][1:] == ["3", "3", "0"]
    assert rows["转移产值（亿元）"][1:] == ["2.3", "1.8", "-0.5 劣"]
    assert not any("推演" in name for name in rows), "B was not simulated"


@pytest.mark.parametrize(
    ("change", "better", "said"),
    [(1.0, "up", "优"), (-1.0, "up", "劣"), (1.0, "down", "劣"), (-1.0, "down", "优"),
     (1.0, "neither", ""), (0.0, "up", "")],
)  # fmt: skip
def test_better_and_worse_go_by_the_declared_direction(
    change: float, better: str, said: str
) -> None:
    assert compare.verdict(signed(change), change, better, "zh").split(" ")[1:] == [said] * bool(
        said
    )


def test_different_inputs_are_told(runs: list[MeetingRun]) -> None:
    same = compare.input_differences(of(runs[0]), of(runs[1]))
    assert len(same) == 1
    policy = runs[1].case.policy.model_copy(update={"size": "jobs"})
    other = replace(runs[1], case=replace(runs[1].case, policy=policy))
    told = compare.input_differences(of(runs[0]), of(other))
    assert told != same and "用工" in told[0]


def test_the_outlook_is_that_of_the_replications(outcome: Outcome, runs: list[MeetingRun]) -> None:
    """Shares 4, 5, 9 %: mean 6 %, two of three reach 5 %; numerator 60 of 1,000 wan yuan."""
    share = outlook.share_of(outcome)
    assert share.mean == pytest.approx([0.06] * 5) and share.reached == pytest.approx(2 / 3)
    assert share.low[4] == pytest.approx(0.041) and share.high[4] == pytest.approx(0.086)
    assert share.numerator == pytest.approx([60.0] * 5)
    assert share.denominator == pytest.approx([1000.0] * 5)
    lines = outlook.outlook_lines(outcome, of(runs[0], "en"))
    assert "mean 6.00%" in lines[0] and "67%" in lines[0]
    assert "recommends 3 moves" in lines[1] and "0.7 signed" in lines[1]


def test_a_goal_beyond_the_years_played_is_not_judged(
    outcome: Outcome, runs: list[MeetingRun]
) -> None:
    short = replace(outcome, years=(2011, 2012, 2013, 2014, 2015))
    assert "2020" in outlook.outlook_lines(short, of(runs[0]))[0]
    assert "无法" in outlook.outlook_lines(short, of(runs[0]))[0]


def test_unmatched_are_counted_by_reason(runs: list[MeetingRun]) -> None:
    line = unmatched.unmatched_counts(of(runs[0])).iloc[0]
    assert (line["kind"], line["reason"], line["firms"], line["output_wan_yuan"]) == (
        "limit", "park_land", 1, 1000.0,
    )  # fmt: skip


def test_years_are_told_as_a_span_only_where_none_is_missing() -> None:
    assert years([2016, 2018, 2017]) == "2016-2018" and years([2016, 2018]) == "2016, 2018"
    assert years([0]) == "-"


def test_without_processing_trade_the_goal_is_not_judged(
    outcome: Outcome, runs: list[MeetingRun]
) -> None:
    """A list of enterprises without trade mode: 0 / 0 in every replication."""
    none = replace(outcome, accounts=np.zeros_like(outcome.accounts))
    assert not outlook.share_of(none).known
    lines = outlook.outlook_lines(none, of(runs[0], "en"))
    assert "cannot be computed" in lines[0] and not any("nan" in line for line in lines)
