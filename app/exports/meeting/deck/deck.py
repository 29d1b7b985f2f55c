"""Deck: a presentation of 16:9 slides that all bear title, run, badge, notes and footer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.util import Inches, Pt

from app.exports.material import Material
from app.exports.meeting.content.words import word
from app.exports.meeting.deck.type import (
    BOLD,
    NAVY,
    QUIET,
    RED,
    add_run,
    fill_frame,
    fitting_size,
    room_pt,
    set_type,
    write_box,
    write_line,
)  # fmt: skip
from app.exports.meeting.measure import plain, width_pt
from geodata.words import Lang, say

WIDTH, HEIGHT = 13.333, 7.5
LEFT, RIGHT = 0.5, 0.5
BODY_TOP, BODY_BOTTOM = 1.5, 6.9
GAP = 0.1
"""Inches between cards."""
LINE_HEIGHT = 1.25
"""Of a line, in sizes of its type."""
LEAST_FIGURE_PT = 10.5
"""Type below which a figure cannot be read from the back of a meeting room."""
BODY_WIDTH = WIDTH - LEFT - RIGHT
BODY_HEIGHT = BODY_BOTTOM - BODY_TOP
TITLE_ONLY = 5
"""Position of the layout with nothing but a title in the library's own template."""
FOOTER_TOP = 6.98


