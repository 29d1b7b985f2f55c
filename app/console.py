"""What a command says: sentences and tables to standard output, progress to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.errors import AppError
from geodata.findings import Finding, Severity, blockers
from geodata.words import LANGS, Lang, known, say

OK, BAD_INPUT, USAGE, NO_PLAN = 0, 1, 2, 3
"""Exit codes: done; bad input; wrong use of the command; no feasible plan or a broken limit."""
MOST_FINDINGS = 20
MOST_ROWS = 5


def language_of(arguments: Sequence[str]) -> Lang:
    """The language that `--lang` names among `arguments`; Chinese if none does."""
    for i, word in enumerate(arguments):
        value = arguments[i + 1] if word == "--lang" and i + 1 < len(arguments) else ""
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else value
        for lang in LANGS:
            if value == lang:
                return lang
    return "zh"


class Speaker:
    """Speaks one language, in words or, with `as_json`, in one JSON object at the end."""

    def __init__(self, lang: Lang = "zh", *, as_json: bool = False):
        self.lang = lang
        self.as_json = as_json
        self.out = Console(soft_wrap=True, highlight=False)
        self.err = Console(stderr=True, highlight=False)

    def say(self, key: str, **values: object) -> None:
        """One sentence of the text files."""
        self.line(say(key, self.lang, **values))

    def line(self, text: str, style: str = "") -> None:
        """One line as it is; silent in JSON mode."""
        if not self.as_json:
            self.out.print(escape(text), style=style or None)

    def json(self, document: Mapping[str, Any]) -> None:
        """The machine's answer; silent otherwise."""
        if self.as_json:
            text = json.dumps(document, ensure_ascii=False, sort_keys=True, default=str)
            sys.stdout.write(text + "\n")

    def problem(self, error: AppError) -> None:
        """An error of the user's, with its remedy, on standard error."""
        self.trouble(error.problem(self.lang), error.remedy(self.lang))

    def trouble(self, problem: str, remedy: str = "") -> None:
        """A problem and, if known, its remedy, on standard error."""
        mark = say("cli.word.error", self.lang)
        self.err.print(f"[bold red]{escape(mark)}[/bold red] {escape(problem)}", soft_wrap=True)
        if remedy:
            mark = say("cli.word.remedy", self.lang)
            self.err.print(f"[bold]{escape(mark)}[/bold] {escape(remedy)}", soft_wrap=True)

    def table(self, frame: pd.DataFrame, most: int | None = None, *, lines: bool = False) -> None:
        """A table with its column names as headers; the first `most` rows."""
        if self.as_json:
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=lines)
        for column in frame.columns:
            right = pd.api.types.is_numeric_dtype(frame[column])
            table.add_column(
                str(column), justify="right" if right else "left", overflow="fold",
                no_wrap=False,
            )  # fmt: skip
        shown = frame if most is None else frame.head(most)
        for row in shown.itertuples(index=False):
            table.add_row(*(_cell(value) for value in row))
        self.out.print(table, soft_wrap=False)

    def findings(self, findings: Iterable[Finding], most: int = MOST_FINDINGS) -> None:
        """Blockers first, then doubts; alike ones share a line; at most `most` lines."""
        found = sorted(findings, key=lambda f: f.severity is not Severity.BLOCKER)
        stop = len(blockers(found))
        if not found:
            self.say("cli.findings.none")
            return
        self.say("cli.findings.count", blockers=stop, doubts=len(found) - stop)
        groups: dict[tuple[object, ...], list[Finding]] = {}
        for f in found:
            groups.setdefault((f.severity, f.code, f.table, f.column), []).append(f)
        shown = list(groups.values())[:most]
        heads = [say(f"cli.head.{key}", self.lang) for key in ("severity", "place", "finding")]
        rows = [
            (say(f"export.severity.{g[0].severity.value}", self.lang), self._place(g),
             f"{g[0].problem(self.lang)}\n→{g[0].remedy(self.lang)}")
            for g in shown
        ]  # fmt: skip
        self.table(pd.DataFrame(rows, columns=heads, dtype=object), lines=True)
        if len(groups) > most:
            rest = sum(map(len, groups.values())) - sum(map(len, shown))
            self.say("cli.findings.more", more=rest)

    def _place(self, group: Sequence[Finding]) -> str:
        """Table, column and rows of findings that are alike."""
        first = group[0]
        rows = [str(f.row) for f in group if f.row is not None]
        place = " · ".join(part for part in (first.table, first.column) if part)
        if rows:
            more = " …" if len(rows) > MOST_ROWS else ""
            rows_text = ", ".join(rows[:MOST_ROWS]) + more
            place += "\n" + say("cli.findings.rows", self.lang, rows=rows_text, count=len(rows))
        return place

    @contextmanager
    def progress(self) -> Iterator[Any]:
        """A progress callable `(stage, done, detail)` that draws one bar a stage."""
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24),
            TextColumn("{task.fields[detail]}"), TimeElapsedColumn(), console=self.err,
            disable=self.as_json or not self.err.is_terminal,
        ) as bars:  # fmt: skip
            tasks: dict[str, Any] = {}

            def tell(stage: str, done: float | None = None, detail: str = "") -> None:
                if stage not in tasks:
                    for task in tasks.values():
                        bars.update(task, total=1.0, completed=1.0)
                        bars.stop_task(task)
                    key = f"cli.stage.{stage}"
                    label = say(key, self.lang) if known(key) else stage
                    tasks[stage] = bars.add_task(escape(label), total=None, detail="")
                total = None if done is None else 1.0
                bars.update(tasks[stage], total=total, completed=done or 0.0, detail=escape(detail))

            yield tell
            for task in tasks.values():
                bars.update(task, total=1.0, completed=1.0)


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return escape(str(value))


def write_findings(findings: Sequence[Finding], folder: Path, lang: Lang) -> list[Path]:
    """All findings as `input-findings.csv` and `.xlsx` in `folder`, for sending back."""
    from app.exports.csv import write_csv
    from app.exports.sheets import findings_fields
    from app.exports.xlsx import write_workbook
    from geodata.findings import findings_table

    folder.mkdir(parents=True, exist_ok=True)
    sheet = findings_fields(findings_table(findings, lang), lang)
    return [
        write_csv(sheet, folder / "input-findings.csv"),
        write_workbook([sheet], folder / "input-findings.xlsx", lang),
    ]
