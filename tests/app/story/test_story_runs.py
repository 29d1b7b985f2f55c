"""Runs and those who look at them: Stop keeps the best, a reload loses nothing, two at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from acts import LONG_MS, fill, finish, part, press, titled, to_page
from browser import OpenPage, map_ready, settled
from desk_server import DeskServer
from desks import COLUMNS, FIRMS, add_file

from app.job import Search
from app.runs.records import DEMO, RunKind, RunState
from app.runs.results import load_run
from geodata.shipped import shipped_world
from geodata.words import say

NewDesk = Callable[[], DeskServer]


def test_a_run_is_found_again_after_a_reload_and_stop_keeps_its_best(
    new_desk: NewDesk, open_page: OpenPage
) -> None:
    """The search may take 15 minutes and must prove a gap of nought: only Stop ends it so soon."""
    desk = new_desk()
    desk.store.set_setting("data_id", DEMO)
    run = desk.store.runs.match(DEMO, "baseline", search=Search(900.0, 0.0, 2), who="陈工")
    page = open_page(desk.at("scenarios", lang="zh", run=run.id))
    panel = part(page, "run_panel")
    panel.locator("[data-testid=stProgress]").wait_for(timeout=LONG_MS)
    page.reload()
    panel.locator("[data-testid=stProgress]").wait_for()
    assert run.id in panel.inner_text() and f"run={run.id}" in page.url
    # A colleague who got the link sees the same run, in her own language.
    colleague = open_page(desk.at("scenarios", lang="en", run=run.id))
    stop = say("page.run.stop", "en")
    part(colleague, "run_stop").get_by_role("button", name=stop).first.wait_for()
    metric = panel.locator("[data-testid=stMetricValue]").first
    metric.filter(has_text=".").wait_for(timeout=LONG_MS)
    press(page, "run_stop")
    finish(page)
    ended = desk.store.runs.get(run.id)
    assert ended.state is RunState.STOPPED and ended.has_result
    assert (ended.seconds or 0) < 900
    assert len(load_run(desk.store, run.id, verify=True).plan.placements) > 0
    finish(colleague)
    word = say("page.run.state.stopped", "en")
    assert word in part(colleague, "run_panel").inner_text()


def test_two_people_at_once_each_keep_to_their_own(
    new_desk: NewDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    """Names, drafts and languages are of the session; runs and data are the house's."""
    desk = new_desk()
    firms = shipped_world()["enterprises"].head(FIRMS)[list(COLUMNS)]
    few = add_file(desk.store, tmp_path, firms.to_csv(index=False), "thirty")
    desk.store.set_setting("data_id", few.id)
    chen = open_page(desk.at("scenarios", lang="zh"))
    smith = open_page(desk.at("scenarios", lang="en", scenario="land-east-20"), lang="en-GB")
    for page, name in ((chen, "陈工"), (smith, "Smith")):
        part(page, "desk_who").locator("button").first.click()
        fill(page, "desk_who_name", name)
        page.keyboard.press("Escape")
    press(chen, "library_new")
    part(chen, "editor").wait_for()
    press(smith, "run_start")
    press(chen, "run_start")
    for page in (smith, chen):
        finish(page)
    assert part(smith, "editor").count() == 0, "a draft is nobody else's"
    titled(chen, "scenarios", "zh")
    titled(smith, "scenarios", "en")
    told = {run.scenario_id: (run.who, run.state) for run in desk.store.runs.all()}
    assert told == {
        "baseline": ("陈工", RunState.DONE), "land-east-20": ("Smith", RunState.DONE)
    }  # fmt: skip
    # What both made lies in front of both.
    for page, lang in ((smith, "en"), (chen, "zh")):
        to_page(page, "compare", lang)
        map_ready(page, "compare_map_1")
        settled(page)
        said = part(page, "compare_runs").inner_text()
        assert all(run.id in said for run in desk.store.runs.all(kind=RunKind.MATCH))