class Deck:
    """Slides in one language; `synthetic` puts the badge on each of them."""

    def __init__(self, lang: Lang, synthetic: bool):
        self.lang, self.synthetic = lang, synthetic
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.layout = self.file.slide_layouts[TITLE_ONLY]
        self._keep_title_only()

    def _keep_title_only(self) -> None:
        """Wide layouts: the title where our slides have it, no date, footer or number holders."""
        for owner in (self.layout, self.file.slide_master):
            for holder in list(owner.placeholders):
                kind = holder.placeholder_format.idx
                if kind == 0:
                    _move(holder, LEFT, 0.3, 10.6, 0.72)
                elif owner is self.layout:
                    holder._element.getparent().remove(holder._element)

    def slide(self, title: str, tag: str, footer: str, notes: Sequence[str] = ()) -> Any:
        """A new slide.

        tag: the line under the title (which run it is about).  footer: fingerprints and dates.
        notes: what the speaker may say; one paragraph each.
        """
        slide = self.file.slides.add_slide(self.layout)
        holder = slide.shapes.title
        width = BODY_WIDTH - (self._badge_width() + 0.2 if self.synthetic else 0.0)
        _move(holder, LEFT, 0.3, width, 0.72)
        size = fitting_size([plain(title)], width, 0.72, 26, 12, bold=True)
        fill_frame(holder.text_frame, [title], self.lang, size, colour=NAVY, bold=True, middle=True)
        line = slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, Inches(LEFT), Inches(1.05), Inches(WIDTH - RIGHT), Inches(1.05)
        )
        _no_theme(line)
        line.line.color.rgb, line.line.width = RGBColor.from_string(NAVY), Pt(1.25)
        if tag:
            write_box(slide, [tag], (LEFT, 1.09, BODY_WIDTH, 0.34), self.lang, largest=13,
                      smallest=9, colour=QUIET)  # fmt: skip
        if self.synthetic:
            self.badge(slide)
        self._footer(slide, footer)
        self.notes(slide, notes)
        return slide

    def _badge_width(self) -> float:
        return width_pt(say("map.demo", self.lang), 15) / 72 / BOLD + 0.4

    def badge(self, slide: Any) -> None:
        """演示数据 in a red frame, top right."""
        text, width = say("map.demo", self.lang), self._badge_width()
        shape = slide.shapes.add_shape(
            MSO_SHAPE.ROUNDED_RECTANGLE, Inches(WIDTH - RIGHT - width), Inches(0.42),
            Inches(width), Inches(0.46),
        )  # fmt: skip
        shape.name = "badge"
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        shape.line.color.rgb, shape.line.width = RGBColor.from_string(RED), Pt(1.75)
        _no_theme(shape)
        fill_frame(shape.text_frame, [text], self.lang, 15, colour=RED, bold=True, middle=True)
        from pptx.enum.text import PP_ALIGN

        shape.text_frame.word_wrap = False
        shape.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER

    def _footer(self, slide: Any, footer: str) -> None:
        number = str(len(self.file.slides))
        texts = [footer]
        if self.synthetic:
            texts.append(say("export.word.demo", self.lang))
        write_box(slide, texts, (LEFT, FOOTER_TOP, BODY_WIDTH - 0.8, 0.46), self.lang,
                  largest=9, smallest=7, colour=QUIET, gap_pt=0)  # fmt: skip
        write_box(slide, [number], (WIDTH - RIGHT - 0.7, FOOTER_TOP, 0.7, 0.3), self.lang,
                  largest=10, colour=QUIET, right=True)  # fmt: skip

    def notes(self, slide: Any, notes: Sequence[str]) -> None:
        """Speaker's notes, one paragraph each."""
        frame = slide.notes_slide.notes_text_frame
        for i, text in enumerate(n for n in notes if n):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = plain(text)
            set_type(run._r.get_or_add_rPr(), self.lang)

    def picture(
        self, slide: Any, path: Path, box: tuple[float, float, float, float], alt: str
    ) -> Any:
        """A picture as large as fits the box, centred, with a text for those who cannot see it."""
        left, top, width, height = box
        shape = slide.shapes.add_picture(
            str(path), Inches(left), Inches(top), height=Inches(height)
        )
        if shape.width > Inches(width):
            shape.height = int(shape.height * Inches(width) / shape.width)
            shape.width = Inches(width)
        shape.left = Inches(left) + (Inches(width) - shape.width) // 2
        shape.top = Inches(top) + (Inches(height) - shape.height) // 2
        describe(shape, alt)
        return shape

    def cards(
        self, slide: Any, cards: Sequence[tuple[str, str]], box: tuple[float, float, float, float]
    ) -> None:
        """Label over figure, side by side across the box; in two rows where figures are long."""
        left, top, width, height = box
        long = max((width_pt(value, LEAST_FIGURE_PT) for _, value in cards), default=0.0)
        rows = 1 if long <= room_pt(width / max(len(cards), 1) - GAP, bold=True) else 2
        columns = max(-(-len(cards) // rows), 1)
        each, high = width / columns, (height - (rows - 1) * GAP) / rows
        largest = min(20.0, 0.58 * high * 72 / LINE_HEIGHT)
        for i, (label, value) in enumerate(cards):
            row, column = divmod(i, columns)
            place = (left + column * each, top + row * (high + GAP), each - GAP)
            shape = slide.shapes.add_shape(
                MSO_SHAPE.RECTANGLE, *(Inches(v) for v in (*place, high))
            )
            shape.fill.solid()
            shape.fill.fore_color.rgb = RGBColor(0xEE, 0xF3, 0xF8)
            shape.line.fill.background()
            write_box(slide, [label], (*place, high * 0.42), self.lang, largest=11, smallest=8,
                      colour=QUIET)  # fmt: skip
            write_line(slide, value, (place[0], place[1] + high * 0.4, place[2], high * 0.58),
                       self.lang, largest=largest, smallest=8, colour=NAVY, bold=True)  # fmt: skip

    def save(self, path: Path, title: str, material: Material, keywords: str, author: str) -> Path:
        """Write the file with its document properties."""
        properties = self.file.core_properties
        properties.title, properties.keywords = plain(title)[:255], keywords[:255]
        properties.author = plain(author)[:255]
        properties.subject = plain(word("pptx.subject", self.lang))[:255]
        properties.language = "zh-CN" if self.lang == "zh" else "en-US"
        day = material.day
        properties.created = properties.modified = datetime(day.year, day.month, day.day)
        properties.last_modified_by = properties.author
        if self.synthetic:
            properties.comments = say("export.word.demo", self.lang)
        self.file.save(str(path))
        return path


def describe(shape: Any, text: str) -> None:
    """The alternative text of a picture, chart or table."""
    found = shape._element.xpath(".//p:cNvPr")
    found[0].set("descr", plain(text))


def _no_theme(shape: Any) -> None:
    """Take away the theme's shadow and colours; what is set on the shape itself stays."""
    for style in shape._element.xpath("./p:style"):
        shape._element.remove(style)


def _move(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top = Inches(left), Inches(top)
    shape.width, shape.height = Inches(width), Inches(height)


__all__ = ["BODY_HEIGHT", "BODY_TOP", "BODY_WIDTH", "LEFT", "Deck", "add_run", "describe"]
