"""Every page on every desk in both languages: it stands, it says so kindly, it is translated."""

from __future__ import annotations

import re
from functools import cache

import pytest
from desks import Desk, elements, texts, visit

from app.shell import PAGES
from geodata.shipped import shipped_world

CJK = re.compile(r"[\u3400-\u9fff]+")
ENGLISH = re.compile(r"(?:\b[a-z]{2,}\b[ ,]+){3,}\b[a-z]{2,}\b")
"""Four small English words in a row: a sentence, not a name."""
KEPT_CHINESE = ("中文", "粤府", "国土资发")
DESKS = ("empty", "bad", "demo")


@cache
def names() -> tuple[str, ...]:
    """Chinese names of the data, longest first: they stay as they are in English."""
    found = set(KEPT_CHINESE)
    for frame in shipped_world().tables.values():
        for column in frame.columns:
            if frame[column].dtype == object:
                found |= {v for v in frame[column].dropna().unique() if CJK.search(str(v))}
    return tuple(sorted(map(str, found), key=len, reverse=True))


def bare(text: str) -> str:
    """The text without names of the data."""
    text = text.replace("\\", "")
    for name in names():
        if name in text:
            text = text.replace(name, "")
    return text


def words_of(desk: Desk, page: str) -> dict[str, str]:
    """What the address bar would hold on this desk."""
    if not desk.first:
        return {"data": desk.data} if page == "data" and desk.data else {}
    return {
        "compare": {"runs": f"{desk.first},{desk.second}", "layer": "output"},
        "pairings": {"run": desk.first},
        "outlook": {"run": desk.played},
        "export": {"runs": desk.first},
        "scenarios": {"run": desk.first, "scenario": "land-east-20"},
    }.get(page, {})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", DESKS)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_and_speaks_one_language(page: str, name: str, lang: str, sit) -> None:
    desk = sit(name)
    test = visit(page, lang, **words_of(desk, page))
    assert not test.exception, [e.message for e in test.exception]
    said = texts(test)
    assert test.header[0].value and len(said) > 10
    # A failed page is told as an error; only the draft with blockers has one to show.
    if not (name == "bad" and page == "data"):
        assert not test.error, [e.value for e in test.error]
    if lang == "en":
        wrong = [one for one in said if CJK.search(bare(one))]
    else:
        wrong = [one for one in said if ENGLISH.search(bare(one))]
    assert not wrong


@pytest.mark.parametrize("page", ["compare", "pairings", "export", "outlook"])
def test_without_runs_a_page_says_what_to_do_first(page: str, sit) -> None:
    sit("empty")
    test = visit(page)
    assert test.info and any("方案" in one.value for one in test.info)
    links = [e for e in elements(test) if type(e).__name__ == "PageLink"]
    assert links


def test_bad_data_are_a_draft_and_replace_nothing(sit) -> None:
    desk = sit("bad")
    test = visit("data", data=desk.data)
    assert "1处" in test.error[0].value
    problems = next(d.value for d in test.dataframe if "问题" in d.value.columns)
    assert problems["问题"].iloc[0].startswith("年产值为 -500")
    start = visit("start")
    assert any("尚未加载数据" in one.value for one in start.caption)


@pytest.mark.parametrize("page", ["compare", "pairings", "outlook", "scenarios", "export", "data"])
def test_an_address_of_nothing_is_told_and_not_shown_as_a_traceback(page: str, sit) -> None:
    sit("demo")
    word = {"compare": "runs", "export": "runs", "data": "data"}.get(page, "run")
    test = visit(page, **{word: "nosuchrun"})
    assert not test.exception
    assert any("nosuchrun" in one.value for one in [*test.warning, *test.error])


def test_a_link_to_no_scenario_says_that_the_baseline_is_shown(sit) -> None:
    sit("demo")
    test = visit("scenarios", scenario="nosuchscenario")
    assert any("nosuchscenario" in one.value for one in test.warning)
    assert not visit("scenarios", scenario="land-east-20").warning


def test_the_department_in_the_lead_is_named_in_the_language_of_the_page(sit) -> None:
    sit("demo")
    page = visit("scenarios", "en")
    page.button(key="library_new").click().run()
    (told,) = [c.value for c in page.caption if "lead:" in c.value]
    assert "Department of Land and Resources" in told and not CJK.search(told)


@pytest.mark.parametrize("name", ["名录.xls", "名录.tsv"])
def test_no_file_is_turned_away_by_the_browser_in_words_that_are_not_ours(name: str, sit) -> None:
    """An old .xls is refused with the way out, a .tsv is read like the formats that are told."""
    sit("empty")
    page = visit("data")
    content = {"名录.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
               "名录.tsv": "企业名称\t地址\n甲厂\t东莞市长安镇\n".encode()}[name]  # fmt: skip
    page.file_uploader[0].upload(name, content).run()
    assert not page.exception
    told = " ".join(e.value for e in page.error)
    assert "xlsx" in told if name == "名录.xls" else not told


def test_the_badge_stands_on_every_page_while_data_are_made_up(sit) -> None:
    sit("demo")
    for page in PAGES:
        assert any(m.value == "演示数据" for m in visit(page).markdown), page


def test_in_a_meeting_the_tools_are_gone_and_the_type_is_large(sit) -> None:
    sit("demo")
    usual, large = visit("start"), visit("start", present="1")
    styles = ["".join(e.value for e in elements(t) if type(e).__name__ == "Html") for t in
              (usual, large)]  # fmt: skip
    assert "21px" in styles[1] and "21px" not in styles[0]
    labels = [[e.label for e in elements(t) if getattr(e, "label", None)] for t in (usual, large)]
    assert "姓名或科室" in labels[0] and "姓名或科室" not in labels[1]
