"""Which parks serve processing trade as demonstration parks (item 13, task 41)."""

from __future__ import annotations

import numpy as np

from scenarios.amounts import Names
from scenarios.case import Case
from scenarios.edits import table, with_cells
from scenarios.lever import Lever
from scenarios.policy import Frozen
from scenarios.scopes import Atlas, texts


class Setting(Frozen):
    """where: parks, cities or regions.  demonstration: whether their parks are ones."""

    where: Names
    demonstration: bool = True


def apply(case: Case, setting: Setting) -> Case:
    """The case with the flag of the parks set.  Raises ScenarioError for unknown places."""
    places = Atlas(case.world).places(setting.where, {"all", "region", "city", "park"})
    meant = {park for place in places for park in place.parks}
    rows = np.isin(texts(table(case, "parks")["park_id"]).astype(str), sorted(meant))
    return with_cells(case, "parks", rows, "demonstration", setting.demonstration)


LEVER = Lever(
    "demonstration",
    Setting,
    apply,
    unit="",
    tasks=(41,),
    lead_zh="省商务厅",
    low=None,
)
