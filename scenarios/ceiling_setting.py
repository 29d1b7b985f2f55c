"""The keys of the two levers that set a ceiling on a share."""

from __future__ import annotations

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.amounts import Number
from scenarios.policy import Frozen


class CeilingSetting(Frozen):
    """ceiling: above 0 to 1; or lift: no ceiling."""

    ceiling: Number | None = None
    lift: bool = False

    @model_validator(mode="after")
    def _one(self) -> CeilingSetting:
        if self.lift == (self.ceiling is not None):
            raise PydanticCustomError("one_of", "give one of {keys}", {"keys": "ceiling / lift"})
        if self.ceiling is not None and not 0 < self.ceiling <= 1:
            shown = {"value": f"ceiling = {self.ceiling:g}", "limit": "0 < .. 1"}
            raise PydanticCustomError("out_of_range", "{value}", shown)
        return self
