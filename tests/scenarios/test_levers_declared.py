"""Every lever says what it is: texts, unit, range, tasks, lead department, a row in the docs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geodata.tables.column import UNITS
from geodata.words import LANGS, known
from scenarios import LEVERS
from scenarios import levers as package
from scenarios.policy import Frozen
from scenarios.reference import PARTS, renewed

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("lever", LEVERS.values(), ids=LEVERS)
def test_a_lever_is_fully_described(lever) -> None:
    for lang in LANGS:
        assert lever.label(lang)
        assert lever.note(lang)
        for key in lever.setting.model_fields:
            assert lever.key_note(key, lang)
    assert lever.label("zh") != lever.label("en")
    assert lever.unit in {*UNITS, "points", ""}
    assert lever.tasks
    assert all(1 <= task <= 103 for task in lever.tasks)
    assert lever.lead_zh
    assert issubclass(lever.setting, Frozen)
    assert lever.setting.model_config["extra"] == "forbid"
    assert lever.setting.model_config["frozen"]


def test_one_file_one_lever_and_none_forgotten() -> None:
    files = {path.stem for path in Path(package.__path__[0]).glob("*.py")} - {"__init__"}
    assert files == set(LEVERS)


def test_no_text_of_a_lever_that_is_gone() -> None:
    from geodata.words import catalogue

    named = {key.split(".")[1] for key in catalogue("zh") if key.startswith("lever.")}
    assert named - {"common"} == set(LEVERS)
    assert known("lever.common.key.where")


@pytest.mark.shared
def test_tasks_and_lead_departments_are_those_of_the_annex(shared_folder) -> None:
    with (shared_folder / "facts" / "tasks_103.csv").open(encoding="utf-8") as file:
        rows = {int(row["task_no"]): row for row in csv.DictReader(file)}
    for lever in LEVERS.values():
        leads = {unit for task in lever.tasks for unit in rows[task]["lead_units"].split(";")}
        assert lever.lead_zh in leads, lever.name
        assert any(rows[task]["double_transfer"] == "1" for task in lever.tasks), lever.name


@pytest.mark.parametrize("file", PARTS)
def test_the_documents_are_those_the_code_makes(file) -> None:
    """Out of date?  python -m scenarios.reference docs"""
    text = (DOCS / file).read_text("utf-8")
    assert renewed(file, text) == text


def test_the_documents_name_every_lever_and_every_key() -> None:
    text = (DOCS / "SCENARIOS.md").read_text("utf-8")
    for lever in LEVERS.values():
        assert f"#### `{lever.name}`" in text
        for key in lever.setting.model_fields:
            assert f"| `{key}` |" in text


def test_a_document_without_its_mark_is_an_error() -> None:
    with pytest.raises(ValueError, match="levers"):
        renewed("SCENARIOS.md", "nothing here")
