"""What an input column and an input table declare about themselves.

Everything that reads, checks, documents or draws a table (readers, `validate`, the Excel template,
the data dictionary) reads these declarations and nothing else, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pandas as pd

from geodata.words import Lang

Kind = Literal[
    "text", "code", "codes", "number", "integer", "year", "quarter", "flag", "choice", "choices",
]  # fmt: skip
"""text; code (digits or an id, never a number); codes (";"-separated codes); number (float);
integer; year; quarter ("2016Q3"); flag (yes/no); choice (one of a few words); choices
(";"-separated words out of a few)."""

TEXT_KINDS = frozenset({"text", "code", "codes", "quarter", "choice", "choices"})
NUMBER_KINDS = frozenset({"number", "integer", "year"})

UNITS: Mapping[str, tuple[str, str]] = {
    "mu": ("亩", "mu"),
    "m2": ("平方米", "m2"),
    "km2": ("平方公里", "km2"),
    "wan_yuan": ("万元", "10,000 yuan"),
    "100m_yuan": ("亿元", "100 million yuan"),
    "100m_usd": ("亿美元", "100 million US dollars"),
    "10k_persons": ("万人", "10,000 persons"),
    "persons": ("人", "persons"),
    "tce": ("吨标准煤", "tonnes of coal equivalent"),
    "t": ("吨/年", "tonnes per year"),
    "h": ("小时", "hours"),
    "degree": ("度", "degrees"),
    "share": ("0-1 之间", "0 to 1"),
    "projects": ("个", "projects"),
    "wan_yuan/mu": ("万元/亩", "10,000 yuan per mu"),
    "yuan/m2": ("元/平方米", "yuan per m2"),
    "yuan/m2/month": ("元/平方米·月", "yuan per m2 per month"),
    "yuan/month": ("元/月", "yuan per month"),
    "persons/100m_yuan": ("人/亿元产值", "persons per 100 million yuan of output"),
    "tce/wan_yuan": ("吨标准煤/万元产值", "tce per 10,000 yuan of output"),
    "t/100m_yuan": ("吨/亿元产值", "tonnes per 100 million yuan of output"),
    "mu/100m_yuan": ("亩/亿元产值", "mu per 100 million yuan of output"),
    "wan_yuan/wan_yuan": ("万元/万元产值", "yuan per yuan of output"),
    "m2/person": ("平方米/人", "m2 per person"),
    "factor": ("倍", "times"),
    "yuan/kwh": ("元/千瓦时", "yuan per kWh"),
}


def unit_label(unit: str, lang: Lang = "zh") -> str:
    """A unit in words ("mu" -> 亩); units without an entry (and "") are returned as they are."""
    zh, en = UNITS.get(unit, (unit, unit))
    return zh if lang == "zh" else en


@dataclass(frozen=True)
class Choice:
    """One allowed word of a choice column: what the table holds and how people write it."""

    value: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()

    def label(self, lang: Lang = "zh") -> str:
        """The word shown to people."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Column:
    """One column of an input table.

    name: canonical name, units included.  kind: see `Kind`.  zh, en: header labels without unit.
    unit: key of `UNITS`, "" if none.  required: every row needs a value.  minimum, maximum: hard
    bounds, inclusive, in `unit`; a value beyond them is impossible, not merely odd.  choices:
    allowed words.  synonyms: other headers people use, in either language.  weak: headers that
    mean this column only if no better one is there ("序号" is the id of a list without ids).
    refers: the "table.column" whose values this one must be among; refers_also: values allowed
    besides.  produced: filled by the loader, nobody needs to type it.
    """

    name: str
    kind: Kind
    zh: str
    en: str
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Choice, ...] = ()
    meaning_zh: str = ""
    meaning_en: str = ""
    if_empty_zh: str = ""
    if_empty_en: str = ""
    synonyms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    refers: str | None = None
    refers_also: tuple[str, ...] = ()
    produced: bool = False

    @property
    def allowed(self) -> tuple[str, ...]:
        """Canonical values of a choice or choices column; empty where anything goes."""
        return tuple(choice.value for choice in self.choices)

    @property
    def dtype(self) -> str:
        """pandas dtype of the clean column: "object" (None = empty), "float64" or "boolean"."""
        if self.kind in NUMBER_KINDS:
            return "float64"
        return "boolean" if self.kind == "flag" else "object"

    def label(self, lang: Lang = "zh") -> str:
        """Header label without unit."""
        return self.zh if lang == "zh" else self.en

    def header(self, lang: Lang = "zh") -> str:
        """Header label with its unit in brackets, as in the Excel template."""
        if not self.unit:
            return self.label(lang)
        left, right = ("（", "）") if lang == "zh" else (" (", ")")
        return f"{self.label(lang)}{left}{unit_label(self.unit, lang)}{right}"

    def meaning(self, lang: Lang = "zh") -> str:
        """What the column says, in one sentence."""
        return self.meaning_zh if lang == "zh" else self.meaning_en

    def if_empty(self, lang: Lang = "zh") -> str:
        """What it means if a cell is empty."""
        if self.required:
            return "不能为空。" if lang == "zh" else "May not be empty."
        return self.if_empty_zh if lang == "zh" else self.if_empty_en


