"""`doubletransfer pack`: one to four plans as slides, report, task list, results and a zip."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import job, options
from app.console import BAD_INPUT, Speaker
from app.errors import AppError
from app.input_options import reads_inputs
from app.inputs import SHIPPED, Inputs
from app.options import LangChoice

if TYPE_CHECKING:
    from app.exports.meeting import MeetingRun
    from geodata.words import Lang
    from simulation.outcome import Outcome


@reads_inputs
def pack(
    plans: Annotated[list[Path], typer.Argument(help="cli.argument.plans", metavar="PLAN...")],
    out: options.OutOption,
    scenario: Annotated[
        list[str] | None, typer.Option("--scenario", help="cli.option.pack_scenario")
    ] = None,
    outcome: Annotated[
        list[Path] | None,
        typer.Option("--outcome", help="cli.option.pack_outcome", metavar="FILE"),
    ] = None,
    who: Annotated[str, typer.Option("--who", help="cli.option.pack_who")] = "",
    why: Annotated[str, typer.Option("--why", help="cli.option.pack_why")] = "",
    inputs: Inputs = SHIPPED,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Write the meeting pack of plans; the inputs must be those the plans were made from."""
    from app.exports.meeting import write_meeting_pack

    speaker = Speaker(lang.value, as_json=as_json)
    job.check_folder(out)
    _check(plans, scenario or (), outcome or ())
    try:
        with speaker.progress() as tell:
            tell("load", None, "")
            runs = _runs(plans, scenario or (), outcome or (), inputs, tell, who, why, speaker.lang)
            written = write_meeting_pack(runs, out, speaker.lang, tell)
    except job.Blocked as blocked:
        speaker.findings(blocked.findings)
        raise typer.Exit(BAD_INPUT) from None
    _tell(runs, written, out, speaker)


def _check(plans: Sequence[Path], scenarios: Sequence[str], outcomes: Sequence[Path]) -> None:
    """Raise AppError for missing files and for options that do not match the plans in number."""
    from app.exports.meeting.run import MOST_RUNS

    if len(plans) > MOST_RUNS:
        raise AppError("meeting_runs", count=len(plans), most=MOST_RUNS)
    if scenarios and len(scenarios) != len(plans):
        raise AppError("meeting_scenarios", scenarios=len(scenarios), plans=len(plans))
    if outcomes and len(outcomes) != len(plans):
        raise AppError("meeting_outcomes", outcomes=len(outcomes), plans=len(plans))
    for file in (*plans, *outcomes):
        if not file.is_file():
            raise AppError("no_file", file=file)


def _runs(
    plans: Sequence[Path], scenarios: Sequence[str], outcomes: Sequence[Path], inputs: Inputs,
    tell: job.Progress, who: str, why: str, lang: Lang,
) -> list[MeetingRun]:  # fmt: skip
    """The plans with their cases made anew from the inputs; refused where they do not fit."""
    from app.exports.json import read_plan
    from app.exports.meeting import MeetingRun
    from scenarios.load import library_names, load_scenario

    runs = []
    for i, file in enumerate(plans):
        plan = read_plan(file)
        if not scenarios and plan.scenario not in library_names():
            raise AppError("meeting_no_scenario", file=file.name, scenario=plan.scenario)
        scenario = load_scenario(scenarios[i] if scenarios else plan.scenario)
        run = MeetingRun(
            plan, job.make_case(scenario, inputs, tell), scenario.title(lang), who=who, why=why,
            outcome=_outcome(outcomes[i], lang) if outcomes else None,
        )  # fmt: skip
        run.check()
        runs.append(run)
    return runs


def _outcome(file: Path, lang: Lang) -> Outcome:
    """A simulation's result.  Raises AppError where the file is none."""
    from simulation.faults import SimulationError
    from simulation.outcome import Outcome

    try:
        return Outcome.load(file)
    except SimulationError as error:
        raise AppError("meeting_outcome_file", file=file.name, reason=error.text(lang)) from error


def _tell(runs: list[MeetingRun], written: list[Path], out: Path, speaker: Speaker) -> None:
    """Where the pack lies and what the files are."""
    from geodata.words import say

    if any(run.plan.synthetic for run in runs):
        speaker.line(say("export.word.demo", speaker.lang), "bold red")
    speaker.say("cli.pack.where", folder=out.resolve())
    for file in written:
        key = f"cli.file.{file.name.replace('.', '_').replace('-', '_')}"
        speaker.line(f"  {file.name:<18} {say(key, speaker.lang)}")
    speaker.json(
        {
            "files": written, "fingerprints": [run.fingerprint for run in runs],
            "case_fingerprints": [run.plan.case_fingerprint for run in runs],
            "synthetic": any(run.plan.synthetic for run in runs),
        }
    )  # fmt: skip
