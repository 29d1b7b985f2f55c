"""Tax of a moved line that goes back to the sending city (item 10, task 30)."""

from __future__ import annotations

from pydantic import Field

from scenarios.amounts import Share
from scenarios.case import Case
from scenarios.edits import with_behaviour
from scenarios.lever import Lever
from scenarios.policy import Frozen


class Setting(Frozen):
    """share: of the line's tax, 0..1.  years: from its opening."""

    share: Share
    years: int | None = Field(default=None, ge=0, le=15)


def apply(case: Case, setting: Setting) -> Case:
    """The case with other tax sharing."""
    fields: dict[str, object] = {"fiscal_share": setting.share}
    if setting.years is not None:
        fields["fiscal_share_years"] = setting.years
    return with_behaviour(case, **fields)


LEVER = Lever(
    "fiscal_share",
    Setting,
    apply,
    unit="share",
    tasks=(30,),
    lead_zh="省财政厅",
    high=1.0,
)
