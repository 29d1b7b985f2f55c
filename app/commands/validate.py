"""`doubletransfer validate`: every problem of the given files at once, without solving."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import job, options
from app.console import BAD_INPUT, Speaker, write_findings
from app.inputs import Inputs, assumptions, header_map
from app.options import LangChoice
from geodata.findings import blockers, findings_table


def validate(
    files: Annotated[list[Path], typer.Argument(help="cli.argument.files")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="cli.option.findings_out")] = None,
    datum: options.Datum = "wgs84",
    assume: options.Assume = None,
    header: options.Headers = None,
    most: Annotated[int, typer.Option("--most", min=0, help="cli.option.most")] = 50,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Report every problem of the given files at once, without solving."""
    speaker = Speaker(lang.value, as_json=as_json)
    job.check_folder(out)
    inputs = Inputs({}, files, datum, assumptions(assume), header_map(header))
    with speaker.progress() as tell:
        world = inputs.world(tell)
    for name, source in world.provenance.items():
        if any(path.name in source for path in files):
            speaker.say("cli.validate.table", table=name, rows=len(world[name]), source=source)
    speaker.findings(world.findings, most)
    written = [] if out is None else write_findings(world.findings, out, speaker.lang)
    for path in written:
        speaker.say("cli.validate.written", file=path)
    stop = blockers(world.findings)
    table = findings_table(world.findings, speaker.lang)
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    speaker.json({"blockers": len(stop), "findings": rows, "files": written})
    if stop:
        raise typer.Exit(BAD_INPUT)
