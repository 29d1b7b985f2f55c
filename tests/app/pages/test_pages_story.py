"""What a planner does on the pages, and what the store then holds."""

from __future__ import annotations

import pytest
from desks import Desk, empty_desk, full_desk, visit

from app.decisions import Decision, decided
from app.draft import Draft
from app.runs.records import DEMO, RunKind, RunState
from app.runs.store import open_store


@pytest.fixture
def fresh(tmp_path, monkeypatch: pytest.MonkeyPatch, sit) -> Desk:
    """A desk of its own, to be written to."""
    desk = empty_desk(tmp_path)
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    return desk


def test_from_the_first_start_to_a_run_in_the_queue_and_stopped(fresh: Desk) -> None:
    start = visit("start")
    start.button(key="start_demo").click().run()
    store = open_store(fresh.home)
    assert store.setting("data_id") == DEMO
    page = visit("scenarios", scenario="tight-cod-north")
    page.text_input(key="run_why").input("为会议")
    page.button(key="run_start").click().run()
    (run,) = store.runs.all()
    assert (run.kind, run.scenario_id, run.data_id) == (RunKind.MATCH, "tight-cod-north", DEMO)
    assert (run.why, run.settings["seconds"], run.settings["gap"]) == ("为会议", 60.0, 0.01)
    assert page.query_params["run"] == run.id
    # The page was left and opened again by its address: the run is found, and can be stopped.
    again = visit("scenarios", run=run.id)
    assert any("排队" in one.value for one in again.info)
    again.button(key="run_stop").click().run()
    assert store.runs.get(run.id).state is RunState.STOPPED


def test_a_lever_is_pulled_told_in_words_and_saved_as_a_version(fresh: Desk) -> None:
    store = open_store(fresh.home)
    store.set_setting("data_id", DEMO)
    page = visit("scenarios")
    page.button(key="library_new").click().run()
    assert page.button(key="draft_save").disabled
    page.text_input(key="draft_title").input("东翼多给地").run()
    form = "draft_form1_land_quota"
    page.multiselect(key=f"{form}_where").select("east").run()
    page.number_input(key=f"{form}_amount_change").set_value(20.0).run()
    page.button(key="draft_add").click().run()
    told = [m.value for m in page.markdown]
    assert any("用地指标" in one and "粤东" in one and "20%" in one for one in told)
    assert any("+20%" in one.replace("\\", "") and one.startswith("- ") for one in told)
    page.button(key="draft_save").click().run()
    mine = [one for one in store.scenarios.all() if not one.shipped]
    assert [(one.title_zh, one.parent_id, one.number) for one in mine] == [
        ("东翼多给地", "baseline", 1)
    ]
    (lever,) = store.scenarios.load(mine[0].id).levers
    assert (lever.lever, lever.keys()) == ("land_quota", {"where": ["east"], "change": "+20%"})
    assert page.query_params["scenario"] == mine[0].id


def test_a_lever_that_does_not_fit_the_data_cannot_be_saved(fresh: Desk, monkeypatch) -> None:
    open_store(fresh.home).set_setting("data_id", DEMO)
    import app.views.editor as editor

    bad = Draft("baseline", "whatif-x", "t", "", ({"lever": "pin", "enterprise": ["nobody"],
                                                   "park": "P001"},))  # fmt: skip
    monkeypatch.setattr(editor, "child_of", lambda version: bad)
    page = visit("scenarios")
    page.button(key="library_new").click().run()
    assert any("nobody" in one.value for one in page.error)
    assert page.button(key="draft_save").disabled


def test_an_enterprise_is_locked_as_a_new_scenario_with_a_run_of_its_own(
    tmp_path, monkeypatch: pytest.MonkeyPatch, sit
) -> None:
    desk = full_desk(tmp_path)
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    store = open_store(desk.home)
    from app.runs.results import load_run

    pairings = load_run(store, desk.first).table("pairings")
    firm, park = str(pairings["enterprise_id"].iloc[0]), str(pairings["park_id"].iloc[0])
    before = len(store.runs.all())
    page = visit("pairings", run=desk.first, enterprise=firm)
    assert any("推荐" in one.value for one in page.success)
    page.button(key="decide_lock").click().run()
    page.button(key="decide_make").click().run()
    assert not page.exception
    fresh = store.runs.all()
    assert len(fresh) == before + 1
    scenario = store.scenarios.load(fresh[0].scenario_id)
    assert (fresh[0].state is RunState.QUEUED and scenario.parent is not None) or scenario.above
    (lever,) = scenario.levers
    assert (lever.lever, lever.keys()) == ("pin", {"enterprise": [firm], "park": park})
    assert fresh[0].settings["seconds"] == 2.0


