"""`doubletransfer match` and `demo`: the main job from tables to results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import job, options
from app.console import BAD_INPUT, NO_PLAN, Speaker, write_findings
from app.input_options import reads_inputs
from app.inputs import SHIPPED, Inputs
from app.options import LangChoice

if TYPE_CHECKING:
    from scenarios.case import Case

DEMO_FOLDER = Path("results")


@reads_inputs
def match(
    scenario: Annotated[str, typer.Argument(help="cli.argument.scenario")],
    out: options.OutOption,
    inputs: Inputs = SHIPPED,
    seconds: options.Seconds = 60.0,
    gap: options.Gap = 0.01,
    threads: options.Threads = 2,
    seed: options.Seed = None,
    method: options.Method = "auto",
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Solve a scenario over the given tables and write the pack of results."""
    search = job.Search(seconds, gap, threads, seed, method)
    run(scenario, inputs, search, out, Speaker(lang.value, as_json=as_json))


def demo(
    out: options.OutOption = DEMO_FOLDER,
    seconds: options.Seconds = 60.0,
    gap: options.Gap = 0.01,
    threads: options.Threads = 2,
    lang: options.LangOption = LangChoice.ZH,
    as_json: options.JsonOption = False,
) -> None:
    """Solve the shipped baseline and write the pack of results."""
    search = job.Search(seconds, gap, threads)
    run("baseline", Inputs(), search, out, Speaker(lang.value, as_json=as_json))


def run(name: str, inputs: Inputs, search: job.Search, out: Path, speaker: Speaker) -> None:
    """Load, solve, write and tell.  Raises typer.Exit with the code that `console` documents."""
    from scenarios.load import load_scenario

    search.check()
    job.check_folder(out)
    scenario = load_scenario(name)
    try:
        with speaker.progress() as tell:
            tell("load", None, "")
            case = job.make_case(scenario, inputs, tell)
            solved = job.solve(case, search, tell)
            files: list[Path] = []
            if job.has_answer(solved.plan):
                files = job.export(solved, case, scenario, out, speaker.lang, tell)
    except job.Blocked as blocked:
        speaker.findings(blocked.findings)
        written = write_findings(blocked.findings, out, speaker.lang)
        speaker.say("cli.match.blocked", file=written[1])
        speaker.json({"status": "blocked", "files": written})
        raise typer.Exit(BAD_INPUT) from None
    _tell(solved, case, scenario.title(speaker.lang), files, out, speaker)
    if not files:
        raise typer.Exit(NO_PLAN)


def _tell(
    solved: job.Solved, case: Case, title: str, files: list[Path], out: Path, speaker: Speaker
) -> None:
    """The paragraph of the plan and where its files lie."""
    from app.exports.caveats import caveats, missed

    plan = solved.plan
    if solved.interrupted:
        speaker.say("cli.match.interrupted")
    for line in caveats(plan, case.world, speaker.lang):
        speaker.line(line, "bold red")
    speaker.line(plan.summary(speaker.lang, title), "bold")
    doubts = len(case.world.findings) + len(solved.findings) + len(plan.findings)
    if doubts and files:
        speaker.say("cli.match.doubts", doubts=doubts)
    if files:
        speaker.say("cli.match.where", folder=out.resolve())
        for file in files:
            key = f"cli.file.{file.name.replace('.', '_').replace('-', '_')}"
            speaker.line(f"  {file.name:<14} {speaker_text(key, speaker)}")
    else:
        speaker.findings(plan.findings)
        speaker.say("cli.match.no_plan")
    speaker.json(
        {
            "status": plan.status.value, "scenario": plan.scenario, "synthetic": plan.synthetic,
            "missed_duties": missed(plan, "duty"), "interrupted": solved.interrupted,
            "pairings": len(plan.placements),
            "enterprises": plan.enterprises,
            "objective": plan.objective, "bound": _number(plan.bound), "gap": _number(plan.gap),
            "binding": int(plan.limits["binding"].sum()), "limits": len(plan.limits),
            "method": plan.method, "seconds": plan.seconds, "findings": doubts,
            "case_fingerprint": plan.case_fingerprint,
            "world_fingerprint": plan.world_fingerprint, "files": files,
        }
    )  # fmt: skip


def _number(value: float) -> float | None:
    return None if value != value else value


def speaker_text(key: str, speaker: Speaker) -> str:
    """A sentence in the speaker's language."""
    from geodata.words import say

    return say(key, speaker.lang)
