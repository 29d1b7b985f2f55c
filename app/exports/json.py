"""plan.json: a whole Plan with the effective inputs' summary, written and read back unchanged.

The file is one JSON object with sorted keys.  A table is {"columns", "types", "rows"}; NaN and
empty text are null (never the literal NaN), infinities the words "inf" and "-inf".
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from app.errors import AppError
from geodata.findings import Finding, Severity
from matching.certificate import Certificate
from matching.check import PlanFinding
from matching.plan import (
    ALTERNATIVE_COLUMNS,
    FORGONE_COLUMNS,
    LIMIT_COLUMNS,
    OBSTACLE_COLUMNS,
    PLACEMENT_COLUMNS,
    RULE_COLUMNS,
    TERM_COLUMNS,
    UNMATCHED_COLUMNS,
    Plan,
    Status,
)

if TYPE_CHECKING:
    from scenarios.case import Case

SCHEMA = "doubletransfer.plan"
VERSION = 2
"""2: pairings with chain points, reasons with all limits in the way, a certificate."""
TABLES = {
    "placements": PLACEMENT_COLUMNS,
    "limits": LIMIT_COLUMNS,
    "rules": RULE_COLUMNS,
    "unmatched": UNMATCHED_COLUMNS,
    "terms": TERM_COLUMNS,
    "alternatives": ALTERNATIVE_COLUMNS,
    "forgone": FORGONE_COLUMNS,
    "obstacles": OBSTACLE_COLUMNS,
}
"""Tables of a plan and the columns without which it cannot be read."""
PLAIN = (
    "method", "scenario", "case_fingerprint", "world_fingerprint", "synthetic", "enterprises",
    "eligible_placements", "seconds", "solver",
)  # fmt: skip
FINDING = ("code", "table", "row", "column", "value", "source", "values")
WORDS = {"inf": math.inf, "-inf": -math.inf}


def _out(value: object) -> Any:
    """One value as JSON knows it."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "inf" if value > 0 else "-inf"
        return value
    if isinstance(value, Mapping):
        return {str(key): _out(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_out(entry) for entry in value]
    if isinstance(value, bool | int | str):
        return value
    return str(value)


def _number(value: Any) -> float:
    """A float back from JSON: null is NaN."""
    if value is None:
        return float("nan")
    return WORDS[value] if isinstance(value, str) else float(value)


def table_out(frame: pd.DataFrame) -> dict[str, Any]:
    """A table as columns, dtypes and rows."""
    columns = [[_out(value) for value in frame[column].tolist()] for column in frame.columns]
    return {
        "columns": [str(column) for column in frame.columns],
        "types": [str(dtype) for dtype in frame.dtypes],
        "rows": [list(row) for row in zip(*columns, strict=True)],
    }


def table_in(table: Mapping[str, Any]) -> pd.DataFrame:
    """The table that `table_out` wrote, with the same columns, dtypes and values.

    Raises ValueError if a row has not one cell for every column.
    """
    columns, types, rows = table["columns"], table["types"], table["rows"]
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row has more or fewer cells than there are columns")
    series = {}
    for i, (column, dtype) in enumerate(zip(columns, types, strict=True)):
        values = [row[i] for row in rows]
        if dtype.startswith("float"):
            values = [_number(value) for value in values]
        series[column] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(series, columns=columns)


def finding_out(finding: Finding) -> dict[str, Any]:
    """A finding as code, place and values; its sentences are in the text files."""
    return {
        "kind": type(finding).__name__,
        "severity": finding.severity.value,
        **{name: _out(getattr(finding, name)) for name in FINDING},
    }


def finding_in(stored: Mapping[str, Any]) -> Finding:
    """The finding that `finding_out` wrote.  Raises KeyError for an unknown kind."""
    kind = {"Finding": Finding, "PlanFinding": PlanFinding}[stored["kind"]]
    return kind(Severity(stored["severity"]), **{name: stored[name] for name in FINDING})


def certificate_in(stored: Mapping[str, Any] | None) -> Certificate | None:
    """The certificate that a plan's head holds, None where there is none.

    Raises KeyError, TypeError or ValueError if a part is missing or makes no sense.
    """
    if stored is None:
        return None
    return Certificate(
        case_fingerprint=str(stored["case_fingerprint"]),
        kind=str(stored["kind"]),
        value=_number(stored["value"]),
        rounding=_number(stored["rounding"]),
        tolerance=_number(stored["tolerance"]),
        rows=int(stored["rows"]),
        prices={str(name): _number(price) for name, price in stored["prices"].items()},
        relaxation=str(stored["relaxation"]),
    )


def case_out(case: Case) -> dict[str, Any]:
    """What a run was asked: scenario, levers, effective policy, world and its sources."""
    world = case.world
    return {
        "scenario": case.scenario,
        "seed": case.seed,
        "levers": [list(lever) for lever in case.levers],
        "policy": case.policy.model_dump(mode="json"),
        "fingerprint": case.fingerprint,
        "world": {
            "name": world.name,
            "years": list(world.years),
            "synthetic": world.synthetic,
            "fingerprint": world.fingerprint,
            "provenance": dict(world.provenance),
            "rows": {name: len(frame) for name, frame in world.tables.items()},
        },
    }


def plan_head(plan: Plan, case: Case | None = None) -> dict[str, Any]:
    """Everything of a plan but its tables; with `case` also what was asked."""
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "version": VERSION,
        "status": plan.status.value,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "settings": plan.settings,
        "findings": [finding_out(finding) for finding in plan.findings],
        **{name: getattr(plan, name) for name in PLAIN},
    }
    if plan.certificate is not None:
        head["certificate"] = asdict(plan.certificate)
    if case is not None:
        head["case"] = case_out(case)
    return {key: _out(value) for key, value in head.items()}


