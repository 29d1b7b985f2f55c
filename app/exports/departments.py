"""Departments in the lead of levers, named in both languages."""

from __future__ import annotations

from geodata.words import Lang, say

UNITS = (
    "industry", "commerce", "finance", "planning", "ports", "labour", "land", "environment",
    "cities", "hosts",
)  # fmt: skip
"""Their names are `department.<key>`."""


def unit_name(zh: str, lang: Lang) -> str:
    """A department's name in a language; as it is where no other is known."""
    keys = (f"department.{unit}" for unit in UNITS)
    return next((say(key, lang) for key in keys if say(key, "zh") == zh), zh)
