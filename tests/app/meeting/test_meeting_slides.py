"""meeting.pptx, opened again: slides, figures of native charts, typefaces, room, formulas."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu

from app.exports.meeting import MeetingRun
from app.exports.meeting.content.indicators import Chart
from app.exports.meeting.deck.chart import add_chart
from app.exports.meeting.deck.deck import BODY_WIDTH, Deck
from app.exports.meeting.measure import width_pt
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.slides import ALL, outlook, title
from app.fonts import font_file
from geodata.words import LANGS, Lang, say
from simulation.outcome import Outcome

Pack = Callable[[Lang], Path]
EVERY_CHARACTER = re.compile(r"[\u4e00-\u9fff]")


def deck(pack: Pack, lang: Lang) -> Any:
    return Presentation(str(pack(lang) / "meeting.pptx"))


def texts(slide: Any) -> str:
    parts = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            parts += [c.text_frame.text for r in shape.table.rows for c in r.cells]
    return "\n".join(parts)


def charts(presentation: Any) -> Iterator[Any]:
    for slide in presentation.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                yield shape


def test_the_slides_are_those_of_the_agenda_in_both_languages(pack: Pack) -> None:
    """A alone: title, method, then nine kinds, four slides of tasks among them.  Both: three more,
    and B, not simulated, has no outlook."""

    def names(lang: Lang) -> list[str]:
        return [slide.shapes.title.text_frame.text for slide in deck(pack, lang).slides]

    def of_run(lang: Lang) -> list[str]:
        keys = ["provenance", "map", "flows", "indicators", "pairings", "limits", "duties"]
        levels = [say(f"meeting.level.{level}", lang)
                  for level in ("province", "receiving", "sending", "command")]  # fmt: skip
        found = [say(f"meeting.title.{key}", lang) for key in keys]
        return found + [say("meeting.title.tasks", lang, level=level) for level in levels]

    def said(lang: Lang, *keys: str) -> list[str]:
        return [say(f"meeting.title.{key}", lang) for key in keys]

    assert names("en") == [*said("en", "deck", "method"), *of_run("en"), *said("en", "outlook")]
    assert names("zh") == [
        *said("zh", "deck", "method", "compare", "compare_cities", "compare_inputs"),
        *of_run("zh"), *said("zh", "outlook"), *of_run("zh"),
    ]  # fmt: skip
    assert len(ALL) == 14


@pytest.mark.parametrize("lang", LANGS)
def test_every_slide_has_badge_fingerprint_notes_and_number(
    pack: Pack, lang: Lang, runs: list[MeetingRun]
) -> None:
    prints = [run.fingerprint for run in runs]
    for i, slide in enumerate(deck(pack, lang).slides, 1):
        said = texts(slide)
        assert say("map.demo", lang) in said and say("export.word.demo", lang) in said
        assert any(p in said for p in prints) and "2016-09-02" in said
        assert str(i) in [s.text_frame.text for s in slide.shapes if s.has_text_frame]
    assert any(s.has_notes_slide and s.notes_slide.notes_text_frame.text
               for s in deck(pack, lang).slides)  # fmt: skip


@pytest.mark.parametrize("figure", ["114 / 119 家", "19,420 / 30,000 enterprises", "9" * 60])
@pytest.mark.parametrize("cards", [6, 7])
def test_figures_on_cards_stay_on_one_line(figure: str, cards: int) -> None:
    """Whatever typeface the office has: wrapping is off, and the type is small enough."""
    made = Deck("zh", False)
    slide = made.slide("t", "", "f")
    made.cards(slide, [("企业", figure)] * cards, (0.5, 2.0, BODY_WIDTH, 0.95))
    boxes = [s for s in slide.shapes if s.has_text_frame and s.text_frame.text[:2] == figure[:2]]
    assert len(boxes) == cards
    for box in boxes:
        (paragraph,) = box.text_frame.paragraphs
        size = paragraph.runs[0].font.size.pt
        assert box.text_frame.word_wrap is False
        assert width_pt(paragraph.text, size) <= box.width.inches * 72
        assert size >= 10 or figure == "9" * 60


def test_no_badge_where_nothing_is_made_up(runs: list[MeetingRun]) -> None:
    run = replace(runs[0], plan=replace(runs[0].plan, synthetic=False))
    meeting = Meeting([run], "zh", date(2016, 9, 2))
    made = Deck("zh", meeting.synthetic)
    title.add(made, meeting, 0)
    assert "演示数据" not in texts(made.file.slides[0])


@pytest.mark.parametrize("lang", LANGS)
def test_charts_are_native_and_hold_the_plan_s_figures(pack: Pack, lang: Lang) -> None:
    """A: Heyuan 2, Shaoguan 1; output 1.7 and 0.6 (100m yuan), 0.17 and 0.06 (bn).  B: 1 and 2, 1.8
    in one year.  The comparison has both, in A's order."""
    found: dict[str, list[Any]] = {}
    for frame in charts(deck(pack, lang)):
        plot = frame.chart.plots[0]
        series = [(s.name, list(s.values)) for s in plot.series]
        name = frame.chart.chart_title.text_frame.text
        found.setdefault(name, []).append((list(plot.categories), series))
    heyuan, shaoguan, north = (
        ("河源", "韶关", "粤北") if lang == "zh" else ("Heyuan", "Shaoguan", "North")
    )
    label = say("meeting.chart.pairings", lang)
    by_city = [([heyuan, shaoguan], [(label, [2.0, 1.0])])]
    by_year = [(["2016", "2017"], [(north, [0.17, 0.06])])]
    if lang == "zh":
        both = [("A 甲方案", [2.0, 1.0]), ("B 乙方案", [1.0, 2.0])]
        by_city.insert(0, ([heyuan, shaoguan], both))
        by_city.append(([shaoguan, heyuan], [(label, [2.0, 1.0])]))
        by_year = [(["2016", "2017"], [(north, v)]) for v in ([1.7, 0.6], [1.7, 0.1])]
    assert found[say("meeting.chart.by_city", lang)] == by_city
    assert found[say("meeting.chart.by_year", lang)] == by_year
    ((years, share),) = found[say("meeting.chart.share", lang)]
    assert years == ["2016", "2017", "2018", "2019", "2020"]
    assert [values[4] for _, values in share] == pytest.approx([0.06, 0.041, 0.086, 0.05])


