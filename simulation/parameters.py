"""Parameters: every assumption of the simulation, edited as a table, with who changed it.

    Parameters()                                        the defaults of `simulation.specs`
    Parameters().edited({"consider_rate": 0.03}, by="Chen")
    Parameters().edited({"offer": {"value": 2, "low": 1, "high": 3}}, by="Chen")
    read_parameters(Path("assumptions.toml"))           or .csv, as `parameters_table` writes it

A TOML file holds one table [parameters], optionally [switches] and [[macro]]:

    [parameters]
    consider_rate = 0.03
    offer = { value = 2.0, low = 1.0, high = 3.0 }
    [switches]
    tastes = "yearly"
    [[macro]]
    year = 2020
    export_demand = 0.94
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd
from pydantic import BaseModel, ConfigDict

from geodata.words import Lang, say
from simulation.faults import Problem, SimulationError, near
from simulation.macro import MacroYear, default_macro, edited_macro
from simulation.specs import NAMES, SPECS

Tastes = Literal["persistent", "yearly"]
Uncertainty = Literal["both", "parameters", "draws"]
SWITCHES: Mapping[str, tuple[str, ...]] = {
    "tastes": get_args(Tastes),
    "uncertainty": get_args(Uncertainty),
}
PARTS = ("value", "low", "high")
SHIPPED = "default"
TABLE_COLUMNS = (
    "name", "label", "value", "low", "high", "unit", "source", "where", "why", "changed_by",
)  # fmt: skip


class Setting(BaseModel):
    """One parameter as it stands: value, range, and who changed it ("default" if nobody)."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    value: float
    low: float
    high: float
    changed_by: str = SHIPPED


def _defaults() -> dict[str, Setting]:
    return {s.name: Setting(value=s.value, low=s.low, high=s.high) for s in SPECS.values()}


