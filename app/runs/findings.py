"""Findings as plain values that still speak both languages when they are read back.

(`app.exports.json` writes findings for a plan file, where a word in both languages is only shown.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.findings import Both, Finding, Severity
from matching.check import PlanFinding

KINDS: dict[str, type[Finding]] = {"Finding": Finding, "PlanFinding": PlanFinding}


def finding_out(finding: Finding) -> dict[str, Any]:
    """A finding as values that JSON knows."""
    return {
        "kind": type(finding).__name__,
        "severity": finding.severity.value,
        "code": finding.code,
        "table": finding.table,
        "row": None if finding.row is None else int(finding.row),
        "column": finding.column,
        "value": str(finding.value),
        "source": finding.source,
        "values": {name: _out(value) for name, value in finding.values.items()},
    }


def finding_in(stored: Mapping[str, Any]) -> Finding:
    """The finding that `finding_out` wrote: the same sentences.  Raises KeyError, ValueError."""
    return KINDS[stored["kind"]](
        Severity(stored["severity"]),
        stored["code"],
        stored["table"],
        row=stored["row"],
        column=stored["column"],
        value=stored["value"],
        source=stored["source"],
        values={name: _in(value) for name, value in stored["values"].items()},
    )


def _out(value: object) -> object:
    if isinstance(value, Both):
        return {"zh": str(value.zh), "en": str(value.en)}
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, bool | int | float) or value is None else str(value)


def _in(value: Any) -> object:
    return Both(value["zh"], value["en"]) if isinstance(value, dict) else value