def test_decisions_on_one_page_add_up_to_one_scenario_and_one_run(
    tmp_path, monkeypatch: pytest.MonkeyPatch, sit
) -> None:
    sit("empty")
    desk = full_desk(tmp_path)
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    store = open_store(desk.home)
    from app.runs.results import load_run

    pairings = load_run(store, desk.first).table("pairings")
    firms, parks = (pairings[c].astype(str).tolist() for c in ("enterprise_id", "park_id"))
    before = len(store.runs.all())
    page = visit("pairings", run=desk.first, enterprise=firms[0])
    page.text_input(key="decide_why").input("已签约").run()
    page.button(key="decide_lock").click().run()
    assert page.text_input(key="decide_why").value == "", "a reason is of one decision"
    # Another enterprise on the same page, and a decision that is taken back.
    page.text_input(key="pair_find").input(firms[1]).run()
    page.button(key="decide_forbid").click().run()
    page.text_input(key="pair_find").input(firms[2]).run()
    page.button(key="decide_forbid").click().run()
    page.button(key="decided_drop_2").click().run()
    assert not page.exception and len(store.runs.all()) == before, "nothing is computed yet"
    page.button(key="decide_make").click().run()
    (fresh,) = store.runs.all()[: len(store.runs.all()) - before]
    assert [(one.lever, one.keys()) for one in store.scenarios.load(fresh.scenario_id).levers] == [
        ("pin", {"enterprise": [firms[0]], "park": parks[0]}),
        ("forbid", {"enterprise": [firms[1]], "where": [parks[1]]}),
    ]
    assert "已签约" in fresh.why
    assert "decide_make" not in {b.key for b in visit("pairings", run=desk.first).button}


def test_a_decision_takes_the_place_of_those_it_contradicts() -> None:
    lock, other = Decision("E1", "P1", False), Decision("E1", "P2", False)
    out, out_too = Decision("E1", "P2", True), Decision("E1", "P3", True)
    stranger = Decision("E2", "P1", False)
    assert decided((lock, stranger), other) == (stranger, other)
    assert decided((lock,), out) == (lock, out)
    assert decided((out, lock), other) == (other,)
    assert decided((out,), out_too) == (out, out_too)
    assert decided((lock, lock), Decision("E1", "P1", True)) == (Decision("E1", "P1", True),)


def test_a_doubt_is_ticked_off_with_a_name_and_stays_on_record(
    tmp_path, monkeypatch: pytest.MonkeyPatch, sit
) -> None:
    from app.runs.records import finding_key
    from app.views import data_findings

    desk = full_desk(tmp_path)
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    store = open_store(desk.home)
    store.set_setting("who", "陈工")
    doubt = store.data.world(desk.data).findings[0]
    drawn = data_findings.st.dataframe

    def with_first_row(*args, **options):  # AppTest cannot click a row of a table
        drawn(*args, **options)
        return {"selection": {"rows": [0]}}

    monkeypatch.setattr(data_findings.st, "dataframe", with_first_row)
    page = visit("data", data=desk.data)
    page.text_input(key="data_tick_note").input("已向园区核实").run()
    page.button(key="data_tick").click().run()
    ticks = store.data.ticks(desk.data)
    assert [(tick.who, tick.note) for tick in ticks.values()] == [("陈工", "已向园区核实")]
    assert finding_key(doubt) in ticks or len(ticks) == 1


def test_the_language_is_chosen_on_the_page_and_goes_into_the_address(fresh: Desk) -> None:
    page = visit("start")
    assert page.header[0].value == "哪家企业、哪年、去哪个园区"
    switch = next(e for e in page.button_group if e.key == "desk_lang")
    switch.set_value("en").run()
    assert page.header[0].value == "Which enterprise, which year, which park"
    assert page.query_params["lang"] == "en"


def test_two_people_at_once_do_not_see_each_others_drafts(fresh: Desk) -> None:
    open_store(fresh.home).set_setting("data_id", DEMO)
    one, other = visit("scenarios"), visit("scenarios", "en")
    one.button(key="library_new").click().run()
    other.run()
    assert "draft_title" in {e.key for e in one.text_input}
    assert "draft_title" not in {e.key for e in other.text_input}
    assert other.header[0].value == "Scenarios" and one.header[0].value == "方案"


def test_what_fails_on_a_page_is_told_in_words(fresh: Desk, monkeypatch) -> None:
    from app.views import method

    def broken() -> None:
        raise ValueError("[x](http://example.org) broke")

    monkeypatch.setattr(method, "product_version", broken)
    page = visit("method")
    assert not page.exception
    (told,) = page.error
    assert "这一页没有显示出来" in told.value and "\\[x\\]" in told.value


def test_a_filtered_table_does_not_keep_the_row_of_another_enterprise(sit) -> None:
    """The browser remembers a row's number: with other rows it would mean another enterprise."""
    desk = sit("demo")
    page = visit("pairings", run=desk.first)

    def table() -> tuple[str, int]:
        found = next(e for e in page.dataframe if "pair_rows" in e.proto.id)
        return found.proto.id, len(found.value)

    every = table()
    firm = page.dataframe[0].value.iloc[0, 0]
    page.text_input(key="pair_text").input(firm).run()
    one = table()
    assert one[1] < every[1] and one[0] != every[0]
    page.text_input(key="pair_text").input("").run()
    assert table() == every


def test_simulations_asked_for_on_compare_are_followed_there_and_not_asked_for_twice(
    tmp_path, monkeypatch: pytest.MonkeyPatch, sit
) -> None:
    sit("empty")
    desk = full_desk(tmp_path)
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    monkeypatch.setattr("app.views.compare_futures.played", lambda run: None)
    page = visit("compare", runs=f"{desk.first},{desk.second}")
    page.button(key="compare_simulate").click().run()
    waiting = open_store(desk.home).runs.queue()
    assert [run.of_run for run in waiting] == [desk.first, desk.second]
    assert "compare_simulate" not in {button.key for button in page.button}
    assert sum("排队中" in one.value for one in page.markdown) == 2