def _table_text(table: Mapping[str, Any]) -> str:
    """One line per row, so that two plans can be compared by eye."""

    def dump(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)

    rows = ",\n    ".join(dump(row) for row in table["rows"])
    return (
        f'{{\n   "columns": {dump(table["columns"])},\n   "types": {dump(table["types"])},\n'
        f'   "rows": [\n    {rows}\n   ]\n  }}'
    )


def write_plan(plan: Plan, path: Path, case: Case | None = None) -> Path:
    """Write `plan` to `path`; the same plan gives the same bytes."""
    head = json.dumps(
        plan_head(plan, case), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False
    )
    tables = ",\n".join(
        f'  "{name}": {_table_text(table_out(getattr(plan, name)))}' for name in sorted(TABLES)
    )
    text = head.removesuffix("\n}") + ',\n "tables": {\n' + tables + "\n }\n}\n"
    path.write_text(text, encoding="utf-8")
    return path


def read_document(path: Path) -> dict[str, Any]:
    """The JSON object of a plan file.  Raises AppError with the reason, OSError."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise AppError("plan_not_json", file=path.name, reason=error) from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise AppError("plan_other_file", file=path.name)
    if document.get("version") != VERSION:
        raise AppError(
            "plan_version", file=path.name, found=document.get("version"), expected=VERSION
        )
    return document


def plan_in(document: Mapping[str, Any], file: str = "") -> Plan:
    """The plan in a document.  Raises AppError if a part is missing or malformed."""
    try:
        tables = {name: table_in(document["tables"][name]) for name in TABLES}
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__} {error}"
        raise AppError("plan_damaged", file=file, reason=reason) from error
    return plan_of(document, tables, file)


def plan_of(
    document: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], file: str = ""
) -> Plan:
    """The plan of a head (see `plan_head`) and tables read elsewhere.  Raises AppError."""
    try:
        parts: dict[str, Any] = {name: tables[name] for name in TABLES}
        for name, columns in TABLES.items():
            if missing := set(columns) - set(parts[name].columns):
                raise ValueError(f"{name}: {', '.join(sorted(missing))}")
        parts |= {name: document[name] for name in PLAIN}
        return Plan(
            status=Status(document["status"]),
            objective=_number(document["objective"]),
            bound=_number(document["bound"]),
            settings=dict(document["settings"]),
            findings=tuple(finding_in(stored) for stored in document["findings"]),
            certificate=certificate_in(document.get("certificate")),
            **parts,
        )
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__} {error}"
        raise AppError("plan_damaged", file=file, reason=reason) from error


def read_plan(path: Path) -> Plan:
    """The plan that `write_plan` wrote to `path`.  Raises AppError, OSError."""
    return plan_in(read_document(path), path.name)
