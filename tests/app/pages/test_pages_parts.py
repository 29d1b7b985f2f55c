"""The parts of pages that need no browser, by hand-made cases."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.draft import Draft, pinned
from app.pending import edited, receive
from app.runs.home import Home
from app.runs.records import Edit, Recipe
from app.views import charts
from app.views.data_cells import cell_text
from app.views.data_edit import as_text, edits_of, in_order, rows_to_edit
from app.views.levers.choices import Choices, word
from app.views.levers.fields import FIELDS, OWN, fields_of
from app.views.levers.form import key_label
from app.views.levers.themes import SIMULATION_ONLY, THEMES, theme_of
from app.views.pairing_table import Filter, named
from app.views.plain import escaped
from app.views.start_simulation import edits_of as parameter_edits
from geodata.report import blocker, doubt
from geodata.shipped import shipped_world
from geodata.tables import ALL as TABLES
from geodata.words import LANGS, catalogue
from scenarios.levers import ALL
from scenarios.load import load_scenario
from scenarios.scenario import scenario_from

APP = Path(__file__).resolve().parents[3] / "app"
MARKS = set("\\`*_[]<>$~#|!:{}()@^&")


def test_only_one_file_touches_the_session() -> None:
    users = [f.name for f in APP.rglob("*.py") if "st.session_state" in f.read_text("utf-8")]
    assert users == ["state.py"]


def test_the_headless_rooms_know_no_streamlit() -> None:
    rooms = [*APP.glob("exports/**/*.py"), *APP.glob("commands/*.py"), *APP.glob("runs/*.py"),
             *APP.glob("layers/*.py"), *APP.glob("outlook/*.py")]  # fmt: skip
    rooms += [APP / f"{name}.py" for name in ("cli", "draft", "pending", "comparing", "packing")]
    pattern = re.compile(r"^\s*(import|from) streamlit", re.MULTILINE)
    wrong = [f.name for f in rooms if pattern.search(f.read_text("utf-8"))]
    assert not wrong


def test_no_page_makes_html_of_anything_but_its_own_style() -> None:
    """`st.html` stands once, in the shell, and nothing asks for unsafe markup."""
    sources = {f.name: f.read_text("utf-8") for f in APP.rglob("*.py")}
    assert [name for name, text in sources.items() if "st.html(" in text] == ["shell.py"]
    assert not [name for name, text in sources.items() if "unsafe_allow_html" in text]


@given(st.text(max_size=60))
def test_every_mark_of_markdown_is_escaped_and_no_letter_is_lost(text: str) -> None:
    shown = escaped(text)
    at = 0
    while at < len(shown):
        if shown[at] == "\\":
            at += 2
            continue
        assert shown[at] not in MARKS
        at += 1
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == text.replace("\u2060", "")


def test_a_picture_or_a_list_in_a_name_stays_text() -> None:
    assert escaped("![x](http://a)") == "\\!\\[x\\]\\(http\\://a\\)"
    assert escaped("- a\n1. b") == "\\- a\n1\u2060. b"


def test_every_lever_stands_under_one_theme() -> None:
    listed = [lever for levers in THEMES.values() for lever in levers]
    assert sorted(listed) == sorted(ALL)
    assert set(listed) >= SIMULATION_ONLY
    assert theme_of("emission_limit") == "environment"
    with pytest.raises(KeyError):
        theme_of("nothing")


@pytest.mark.parametrize("name", ALL)
def test_every_key_of_a_lever_can_be_asked_for_and_is_called_something(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = Choices(shipped_world(), "zh")
    kinds = {"places", "choice", "choices", "switch", "flag", "number", "whole", "year", "text",
             "amount", "weights", "none", *choices.by_kind}  # fmt: skip
    for key, field in fields_of(ALL[name]).items():
        assert field.kind in kinds
        for lang in LANGS:
            monkeypatch.setattr("app.state.lang", lambda lang=lang: lang)
            assert key_label(name, key)
            assert all(word(name, key, option, lang) for option in field.options)


def test_fields_are_declared_for_levers_that_exist() -> None:
    for name, key in OWN:
        assert key in ALL[name].setting.model_fields
    used = {key for lever in ALL.values() for key in lever.setting.model_fields}
    assert set(FIELDS) <= used


def test_places_to_choose_are_all_understood_by_the_scenarios() -> None:
    from scenarios.scopes import Atlas

    world = shipped_world()
    choices, atlas = Choices(world, "en"), Atlas(world)
    codes = choices.places(("all", "region", "city", "park"))
    assert len(codes) == 3 + 4 + len(world["cities"]) + len(world["parks"])
    assert all(atlas.place(code) for code in codes)
    assert choices.place("north") == "the North" and choices.place("441400") == "Meizhou"


def test_weights_pulled_twice_are_one_lever_and_the_later_one_wins() -> None:
    draft = Draft("baseline", "w").with_lever({"lever": "weights", "set": {"labour": 2.0}})
    draft = draft.with_lever({"lever": "size", "measure": "jobs"})
    draft = draft.with_lever({"lever": "weights", "set": {"labour": 3.0, "credit": 0.0}})
    assert draft.levers == (
        {"lever": "weights", "set": {"labour": 3.0, "credit": 0.0}},
        {"lever": "size", "measure": "jobs"},
    )
    assert draft.without(0).levers == ({"lever": "size", "measure": "jobs"},)


def test_a_draft_written_as_toml_is_read_back_as_the_same_scenario() -> None:
    import tomllib

    above = load_scenario("baseline")
    draft = Draft("baseline", "w", '标题 "x"', "a\nb", seed=7)
    draft = pinned(draft, "E1", "P001", year=2017, tenure="land")
    draft = pinned(draft, "E2", "P002", forbid=True)
    back = scenario_from(tomllib.loads(draft.toml(above)), "w", above=above)
    assert back == draft.scenario(above)
    assert [one.keys() for one in back.levers] == [
        {"enterprise": ["E1"], "park": "P001", "year": 2017, "tenure": "land"},
        {"enterprise": ["E2"], "where": ["P002"]},
    ]
    assert back.title("en") == '标题 "x"' and back.seed == 7


def test_uploads_wait_in_the_home_and_go_when_dropped(tmp_path: Path) -> None:
    text = "企业名称,地址\n甲厂,东莞市长安镇\n".encode()
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    held = receive(Home(tmp_path), [("../a.csv", text), ("b.xls", old)])
    assert list(held.files) == ["a.csv"] and held.files["a.csv"].read_bytes() == text
    assert [one.name for one in held.recipe.files] == ["a.csv"] and len(held.refused) == 1
    other = held.with_table("a.csv", "parks").with_headers({"地址": ""}).with_datum("gcj02")
    assert other.recipe.files[0].table == "parks" and other.recipe.headers == {"地址": ""}
    assert other.recipe.datum == "gcj02" and held.recipe.datum == "wgs84"
    assert other.with_assumed("jobs_persons", "10").with_assumed("jobs_persons", "").recipe == (
        other.recipe
    )
    held.drop()
    assert not held.folder.exists()


def test_of_two_edits_of_a_cell_the_later_one_holds() -> None:
    first, second = Edit("enterprises", 3, "land_mu", "1"), Edit("enterprises", 3, "land_mu", "2")
    other = Edit("enterprises", 4, "land_mu", "9")
    recipe = edited(edited(Recipe(), [first, other]), [second])
    assert set(recipe.edits) == {second, other}


def test_every_changed_cell_is_an_edit_with_its_row_in_the_sheet() -> None:
    """Two rows, 7 and 9; land of row 9 becomes 12.5 and its empty name stays empty."""
    frame = pd.DataFrame({"source_row": [7, 9], "enterprise_id": ["E1", "E2"],
                          "name_zh": ["甲", None], "land_mu": [40.0, np.nan]})  # fmt: skip
    table = TABLES["enterprises"]
    whole = frame.reindex(columns=["source_row", *(c.name for c in table.columns)])
    before = as_text(whole, table)
    assert before.loc[0, "land_mu"] == "40" and before.loc[1, "name_zh"] == ""
    assert list(as_text(whole, table, first=["land_mu"]).columns[:4]) == [
        "source_row", "enterprise_id", "name_zh", "land_mu",
    ]  # fmt: skip
    after = before.copy()
    after.loc[1, "land_mu"] = "12.5"
    assert edits_of(before, after, "enterprises", ["a", "b"]) == [
        Edit("enterprises", 9, "land_mu", "12.5", "b")
    ]


def test_filters_leave_what_fits_all_of_them() -> None:
    pairings = pd.DataFrame(
        {
            "enterprise_id": ["E1", "E2", "E3"], "name_zh": ["甲(厂)", "乙厂", None],
            "name_en": [None, None, "Gamma"], "product": ["手机", "玩具", None],
            "city_adcode": ["1", "1", "2"], "park_city_adcode": ["9", "8", "9"],
            "park_id": ["P1", "P2", "P1"], "division": ["39", "24", "39"],
            "duty_id": ["D1", "", None],
        }
    )  # fmt: skip

    def left(**words: str) -> list[str]:
        return Filter(**words).apply(pairings)["enterprise_id"].tolist()

    assert left() == ["E1", "E2", "E3"]
    assert left(sending="1", division="39") == ["E1"]
    assert left(duty="yes") == ["E1"] and left(duty="no") == ["E2", "E3"]
    assert left(text="(厂") == ["E1"] and left(text="gamma") == ["E3"]
    assert named(pairings, "玩具").tolist() == [False, True, False]


def test_a_band_is_stacked_so_that_its_upper_edge_is_the_upper_quantile() -> None:
    """Low -1, 2; high 3, 5: the unseen line is the low one, the area on it is 4 and 3 high."""
    low, area = charts.band("b", [-1.0, 2.0], [3.0, 5.0], "#0072B2", 0.2, "s")
    assert low["data"] == [-1.0, 2.0] and area["data"] == [4.0, 3.0]
    assert low["stack"] == area["stack"] and low["stackStrategy"] == "all"
    assert charts.rounded([float("nan"), 1234567.0]) == [None, 1234570.0]


def test_a_tornado_tells_differences_to_the_mean() -> None:
    spec = charts.tornado(["a"], [2.0], [7.0], 4.0, ("low", "high"), "%")
    assert [one["data"] for one in spec["series"]] == [[-2.0], [3.0]]


def test_changed_assumptions_are_told_with_all_three_figures() -> None:
    before = pd.DataFrame({"name": ["a", "b"], "value": [1.0, 2.0], "low": [0.0, 0.0],
                           "high": [3.0, 3.0]})  # fmt: skip
    after = before.assign(high=[3.0, 9.0])
    assert parameter_edits(before, after) == {"b": {"value": 2.0, "low": 0.0, "high": 9.0}}
    assert parameter_edits(before, before) == {}


def _asked_for() -> list[str]:
    """Patterns of the page keys that the code names: of `t` and `tp`, and whole "page." strings."""
    found = []
    for file in [*APP.glob("*.py"), *APP.glob("screens/*.py"), *APP.glob("views/**/*.py")]:
        tree = ast.parse(file.read_text("utf-8"))
        inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                  for part in node.values}  # fmt: skip
        for node in ast.walk(tree):
            key = ""
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("t", "tp"):
                for one in [node.args[0], *_branches(node.args[0])]:
                    if text := _pattern(one):
                        found.append(f"page.{text}")
            elif isinstance(node, ast.Constant | ast.JoinedStr) and node not in inside:
                key = _pattern(node)
            if key.startswith("page."):
                found.append(key)
    return found


def _branches(node: ast.expr) -> list[ast.expr]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else []


def _pattern(node: ast.expr) -> str:
    """A string as it stands; of an f-string with {} for its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
    return ""


