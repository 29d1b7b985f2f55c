"""Whether a rule of the plan is hard, soft (with a price) or off (tasks 28 and 32)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import some_of
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.lever import Lever
from scenarios.policy import RULES, SOFT_RULES, Frozen, Mode

Rules = Annotated[tuple[str, ...], BeforeValidator(some_of(RULES))]


class Setting(Frozen):
    """rule: one or several rules.  mode: hard, soft (only where the rule has a price) or off."""

    rule: Rules
    mode: Mode

    @model_validator(mode="after")
    def _priced(self) -> Setting:
        for rule in self.rule:
            if self.mode == "soft" and rule not in SOFT_RULES:
                raise PydanticCustomError("no_price", "{rule} has no price", {"rule": rule})
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with the rules switched."""
    return with_policy(case, rules=case.policy.rules | dict.fromkeys(setting.rule, setting.mode))


LEVER = Lever(
    "rule_mode",
    Setting,
    apply,
    unit="",
    tasks=(28, 32),
    lead_zh="省经济和信息化委",
    low=None,
)
