"""`doubletransfer world show|template|synth`: the shipped data, an empty form, made-up worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from app import options
from app.console import Speaker
from app.errors import AppError
from app.options import LangChoice
from geodata.periods import period
from geodata.words import say

commands = typer.Typer(no_args_is_help=True, help="cli.help.world")


@commands.command(help="cli.help.world_show")
def show(lang: options.LangOption = LangChoice.ZH, as_json: options.JsonOption = False) -> None:
    """Show the shipped world: tables, rows, confidence and sources."""
    from geodata.shipped import shipped_world
    from geodata.tables import ALL
    from geodata.tables.column import CONFIDENCE

    speaker = Speaker(lang.value, as_json=as_json)
    world = shipped_world()
    labels = {choice.value: choice.label(speaker.lang) for choice in CONFIDENCE.choices}
    rows, document = [], {}
    for name, table in ALL.items():
        frame = world[name]
        counts = {str(k): int(n) for k, n in frame["confidence"].value_counts().items()}
        said = ", ".join(f"{labels.get(k, k)} {n}" for k, n in counts.items())
        source = world.provenance.get(name, "")
        rows.append((name, table.label(speaker.lang), len(frame), said, source))
        document[name] = {"rows": len(frame), "confidence": counts, "source": source}
    speaker.say(
        "cli.world.about", name=world.name, years=period(world.years),
        fingerprint=world.fingerprint,
    )  # fmt: skip
    if world.synthetic:
        speaker.line(say("export.word.demo", speaker.lang), "bold red")
    keys = ("table", "label", "rows", "confidence", "source")
    heads = [say(f"cli.head.{key}", speaker.lang) for key in keys]
    speaker.table(pd.DataFrame(rows, columns=heads))
    speaker.json(
        {
            "name": world.name, "years": world.years, "synthetic": world.synthetic,
            "fingerprint": world.fingerprint, "tables": document,
        }
    )  # fmt: skip


@commands.command(help="cli.help.world_template")
def template(
    out: Annotated[Path, typer.Option("--out", "-o", help="cli.option.template_out")] = Path(
        "template.xlsx"
    ),
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Write an empty Excel form with notes and drop-downs."""
    from geodata.template import write_template

    speaker = Speaker(lang.value, as_json=as_json)
    write_template(out, speaker.lang)
    speaker.say("cli.world.template", file=out.resolve())
    speaker.json({"file": out})


@commands.command(help="cli.help.world_synth")
def synth(
    out: options.OutOption,
    enterprises: Annotated[
        int, typer.Option("--enterprises", min=0, help="cli.option.synth_enterprises")
    ] = 3000,
    parks: Annotated[int, typer.Option("--parks", min=0, help="cli.option.synth_parks")] = 63,
    years: Annotated[int, typer.Option("--years", min=1, help="cli.option.synth_years")] = 5,
    seed: Annotated[int, typer.Option("--seed", min=0, help="cli.option.synth_seed")] = 2016,
    chains: Annotated[
        int | None, typer.Option("--chains", min=0, help="cli.option.synth_chains")
    ] = None,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Write the tables of a made-up world of any size as CSV files."""
    from geodata.synth import synth_world

    speaker = Speaker(lang.value, as_json=as_json)
    try:
        world = synth_world(enterprises, parks, years, seed, chains=chains)
    except ValueError as error:
        raise AppError("synth_size", reason=error) from error
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for name, table in world.tables.items():
        if not len(table):
            continue
        file = out / f"{name}.csv"
        table.drop(columns=["source_row"]).to_csv(file, index=False, encoding="utf-8-sig")
        files.append(file)
    speaker.line(say("export.word.demo", speaker.lang), "bold red")
    speaker.say("cli.world.synth", tables=len(files), folder=out.resolve())
    speaker.json({"files": files, "fingerprint": world.fingerprint})
