"""`doubletransfer check`: recompute a plan, also one edited by hand, from the data alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import job, options
from app.console import BAD_INPUT, NO_PLAN, Speaker
from app.errors import AppError
from app.input_options import reads_inputs
from app.inputs import SHIPPED, Inputs
from app.options import LangChoice


@reads_inputs
def check(
    plan: Annotated[Path, typer.Argument(help="cli.argument.plan")],
    scenario: Annotated[str | None, typer.Option("--scenario", help="cli.option.scenario")] = None,
    inputs: Inputs = SHIPPED,
    lang: options.LangOption = LangChoice.ZH,
    certificate: Annotated[
        bool, typer.Option("--certificate", help="cli.option.certificate")
    ] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Recompute a plan from the data and list every limit and rule it breaks."""
    from app.exports.json import read_plan
    from app.exports.reread import read_placements
    from app.origin import origin_of
    from app.rechecked import for_planners, unknown_ids
    from geodata.shipped import shipped_world
    from matching.api import build_problem, recheck
    from matching.api import check as check_placements
    from scenarios.load import library_names, load_scenario

    speaker = Speaker(lang.value, as_json=as_json)
    if not plan.is_file():
        raise AppError("no_file", file=plan)
    stated = read_plan(plan) if plan.suffix.lower() == ".json" else None
    if certificate and stated is None:
        raise AppError("certificate_without_plan", file=plan.name)
    placements = read_placements(plan) if stated is None else stated.placements
    origin = origin_of(plan)
    made_with = origin.scenario if origin and origin.scenario in library_names() else "baseline"
    name = scenario or (stated.scenario if stated else made_with)
    try:
        with speaker.progress() as tell:
            case = job.make_case(load_scenario(name), inputs, tell)
            tell("check", None, "")
            problem = build_problem(case, tell)
            # Against another scenario only the placements count, not what the plan says of itself.
            own = stated is not None and (scenario is None or case.scenario == stated.scenario)
            if stated is not None and (own or certificate):
                done = recheck(problem, stated, certificate=certificate)
                report, proof = done.report, done.proof
            else:
                report, proof = check_placements(problem, placements), None
    except job.Blocked as blocked:
        speaker.findings(blocked.findings)
        raise typer.Exit(BAD_INPUT) from None
    report = for_planners(report, placements, case.world)
    if (
        origin is not None
        and origin.scenario == case.scenario
        and origin.world_fingerprint != case.world.fingerprint
    ):
        places = "; ".join(origin.own_files(shipped_world().provenance)) or "-"
        told = {"stated": origin.world_fingerprint, "true": case.world.fingerprint, "files": places}
        if unknown_ids(report):
            raise AppError("other_data", file=plan.name, **told)
        speaker.say("cli.check.other_data", **told)
    speaker.say("cli.check.against", scenario=name, fingerprint=case.fingerprint)
    if proof is not None:
        speaker.say(
            "cli.check.certificate", bound=f"{proof.bound:,.6f}", value=f"{proof.value:,.6f}",
            rounding=f"{proof.rounding:.2g}", tolerance=f"{proof.tolerance:.2g}",
        )  # fmt: skip
    speaker.line(report.summary(speaker.lang))
    rows = report.table(speaker.lang)
    speaker.json(
        {
            "ok": report.ok, "scenario": name, "case_fingerprint": case.fingerprint,
            "objective": report.objective, "placements": report.placements,
            "findings": rows.astype(object).where(rows.notna(), None).to_dict("records"),
            "certified_bound": None if proof is None else proof.bound,
        }
    )  # fmt: skip
    if not report.ok:
        raise typer.Exit(BAD_INPUT if certificate else NO_PLAN)
