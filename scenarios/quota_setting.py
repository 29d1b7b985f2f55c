"""The keys that every lever on a city quota understands."""

from __future__ import annotations

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Amount, Names


class QuotaSetting(Amount):
    """An amount, or `lift = true` (no limit any more), in the places named.

    where: see `scenarios.scopes`.  lift: remove the rows, so that nothing limits there.
    """

    where: Names
    lift: bool = False

    def _needs_amount(self) -> bool:
        return not self.lift

    @model_validator(mode="after")
    def _lift_alone(self) -> QuotaSetting:
        if self.lift and self.operation is not None:
            raise PydanticCustomError(
                "one_of", "give one of {keys}", {"keys": "set / change / add / lift"}
            )
        return self
