"""`doubletransfer history`: what the simulation matches of the documented past, and what not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import options
from app.console import Speaker
from app.errors import AppError
from app.options import LangChoice


def history(
    parameters: Annotated[
        Path | None,
        typer.Option("--parameters", help="cli.option.parameters", metavar="FILE"),
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=200, help="cli.option.history_replications")
    ] = 3000,
    threads: options.Threads = 2,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Hold the simulation's assumptions against the documented past."""
    from simulation.parameters import read_parameters
    from simulation.validate_history import (
        informed_words,
        lines_of,
        validate_history,
        words_of,
    )

    speaker = Speaker(lang.value, as_json=as_json)
    if parameters is not None and not parameters.is_file():
        raise AppError("no_file", file=parameters)
    assumed = None if parameters is None else read_parameters(parameters)
    with speaker.progress() as tell:
        checked = validate_history(assumed, replications, threads, progress=tell)
    speaker.table(words_of(checked, speaker.lang), lines=True)
    for line in lines_of(checked, speaker.lang):
        speaker.line(line)
    speaker.table(informed_words(checked, speaker.lang))
    speaker.json(
        {
            name: table.astype(object).where(table.notna(), None).to_dict("records")
            for name, table in (("facts", checked.table), ("parameters", checked.informed))
        }
    )
