"""Write a what-if back as TOML, so that one made on screen can be kept, read and edited."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scenarios.scenario import WORDS, Scenario

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def scenario_toml(scenario: Scenario) -> str:
    """The scenario's own file; its parent is named, not copied.  Reading it gives it back."""
    lines = [f"name = {_value(scenario.name)}"]
    for key in (*WORDS, "parent", "seed"):
        value = getattr(scenario, key)
        if value not in ("", None):
            lines.append(f"{key} = {_value(value)}")
    if scenario.policy:
        lines += ["", "[policy]", *_pairs(scenario.policy)]
    for pulled in scenario.levers:
        lines += ["", "[[lever]]", *_pairs({"lever": pulled.lever, **pulled.keys()})]
    return "\n".join(lines) + "\n"


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items() if value is not None]


def _key(key: object) -> str:
    return str(key) if _BARE.fullmatch(str(key)) else json.dumps(str(key), ensure_ascii=False)


def _value(value: Any) -> str:
    """One TOML value; text as a basic string (JSON's escapes are TOML's, bar DEL)."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pairs(value)) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return repr(value)
