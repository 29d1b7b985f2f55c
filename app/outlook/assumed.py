"""The assumptions of a run as the user gives them: a file, single values, switches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.exports.csv import guard
from geodata.words import Lang
from simulation.faults import Problem, SimulationError
from simulation.parameters import Parameters, parameters_table, read_parameters

USER = "user"


def parameters_given(
    file: Path | None = None,
    values: Sequence[str] = (),
    by: str | None = None,
    switches: dict[str, str | None] | None = None,
) -> Parameters:
    """Defaults, then the file, then `NAME=VALUE` or `NAME=LOW:VALUE:HIGH` words, then switches.

    by: who is recorded as having changed them; else the name of the file, or "user".  switches:
    `tastes`, `uncertainty` -> value, None = as it is.  Raises AppError for a missing file,
    SimulationError with all problems of the file, else of the words and switches together.
    """
    if file is not None and not file.is_file():
        raise AppError("no_file", file=file)
    parameters = Parameters() if file is None else read_parameters(file, by)
    problems: list[Problem] = []
    changes: dict[str, Any] = {}
    for word in values:
        name, mark, text = word.partition("=")
        parts = text.split(":")
        try:
            figures = [float(part) for part in parts]
        except ValueError:
            figures = []
        if not mark or len(figures) not in (1, 3):
            problems.append(Problem("not_a_setting", "--set", {"value": word}))
        elif name.strip() in changes:
            problems.append(Problem("named_twice", "--set", {"name": name.strip()}))
        else:
            keys = ("value",) if len(figures) == 1 else ("low", "value", "high")
            changes[name.strip()] = dict(zip(keys, figures, strict=True))
    steps = (
        lambda p: p.edited(changes, by or USER, "--set"),
        lambda p: p.switched({k: v for k, v in (switches or {}).items() if v is not None}),
    )
    for step in steps:
        try:
            parameters = step(parameters)
        except SimulationError as error:
            problems += error.problems
    if problems:
        raise SimulationError(problems)
    return parameters


def write_parameters(parameters: Parameters, path: Path, lang: Lang) -> Path:
    """Write the table of assumptions as CSV; edited, it is read again by `read_parameters`.

    Names of those who changed a value are words of users, so no cell of them starts a formula.
    """
    table = parameters_table(parameters, lang)
    table["changed_by"] = [guard(str(name)) for name in table["changed_by"]]
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return path
