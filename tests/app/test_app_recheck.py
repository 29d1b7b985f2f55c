"""Checking plans edited by hand: names against ids, true rows, and plans of other data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from app import cli
from app.console import BAD_INPUT
from app.exports.material import Material
from app.exports.pairings import pairings_sheet
from app.exports.provenance import provenance_sheet
from app.exports.reread import read_placements
from app.exports.xlsx import write_workbook
from app.origin import origin_of
from app.rechecked import for_planners
from geodata.findings import Finding, Severity
from matching.check import CheckReport, PlanFinding
from scenarios.case import Case

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def workbook(material: Material, tmp_path: Path) -> Path:
    """pairings.xlsx of the small plan: two lines above the header, E1, E3, E2 in rows 4 to 6."""
    return write_workbook(
        [pairings_sheet(material), provenance_sheet(material)], tmp_path / "pairings.xlsx"
    )


def edit(file: Path, cell_row: int, header: str, value: str) -> None:
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    column = [cell.value for cell in page[3]].index(header) + 1
    page.cell(cell_row, column).value = value
    book.save(file)


def rechecked(file: Path, case: Case, *findings: Finding) -> tuple[Finding, ...]:
    report = CheckReport(findings, 0.0, pd.DataFrame(), 3)
    return for_planners(report, read_placements(file), case.world).findings


def test_an_untouched_workbook_has_no_wrong_names(workbook: Path, case: Case) -> None:
    assert read_placements(workbook)["row"].tolist() == [4, 5, 6]
    assert rechecked(workbook, case) == ()


@pytest.mark.parametrize(
    ("header", "code", "id_"),
    [("推荐园区", "plan_park_name_differs", "P2"),
     ("企业名称", "plan_enterprise_name_differs", "E3")],
)  # fmt: skip
def test_a_name_that_is_not_the_id_s_is_a_blocker(
    workbook: Path, case: Case, header: str, code: str, id_: str
) -> None:
    """The planner wrote another name in row 5 (E3, P2) and forgot the id."""
    edit(workbook, 5, header, "河源园")
    (found,) = rechecked(workbook, case)
    assert (found.code, found.row, found.severity) == (code, 5, Severity.BLOCKER)
    assert all(part in found.problem("zh") for part in ("河源园", id_, "5"))


def test_rows_are_the_sheet_s_and_firm_and_park_have_names(workbook: Path, case: Case) -> None:
    """The check's line 3 is the second placement, which stands in row 5; line 2 in row 4."""
    twice = PlanFinding(
        Severity.BLOCKER, "plan_twice", "placements", row=3, value="E1", values={"first": 2}
    )
    barred = PlanFinding(
        Severity.BLOCKER, "plan_not_eligible", "placements", row=4, value="E1",
        values={"park": "P1", "year": 2016, "reason": "x"},
    )  # fmt: skip
    first, second = rechecked(workbook, case, twice, barred)
    assert (first.row, first.values["first"]) == (5, 4) and second.row == 6
    assert "甲电子厂 (E1)" in first.problem("zh")
    assert "河源园 (P1)" in second.problem("zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_tells_the_data_it_was_made_from(
    material: Material, lang: str, tmp_path: Path
) -> None:
    said = replace(material, lang=lang)  # type: ignore[arg-type]
    file = write_workbook([pairings_sheet(said), provenance_sheet(said)], tmp_path / "a.xlsx")
    origin = origin_of(file)
    assert origin is not None
    assert origin.world_fingerprint == material.plan.world_fingerprint
    assert origin.scenario == material.plan.scenario


def test_a_plan_of_other_data_asks_for_the_options_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made from own firms, checked without --enterprises: one sentence instead of one a row."""
    import geodata.shipped
    from geodata.synth import synth_world

    world, own = synth_world(60, 8, 2, 7), tmp_path / "own.csv"
    monkeypatch.setattr(geodata.shipped, "shipped_world", lambda *_: world)
    firms = world["enterprises"].head(12).drop(columns="source_row")
    firms.assign(enterprise_id=[f"own-{i}" for i in range(12)]).to_csv(own, index=False)
    out = tmp_path / "out"
    assert run("match", "baseline", "--enterprises", own, "--out", out, "--seconds", 5)[0] == 0
    for name in ("pairings.xlsx", "pairings.csv", "plan.json"):
        assert run("check", out / name, "--enterprises", own)[0] == 0
        code, said, trouble = run("check", out / name)
        assert code == BAD_INPUT and "own.csv" in trouble and "--enterprises" in trouble
        assert "own-1" not in said + trouble


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line and returns exit code, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command
