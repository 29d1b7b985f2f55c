"""What is wrong or odd in the input, said once for every problem, with where and what to do.

A *blocker* stops a run.  A *doubt* is shown, may be ticked off by a planner and stays on record.
The sentences live in `geodata/text/*.toml` under `[finding.<code>]` with `problem` and `remedy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import pandas as pd

from geodata.words import Lang, say


class Severity(StrEnum):
    """How much a finding matters."""

    BLOCKER = "blocker"
    DOUBT = "doubt"


class Both(NamedTuple):
    """A word in both languages; a sentence takes the one of its own language."""

    zh: str
    en: str


@dataclass(frozen=True)
class Finding:
    """One problem at one place of the input.

    row is the row number as the user sees it in the sheet (the header is row 1), None for a whole
    table.  values fill the placeholders of the sentence beyond table, row, column and value;
    a value of type Both is said in the language of the sentence.
    """

    severity: Severity
    code: str
    table: str
    row: int | None = None
    column: str | None = None
    value: str = ""
    source: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def _say(self, part: str, lang: Lang) -> str:
        values = {
            name: (value.zh if lang == "zh" else value.en) if isinstance(value, Both) else value
            for name, value in self.values.items()
        }
        return say(
            f"finding.{self.code}.{part}",
            lang,
            table=self.table,
            row=self.row,
            column=self.column,
            value=self.value,
            **values,
        )

    def problem(self, lang: Lang = "zh") -> str:
        """What is wrong, as one sentence."""
        return self._say("problem", lang)

    def remedy(self, lang: Lang = "zh") -> str:
        """What the user can do about it, as one sentence."""
        return self._say("remedy", lang)


FINDING_COLUMNS = (
    "severity", "code", "table", "row", "column", "value", "problem", "remedy", "source",
)  # fmt: skip


def blockers(findings: Iterable[Finding]) -> list[Finding]:
    """Those findings that stop a run."""
    return [f for f in findings if f.severity is Severity.BLOCKER]


def findings_table(findings: Iterable[Finding], lang: Lang = "zh") -> pd.DataFrame:
    """Findings as a table of FINDING_COLUMNS, blockers first, then by table and row."""
    rows = [
        (f.severity.value, f.code, f.table, f.row, f.column, f.value, f.problem(lang),
         f.remedy(lang), f.source)
        for f in findings
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(FINDING_COLUMNS))
    return table.sort_values(["severity", "table", "row"], kind="stable", ignore_index=True)


class InputError(ValueError):
    """Input that cannot be used; carries every finding, so that all are reported at once."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = tuple(findings)
        super().__init__("; ".join(f.problem("en") for f in self.findings[:5]))