@pytest.mark.parametrize("lang", LANGS)
def test_every_run_names_its_east_asian_typeface(pack: Pack, lang: Lang) -> None:
    presentation = deck(pack, lang)
    roots = [s._element for s in presentation.slides]
    roots += [s.notes_slide._element for s in presentation.slides]
    roots += [c.chart._chartSpace for c in charts(presentation)]
    count = 0
    for root in roots:
        for run in root.iter(qn("a:r")):
            if run.findtext(qn("a:t")):
                face = run.find(f"{qn('a:rPr')}/{qn('a:ea')}")
                assert face is not None and face.get("typeface") == "Microsoft YaHei"
                order = [child.tag for child in run.find(qn("a:rPr"))]
                assert order.index(qn("a:latin")) + 1 == order.index(qn("a:ea"))
                count += 1
    assert count > 300
    for chart in charts(presentation):
        bodies = list(chart.chart._chartSpace.iter(qn("c:txPr")))
        assert bodies
        assert all(b.find(f".//{qn('a:defRPr')}/{qn('a:ea')}") is not None for b in bodies)


def height_needed(frame: Any, width: float) -> float:
    """Points that a frame's text needs: letter by letter, lines of 1.2 em.  Written apart from
    the code under test."""
    from PIL import ImageFont

    total = 0.0
    for paragraph in frame.paragraphs:
        size = max((r.font.size.pt for r in paragraph.runs if r.font.size), default=10.0)
        font = ImageFont.truetype(str(font_file()), 100)
        line = 0.0
        lines = 1
        for c in "".join(r.text for r in paragraph.runs):
            step = font.getlength(c) * size / 100
            if line + step > width:
                lines, line = lines + 1, 0.0
            line += step
        total += lines * size * 1.2
    return total


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_leaves_its_box_and_no_box_its_slide(pack: Pack, lang: Lang) -> None:
    presentation = deck(pack, lang)
    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= presentation.slide_width + Emu(10)
            assert shape.top + shape.height <= presentation.slide_height
            if shape.has_text_frame and shape.text_frame.text:
                width = Emu(shape.width).pt - 7.2
                if shape.text_frame.word_wrap is False:
                    width = 1e9
                needed = height_needed(shape.text_frame, width)
                assert needed <= Emu(shape.height).pt + 1, shape.text_frame.text
            if shape.has_table:
                assert Emu(shape.top).inches + table_height(shape.table) < 6.95


