"""The options that replace tables of the shipped world, said once for every command.

A command asks for one `inputs: Inputs = SHIPPED`; `reads_inputs` puts an option for every table,
and for how tables are read, in its place.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from app import options
from app.inputs import Inputs, assumptions, header_map

TABLES: dict[str, tuple[str, Any]] = {
    "enterprises": ("enterprises", options.Enterprises),
    "parks": ("parks", options.Parks),
    "quotas": ("city_quotas", options.Quotas),
    "supply": ("park_supply", options.Supply),
    "duties": ("duties", options.Duties),
    "bans": ("bans", options.Bans),
    "facilities": ("facilities", options.Facilities),
    "anchors": ("anchors", options.Anchors),
    "links": ("links", options.Links),
    "pins": ("pins", options.Pins),
    "cities": ("cities", options.Cities),
    "industries": ("industries", options.Industries),
    "progress": ("progress", options.ProgressTable),
}
"""Option -> (table, how it is asked for)."""
READING: dict[str, tuple[Any, Any]] = {
    "tables": (options.Workbooks, None),
    "datum": (options.Datum, "wgs84"),
    "assume": (options.Assume, None),
    "header": (options.Headers, None),
}
"""Option -> (how it is asked for, default)."""


def reads_inputs(command: Callable[..., None]) -> Callable[..., None]:
    """The command with all options of `Inputs` where its own signature says `inputs`."""
    signature = inspect.signature(command, eval_str=True)
    asked = [(name, annotation, None) for name, (_, annotation) in TABLES.items()]
    asked += [(name, annotation, default) for name, (annotation, default) in READING.items()]
    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.name != "inputs":
            parameters.append(parameter)
            continue
        parameters += [
            inspect.Parameter(name, parameter.kind, default=default, annotation=annotation)
            for name, annotation, default in asked
        ]

    @wraps(command)
    def run(**given: Any) -> None:
        stated = {name: given.pop(name) for name, _, _ in asked}
        command(inputs=_inputs(stated), **given)

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _inputs(stated: dict[str, Any]) -> Inputs:
    files = {table: stated[name] for name, (table, _) in TABLES.items() if stated[name] is not None}
    return Inputs(
        files, stated["tables"] or (), stated["datum"], assumptions(stated["assume"]),
        header_map(stated["header"]),
    )  # fmt: skip
