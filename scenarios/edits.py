"""How levers change a case: cells, rows and policy fields, and nothing at all if nothing changes.

Tables keep their index labels while levers are pulled: labels of old rows stay, new rows get new
ones.  `mark_what_if` compares by these labels at the end and says in the columns source and
confidence which rows a what-if changed; levers themselves never touch those two columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import ValidationError

from geodata.tables import SOURCE_ROW, complete, empty
from geodata.world import World
from scenarios.case import Case
from scenarios.faults import ScenarioError, faults_of
from scenarios.policy import Policy

WHAT_IF = "what-if"
PROVENANCE = ("source", "confidence", SOURCE_ROW)
Flags = npt.NDArray[np.bool_]


def table(case: Case, name: str) -> pd.DataFrame:
    """A table of the case; empty with all its columns where the world has none."""
    return case.world.tables[name] if name in case.world.tables else empty(name)


def with_frame(case: Case, name: str, frame: pd.DataFrame) -> Case:
    """The same case with one table replaced."""
    return replace(case, world=case.world.with_table(name, frame))


def with_cells(case: Case, name: str, rows: Flags, column: str, values: Any) -> Case:
    """The case with `values` in the flagged rows of a column; the same case if they are there.

    rows : (n,) flags over the table.  values : one value, or one per flagged row.
    """
    frame = table(case, name)
    old = frame.loc[rows, column]
    new = pd.Series(values, index=old.index, dtype=old.dtype)
    if not differing(old, new).any():
        return case
    changed = frame.copy()
    changed.loc[rows, column] = new
    return with_frame(case, name, changed)


def with_rows(case: Case, name: str, rows: Sequence[dict[str, object]]) -> Case:
    """The case with rows added at the end of a table.  Raises ValueError for undeclared columns."""
    if not rows:
        return case
    frame = table(case, name)
    added = complete(name, pd.DataFrame(list(rows)))
    added[SOURCE_ROW] = pd.array([pd.NA] * len(added), dtype="Int64")
    first = int(frame.index.max()) + 1 if len(frame) else 0
    added.index = pd.RangeIndex(first, first + len(added))
    joined = pd.concat([frame, added[list(frame.columns)]]) if len(frame) else added
    return with_frame(case, name, joined.astype(frame.dtypes.to_dict()))


def without_rows(case: Case, name: str, rows: Flags) -> Case:
    """The case without the flagged rows of a table."""
    return with_frame(case, name, table(case, name).loc[~rows]) if rows.any() else case


def with_policy(case: Case, **fields: object) -> Case:
    """The case with policy fields replaced and checked.  Raises ScenarioError."""
    return replace(case, policy=changed_policy(case.policy, fields))


def with_behaviour(case: Case, **fields: object) -> Case:
    """The case with fields of its behaviour replaced and checked.  Raises ScenarioError."""
    behaviour = {**dict(case.policy.behaviour), **fields}
    return with_policy(case, behaviour=behaviour)


def changed_policy(policy: Policy, fields: dict[str, Any]) -> Policy:
    """`policy` with fields replaced and everything checked again.  Raises ScenarioError."""
    try:
        return Policy(**{**dict(policy), **fields})
    except ValidationError as error:
        raise ScenarioError(faults_of(error, Policy)) from error


def differing(one: pd.Series, other: pd.Series) -> Flags:
    """(n,) whether two aligned columns differ; two empty cells are equal."""
    a, b = (column.astype(object).where(column.notna(), None) for column in (one, other))
    return np.array([x != y for x, y in zip(a, b, strict=True)], dtype=bool)


def mark_what_if(before: World, after: World, scenario: str) -> World:
    """`after` with source "what-if" and confidence "user" on every row that differs from `before`.

    Index labels are put in order again; tables nobody touched stay the same objects, and a table
    that came back to what it was is the old one again.
    """
    world = after
    for name, frame in after.tables.items():
        old = before.tables.get(name)
        if frame is old:
            continue
        marked = _marked(empty(name) if old is None else old, frame)
        if old is not None and marked is None:
            world = world.with_table(name, old)
        elif marked is not None:
            origin = after.provenance.get(name)
            source = (
                f"{WHAT_IF} {scenario}" if origin is None else f"{origin}; {WHAT_IF} {scenario}"
            )
            world = world.with_table(name, marked, source)
    return world


def _marked(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame | None:
    """The new table with its changed rows marked; None where nothing changed."""
    both = new.index.intersection(old.index)
    changed = pd.Series(True, index=new.index)
    changed[both] = False
    for column in new.columns:
        if column not in PROVENANCE:
            changed[both] |= differing(old.loc[both, column], new.loc[both, column])
    if not changed.any() and len(new) == len(old):
        return None
    new = new.copy()
    same = both[~changed[both].to_numpy()]
    new.loc[same, list(PROVENANCE)] = old.loc[same, list(PROVENANCE)]
    new.loc[changed, "source"] = WHAT_IF
    new.loc[changed, "confidence"] = "user"
    return new.reset_index(drop=True)