class Parameters(BaseModel):
    """Every assumption of one simulation; frozen, unknown names rejected.

    settings: parameter name (see `simulation.specs`) -> Setting.  macro: one MacroYear a year.
    tastes: "persistent" = a firm's taste for a park is the same every year (default), "yearly" = a
    fresh lottery every year.  uncertainty: what varies between replications: "both", only
    "parameters" (epistemic; all replications share the draws of replication 0) or only "draws"
    (aleatory; parameters and macro paths stay at their values).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: dict[str, Setting] = {}
    macro: tuple[MacroYear, ...] = ()
    tastes: Tastes = "persistent"
    uncertainty: Uncertainty = "both"

    def model_post_init(self, context: Any) -> None:
        """Complete the settings and the macro path with the defaults, in the order of SPECS."""
        given = self.settings
        if unknown := [name for name in given if name not in SPECS]:
            raise SimulationError(
                Problem("unknown_parameter", values={"name": n, "known": near(n, NAMES)})
                for n in unknown
            )
        full = {name: given.get(name, default) for name, default in _defaults().items()}
        object.__setattr__(self, "settings", full)
        object.__setattr__(self, "macro", self.macro or default_macro())

    def __getitem__(self, name: str) -> float:
        return self.settings[name].value

    def edited(self, changes: Mapping[str, Any], by: str, where: str = "") -> Parameters:
        """A copy with `changes`: name -> number, or name -> {value, low, high} (any of them).

        A value outside the old range widens the range to hold it.  Raises SimulationError with all
        problems: unknown names and keys, no numbers, low above value or value above high.
        """
        problems: list[Problem] = []
        settings = dict(self.settings)
        for name, change in changes.items():
            place = f"{where} {name}".strip()
            if name not in SPECS:
                known = near(name, NAMES)
                problems.append(Problem("unknown_parameter", place, {"name": name, "known": known}))
                continue
            parts = change if isinstance(change, Mapping) else {"value": change}
            found = _checked(parts, place)
            problems += found
            if not found:
                old = settings[name]
                value = float(parts.get("value", old.value))
                low = float(parts.get("low", min(old.low, value)))
                high = float(parts.get("high", max(old.high, value)))
                if not low <= value <= high:
                    problems.append(
                        Problem("bad_range", place, {"low": low, "value": value, "high": high})
                    )
                    continue
                if (value, low, high) != (old.value, old.low, old.high):
                    settings[name] = Setting(value=value, low=low, high=high, changed_by=by)
        if problems:
            raise SimulationError(problems)
        return self.model_copy(update={"settings": settings})

    def switched(self, switches: Mapping[str, Any], where: str = "") -> Parameters:
        """A copy with `tastes` or `uncertainty` set.  Raises SimulationError."""
        problems = []
        for name, value in switches.items():
            place = f"{where} {name}".strip()
            if name not in SWITCHES:
                known = ", ".join(SWITCHES)
                problems.append(Problem("unknown_switch", place, {"name": name, "known": known}))
            elif value not in SWITCHES[name]:
                known = ", ".join(SWITCHES[name])
                problems.append(Problem("unknown_choice", place, {"value": value, "known": known}))
        if problems:
            raise SimulationError(problems)
        return self.model_copy(update=dict(switches))

    @property
    def fingerprint_text(self) -> str:
        """Canonical text of everything that can change a result (not who changed it)."""
        plain = {n: (s.value, s.low, s.high) for n, s in self.settings.items()}
        macro = [year.model_dump() for year in self.macro]
        return f"{plain}|{macro}|{self.tastes}|{self.uncertainty}"


def _checked(parts: Mapping[str, Any], place: str) -> list[Problem]:
    problems = []
    for key, value in parts.items():
        if key not in PARTS:
            problems.append(
                Problem("unknown_part", place, {"name": key, "known": ", ".join(PARTS)})
            )
        elif (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            problems.append(Problem("not_a_number", place, {"value": value}))
    return problems


def parameters_table(parameters: Parameters, lang: Lang = "zh") -> pd.DataFrame:
    """One row per parameter with TABLE_COLUMNS; source and where in words."""
    rows = []
    for name, spec in SPECS.items():
        now = parameters.settings[name]
        rows.append(
            (name, say(f"sim.parameter.{name}", lang), now.value, now.low, now.high, spec.unit,
             say(f"sim.source.{spec.source}", lang), say(f"sim.where.{spec.where}", lang),
             say(f"sim.why.{name}", lang),
             say("sim.changed_by_default", lang) if now.changed_by == SHIPPED else now.changed_by)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS))


def parameters_from(data: Mapping[str, Any], by: str, where: str = "") -> Parameters:
    """Parameters from the tables [parameters], [switches] and [[macro]] of a TOML file.

    Raises SimulationError with the problems of all three at once.
    """
    problems: list[Problem] = []
    result = Parameters()
    for key in data:
        if key not in ("parameters", "switches", "macro"):
            known = "parameters, switches, macro"
            problems.append(Problem("unknown_table", where, {"name": key, "known": known}))
    steps = (
        lambda p: p.edited(data.get("parameters", {}), by, where),
        lambda p: p.switched(data.get("switches", {}), where),
        lambda p: p.model_copy(
            update={"macro": edited_macro(p.macro, data.get("macro", ()), by, where)}
        ),
    )
    for step in steps:
        try:
            result = step(result)
        except SimulationError as error:
            problems += error.problems
    if problems:
        raise SimulationError(problems)
    return result


def read_parameters(path: Path, by: str | None = None) -> Parameters:
    """Parameters from a TOML file, or from a CSV table with columns name, value[, low, high].

    by: who is named as having changed them; the file name if None.  Raises SimulationError.
    """
    who = by or path.name
    if path.suffix.lower() == ".csv":
        return _from_csv(path, who)
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SimulationError([Problem("not_toml", path.name, {"error": error})]) from error
    return parameters_from(data, who, path.name)


def _from_csv(path: Path, by: str) -> Parameters:
    table = pd.read_csv(path, encoding="utf-8-sig")
    missing = [column for column in ("name", "value") if column not in table]
    if missing:
        values = {"columns": ", ".join(missing)}
        raise SimulationError([Problem("missing_columns", path.name, values)])
    changes: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for row, cells in zip(range(2, len(table) + 2), table.to_dict("records"), strict=True):
        name = str(cells["name"])
        if name in changes:
            problems.append(Problem("named_twice", f"{path.name}:{row}", {"name": name}))
        given = {part: cells[part] for part in PARTS if part in cells and pd.notna(cells[part])}
        changes[name] = given
    try:
        result = Parameters().edited(changes, by, path.name)
    except SimulationError as error:
        problems += error.problems
    if problems:
        raise SimulationError(problems)
    return result
