"""Industry fit: does the park want this division?

    1.0  the division is among the park's lead industries
    0.7  it is among the divisions the park accepts
    0.4  it is a neighbour: same group of industries (table industries) as a lead or accepted one
    0.1  none of these; the park does not refuse it (that is the reason `refused_division`)
    0.5  the park names neither lead nor accepted divisions, or the division is empty: neutral

Source: 粤府〔2016〕98号 二(三)10 (positions and gradient of industries by park) for the order; the
four values are assumptions (docs/MATCHING.md).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matching.cells import lists, texts
from matching.context import Context
from matching.factored import Factored
from matching.objectives.scale import NEUTRAL

LEAD, ACCEPTED, NEIGHBOUR, OTHER = 1.0, 0.7, 0.4, 0.1
NO_GROUP = {"", "other"}
"""Groups that make nobody a neighbour: an empty one, and the rest that fits nowhere."""


def score(context: Context) -> Factored:
    """(divisions, P, 1, 1) by class: the division of the enterprise."""
    names, class_of = context.divisions
    lead = context.division_in_park_list("lead_divisions")
    accepted = context.division_in_park_list("accepted_divisions")
    value = np.where(_neighbour(context, names), NEIGHBOUR, OTHER)
    value = np.where(accepted, ACCEPTED, value)
    value = np.where(lead, LEAD, value)
    silent = np.array(
        [
            not (lead_list | accepted_list)
            for lead_list, accepted_list in zip(
                lists(context.parks["lead_divisions"]),
                lists(context.parks["accepted_divisions"]),
                strict=True,
            )
        ],
        dtype=bool,
    )
    unknown = np.array([name == "" for name in names], dtype=bool)
    value = np.where(silent[None, :] | unknown[:, None], NEUTRAL, value)
    return Factored.of_pairs(value, class_of)


def _neighbour(context: Context, names: list[str]) -> npt.NDArray[np.bool_]:
    """(D, P) whether the division's group is that of a lead or accepted division of the park."""
    industries = context.table("industries")
    group = dict(zip(texts(industries["division"]), texts(industries["group"]), strict=True))
    wanted = [
        {group.get(code, "") for code in lead_list | accepted_list} - NO_GROUP
        for lead_list, accepted_list in zip(
            lists(context.parks["lead_divisions"]),
            lists(context.parks["accepted_divisions"]),
            strict=True,
        )
    ]
    return np.array(
        [[group.get(name, "") in groups for groups in wanted] for name in names], dtype=bool
    ).reshape(len(names), len(wanted))
