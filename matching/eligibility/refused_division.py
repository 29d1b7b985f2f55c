"""Refused division: the park's own list says it does not take this industry.

Blocked: the division is among refused_divisions, whatever its other lists say.
"""

from __future__ import annotations

from matching.context import Context
from matching.factored import Factored


def blocked(context: Context) -> Factored:
    """(divisions, P, 1, 1) by class: the division of the enterprise."""
    _, class_of = context.divisions
    refused = context.division_in_park_list("refused_divisions")
    return Factored.of_pairs(refused, class_of)
