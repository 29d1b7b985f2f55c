"""A scenario in the making: a parent and the levers pulled so far; frozen, no Streamlit.

Saving a draft writes a new version into the store; nothing that was saved ever changes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.runs.records import ScenarioVersion
from scenarios.scenario import Scenario, scenario_from
from scenarios.write import scenario_toml


@dataclass(frozen=True)
class Draft:
    """parent_id: version it builds on, "" = none.  name: groups versions of one scenario.

    title, note: as the planner wrote them, shown in both languages.  levers: [[lever]] tables in
    order.  policy: a [policy] table taken over from the version that is edited.  seed: likewise.
    of: the version that is edited; "" for a new scenario.
    """

    parent_id: str
    name: str
    title: str = ""
    note: str = ""
    levers: tuple[Mapping[str, Any], ...] = ()
    policy: Mapping[str, Any] | None = None
    seed: int | None = None
    of: str = ""

    def with_lever(self, table: Mapping[str, Any]) -> Draft:
        """The draft with one more lever; only one table of weights, the later one wins by term."""
        if table["lever"] == "weights" and "set" in table:
            for number, old in enumerate(self.levers):
                if old["lever"] == "weights" and set(old) == {"lever", "set"}:
                    merged = {"lever": "weights", "set": {**old["set"], **table["set"]}}
                    levers = (*self.levers[:number], merged, *self.levers[number + 1 :])
                    return replace(self, levers=levers)
        return replace(self, levers=(*self.levers, table))

    def without(self, number: int) -> Draft:
        """The draft without the lever at a place, counted from 0."""
        return replace(self, levers=self.levers[:number] + self.levers[number + 1 :])

    def tables(self) -> dict[str, Any]:
        """The draft as the tables of a TOML file.  The parent is told to the store, not here."""
        data: dict[str, Any] = {
            "name": self.name,
            "title_zh": self.title, "title_en": self.title,
            "note_zh": self.note, "note_en": self.note,
            "lever": [dict(table) for table in self.levers],
        }  # fmt: skip
        if self.policy:
            data["policy"] = dict(self.policy)
        if self.seed is not None:
            data["seed"] = self.seed
        return data

    def scenario(self, above: Scenario | None) -> Scenario:
        """The draft as a scenario on its parent.  Raises ScenarioError with every fault."""
        return scenario_from(self.tables(), self.name, above=above)

    def toml(self, above: Scenario | None) -> str:
        """The draft as TOML.  Raises ScenarioError with every fault."""
        return scenario_toml(self.scenario(above))


def child_of(version: ScenarioVersion) -> Draft:
    """A new, empty what-if on a version."""
    return Draft(version.id, f"whatif-{secrets.token_hex(3)}")


def edit_of(version: ScenarioVersion, scenario: Scenario, title: str, note: str) -> Draft:
    """The next version of a scenario of one's own, beginning with what the last one says."""
    return Draft(
        version.parent_id,
        version.name,
        title,
        note,
        tuple({"lever": one.lever, **one.keys()} for one in scenario.levers),
        scenario.policy,
        scenario.seed,
        version.id,
    )


def pinned(draft: Draft, enterprise: str, park: str, *, year: int | None = None,
           tenure: str | None = None, forbid: bool = False) -> Draft:  # fmt: skip
    """The draft with an enterprise bound to a park, or kept out of it."""
    table: dict[str, Any] = {"lever": "forbid" if forbid else "pin", "enterprise": [enterprise]}
    table |= {"where": [park]} if forbid else {"park": park}
    if year is not None:
        table["year"] = year
    if tenure is not None:
        table["tenure"] = tenure
    return draft.with_lever(table)
