"""What a planner does: assume, copy, turn pages, compare from anywhere, ask for a study."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from desks import Desk, add_file, elements, empty_desk, full_desk, texts, visit, work

from app import state
from app.pending import assuming, receive
from app.runs.home import Home
from app.runs.own_copy import copyable, own_copy
from app.runs.records import DEMO, Recipe, RunKind
from app.runs.store import open_store
from app.views import data_assume, pairing_table
from app.views.pairing_table import PAGE, ordered
from geodata.words import LANGS

NO_DIVISION = """企业名称,地址,产值（万元）,用工,拟用地（亩）
甲厂,东莞市长安镇,12000,350,20
乙厂,深圳市宝安区,9000,120,10
"""


def links(page, name: str) -> list[str]:
    """Query strings of the links to a page."""
    return [e.proto.query_string for e in elements(page)
            if type(e).__name__ == "PageLink" and e.proto.page.endswith(name)]  # fmt: skip


def choose_division(page, key: str) -> None:
    """The industry is offered among the columns that the sheets do not have, which stand first."""
    column = page.selectbox(key=f"{key}_column")
    lacking = ["没有这一列" in option for option in column.options]
    assert lacking == sorted(lacking, reverse=True) and any(lacking)
    (at,) = [i for i, option in enumerate(column.options) if "行业" in option]
    assert lacking[at]
    column.select_index(at).run()


# -- assumptions ---------------------------------------------------------------------------------


def test_an_assumption_fills_what_the_file_lacks_and_is_told_ever_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = empty_desk(tmp_path)
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    store = open_store(desk.home)
    draft = add_file(store, tmp_path, NO_DIVISION, "list")
    assert store.data.world(draft.id)["enterprises"]["division"].isna().all()
    page = visit("data", data=draft.id)
    page.button_group(key="data_tab").set_value("edit").run()
    choose_division(page, "data_assume_after")
    page.selectbox(key="data_assume_after_value_division").set_value("39").run()
    page.button(key="data_assume_after_set").click().run()
    assert not page.exception
    made = store.data.all(drafts=True)[1]
    assert made.parent == draft.id and dict(made.recipe.assume) == {"division": "39"}
    assert made.ready and set(store.data.world(made.id)["enterprises"]["division"]) == {"39"}
    assert any("其中有假设" in said and "39" in said for said in texts(page))
    english = visit("data", "en", data=made.id)
    assert any("rests on assumptions" in said for said in texts(english))
    # Taken back: another data set, without the value.
    page.button(key="data_assume_after_drop_division").click().run()
    back = store.data.all(drafts=True)[1]
    assert back.parent == made.id and not back.recipe.assume


def test_before_loading_the_control_stands_open_where_a_required_column_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = empty_desk(tmp_path)
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    held = receive(Home(desk.home), [("名录.csv", NO_DIVISION.encode("utf-8-sig"))])
    page = visit("data")
    page.session_state[state.OWN + "pending"] = held
    page.run()
    choose_division(page, "data_assume")
    page.selectbox(key="data_assume_value_division").set_value("24").run()
    page.button(key="data_assume_set").click().run()
    kept = page.session_state[state.OWN + "pending"].recipe
    assert dict(kept.assume) == {"division": "24"}
    assert "data_assume_drop_division" in {b.key for b in page.button}


@pytest.mark.parametrize(
    ("column", "value", "fine"),
    [("division", "39", True), ("output_wan_yuan", "-", False), ("jobs_persons", "many", False),
     ("jobs_persons", "120", True), ("enterprise_id", "E1", False)],
)  # fmt: skip
def test_a_value_that_the_column_cannot_hold_is_refused_at_once(
    column: str, value: str, fine: bool
) -> None:
    assert (not data_assume.refused(column, value)) is fine


def test_an_assumption_replaces_and_takes_back() -> None:
    recipe = assuming(Recipe(), "division", "39")
    assert dict(assuming(recipe, "division", "24").assume) == {"division": "24"}
    assert assuming(recipe, "division", "") == Recipe() == assuming(Recipe(), "division", "")


# -- copies --------------------------------------------------------------------------------------


def test_a_copy_of_a_demonstration_table_says_the_same_and_keeps_the_badge(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path / "home")
    demo = store.data.get(DEMO)
    world = store.data.world(DEMO)
    assert "enterprises" in copyable(demo, world) and "pins" not in copyable(demo, world)
    made = own_copy(store.data, demo, "parks", name="修改稿", who="陈")
    assert made.ready and made.synthetic and made.tables == ("parks",)
    again = store.data.world(made.id)
    for name, frame in world.tables.items():
        pd.testing.assert_frame_equal(again[name], frame)
    assert "parks" not in copyable(made, again)
    both = own_copy(store.data, made, "duties", name="修改稿", who="陈")
    assert set(both.tables) == {"parks", "duties"} and both.parent == made.id
    assert {p.name for p in store.data.files(both.id).values()} == {"parks.csv", "duties.csv"}


def test_tables_with_coordinates_are_not_copied_under_a_shifted_datum(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home")
    path = tmp_path / "list.csv"
    path.write_text(NO_DIVISION, encoding="utf-8-sig")
    from app.runs.records import RecipeFile

    recipe = Recipe((RecipeFile("list.csv", "enterprises"),), "gcj02", {}, {"division": "39"})
    found = store.data.add(recipe, {"list.csv": path}, name="n", who="陈")
    names = copyable(found, store.data.world(found.id))
    assert "parks" not in names and "duties" in names


def test_the_page_copies_a_table_and_opens_it_for_editing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = empty_desk(tmp_path)
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    store = open_store(desk.home)
    store.set_setting("data_id", DEMO)
    page = visit("data", data=DEMO)
    page.button_group(key="data_tab").set_value("edit").run()
    page.selectbox(key="data_copy_table").set_value("duties").run()
    page.button(key="data_copy_make").click().run()
    assert not page.exception
    made = store.data.all()[1]
    assert made.tables == ("duties",) and "修改稿" in made.name
    assert page.query_params["data"] == made.id and "data_edit_save" in {b.key for b in page.button}
    assert any(said == "演示数据" for said in texts(page)), "the badge stays"


# -- pages of a large table ----------------------------------------------------------------------


def test_every_page_of_a_large_table_can_be_clicked(sit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some 30 pairings in pages of 5: the third row of the last page is the enterprise chosen."""
    found = sit("demo")
    monkeypatch.setattr(pairing_table, "EAGER", 9)
    monkeypatch.setattr(pairing_table, "PAGE", 5)
    drawn, keys = pairing_table.st.dataframe, []

    def clicked(frame, **options):  # AppTest cannot click a row of a table
        drawn(frame, **options)
        if str(options.get("key", "")).startswith("pair_rows"):
            keys.append((options["key"], frame))
            assert options["selection_mode"] == "single-row" and len(frame) <= 5
            return {"selection": {"rows": [1]}}
        return {"selection": {"rows": []}}

    monkeypatch.setattr(pairing_table.st, "dataframe", clicked)
    page = visit("pairings", run=found.first)
    store = open_store(found.home)
    from app.runs.results import load_run

    pairings = load_run(store, found.first).table("pairings")
    pages = -(-len(pairings) // 5)
    number = page.number_input(key=f"pair_page_{pages}")
    number.set_value(pages - 1).run()
    page.selectbox(key="pair_order").set_value("output").run()
    assert not page.exception
    best = ordered(pairings, "output").iloc[(pages - 2) * 5 : (pages - 1) * 5]
    assert page.query_params["enterprise"] == best["enterprise_id"].iloc[1]
    assert keys[-1][1].index.tolist() == best.index.tolist()


def test_the_page_that_holds_the_enterprise_of_the_link_opens(sit, monkeypatch) -> None:
    found = sit("demo")
    monkeypatch.setattr(pairing_table, "EAGER", 9)
    monkeypatch.setattr(pairing_table, "PAGE", 5)
    from app.runs.results import load_run

    pairings = load_run(open_store(found.home), found.first).table("pairings")
    pages = -(-len(pairings) // 5)
    firm = str(pairings["enterprise_id"].iloc[12])
    page = visit("pairings", run=found.first, enterprise=firm)
    number = page.number_input(key=f"pair_page_{pages}")
    assert number.value == 3 and not page.exception
    # Another page may be turned to while the enterprise stays the one told about.
    number.set_value(1).run()
    assert page.number_input(key=f"pair_page_{pages}").value == 1
    assert page.query_params["enterprise"] == firm


def test_the_order_counts_for_all_rows_and_keeps_ties_as_the_plan_has_them() -> None:
    frame = pd.DataFrame(
        {"match_share": [0.5, 0.9, 0.5, None], "score_points": [1.0, 2.0, 3.0, 0.0],
         "chain_points": [3.0, 0.0, 0.5, 0.0]}, index=[7, 3, 5, 1],
    )  # fmt: skip
    assert ordered(frame, "plan").index.tolist() == [7, 3, 5, 1]
    assert ordered(frame, "match").index.tolist() == [3, 7, 5, 1]
    assert ordered(frame, "points").index.tolist() == [7, 5, 3, 1]
    assert PAGE <= pairing_table.EAGER


# -- comparing from anywhere ---------------------------------------------------------------------


def test_links_to_the_comparison_carry_what_is_compared(sit) -> None:
    found = sit("demo")
    both = f"runs={found.first}%2C{found.second}"
    for name, words in (("pairings", {"run": found.second}), ("scenarios", {"run": found.second}),
                        ("outlook", {"run": found.played})):  # fmt: skip
        sent = links(visit(name, **words), "compare")
        assert sent, name
        for one in sent:
            assert found.first in one and found.second in one, (name, one, both)
    # What was compared last is what the start page leads back to.
    page = visit("compare", runs=f"{found.second},{found.first}")
    page.switch_page("screens/start.py").run()
    (sent,) = links(page, "compare")
    assert sent.index(found.second) < sent.index(found.first)


KNOWN = "ewn_jobs"
"""An indicator that every simulation knows."""


# -- a study -------------------------------------------------------------------------------------


def test_the_study_is_asked_for_followed_and_shown(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, sit
) -> None:
    import app.views.study
    from app.outlook import sensitive

    desk: Desk = full_desk(tmp_path_factory.mktemp("study"))
    sit("demo")
    monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
    monkeypatch.setattr(app.views.study, "USUAL", 10)
    store = open_store(desk.home)
    page = visit("outlook", run=desk.played, view="drivers")
    assert "study_start" not in {b.key for b in page.button}, "no processing trade: no share"
    page.selectbox(key="outlook_driver").set_value(KNOWN).run()
    assert {b.key for b in page.button} >= {"study_start"}
    page.button(key="study_start").click().run()
    assert not page.exception
    (asked,) = store.runs.all(kind=RunKind.STUDY)
    assert asked.of_run == desk.played and asked.settings["replications"] == 10
    assert (asked.settings["indicator"], asked.settings["year"]) == (KNOWN, 2020)
    assert "study_stop" in {b.key for b in page.button}
    # The link of the study itself leads here, too; Stop before it began leaves no result.
    other = visit("outlook", run=asked.id)
    assert other.query_params["run"] == desk.played
    other.button(key="study_stop").click().run()
    assert store.runs.get(asked.id).state.finished
    # Asked for once more and computed, here of three assumptions only.
    few = sensitive.parameter_factors
    monkeypatch.setattr(sensitive, "parameter_factors", lambda given: few(given)[:3])
    monkeypatch.setattr(sensitive, "lever_factors", lambda case: ((), ()))
    store.runs.study(desk.played, KNOWN, 2020, replications=10, threads=1, who="陈")
    done = work(store)
    for lang in LANGS:
        page = visit("outlook", lang, run=done.id)
        assert not page.exception
        said = " ".join(texts(page))
        assert done.fingerprint in said and "study_start" not in {b.key for b in page.button}
        assert {"zh": "马上可看的排序", "en": "A first ranking at once"}[lang] in said
