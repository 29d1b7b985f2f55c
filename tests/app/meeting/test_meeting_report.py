"""report.pdf, opened again: text, pages, fonts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.exports.meeting import MeetingRun
from app.exports.meeting.grid import Grid
from app.exports.meeting.paper.paper import BOTTOM_IN, Paper
from app.map.style import drawing
from geodata.words import LANGS, Lang, say

Pack = Callable[[Lang], Path]


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_holds_every_part_as_text(
    pack: Pack, lang: Lang, runs: list[MeetingRun]
) -> None:
    said = text_of(pack(lang) / "report.pdf").replace(" ", "")
    keys = ["report", "method", "map", "cities", "flows", "pairings", "limits", "duties",
            "unmatched", "outlook", "provenance", "assumptions", "notes", "files"]  # fmt: skip
    if lang == "zh":
        keys += ["compare", "compare_cities", "compare_inputs"]
    missing = [k for k in keys if say(f"meeting.title.{k}", lang).replace(" ", "") not in said]
    assert not missing
    assert say("map.note.warning", lang).split("；")[0].replace(" ", "")[:20] in said
    assert runs[0].fingerprint in said and runs[0].plan.world_fingerprint in said
    assert "=HYPERLINK(1)" in said and "甲电子厂" in said


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_is_a4_with_badge_fingerprint_and_number(
    pack: Pack, lang: Lang, runs: list[MeetingRun]
) -> None:
    reader = PdfReader(pack(lang) / "report.pdf")
    for number, page in enumerate(reader.pages, 1):
        sides = sorted(float(v) / 72 for v in (page.mediabox.width, page.mediabox.height))
        assert sides == pytest.approx([8.27, 11.69], abs=0.01)
        said = page.extract_text()
        assert say("map.demo", lang) in said and "2016-09-02" in said
        assert any(run.fingerprint in said for run in runs)
        assert say("meeting.paper.page", lang, number=number) in said
    assert runs[0].fingerprint in reader.metadata["/Keywords"]
    assert reader.metadata["/CreationDate"].startswith("D:20160902")


def test_every_typeface_is_embedded_with_a_way_back_to_text(pack: Pack) -> None:
    fonts = {
        font.get_object()[
            "/Name" if "/Name" in font.get_object() else "/BaseFont"
        ]: font.get_object()
        for page in PdfReader(pack("zh") / "report.pdf").pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    for font in fonts.values():
        assert "/ToUnicode" in font and ("/CharProcs" in font or "/FontDescriptor" in font)


def pages_of(tmp_path: Path, grid: Grid) -> list[str]:
    from matplotlib.backends.backend_pdf import PdfPages

    path = tmp_path / "t.pdf"
    with drawing(), PdfPages(path) as pdf:
        paper = Paper(pdf, "zh", "foot", False)
        paper.new_page(landscape=False)
        paper.table(grid)
        assert paper.y >= BOTTOM_IN - 0.2
        paper.finish()
    return [page.extract_text() for page in PdfReader(path).pages]


def test_a_long_table_breaks_between_rows_and_repeats_its_header(tmp_path: Path) -> None:
    grid = Grid(["表头", "数"], [[f"第{i}行", str(i)] for i in range(150)], (3, 1), frozenset({1}))
    pages = pages_of(tmp_path, grid)
    assert len(pages) > 2 and all("表头" in page for page in pages)
    joined = "\n".join(pages)
    assert [joined.count(f"第{i}行") for i in range(150)] == [1] * 150


def test_mathematics_and_markup_are_printed_as_typed(tmp_path: Path) -> None:
    typed = ["$x^2$", r"\alpha", "<b>x</b>", "=1+1", "&amp;"]
    (page,) = pages_of(tmp_path, Grid(["h"], [[t] for t in typed], (1,)))
    assert all(t in page for t in typed)


def test_a_run_s_pages_bear_only_its_own_fingerprint(pack: Pack, runs: list[MeetingRun]) -> None:
    """Pages of A, then pages of B; the common pages bear both."""
    first, second = (run.fingerprint for run in runs)
    seen = [
        ("A" if first in said else "") + ("B" if second in said else "")
        for said in (p.extract_text() for p in PdfReader(pack("zh") / "report.pdf").pages)
    ]
    assert seen[0] == seen[-1] == "AB" and {"A", "B"} <= set(seen)
    inner = [s for s in seen if s != "AB"]
    assert inner == sorted(inner)
