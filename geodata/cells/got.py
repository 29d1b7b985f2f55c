"""What reading a cell gives, and what counts as an empty cell."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

Value = str | float | bool | None

EMPTY_WORDS = frozenset(
    {"-", "--", "—", "——", "–", "/", "\\", "n/a", "na", "#n/a", "null", "none", "nil", "不详",
    "未知",
     "待定", "暂无", "未填", "不明", "空", "tbd", "unknown"}
)  # fmt: skip
"""Words that say "not known"; the cell counts as empty and a note says so."""

ERRORS = frozenset({"#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!", "#spill!"})
"""What spreadsheets show when a formula failed."""

INJECTION = tuple("=+-@\t\r＝＋－＠")
"""First characters before which our own CSV export writes an apostrophe."""


class Got(NamedTuple):
    """value: what the table keeps.  rule: how the cell was changed.  problem: why it was not."""

    value: Value
    rule: str = ""
    problem: str = ""


EMPTY = Got(None)


def plain(text: str) -> str:
    """Text in half-width characters without surrounding spaces and invisible marks."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub("[\u200b-\u200f\ufeff]", "", text).strip()


def without_apostrophe(text: str) -> tuple[str, bool]:
    """Text without the apostrophe that guards formula-like text, and whether there was one."""
    if text[:1] == "'" and text[1:].lstrip(" ").startswith(INJECTION):
        return text[1:], True
    return text, False