def test_every_sentence_of_the_pages_is_there_and_is_used() -> None:
    keys = [key for key in catalogue("zh") if key.startswith("page.")]
    patterns = {text: re.compile(re.escape(text).replace(r"\{\}", ".+")) for text in _asked_for()}
    lost = [text for text, one in patterns.items() if not any(map(one.fullmatch, keys))]
    left_over = [key for key in keys if not any(one.fullmatch(key) for one in patterns.values())]
    assert len(patterns) > 200 and not lost
    assert not left_over


def test_rows_with_blockers_stand_first_so_that_they_are_among_the_drawn() -> None:
    """Row 9 blocks, rows 2 and 5 raise doubts (5 twice), row 3 is of another table."""
    said = [doubt("x", "enterprises", row=5), doubt("x", "enterprises", row=2),
            blocker("x", "parks", row=3), blocker("x", "enterprises", row=9),
            doubt("x", "enterprises", row=9), doubt("x", "enterprises")]  # fmt: skip
    world = SimpleNamespace(findings=said)
    rows = rows_to_edit(world, TABLES["enterprises"])  # type: ignore[arg-type]
    assert rows == [9, 2, 5]
    frame = pd.DataFrame({"source_row": [2, 3, 5, 9], "name_zh": list("abcd")})
    assert in_order(frame, rows)["name_zh"].tolist() == ["d", "a", "c"]


def test_cells_are_written_as_people_write_them() -> None:
    columns = TABLES["enterprises"].by_name
    cases = {
        "located_by": ("county", "县区"), "output_wan_yuan": (12000.0, "12,000"),
        "cod_t": (0.48152, "0.482"), "lon": (113.8028, "113.8028"), "division": ("39", "39"),
        "earliest_year": (2017.0, "2017"), "social_duty_ok": (True, "是"),
        "land_mu": (float("nan"), ""), "town": (None, ""),
    }  # fmt: skip
    for name, (value, text) in cases.items():
        assert cell_text(columns[name], value, "zh") == text
    assert cell_text(columns["located_by"], "none", "en") == "none"
