"""Credit and social-duty gate: who breaks the rules is recommended nowhere.

Blocked: customs credit class "dishonest" (失信), or social_duty_ok is "no" (safety, energy,
environment, social insurance).  Empty cells pass.
Source: 粤府〔2016〕98号 items 23 and 28, tasks 63 and 79.
"""

from __future__ import annotations

from matching.cells import NO, flags, texts
from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(E, 1, 1, 1)."""
    dishonest = texts(context.enterprises["credit_class"]) == "dishonest"
    failed = flags(context.enterprises["social_duty_ok"]) == NO
    return Factored.of_enterprises(dishonest | failed)
