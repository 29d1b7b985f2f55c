"""Meeting: the runs with everything that slides, pages and sheets look up, made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from app.exports.material import Material
from app.exports.meeting.content.compare import letter, run_name
from app.exports.meeting.content.method import footer_all, map_notes, stamp_grid
from app.exports.meeting.content.words import word
from app.exports.meeting.measure import plain
from app.exports.meeting.run import MeetingRun
from app.exports.provenance import stamp
from app.exports.sheet import Field, Sheet
from geodata.words import Lang, say


@dataclass(frozen=True, eq=False)
class Meeting:
    """maps: one wide map (PNG) per run, in the runs' order."""

    runs: Sequence[MeetingRun]
    lang: Lang
    day: date
    maps: Sequence[Path] = field(default=())

    @cached_property
    def materials(self) -> list[Material]:
        """One Material per run."""
        return [run.material(self.lang, self.day) for run in self.runs]

    @property
    def several(self) -> bool:
        """Whether there is anything to compare."""
        return len(self.runs) > 1

    @property
    def synthetic(self) -> bool:
        """Whether any run rests on made-up tables."""
        return any(run.plan.synthetic for run in self.runs)

    def tag(self, run: int) -> str:
        """What the run is called on its slides: letter and title where there are several."""
        if self.several:
            return run_name(run, self.materials[run])
        return plain(self.materials[run].scenario_title)

    def footer(self, run: int) -> str:
        """The line with the run's fingerprints."""
        return stamp(self.materials[run])

    @property
    def footer_all(self) -> str:
        """The line on what concerns every run."""
        if self.several:
            return footer_all(list(self.runs), self.materials[0])
        return self.footer(0)

    def sheet_name(self, run: int) -> str:
        """Name of the run's sheet in tasks.xlsx; Excel forbids long and special ones."""
        return word("tasks.sheet_of", self.lang, run=letter(run))

    def about_sheet(self) -> Sheet:
        """Which run is which: names and fingerprints, one row per item."""
        rows = [
            (self.tag(i), *line)
            for i, (run, material) in enumerate(zip(self.runs, self.materials, strict=True))
            for line in stamp_grid(run, material).rows
        ]
        columns = zip(
            ("run", "item", "content"), zip(*rows, strict=True), (34, 24, 60), strict=True
        )
        fields = [
            Field(key, word(f"head.{key}", self.lang), "text",
                  pd.Series(list(values), dtype=object), width=width)
            for key, values, width in columns
        ]  # fmt: skip
        lines = [*map_notes(self.lang)[:3]]
        if self.synthetic:
            lines.insert(0, say("export.word.demo", self.lang))
        return Sheet(word("tasks.about", self.lang), fields, lines)
