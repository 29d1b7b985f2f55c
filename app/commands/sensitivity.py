"""`doubletransfer sensitivity`: which levers and assumptions an indicator hangs on."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app import job, options, outlook_options
from app.console import BAD_INPUT, Speaker, write_findings
from app.input_options import reads_inputs
from app.inputs import SHIPPED, Inputs
from app.options import LangChoice


class Method(StrEnum):
    """Methods to choose from."""

    TORNADO = "tornado"
    MORRIS = "morris"
    SOBOL = "sobol"


class Factors(StrEnum):
    """What is moved."""

    ALL = "all"
    LEVERS = "levers"
    PARAMETERS = "parameters"


@reads_inputs
def sensitivity(
    scenario: Annotated[str, typer.Argument(help="cli.argument.scenario")],
    plan: outlook_options.PlanOption = None,
    method: Annotated[Method, typer.Option("--method", help="cli.option.sensitivity_method")] = (
        Method.TORNADO
    ),
    indicator: Annotated[str, typer.Option("--indicator", help="cli.option.indicator")] = (
        "processing_share"
    ),
    year: Annotated[int, typer.Option("--year", help="cli.option.sensitivity_year")] = 2020,
    factors: Annotated[Factors, typer.Option("--factors", help="cli.option.factors")] = Factors.ALL,
    factor: Annotated[list[str] | None, typer.Option("--factor", help="cli.option.factor")] = None,
    swing: Annotated[
        list[str] | None,
        typer.Option("--swing", help="cli.option.swing", metavar="NAME=LOW:HIGH"),
    ] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", "-n", min=1, help="cli.option.sensitivity_n")
    ] = None,
    samples: Annotated[
        int | None, typer.Option("--samples", min=1, help="cli.option.samples")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="cli.option.sensitivity_out", metavar="DIR")
    ] = None,
    parameters: outlook_options.ParametersFile = None,
    settings: outlook_options.SetOption = None,
    by: outlook_options.ByOption = None,
    uncertainty: outlook_options.UncertaintyOption = None,
    tastes: outlook_options.TastesOption = None,
    inputs: Inputs = SHIPPED,
    threads: options.Threads = 2,
    seed: options.Seed = None,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Move levers and assumptions over their ranges and rank them by what they change."""
    from app.outlook.assumed import parameters_given
    from app.outlook.sensitive import (
        Asked,
        run,
        swings_given,
        table_shown,
        unit_shown,
        write_sensitivity,
    )
    from app.outlook.setup import prepare
    from matching.stopping import interruptible
    from scenarios.load import load_scenario
    from simulation.indicators import ALL

    speaker = Speaker(lang.value, as_json=as_json)
    job.check_folder(out)
    switches = {"uncertainty": uncertainty, "tastes": tastes}
    assumed = parameters_given(parameters, settings or (), by, switches)
    asked = Asked(
        method.value, indicator, year, factors.value, tuple(factor or ()),
        swings_given(swing or ()), replications, samples, threads, seed,
    )  # fmt: skip
    try:
        with speaker.progress() as tell:
            prepared = prepare(load_scenario(scenario), inputs, plan, assumed, tell)
            with interruptible(None) as stop:
                found, left_out = run(prepared, asked, tell, stop)
    except job.Blocked as blocked:
        speaker.findings(blocked.findings)
        folder = Path() if out is None else out
        paths = write_findings(blocked.findings, folder, speaker.lang)
        speaker.say("cli.match.blocked", file=paths[1])
        speaker.json({"status": "blocked", "files": paths})
        raise typer.Exit(BAD_INPUT) from None
    for line in prepared.caveats(speaker.lang):
        speaker.line(line, "bold red")
    if not found.complete:
        speaker.say("cli.sensitivity.stopped", done=len(found.table))
    if left_out:
        speaker.say("cli.sensitivity.left_out", names=", ".join(left_out))
    speaker.say(
        "outlook.sensitivity.about", what=ALL[found.indicator].label(speaker.lang),
        year=found.year, unit=unit_shown(found, speaker.lang), replications=found.replications,
    )  # fmt: skip
    speaker.table(table_shown(found, speaker.lang))
    speaker.say(f"cli.sensitivity.{found.method}")
    written: list[Path] = []
    if out is not None:
        written = write_sensitivity(prepared, found, out, speaker.lang, date.today())
        speaker.say("cli.match.where", folder=out.resolve())
        for path in written:
            speaker.line(f"  {path.relative_to(out)}")
    table = found.table.astype(object).where(found.table.notna(), None)
    speaker.json(
        {
            "status": "done" if found.complete else "stopped", "method": found.method,
            "indicator": found.indicator, "year": found.year, "plays": found.plays,
            "replications": found.replications, "left_out": left_out,
            "synthetic": prepared.case.world.synthetic,
            "factors": table.to_dict("records"), "files": written,
        }
    )  # fmt: skip
