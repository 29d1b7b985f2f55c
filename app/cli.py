"""The command `doubletransfer`.

Exit codes: 0 done; 1 bad input (blockers, unreadable or missing files); 2 wrong use of the command;
3 no feasible plan, or a checked plan breaks a hard limit; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from app.commands import (
    check,
    compare,
    desk,
    history,
    match,
    pack,
    runs,
    scenario,
    sensitivity,
    simulate,
    sweep,
    validate,
    world,
    worth,
)
from app.console import BAD_INPUT, Speaker, language_of
from app.errors import AppError
from app.options import LangChoice
from geodata.findings import InputError
from geodata.words import Lang, known, say

INTERRUPTED = 130

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="cli.help.root", rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)  # fmt: skip
app.command(help="cli.help.match")(match.match)
app.command(help="cli.help.demo")(match.demo)
app.command("app", help="cli.help.app")(desk.desk)
app.command(help="cli.help.validate")(validate.validate)
app.command(help="cli.help.check")(check.check)
app.command(help="cli.help.pack")(pack.pack)
app.command(help="cli.help.worth")(worth.worth)
app.command(help="cli.help.simulate")(simulate.simulate)
app.command(help="cli.help.compare")(compare.compare)
app.command(help="cli.help.sensitivity")(sensitivity.sensitivity)
app.command(help="cli.help.parameters")(simulate.parameters)
app.command(help="cli.help.sweep")(sweep.sweep)
app.command(help="cli.help.history")(history.history)
app.add_typer(world.commands, name="world")
app.add_typer(scenario.commands, name="scenario")
app.add_typer(runs.commands, name="runs", help="cli.help.runs")


@app.callback(help="cli.help.root")
def root(
    lang: Annotated[LangChoice, typer.Option("--lang", help="cli.option.lang")] = LangChoice.ZH,
    debug: Annotated[bool, typer.Option("--debug", help="cli.option.debug")] = False,
) -> None:
    """Options that go before any command."""


def localise(command: Any, lang: Lang) -> None:
    """Turn every help key of a command and its parameters and sub-commands into a sentence.

    A `--lang` given before the sub-command becomes the default of the one after it.
    """
    for attribute in ("help", "short_help"):
        key = getattr(command, attribute, None)
        if key and known(key):
            setattr(command, attribute, say(key, lang))
    for parameter in command.params:
        for attribute in ("help", "rich_help_panel"):
            key = getattr(parameter, attribute, None)
            if key and known(key):
                setattr(parameter, attribute, say(key, lang))
        if parameter.name == "lang":
            parameter.default = LangChoice(lang)
    for child in getattr(command, "commands", {}).values():
        localise(child, lang)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; no traceback unless `--debug` is given."""
    from geodata.boundary_files import BoundariesMissing
    from geodata.road_graph import RoadsMissing
    from scenarios.faults import ScenarioError
    from simulation.faults import SimulationError

    lang = language_of(arguments)
    debug = "--debug" in arguments
    # --debug means the same wherever it stands.
    words = [word for word in arguments if word != "--debug"]
    command = typer.main.get_command(app)
    localise(command, lang)
    speaker = Speaker(lang)
    try:
        command(args=words, prog_name="doubletransfer", standalone_mode=True)
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else int(bool(done.code))
        if code == INTERRUPTED:
            speaker.trouble(say("cli.error.interrupted", lang))
        return code
    except KeyboardInterrupt:
        speaker.trouble(say("cli.error.interrupted", lang))
        return INTERRUPTED
    except Exception as error:
        if debug:
            raise
        if isinstance(error, AppError):
            speaker.problem(error)
        elif isinstance(error, ScenarioError | SimulationError):
            speaker.trouble(error.text(lang))
        elif isinstance(error, InputError):
            speaker.findings(error.findings)
        elif isinstance(error, BoundariesMissing | RoadsMissing):
            speaker.trouble(str(error))
        elif isinstance(error, OSError):
            speaker.problem(AppError("system", reason=error))
        else:
            kind = type(error).__name__
            speaker.problem(AppError("unexpected", reason=f"{kind}: {error}"))
        return BAD_INPUT
    return 0


def main() -> None:
    """Entry point of the installed command."""
    # A reader that closes early (`| head`) is no error.
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


if __name__ == "__main__":
    main()
