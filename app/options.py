"""Options that several commands share; help texts are keys that `app.cli` turns into sentences."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

TABLES_PANEL = "cli.panel.tables"
SOLVER_PANEL = "cli.panel.solver"


class LangChoice(StrEnum):
    """Languages to choose from."""

    ZH = "zh"
    EN = "en"


def _table(option: str) -> Any:
    name = option.removeprefix("--")
    return typer.Option(
        option, help=f"cli.option.{name}", rich_help_panel=TABLES_PANEL, metavar="FILE"
    )


LangOption = Annotated[LangChoice, typer.Option("--lang", help="cli.option.lang")]
JsonOption = Annotated[bool, typer.Option("--json", help="cli.option.json")]
OutOption = Annotated[Path, typer.Option("--out", "-o", help="cli.option.out", metavar="DIR")]

Enterprises = Annotated[Path | None, _table("--enterprises")]
Parks = Annotated[Path | None, _table("--parks")]
Quotas = Annotated[Path | None, _table("--quotas")]
Supply = Annotated[Path | None, _table("--supply")]
Duties = Annotated[Path | None, _table("--duties")]
Bans = Annotated[Path | None, _table("--bans")]
Facilities = Annotated[Path | None, _table("--facilities")]
Anchors = Annotated[Path | None, _table("--anchors")]
Links = Annotated[Path | None, _table("--links")]
Pins = Annotated[Path | None, _table("--pins")]
Cities = Annotated[Path | None, _table("--cities")]
Industries = Annotated[Path | None, _table("--industries")]
ProgressTable = Annotated[Path | None, _table("--progress")]
Workbooks = Annotated[
    list[Path] | None,
    typer.Option(
        "--tables", help="cli.option.tables", rich_help_panel=TABLES_PANEL, metavar="FILE"
    ),
]
Datum = Annotated[str, typer.Option("--datum", help="cli.option.datum")]
Assume = Annotated[
    list[str] | None,
    typer.Option("--assume", help="cli.option.assume", metavar="COLUMN=VALUE"),
]

Headers = Annotated[
    list[str] | None,
    typer.Option("--header", help="cli.option.header", metavar="HEADER=COLUMN"),
]

Seconds = Annotated[
    float,
    typer.Option("--seconds", min=0.1, help="cli.option.seconds", rich_help_panel=SOLVER_PANEL),
]
Gap = Annotated[
    float, typer.Option("--gap", min=0, max=1, help="cli.option.gap", rich_help_panel=SOLVER_PANEL)
]
Threads = Annotated[
    int,
    typer.Option("--threads", min=1, help="cli.option.threads", rich_help_panel=SOLVER_PANEL),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, help="cli.option.seed", rich_help_panel=SOLVER_PANEL),
]
Method = Annotated[
    str, typer.Option("--method", help="cli.option.method", rich_help_panel=SOLVER_PANEL)
]
