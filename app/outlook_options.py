"""Options of the commands that play plans forward; help texts are keys, as in `app.options`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PANEL = "cli.panel.assumptions"

PlanOption = Annotated[
    Path | None, typer.Option("--plan", help="cli.option.sim_plan", metavar="FILE")
]
Replications = Annotated[
    int, typer.Option("--replications", "-n", min=1, help="cli.option.replications")
]
ApartOption = Annotated[int, typer.Option("--apart", min=0, help="cli.option.apart")]
ParametersFile = Annotated[
    Path | None,
    typer.Option(
        "--parameters", help="cli.option.parameters", rich_help_panel=PANEL, metavar="FILE"
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="cli.option.set", rich_help_panel=PANEL, metavar="NAME=VALUE"),
]
ByOption = Annotated[
    str | None, typer.Option("--by", help="cli.option.by", rich_help_panel=PANEL, metavar="NAME")
]
UncertaintyOption = Annotated[
    str | None,
    typer.Option("--uncertainty", help="cli.option.uncertainty", rich_help_panel=PANEL),
]
TastesOption = Annotated[
    str | None, typer.Option("--tastes", help="cli.option.tastes", rich_help_panel=PANEL)
]
ChartsOption = Annotated[bool, typer.Option("--charts/--no-charts", help="cli.option.charts")]
