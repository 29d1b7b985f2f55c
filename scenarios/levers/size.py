"""The measure by which an enterprise counts: output, investment, jobs, tax, one each (task 66)."""

from __future__ import annotations

from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.lever import Lever
from scenarios.policy import Frozen, Size


class Setting(Frozen):
    """measure: output, investment, jobs, tax or count."""

    measure: Size


def apply(case: Case, setting: Setting) -> Case:
    """The case with another size measure."""
    return with_policy(case, size=setting.measure)


LEVER = Lever(
    "size",
    Setting,
    apply,
    unit="",
    tasks=(66, 28),
    lead_zh="省商务厅",
    low=None,
)
