"""`doubletransfer sweep`: scenarios with their plans, replayed often, here or on a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app import job, options, outlook_options
from app.console import BAD_INPUT, Speaker, write_findings
from app.errors import AppError
from app.input_options import reads_inputs
from app.inputs import SHIPPED, Inputs
from app.options import LangChoice
from geodata.words import Lang, say

if TYPE_CHECKING:
    from app.sweeping import Entry
    from simulation.sweep import Sweep

PANEL = "cli.panel.sweep"


@reads_inputs
def sweep(
    scenarios: Annotated[list[str], typer.Argument(help="cli.argument.sweep_scenarios")],
    out: options.OutOption,
    replications: outlook_options.Replications = 1000,
    plan: Annotated[
        list[str] | None,
        typer.Option("--plan", help="cli.option.sweep_plan", rich_help_panel=PANEL,
                     metavar="[SCENARIO=]FILE"),
    ] = None,
    no_plan: Annotated[
        bool, typer.Option("--no-plan", help="cli.option.sweep_no_plan", rich_help_panel=PANEL)
    ] = False,
    bare: Annotated[
        bool, typer.Option("--bare", help="cli.option.sweep_bare", rich_help_panel=PANEL)
    ] = False,
    parameters: outlook_options.ParametersFile = None,
    settings: outlook_options.SetOption = None,
    by: outlook_options.ByOption = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", help="cli.option.sweep_cluster", rich_help_panel=PANEL,
                     metavar="ADDRESS"),
    ] = None,
    inputs: Inputs = SHIPPED,
    seconds: options.Seconds = 60.0,
    gap: options.Gap = 0.01,
    threads: options.Threads = 2,
    seed: options.Seed = None,
    method: options.Method = "auto",
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:  # fmt: skip
    """Play several scenarios forward, solving the plans that are not given, and compare them."""
    from app import sweeping
    from app.outlook.assumed import parameters_given
    from matching.match import Settings
    from simulation.sweep import sweep as run_sweep

    job.Search(seconds, gap, threads, seed, method).check()
    job.check_folder(out)
    if no_plan and plan:
        raise AppError("sweep_plan_or_none")
    assumed = parameters_given(parameters, settings or (), by)
    solve = None
    if not no_plan:
        solve = Settings(seconds, gap, threads, 2016 if seed is None else seed, method)  # type: ignore[arg-type]
    speaker = Speaker(lang.value, as_json=as_json)
    try:
        with speaker.progress() as tell:
            entries = sweeping.make_entries(scenarios, inputs, plan or (), solve, assumed, tell)
            jobs = [one.job for one in entries]
            done = run_sweep(
                jobs, out, replications, seed, threads=threads, address=cluster, progress=tell
            )
            if not bare:
                sweeping.write_folders(done, entries, speaker.lang, tell)
    except job.Blocked as blocked:
        speaker.findings(blocked.findings)
        written = write_findings(blocked.findings, out, speaker.lang)
        speaker.say("cli.match.blocked", file=written[1])
        speaker.json({"status": "blocked", "files": written})
        raise typer.Exit(BAD_INPUT) from None
    _tell(done, entries, no_plan, speaker)


def _tell(done: Sweep, entries: list[Entry], no_plan: bool, speaker: Speaker) -> None:
    """Cautions, the tables of the headline indicators, and where the files lie."""
    from app import sweep_papers
    from simulation.sweep_table import sweep_table

    lang, table = speaker.lang, sweep_table(done)
    synthetic = any(one.job.case.world.synthetic for one in entries)
    lines = _cautions(done, entries, synthetic, no_plan, lang)
    for number, line in enumerate(lines):
        speaker.line(line, "bold red" if synthetic and not number else "bold")
    for title, shown in sweep_papers.printed(table, lang):
        speaker.line(title, "bold")
        speaker.table(shown)
    speaker.say("cli.sweep.reading")
    about = say("cli.sweep.about", lang, seed=done.seed, replications=done.replications)
    above = [*lines, about, say("cli.sweep.reading", lang)]
    files = sweep_papers.write_tables(done, table, lang, above)
    files += [one.outcome for one in done.played if one.outcome is not None]
    speaker.say("cli.sweep.where", folder=done.folder, kept=done.blocks_kept,
                played=done.blocks_played)  # fmt: skip
    for file in files:
        speaker.line(f"  {file.relative_to(done.folder).as_posix()}")
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    speaker.json({**sweep_papers.record(done), "indicators": rows, "files": files,
                  "synthetic": synthetic})  # fmt: skip


def _cautions(
    done: Sweep, entries: list[Entry], synthetic: bool, no_plan: bool, lang: Lang
) -> list[str]:
    """What a reader must know before quoting a figure, most important first."""
    lines = [say("export.word.demo", lang)] if synthetic else []
    if no_plan:
        lines.append(say("cli.sweep.no_plan", lang))
    for entry in entries:
        if entry.plan is not None and entry.plan.fit != "same":
            lines.append(f"{entry.job.name}: {entry.plan.sentence(lang)}")
    for one in done.played:
        if one.plan:
            lines.append(say("cli.sweep.solved", lang, scenario=one.name, gap=one.plan["gap"],
                             status=say(f"plan.status.{one.plan['status']}", lang),
                             pairings=one.plan["placements"]))  # fmt: skip
        if one.done < done.replications:
            lines.append(
                say("cli.sweep.short", lang, scenario=one.name, done=one.done,
                    asked=done.replications)
            )  # fmt: skip
    if any(one.plan and one.plan["status"] == "time_up" for one in done.played):
        lines.append(say("cli.sweep.unproven", lang))
    if done.stopped:
        lines.append(say("cli.sweep.stopped", lang))
    return lines