def table_height(table: Any) -> float:
    """Inches of a table, each row as high as its fullest cell needs."""
    total = 0.0
    for row in table.rows:
        needed = max(
            height_needed(cell.text_frame, Emu(column.width).pt - 7.2) + 4.3
            for cell, column in zip(row.cells, table.columns, strict=True)
        )
        assert needed <= Emu(row.height).pt + 1, [c.text_frame.text for c in row.cells]
        total += max(needed / 72, Emu(row.height).inches)
    return total


def test_what_users_typed_never_becomes_a_formula_in_a_chart_s_workbook() -> None:
    made = Deck("zh", False)
    slide = made.slide("t", "", "f")
    chart = Chart(
        "=1+1", ["=HYPERLINK(1)", "@cmd", "https://example.org"], [("=SUM(A1)", [1, 2, 3])]
    )
    frame = add_chart(slide, chart, (1, 1, 5, 3), "zh", "bars")
    book = load_workbook(io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {c.value for c in cells} >= {"=HYPERLINK(1)", "=SUM(A1)", "@cmd"}
    assert all(c.data_type in "sn" and c.hyperlink is None for c in cells)
    assert [c.value for c in book.active["B"]][1:] == [1, 2, 3]
    assert list(frame.chart.plots[0].categories) == chart.categories


@pytest.mark.parametrize("lang", LANGS)
def test_pictures_charts_and_tables_have_a_text_for_those_who_cannot_see(
    pack: Pack, lang: Lang
) -> None:
    for slide in deck(pack, lang).slides:
        for shape in slide.shapes:
            if shape.shape_type is not None and (
                shape.has_chart or shape.has_table or "Picture" in shape.name
            ):
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_english_slides_speak_english(pack: Pack) -> None:
    """Chinese stands only in names that the data hold and in what users typed."""
    allowed = ("甲方案", "甲电子厂", "陈工", "韶关园", "丁家具厂")
    for slide in deck(pack, "en").slides:
        for line in texts(slide).split("\n"):
            rest = re.sub(r"[(\[\"'“‘《〔][^)\]\"'”’》〕]*[)\]\"'”’》〕]", "", line)
            for word in allowed:
                rest = rest.replace(word, "")
            assert not EVERY_CHARACTER.search(rest), line


def test_without_processing_trade_the_outlook_shows_projects_and_says_why(
    outcome: Outcome, runs: list[MeetingRun]
) -> None:
    """0 / 0 in every replication: no chart of a share that nobody knows, but the slide stands."""
    none = replace(outcome, accounts=np.zeros_like(outcome.accounts))
    meeting = Meeting([replace(runs[0], outcome=none)], "en", date(2016, 9, 2))
    made = Deck("en", meeting.synthetic)
    outlook.add(made, meeting, 0)
    slide = made.file.slides[-1]
    assert "cannot be computed" in texts(slide)
    assert sum(shape.has_chart for shape in slide.shapes) == 1
