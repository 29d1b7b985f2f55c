"""The whole story in a browser, from the first start to the pack on the table, zh and en."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from acts import (
    LONG_MS,
    click_cell,
    fill,
    finish,
    least,
    look_at,
    part,
    pick,
    press,
    save,
    switch,
    titled,
    to_page,
)
from browser import OpenPage, map_ready
from desk_server import DeskServer
from openpyxl import load_workbook
from pptx import Presentation

from app.runs.records import DEMO, RunKind
from geodata.words import LANGS, Lang, say

GAP_PERCENT = "10"
"""Good enough for a story: the search ends before its time where the machine is quick."""
NAMES = {"zh": "东翼多给地", "en": "More land in the east"}
EAST = {"zh": "粤东", "en": "the East"}


@pytest.mark.parametrize("lang", LANGS)
def test_from_the_first_start_to_the_pack_on_the_table(
    lang: Lang, new_desk: Callable[[], DeskServer], open_page: OpenPage, tmp_path: Path
) -> None:
    desk = new_desk()
    # The browser speaks the other language: the desk opens in Chinese all the same.
    page = open_page(desk.url, lang="en-US" if lang == "zh" else "zh-CN")
    worries = first_start(page, lang)
    worries += first_plan(page, desk, lang)
    worries += second_plan(page, desk, lang)
    worries += compared(page, desk, lang)
    worries += pairings(page, desk, lang)
    worries += outlook(page, desk, lang)
    worries += method(page, lang)
    worries += pack(page, desk, lang, tmp_path)
    assert not worries, "\n".join(worries)


def first_start(page: Any, lang: Lang) -> list[str]:
    """Chinese by default, English by the switch; the province is there before any data."""
    titled(page, "start", "zh")
    if lang == "en":
        switch(page, "desk_lang", "English")
        titled(page, "start", "en")
    map_ready(page, "start_map")
    assert part(page, "desk_badge").count() == 0
    return look_at(page, "start", lang)


def first_plan(page: Any, desk: DeskServer, lang: Lang) -> list[str]:
    """Demonstration data, the baseline, a run with its progress, a plan."""
    press(page, "start_demo")
    titled(page, "scenarios", lang)
    assert part(page, "desk_badge").inner_text() == say("page.badge", lang)
    worries = look_at(page, "scenarios", lang)
    run_it(page)
    (run,) = desk.store.runs.all()
    assert (run.scenario_id, run.data_id) == ("baseline", DEMO)
    assert run.has_result and run.summary["pairings"] > 0
    assert (run.settings["seconds"], run.settings["gap"]) == (30.0, 0.1)
    shown = part(page, "run_panel").inner_text()
    assert str(run.summary["pairings"]) in shown.replace(",", "")
    return worries + look_at(page, "run", lang)


def run_it(page: Any) -> None:
    """Start a run of the scenario on the page and wait for its end; progress is seen meanwhile."""
    least(page, "run_seconds")
    fill(page, "run_gap", GAP_PERCENT)
    press(page, "run_start")
    part(page, "run_panel").locator("[data-testid=stProgress]").wait_for()
    finish(page)


def second_plan(page: Any, desk: DeskServer, lang: Lang) -> list[str]:
    """A new scenario from the baseline with one lever pulled, saved with its reason, and run."""
    press(page, "run_close")
    press(page, "library_new")
    fill(page, "draft_title", NAMES[lang])
    pick(page, "draft_form1_land_quota_where", EAST[lang])
    fill(page, "draft_form1_land_quota_amount_change", "20")
    press(page, "draft_add")
    part(page, "editor").get_by_role("listitem").filter(has_text="20%").first.wait_for()
    worries = look_at(page, "editor", lang)
    press(page, "draft_save")
    part(page, "editor").wait_for(state="detached")
    mine = [one for one in desk.store.scenarios.all() if not one.shipped]
    (made,) = mine
    assert (made.parent_id, getattr(made, f"title_{lang}")) == ("baseline", NAMES[lang])
    run_it(page)
    assert [run.scenario_id for run in desk.store.runs.all()] == [made.id, "baseline"]
    return worries


def compared(page: Any, desk: DeskServer, lang: Lang) -> list[str]:
    """Both plans side by side: what was changed stands on top, the link names both."""
    to_page(page, "compare", lang)
    for number in range(2):
        map_ready(page, f"compare_map_{number}")
    part(page, "compare_inputs").get_by_text("20%").first.wait_for()
    page.get_by_role("heading", name=say("page.compare.figures", lang), exact=True).wait_for()
    assert page.locator("[data-testid=stDataFrame]").count() > 0
    newest = [run.id for run in desk.store.runs.all()]
    said = page.url.partition("runs=")[2].partition("&")[0].replace("%2C", ",").split(",")
    assert sorted(said) == sorted(newest)
    return look_at(page, "compare", lang)


def pairings(page: Any, desk: DeskServer, lang: Lang) -> list[str]:
    """A firm is clicked in the table: its reasons stand below, the address names it."""
    to_page(page, "pairings", lang)
    map_ready(page, "pair_map")
    click_cell(page, "pair_table", row=0, x=18)
    why = part(page, "why")
    why.wait_for()
    page.wait_for_url("**enterprise=*")
    firm = page.url.partition("enterprise=")[2].partition("&")[0]
    from app.runs.results import load_run

    run = desk.store.runs.all(kind=RunKind.MATCH)[0]
    placed = load_run(desk.store, run.id).table("pairings").set_index("enterprise_id")
    assert firm in placed.index
    # the heading stands below the sentence with the year: once it is there, so is the year
    why.get_by_text(say("page.why.terms", lang), exact=True).wait_for()
    assert str(placed.loc[firm, "year"]) in why.inner_text()
    return look_at(page, "pairings", lang)


def outlook(page: Any, desk: DeskServer, lang: Lang) -> list[str]:
    """The newer plan is played forward; the goal stands there with its chance."""
    to_page(page, "outlook", lang)
    least(page, "sim_replications")
    press(page, "sim_start")
    part(page, "run_panel").wait_for()
    page.wait_for_selector(".st-key-outlook_view", timeout=LONG_MS)
    part(page, "run_panel").wait_for(state="detached")
    assert page.locator("[data-testid=stMetricValue]").first.inner_text().endswith("%")
    (played,) = desk.store.runs.all(kind=RunKind.SIMULATE)
    assert played.has_result and played.summary["replications"] == 100
    assert played.of_run == desk.store.runs.all(kind=RunKind.MATCH)[0].id
    return look_at(page, "outlook", lang)


def method(page: Any, lang: Lang) -> list[str]:
    """The model and every assumption can be read."""
    to_page(page, "method", lang)
    return look_at(page, "method", lang)


def pack(page: Any, desk: DeskServer, lang: Lang, folder: Path) -> list[str]:
    """The meeting pack is made on a click, downloaded, and every kind of file in it opens."""
    to_page(page, "export", lang)
    press(page, "export_make")
    button = part(page, "export_file_0").locator("button")
    button.wait_for(timeout=LONG_MS)
    worries = look_at(page, "export", lang)
    with page.expect_download() as waiting:
        button.click()
    whole = save(waiting.value, folder)
    with zipfile.ZipFile(whole) as archive:
        archive.extractall(folder)
    run = desk.store.runs.all(kind=RunKind.MATCH)[0]
    slides = Presentation(folder / "meeting.pptx").slides
    words = "\n".join(s.text_frame.text for one in slides for s in one.shapes if s.has_text_frame)
    assert NAMES[lang] in words and say("export.word.demo", lang) in words
    assert run.id in words and run.case_fingerprint in words
    # What is printed on a slide leads back to its run.
    printed = set(re.findall(r"\b[0-9a-f]{12}\b", words)) - {run.case_fingerprint}
    assert any([one.id for one in desk.store.runs.find(mark)] == [run.id] for mark in printed)
    _, pairs, *_ = load_workbook(folder / "run-1" / "pairings.xlsx").worksheets
    assert pairs.max_row > run.summary["pairings"]
    assert load_workbook(folder / "tasks.xlsx").worksheets
    parks = gpd.read_file(folder / "run-1" / "plan.gpkg", layer="parks")
    assert parks["firms"].sum() == run.summary["pairings"]
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    return worries
