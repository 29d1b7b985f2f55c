"""`doubletransfer compare`: two outcomes, replication by replication."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app import job, options
from app.console import Speaker
from app.options import LangChoice


def compare(
    first: Annotated[Path, typer.Argument(help="cli.argument.run_a", metavar="A")],
    second: Annotated[Path, typer.Argument(help="cli.argument.run_b", metavar="B")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="cli.option.compare_out",
                                             metavar="DIR")] = None,
    year: Annotated[list[int] | None, typer.Option("--year",
                                                   help="cli.option.compare_year")] = None,
    other_data: Annotated[bool, typer.Option("--other-data", help="cli.option.other_data")] = False,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:  # fmt: skip
    """Tell what B changes against A, with paired intervals, and what differs in the inputs."""
    from app.outlook.comparing import compare as compared
    from app.outlook.comparing import name_of
    from app.outlook.comparison_papers import milestones, shown, write_comparison
    from app.outlook.record import PlayedRun
    from simulation.faults import Problem, SimulationError

    speaker = Speaker(lang.value, as_json=as_json)
    job.check_folder(out)
    found = compared(PlayedRun(first), PlayedRun(second), other_data=other_data)
    years = year or milestones(found)
    played = sorted(int(one) for one in found.table["year"].unique())
    if wrong := [one for one in years if one not in played]:
        span = {"first": played[0], "last": played[-1]}
        raise SimulationError(
            Problem("year_not_played", "--year", {"year": one, **span}) for one in wrong
        )
    for line in found.caveats(speaker.lang):
        speaker.line(line, "bold red")
    for letter, run in (("A", found.a), ("B", found.b)):
        speaker.line(f"{letter}  {name_of(run, speaker.lang)}", "bold")
    speaker.say("compare.differ")
    differ = found.differences(speaker.lang)
    for line in differ:
        speaker.line(f"· {line}")
    speaker.table(shown(found, speaker.lang, years))
    speaker.say("compare.table_note")
    files: list[Path] = []
    if out is not None:
        files = write_comparison(found, out, speaker.lang, date.today())
        speaker.say("cli.match.where", folder=out.resolve())
        for path in files:
            speaker.line(f"  {path.relative_to(out)}")
    table = found.table.astype(object).where(found.table.notna(), None)
    speaker.json(
        {
            "a": first, "b": second, "synthetic": found.synthetic, "differences": differ,
            "replications": int(found.table["replications"].iloc[0]),
            "indicators": table.to_dict("records"), "files": files,
        }
    )  # fmt: skip
