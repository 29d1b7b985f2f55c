"""The empty Excel form: a sheet per table, notes on every header, drop-downs for allowed words.

Everything in it comes from `geodata.tables`; what a planner fills in is read back by
`geodata.readers` without any renaming (the tests do it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from geodata.readers.xlsx import LISTS_SHEET, README_SHEETS
from geodata.tables import ALL
from geodata.tables.column import Column, Table
from geodata.words import Lang, say

ROWS = 5_000
"""Rows that get drop-downs and number checks; more may be filled in, just without them."""

YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
_WIDTHS = {"text": 24, "code": 14, "codes": 18, "choice": 16, "choices": 20, "flag": 10, "year": 10}
_AS_TEXT = ("code", "codes", "choices", "text")
_COMMENT = {"x_scale": 2.2, "y_scale": 1.6, "author": ""}


def write_template(
    path: Path | str, lang: Lang = "zh", tables: Iterable[str] | None = None
) -> Path:
    """Writes the form and gives its path.

    lang: of headers, notes and words.  tables: names of the tables wanted, all if None; raises
    KeyError for a name that is no table, OSError if the file cannot be written.
    """
    wanted = [ALL[name] for name in (tables or ALL)]
    path = Path(path)
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    styles = {
        "required": book.add_format(_header("#C00000")),
        "optional": book.add_format(_header("#1F4E79")),
        "produced": book.add_format(_header("#7F7F7F")),
        "text": book.add_format({"num_format": "@"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "bold": book.add_format({"bold": True, "bottom": 1}),
    }
    _readme(book, styles, wanted, lang)
    sheets = [(table, book.add_worksheet(table.label(lang))) for table in wanted]
    lists = _Lists(book.add_worksheet(LISTS_SHEET))
    for table, sheet in sheets:
        _sheet(sheet, styles, table, lists, lang)
    lists.sheet.hide()
    book.close()
    return path


def _header(colour: str) -> dict[str, Any]:
    return {
        "bold": True, "font_color": "white", "bg_color": colour, "border": 1, "text_wrap": True,
        "valign": "vcenter",
    }  # fmt: skip


class _Lists:
    """The hidden sheet with the words of the drop-downs, one column for each list."""

    def __init__(self, sheet: Any):
        self.sheet = sheet
        self._known: dict[tuple[str, ...], str] = {}

    def reference(self, words: Sequence[str]) -> str:
        """The cells that hold these words, as a formula for a drop-down."""
        key = tuple(words)
        if key not in self._known:
            column = len(self._known)
            self.sheet.write_column(0, column, key)
            letter = xlsxwriter.utility.xl_col_to_name(column, col_abs=True)
            self._known[key] = f"={LISTS_SHEET}!{letter}$1:{letter}${len(key)}"
        return self._known[key]


def _sheet(sheet: Any, styles: dict[str, Any], table: Table, lists: _Lists, lang: Lang) -> None:
    sheet.freeze_panes(1, 1 if table.key else 0)
    sheet.set_row(0, 36)
    for position, column in enumerate(table.columns):
        style = "required" if column.required else "produced" if column.produced else "optional"
        sheet.write_string(0, position, column.header(lang), styles[style])
        sheet.write_comment(0, position, note(column, lang), _COMMENT)
        # Codes typed into number cells lose leading zeros and digits after the fifteenth.
        as_text = styles["text"] if column.kind in _AS_TEXT else None
        sheet.set_column(position, position, _WIDTHS.get(column.kind, 13), as_text)
        if rule := _validation(column, lists, lang):
            sheet.data_validation(1, position, ROWS, position, rule)


def note(column: Column, lang: Lang) -> str:
    """The note on a header: meaning, unit, what an empty cell means, canonical name."""
    lines = [column.meaning(lang)]
    if column.choices:
        key = "template.choices_several" if column.kind == "choices" else "template.choices"
        lines.append(say(key, lang, words=_words(column, lang)))
    lines.append(say("template.if_empty", lang, text=column.if_empty(lang)))
    if column.produced:
        lines.append(say("template.produced", lang))
    lines.append(say("template.name", lang, name=column.name))
    return "\n".join(line for line in lines if line)


def _words(column: Column, lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(choice.label(lang) for choice in column.choices)


def _validation(column: Column, lists: _Lists, lang: Lang) -> dict[str, Any] | None:
    """Drop-down or number check; a warning only, because a bad cell is reported on reading."""
    common = {
        "ignore_blank": True,
        "error_type": "warning",
        "error_title": say("template.error_title", lang),
        "error_message": column.meaning(lang)[:250],
    }
    if column.kind == "choice":
        words = [choice.label(lang) for choice in column.choices]
        return common | {"validate": "list", "source": lists.reference(words)}
    if column.kind == "flag":
        return common | {"validate": "list", "source": lists.reference(YES_NO[lang])}
    if column.kind not in ("number", "integer", "year") or column.minimum is None:
        return None
    kind = "integer" if column.kind in ("year", "integer") else "decimal"
    if column.maximum is None:
        return common | {"validate": kind, "criteria": ">=", "value": column.minimum}
    bounds = {"minimum": column.minimum, "maximum": column.maximum}
    return common | {"validate": kind, "criteria": "between"} | bounds


def _readme(book: Any, styles: dict[str, Any], tables: Sequence[Table], lang: Lang) -> None:
    sheet = book.add_worksheet(README_SHEETS[0 if lang == "zh" else 1])
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, say("template.title", lang), styles["title"])
    row = 2
    for line in say("template.how", lang).splitlines():
        sheet.merge_range(row, 0, row, 1, line, styles["wrap"])
        row += 1
    row += 1
    sheet.write_string(row, 0, say("template.sheet", lang), styles["bold"])
    sheet.write_string(row, 1, say("template.meaning", lang), styles["bold"])
    for table in tables:
        row += 1
        sheet.write_string(row, 0, table.label(lang))
        sheet.write_string(row, 1, table.meaning(lang), styles["wrap"])
