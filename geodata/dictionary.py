"""The data dictionary as Markdown, generated from the table definitions."""

from __future__ import annotations

import sys

from geodata.tables import ALL
from geodata.tables.column import Column, Table, unit_label
from geodata.words import Lang, say

KEY, REQUIRED = "†", "*"


def dictionary(lang: Lang = "zh") -> str:
    """All tables as Markdown: a heading and one table of columns each, ending with a newline."""
    parts = [say("dictionary.how", lang, unique=KEY, required=REQUIRED)]
    parts += [_table(table, lang) for table in ALL.values()]
    return "\n\n".join(parts) + "\n"


def _table(table: Table, lang: Lang) -> str:
    heads = [say(f"dictionary.{name}", lang) for name in
             ("name", "label", "kind", "unit", "meaning", "if_empty")]  # fmt: skip
    lines = [
        f"### {table.label(lang)} `{table.name}`",
        "",
        table.meaning(lang),
        "",
        f"| {' | '.join(heads)} |",
        "|" + "---|" * len(heads),
    ]
    lines += [_row(table, column, lang) for column in table.columns]
    return "\n".join(lines)


def _row(table: Table, column: Column, lang: Lang) -> str:
    marks = (KEY if column.name in table.key else "") + (REQUIRED if column.required else "")
    meaning = column.meaning(lang)
    if column.choices:
        words = "; ".join(f"`{choice.value}` {choice.label(lang)}" for choice in column.choices)
        meaning = f"{meaning} {words}"
    cells = [
        f"`{column.name}` {marks}".rstrip(),
        column.label(lang),
        say(f"dictionary.kinds.{column.kind}", lang),
        unit_label(column.unit, lang),
        meaning,
        column.if_empty(lang),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print(dictionary("zh" if sys.argv[1:] == ["zh"] else "en"), end="")
