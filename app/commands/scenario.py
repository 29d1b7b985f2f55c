"""`doubletransfer scenario list|show|diff`: the what-ifs and what really differs between them."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from app import options
from app.console import Speaker
from app.options import LangChoice
from geodata.words import say

commands = typer.Typer(no_args_is_help=True, help="cli.help.scenario")

Name = Annotated[str, typer.Argument(help="cli.argument.scenario")]


@commands.command("list", help="cli.help.scenario_list")
def list_(lang: options.LangOption = LangChoice.ZH, as_json: options.JsonOption = False) -> None:
    """List the what-ifs of the library."""
    from scenarios.load import library

    speaker = Speaker(lang.value, as_json=as_json)
    found = library()
    rows = [(s.name, s.title(speaker.lang), s.note(speaker.lang).strip()) for s in found]
    heads = [say(f"cli.head.{key}", speaker.lang) for key in ("name", "title", "note")]
    speaker.table(pd.DataFrame(rows, columns=heads, dtype=object))
    keys = ("name", "title", "note", "parent")
    speaker.json(
        {
            "scenarios": [
                dict(zip(keys, (*row, s.parent), strict=True))
                for row, s in zip(rows, found, strict=True)
            ]
        }
    )


@commands.command(help="cli.help.scenario_show")
def show(
    scenario: Name,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Show one what-if with everything it inherits."""
    from scenarios.load import load_scenario

    speaker = Speaker(lang.value, as_json=as_json)
    found = load_scenario(scenario)
    speaker.line(found.summary(speaker.lang))
    speaker.json(found.model_dump(mode="json"))


@commands.command(help="cli.help.scenario_diff")
def diff(
    first: Name,
    second: Name,
    table: Annotated[bool, typer.Option("--table", help="cli.option.diff_table")] = False,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Tell which effective inputs differ between two what-ifs."""
    from geodata.shipped import shipped_world
    from scenarios.build import build_case
    from scenarios.describe import describe
    from scenarios.diff import diff as differences
    from scenarios.load import load_scenario

    speaker = Speaker(lang.value, as_json=as_json)
    world = shipped_world()
    cases = [build_case(load_scenario(name), world) for name in (first, second)]
    found = differences(*cases)
    if table:
        heads = {c: say(f"cli.head.{c}", speaker.lang) for c in found.columns}
        speaker.table(found.rename(columns=heads))
    else:
        for sentence in describe(found, speaker.lang, world):
            speaker.line(f"· {sentence}")
    rows = found.astype(object).where(found.notna(), None).to_dict("records")
    speaker.json({"first": first, "second": second, "differences": rows})
