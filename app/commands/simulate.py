"""`doubletransfer simulate` and `parameters`: play a plan forward; the assumptions as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import job, options, outlook_options
from app.console import BAD_INPUT, Speaker, write_findings
from app.errors import AppError
from app.input_options import reads_inputs
from app.inputs import SHIPPED, Inputs
from app.options import LangChoice

if TYPE_CHECKING:
    from app.outlook.papers import Papers


@reads_inputs
def simulate(
    scenario: Annotated[str, typer.Argument(help="cli.argument.scenario")],
    out: options.OutOption,
    plan: outlook_options.PlanOption = None,
    replications: outlook_options.Replications = 1000,
    apart: outlook_options.ApartOption = 200,
    parameters: outlook_options.ParametersFile = None,
    settings: outlook_options.SetOption = None,
    by: outlook_options.ByOption = None,
    uncertainty: outlook_options.UncertaintyOption = None,
    tastes: outlook_options.TastesOption = None,
    inputs: Inputs = SHIPPED,
    charts: outlook_options.ChartsOption = True,
    threads: options.Threads = 2,
    seed: options.Seed = None,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Play a scenario, with a plan or without, in many replications and write the outcome."""
    from app.outlook.assumed import parameters_given
    from app.outlook.pack import write_outcome
    from app.outlook.papers import Papers
    from app.outlook.setup import prepare
    from matching.stopping import interruptible
    from scenarios.load import load_scenario
    from simulation.apart import play_apart

    speaker = Speaker(lang.value, as_json=as_json)
    job.check_folder(out)
    switches = {"uncertainty": uncertainty, "tastes": tastes}
    assumed = parameters_given(parameters, settings or (), by, switches)
    try:
        with speaker.progress() as tell:
            prepared = prepare(load_scenario(scenario), inputs, plan, assumed, tell)
            with interruptible(None) as stop:
                played = play_apart(
                    prepared.inputs, replications, apart, seed, threads, tell, stop
                )  # fmt: skip
            papers = Papers(prepared, played, speaker.lang)
            written = write_outcome(papers, out, tell, charts=charts)
    except job.Blocked as blocked:
        speaker.findings(blocked.findings)
        paths = write_findings(blocked.findings, out, speaker.lang)
        speaker.say("cli.match.blocked", file=paths[1])
        speaker.json({"status": "blocked", "files": paths})
        raise typer.Exit(BAD_INPUT) from None
    _tell(papers, written, out, speaker)


def _tell(papers: Papers, written: list[Path], out: Path, speaker: Speaker) -> None:
    """The answer in sentences, and where the files lie."""
    from app.outlook.told import sentences

    outcome, lang = papers.outcome, speaker.lang
    loud = {*papers.prepared.caveats(lang)}
    for line in sentences(papers):
        speaker.line(line, "bold red" if line in loud else "")
    if doubts := papers.prepared.inputs.doubts:
        speaker.say("cli.simulate.doubts", count=len(doubts))
    speaker.say("cli.match.where", folder=out.resolve())
    for key, place in (
        ("outcome_xlsx", "outcome.xlsx"), ("charts", "charts/"), ("tables", "tables/"),
        ("outcome_npz", "outcome.npz"), ("inputs", "inputs/"), ("run_json", "run.json"),
    ):  # fmt: skip
        if key == "charts" and not any(path.suffix == ".png" for path in written):
            continue
        speaker.line(f"  {place:<14} {_word(f'cli.file.{key}', speaker)}")
    goal = papers.goal.astype(object).where(papers.goal.notna(), None)
    plan = papers.prepared.plan
    speaker.json(
        {
            "status": "done" if papers.apart.complete else "stopped",
            "scenario": outcome.scenario, "synthetic": outcome.synthetic,
            "plan": None if plan is None else {"file": plan.file, "pairings": plan.pairings,
                                               "fit": plan.fit},
            "replications": len(outcome), "seed": outcome.seed, "years": list(outcome.years),
            "goal": goal.to_dict("records"),
            "recommended": int(papers.moves["recommended_enterprises"].sum()),
            "predicted": float(papers.moves["predicted_mean"].sum()),
            "producing": float(papers.moves["producing_mean"].sum()),
            "doubts": [doubt.text(lang) for doubt in papers.prepared.inputs.doubts],
            "case_fingerprint": outcome.case_fingerprint,
            "inputs_fingerprint": outcome.inputs_fingerprint, "digest": outcome.digest,
            "files": written,
        }
    )  # fmt: skip


def _word(key: str, speaker: Speaker) -> str:
    from geodata.words import say

    return say(key, speaker.lang)


def parameters(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="cli.option.parameters_out",
                                             metavar="FILE")] = None,
    file: outlook_options.ParametersFile = None,
    settings: outlook_options.SetOption = None,
    by: outlook_options.ByOption = None,
    force: Annotated[bool, typer.Option("--force", help="cli.option.force")] = False,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:  # fmt: skip
    """Show every assumption of the simulation, or write them as a table to edit."""
    from app.outlook.assumed import parameters_given, write_parameters
    from app.outlook.words import unit_word
    from geodata.words import say
    from simulation.parameters import parameters_table

    speaker = Speaker(lang.value, as_json=as_json)
    assumed = parameters_given(file, settings or (), by)
    table = parameters_table(assumed, speaker.lang)
    if out is not None:
        if out.exists() and not force:
            raise AppError("file_exists", file=out)
        write_parameters(assumed, out, speaker.lang)
        speaker.say("cli.parameters.written", file=out.resolve())
    else:
        shown = table.drop(columns=["why", "where"])
        shown["unit"] = [unit_word(str(unit), speaker.lang) for unit in shown["unit"]]
        heads = {c: say(f"outlook.column.{c}", speaker.lang) for c in shown.columns}
        speaker.table(shown.rename(columns=heads))
    speaker.json({"parameters": table.to_dict("records"), "file": out})
