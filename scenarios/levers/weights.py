"""Weights of the terms of the match score: what planners care about more (tasks 28 and 32)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Percent, moved, number, percent
from scenarios.case import Case
from scenarios.edits import with_policy
from scenarios.lever import Lever
from scenarios.policy import TERMS, Frozen


def _by_term(read: Any) -> Any:
    def reader(value: object) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise PydanticCustomError("not_a_table", "not a table: {value}", {"value": str(value)})
        for term in value:
            if term not in TERMS:
                raise PydanticCustomError(
                    "unknown_choice", "{value}", {"value": term, "among": list(TERMS)}
                )
        return {term: read(value[term]) for term in TERMS if term in value}

    return reader


def _weight(value: object) -> float:
    weight = number(value)
    if weight < 0:
        raise PydanticCustomError("bad_weight", "weights must be finite and >= 0")
    return weight


class Setting(Frozen):
    """set: weight by term.  change: per cent by term.  others: per cent of all terms not named."""

    set: Annotated[dict[str, float], BeforeValidator(_by_term(_weight))] = Field(
        default_factory=dict
    )
    change: Annotated[dict[str, str], BeforeValidator(_by_term(percent))] = Field(
        default_factory=dict
    )
    others: Percent | None = None

    @model_validator(mode="after")
    def _something_once(self) -> Setting:
        if not (self.set or self.change or self.others):
            raise PydanticCustomError(
                "one_of", "give one of {keys}", {"keys": "set / change / others"}
            )
        for term in self.set:
            if term in self.change:
                raise PydanticCustomError("term_twice", "{value}", {"value": term})
        return self


def apply(case: Case, setting: Setting) -> Case:
    """The case with other weights.  Raises ScenarioError where all would be 0."""
    weights = dict(case.policy.weights)
    for term, weight in weights.items():
        share = setting.change.get(term) or (setting.others if term not in setting.set else None)
        if term in setting.set:
            weights[term] = setting.set[term]
        elif share is not None:
            weights[term] = float(moved("change", share, np.array([weight]))[0])
    return with_policy(case, weights=weights)


LEVER = Lever(
    "weights",
    Setting,
    apply,
    unit="",
    tasks=(28, 32),
    lead_zh="省经济和信息化委",
)
