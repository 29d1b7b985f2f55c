"""Outdated capacity: no polluting or outdated capacity moves in, anywhere.

Blocked: flag outdated_capacity is set; empty counts as no.
Source: 粤府〔2016〕98号 二(三)15, task 45 (严禁污染产业和落后产能转入); no lever can switch it off.
"""

from __future__ import annotations

from matching.cells import YES, flags
from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(E, 1, 1, 1)."""
    return Factored.of_enterprises(flags(context.enterprises["outdated_capacity"]) == YES)
