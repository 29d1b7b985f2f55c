"""Native charts whose workbook holds text as text: nothing a user typed becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Literal

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Inches, Pt

from app.exports.meeting.content.indicators import Chart
from app.exports.meeting.deck.deck import describe
from app.exports.meeting.deck.type import INK, QUIET, set_type
from app.exports.meeting.measure import plain
from geodata.words import Lang

Kind = Literal["bars", "columns", "stacked", "lines"]
TYPES = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "lines": XL_CHART_TYPE.LINE,
}
SERIES = ("0072B2", "D98200", "00815E", "8E4585")


def workbook(chart: Chart) -> bytes:
    """The chart's figures as a workbook of constants, laid out as its references expect."""
    import xlsxwriter

    buffer = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, settings) as book:
        sheet = book.add_worksheet("Sheet1")
        for r, category in enumerate(chart.categories, 1):
            sheet.write_string(r, 0, plain(category))
        for c, (name, values) in enumerate(chart.series, 1):
            sheet.write_string(0, c, plain(name))
            for r, value in enumerate(values, 1):
                sheet.write_number(r, c, float(value))
    return buffer.getvalue()


def add_chart(
    slide: Any, chart: Chart, box: tuple[float, float, float, float], lang: Lang, kind: Kind, *,
    number_format: str = "#,##0", colours: Sequence[str] = SERIES, labels: bool = True,
    size: float = 11,
) -> Any:  # fmt: skip
    """A native chart at (left, top, width, height) inches.

    The text for those who cannot see it is the title with every figure of the first series.
    """
    data = CategoryChartData(number_format=number_format)
    data.categories = [plain(category) for category in chart.categories]
    for name, values in chart.series:
        data.add_series(plain(name), [float(v) for v in values])
    frame = slide.shapes.add_chart(TYPES[kind], *(Inches(v) for v in box), data)
    native = frame.chart
    native.part.chart_workbook.update_from_xlsx_blob(workbook(chart))
    _style(native, chart, lang, kind, number_format, colours, labels, size)
    name, values = chart.series[0]
    told = ", ".join(f"{plain(c)} {v:,.6g}" for c, v in zip(chart.categories, values, strict=True))
    describe(frame, f"{chart.title}. {name}: {told}")
    return frame


def _style(
    native: Any, chart: Chart, lang: Lang, kind: Kind, number_format: str,
    colours: Sequence[str], labels: bool, size: float,
) -> None:  # fmt: skip
    _face(native.font, lang, size)
    native.has_title = True
    paragraph = native.chart_title.text_frame.paragraphs[0]
    run = paragraph.add_run()
    run.text = plain(chart.title)
    run.font.size, run.font.bold = Pt(size + 2), True
    run.font.color.rgb = RGBColor.from_string(INK)
    set_type(run._r.get_or_add_rPr(), lang)
    native.has_legend = len(chart.series) > 1
    if native.has_legend:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
        _face(native.legend.font, lang, size)
    plot = native.plots[0]
    if kind != "lines":
        plot.gap_width = 45
    if kind == "stacked":
        plot.overlap = 100
    for series, colour in zip(plot.series, colours, strict=False):
        fill = series.format.line if kind == "lines" else series.format.fill
        if kind == "lines":
            fill.color.rgb, fill.width = RGBColor.from_string(colour), Pt(2.25)
            series.smooth = False
        else:
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(colour)
    if labels:
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = (
            number_format, False
        )  # fmt: skip
        _face(plot.data_labels.font, lang, size - 1)
        if kind in ("bars", "columns"):
            plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    _axes(native, lang, kind, number_format, size)


def _axes(native: Any, lang: Lang, kind: Kind, number_format: str, size: float) -> None:
    category, value = native.category_axis, native.value_axis
    if kind == "bars":
        category.reverse_order = True
    category.format.line.color.rgb = RGBColor.from_string("C9D0D8")
    category.has_major_gridlines = False
    _face(category.tick_labels.font, lang, size)
    value.has_major_gridlines = kind != "bars"
    value.visible = kind != "bars"
    if value.has_major_gridlines:
        value.major_gridlines.format.line.color.rgb = RGBColor.from_string("E3E7EC")
    value.minimum_scale = 0
    value.format.line.fill.background()
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = (
        number_format, False
    )  # fmt: skip
    _face(value.tick_labels.font, lang, size - 1, QUIET)


def _face(font: Any, lang: Lang, size: float, colour: str = INK) -> None:
    font.size = Pt(size)
    font.color.rgb = RGBColor.from_string(colour)
    set_type(font._rPr, lang)