SOURCE = Column(
    "source",
    "text",
    "来源",
    "Source",
    meaning_zh="该行数据出自何处。",
    meaning_en="Where the row's figures come from.",
    if_empty_zh="来源即上传的文件本身。",
    if_empty_en="The uploaded file itself is the source.",
    synonyms=("数据来源", "出处", "data_source", "reference"),
)
CONFIDENCE = Column(
    "confidence",
    "choice",
    "可信度",
    "Confidence",
    choices=(
        Choice("document", "文件记载", "document", ("文件", "公开文件")),
        Choice("knowledge", "经验掌握", "knowledge", ("常识", "经验")),
        Choice("estimate", "估算", "estimate", ("估计", "推算")),
        Choice("synthetic", "演示数据", "synthetic", ("合成", "模拟")),
        Choice("user", "用户提供", "user", ("用户", "填报")),
    ),
    meaning_zh="该行关键数字的可信程度。",
    meaning_en="How far the row's key figure may be trusted.",
    if_empty_zh="视为用户提供。",
    if_empty_en="Counted as given by the user.",
    synonyms=("置信度", "数据性质"),
)
SOURCE_ROW = "source_row"


@dataclass(frozen=True)
class Table:
    """One input table: its columns in order, its key and the names people give its file or sheet.

    columns_own: the columns that say something; `columns` adds source and confidence at the end.
    """

    name: str
    zh: str
    en: str
    columns_own: tuple[Column, ...]
    key: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    meaning_zh: str = ""
    meaning_en: str = ""
    if_absent_zh: str = ""
    if_absent_en: str = ""
    columns: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", (*self.columns_own, SOURCE, CONFIDENCE))
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a column is declared twice")
        if unknown := set(self.key) - set(names):
            raise ValueError(f"{self.name}: key columns {sorted(unknown)} are not declared")

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Canonical name -> Column."""
        return {column.name: column for column in self.columns}

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that every row must fill."""
        return tuple(column.name for column in self.columns if column.required)

    def label(self, lang: Lang = "zh") -> str:
        """The table's name for people; also its sheet name in the Excel template."""
        return self.zh if lang == "zh" else self.en

    def meaning(self, lang: Lang = "zh") -> str:
        """What one row is and what an absent table means, in one or two sentences."""
        parts = (
            (self.meaning_zh, self.if_absent_zh)
            if lang == "zh"
            else (self.meaning_en, self.if_absent_en)
        )
        return ("" if lang == "zh" else " ").join(part for part in parts if part)

    def empty(self) -> pd.DataFrame:
        """A table without rows: every declared column with its dtype, then source_row."""
        frame = {c.name: pd.Series(dtype=c.dtype) for c in self.columns}
        return pd.DataFrame(frame | {SOURCE_ROW: pd.Series(dtype="Int64")})

    def complete(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with every declared column in order and dtype, then source_row.

        Missing columns come empty (None, NaN, NA); source_row counts from 2 (row 1 is the header)
        where the frame has none.  Undeclared columns are refused with ValueError: whoever made the
        frame must decide about them.  Cells must fit the dtype already (see `geodata.convert`).
        """
        extra = [name for name in frame.columns if name not in self.by_name and name != SOURCE_ROW]
        if extra:
            raise ValueError(f"table {self.name} has no columns {extra}; known: {[*self.by_name]}")
        columns: dict[str, pd.Series] = {}
        for column in self.columns:
            if column.name in frame:
                columns[column.name] = _typed(frame[column.name], column.dtype)
            else:
                empty = {"float64": float("nan"), "boolean": pd.NA}.get(column.dtype)
                columns[column.name] = pd.Series(
                    [empty] * len(frame), index=frame.index, dtype=column.dtype
                )
        rows = frame[SOURCE_ROW] if SOURCE_ROW in frame else range(2, len(frame) + 2)
        columns[SOURCE_ROW] = pd.Series(rows, index=frame.index, dtype="Int64")
        return pd.DataFrame(columns, index=frame.index).reset_index(drop=True)


def _typed(series: pd.Series, dtype: str) -> pd.Series:
    """The series in `dtype`, with None (not NaN) for empty text."""
    if dtype == "object":
        text = series.astype(object)
        return text.where(text.notna(), None)
    return series.astype(dtype)  # type: ignore[call-overload]
