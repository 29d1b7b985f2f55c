"""Typefaces and text on slides: every run names its Latin and its East Asian typeface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from app.exports.meeting.measure import cut_to, plain, shorten, width_pt, wrap
from geodata.words import Lang

LATIN: dict[Lang, str] = {"zh": "Microsoft YaHei", "en": "Arial"}
ASIAN = "Microsoft YaHei"
CODES: dict[Lang, str] = {"zh": "zh-CN", "en": "en-US"}
NAVY, INK, QUIET, RED = "1F3A5F", "1E2530", "5A6370", "B3261E"
LEADING = 1.36
"""Height of a line in ems, generous: typefaces differ from machine to machine."""
SAFETY = 0.95
"""Share of a box's width that is counted on, for the same reason."""
BOLD = 0.93
"""Share of a line that is left where the type is bold."""
MARGIN_IN = 0.05
INDENT_IN = 0.2


def set_type(properties: Any, lang: Lang) -> None:
    """Latin, East Asian and complex typeface and the language of one run's properties."""
    properties.set("lang", CODES[lang])
    properties.set("altLang", CODES["en" if lang == "zh" else "zh"])
    for tag in ("a:latin", "a:ea", "a:cs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    place = len(properties)
    for i, child in enumerate(properties):
        if child.tag in (qn("a:sym"), qn("a:hlinkClick"), qn("a:hlinkMouseOver"), qn("a:extLst")):
            place = i
            break
    for tag, name in (("a:latin", LATIN[lang]), ("a:ea", ASIAN), ("a:cs", LATIN[lang])):
        face = OxmlElement(tag)
        face.set("typeface", name)
        properties.insert(place, face)
        place += 1


def add_run(
    paragraph: Any, text: str, lang: Lang, size: float, colour: str = INK, bold: bool = False
) -> Any:
    """One run of plain text in a paragraph."""
    run = paragraph.add_run()
    run.text = plain(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)
    set_type(run._r.get_or_add_rPr(), lang)
    return run


def room_pt(width_in: float, bold: bool = False) -> float:
    """Points of a box `width_in` inches wide that a line may count on; bold type is wider."""
    return (width_in - 2 * MARGIN_IN) * 72 * SAFETY * (BOLD if bold else 1.0)


def lines_of(texts: Sequence[str], width_in: float, size: float, bold: bool = False) -> int:
    """How many lines the texts need, one paragraph each, in a box `width_in` inches wide."""
    width = room_pt(width_in, bold)
    return sum(len(wrap(plain(text), width, size)) for text in texts)


def height_in(lines: int, size: float) -> float:
    """Height of so many lines with the box's margins, inches."""
    return lines * size * LEADING / 72 + 2 * MARGIN_IN


def fitting_size(
    texts: Sequence[str], width_in: float, room_in: float, largest: float, smallest: float,
    gap_pt: float = 0.0, bold: bool = False,
) -> float:  # fmt: skip
    """The largest size, in half points, at which the texts fit; `smallest` where none does."""
    size = largest
    gaps = gap_pt * max(len(texts) - 1, 0) / 72
    while (
        size > smallest and height_in(lines_of(texts, width_in, size, bold), size) + gaps > room_in
    ):
        size -= 0.5
    return max(size, smallest)


def write_box(
    slide: Any, texts: Sequence[str], box: tuple[float, float, float, float], lang: Lang, *,
    largest: float = 16, smallest: float = 10, colour: str = INK, bold: bool = False,
    right: bool = False, middle: bool = False, gap_pt: float = 4.0, bullet: bool = False,
) -> Any:  # fmt: skip
    """A text box at (left, top, width, height) inches whose paragraphs fit it.

    Where even the smallest size is too large, later paragraphs are cut with an ellipsis.
    """
    left, top, width, height = box
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    shown = [plain(t) for t in texts]
    inner = width - (INDENT_IN if bullet else 0.0)
    size = fitting_size(shown, inner, height, largest, smallest, gap_pt, bold)
    fill_frame(
        shape.text_frame, _cut(shown, inner, height, size, gap_pt, bold), lang, size, colour=colour,
        bold=bold, right=right, middle=middle, gap_pt=gap_pt,
    )  # fmt: skip
    if bullet:
        for paragraph in shape.text_frame.paragraphs:
            _with_bullet(paragraph)
    return shape


def write_line(
    slide: Any, text: str, box: tuple[float, float, float, float], lang: Lang, *, largest: float,
    smallest: float, colour: str = INK, bold: bool = False,
) -> Any:  # fmt: skip
    """A text box with one line that never breaks, whatever typeface an office has.

    Smaller down to `smallest` where it is too wide, then cut with an ellipsis.
    """
    left, top, width, height = box
    shown, room, size = plain(text), room_pt(width, bold), largest
    while size > smallest and width_pt(shown, size) > room:
        size -= 0.5
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    fill_frame(shape.text_frame, [shorten(shown, room, size)], lang, size, colour=colour, bold=bold)
    shape.text_frame.word_wrap = False
    return shape


def _with_bullet(paragraph: Any) -> None:
    """A hanging bullet before the paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(INDENT_IN)))
    properties.set("indent", str(-Inches(INDENT_IN)))
    mark = OxmlElement("a:buChar")
    mark.set("char", "•")
    properties.append(mark)


def _cut(
    texts: Sequence[str], width: float, height: float, size: float, gap: float, bold: bool
) -> list[str]:
    """The texts as far as they fit; an ellipsis where something is left out."""
    room = room_pt(width, bold)
    left_pt = (height - 2 * MARGIN_IN) * 72
    kept: list[str] = []
    for i, text in enumerate(texts):
        lines = max(int((left_pt + 0.01) // (size * LEADING)), 0 if kept else 1)
        if not lines:
            break
        kept.append(cut_to(text, room, size, lines))
        left_pt -= len(wrap(kept[-1], room, size)) * size * LEADING + gap
        if kept[-1] != text and i + 1 < len(texts):
            break
    if len(kept) < len(texts) and not kept[-1].endswith("…"):
        kept[-1] = kept[-1][:-1] + "…"
    return kept


def fill_frame(
    frame: Any, texts: Sequence[str], lang: Lang, size: float, *, colour: str = INK,
    bold: bool = False, right: bool = False, middle: bool = False, gap_pt: float = 0.0,
) -> None:  # fmt: skip
    """Write paragraphs into a text frame with small margins and no auto-size."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Inches(MARGIN_IN)
    frame.margin_top = frame.margin_bottom = Inches(MARGIN_IN * 0.6)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    for i, text in enumerate(texts or [""]):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        if i:
            paragraph.space_before = Pt(gap_pt)
        add_run(paragraph, text, lang, size, colour, bold)
