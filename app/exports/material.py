"""Material: one plan with the tables and names that every export needs, looked up once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from app.exports.fingerprint import plan_fingerprint
from app.exports.names import Names
from geodata.findings import Finding
from geodata.tables import ALL
from geodata.words import Lang
from matching.plan import Plan
from scenarios.case import Case


@dataclass(frozen=True, eq=False)
class Material(Names):
    """A plan, the case it answers, the language of the papers and the day they are written.

    findings: doubts raised after the world was loaded (while building the problem, say).  title:
    what the scenario is called on papers; "" = as the library calls it, else its short name.
    """

    plan: Plan
    case: Case
    lang: Lang = "zh"
    day: date = field(default_factory=date.today)
    findings: tuple[Finding, ...] = ()
    title: str = ""

    @cached_property
    def scenario_title(self) -> str:
        """The scenario's name for people."""
        from scenarios.load import title_of

        return self.title or title_of(self.plan.scenario, self.lang)

    @cached_property
    def fingerprint(self) -> str:
        """Of the result; see `plan_fingerprint`."""
        return plan_fingerprint(self.plan)

    @cached_property
    def enterprises(self) -> pd.DataFrame:
        """The case's enterprises, indexed by enterprise_id."""
        return self.case.world["enterprises"].set_index("enterprise_id", drop=False)

    @cached_property
    def parks(self) -> pd.DataFrame:
        """The case's parks, indexed by park_id."""
        return self.case.world["parks"].set_index("park_id", drop=False)

    @cached_property
    def placed(self) -> pd.DataFrame:
        """Placements in order of year, park and score, with both sides' columns beside them.

        Columns of enterprises keep their names, those of parks get the prefix `park_`
        (`park_park_id` excepted: park_id is the plan's own).
        """
        plan = self.plan.placements.sort_values(
            ["year", "park_id", "score_points", "enterprise_id"],
            ascending=[True, True, False, True],
            ignore_index=True,
        )
        firms = self.enterprises.drop(columns=["enterprise_id"]).reindex(plan["enterprise_id"])
        parks = self.parks.drop(columns=["park_id"]).reindex(plan["park_id"]).add_prefix("park_")
        return pd.concat([plan, firms.reset_index(drop=True), parks.reset_index(drop=True)], axis=1)

    @cached_property
    def _estimated(self) -> dict[str, frozenset[str]]:
        notes = self.case.world.notes
        chosen = notes[(notes["table"] == "enterprises") & (notes["kind"] == "estimated")]
        return {
            str(column): frozenset(map(str, ids)) for column, ids in chosen.groupby("column")["id"]
        }

    def estimated(self, column: str, enterprise_ids: Iterable[object]) -> npt.NDArray[np.bool_]:
        """(n,) whether the enterprise's figure in `column` is an estimate."""
        marked = self._estimated.get(column, frozenset())
        return np.array([str(i) in marked for i in enterprise_ids], dtype=bool)

    def estimates_of(self, enterprise_ids: Iterable[object]) -> list[list[str]]:
        """For each enterprise the columns that hold an estimate, in the table's order."""
        order = [c.name for c in ALL["enterprises"].columns if c.name in self._estimated]
        sets = [(name, self._estimated[name]) for name in order]
        return [[name for name, ids in sets if str(i) in ids] for i in enterprise_ids]

    @cached_property
    def all_findings(self) -> tuple[Finding, ...]:
        """Findings of the world, then those raised while building the problem and by the plan."""
        known = set(map(repr, self.case.world.findings))
        raised = (*self.findings, *self.plan.findings)
        later = [f for f in raised if repr(f) not in known]
        return (*self.case.world.findings, *later)
