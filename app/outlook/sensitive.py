"""A sensitivity run as the user asks for it, its table in words, its workbook and its chart."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from app.charts.frame import Caption
from app.charts.units import Scale, scale_of
from app.exports.sheet import Field, Sheet
from app.outlook.fields import KIND_OF_UNIT, column
from app.outlook.setup import Prepared, Progress
from app.outlook.words import factor_label, figure_text, unit_word
from geodata.words import Lang, say
from simulation import sensitivity_global
from simulation.faults import Problem, SimulationError
from simulation.indicators import ALL
from simulation.sensitivity import Study, chosen, lever_factors, parameter_factors
from simulation.sensitivity_tornado import Sensitivity, tornado

REPLICATIONS = {"tornado": 200, "morris": 30, "sobol": 20}
SAMPLES = {"morris": 10, "sobol": 64}
FIGURES = {
    "tornado": ("at_low", "at_low_from", "at_low_to", "at_high", "at_high_from", "at_high_to",
                "swing"),
    "morris": ("mu", "mu_star", "mu_star_low", "mu_star_high", "sigma"),
    "sobol": ("s1", "s1_low", "s1_high", "st", "st_low", "st_high"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What to look at and how.

    factors: "all", "levers" or "parameters"; names: only these.  swings: name -> (low, high) in
    place of the usual range.  replications, samples: None = usual for the method.
    """

    method: str = "tornado"
    indicator: str = "processing_share"
    year: int = 2020
    factors: str = "all"
    names: tuple[str, ...] = ()
    swings: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    replications: int | None = None
    samples: int | None = None
    threads: int = 2
    seed: int | None = None


def swings_given(words: Sequence[str]) -> dict[str, tuple[float, float]]:
    """`NAME=LOW:HIGH` words.  Raises SimulationError with all that are not."""
    found: dict[str, tuple[float, float]] = {}
    problems = []
    for word in words:
        name, _, text = word.partition("=")
        low, mark, high = text.partition(":")
        try:
            found[name.strip()] = (float(low), float(high))
        except ValueError:
            mark = ""
        if not mark or not name.strip():
            problems.append(Problem("not_a_swing", "--swing", {"value": word}))
    if problems:
        raise SimulationError(problems)
    return found


def run(
    prepared: Prepared, asked: Asked, progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Sensitivity, tuple[str, ...]]:  # fmt: skip
    """What was found, and the levers that fit nothing in the case.

    Raises SimulationError with all problems of what was asked.
    """
    parameters = prepared.inputs.parameters
    study = Study(
        prepared.case, prepared.placements, parameters, prepared.legs, asked.indicator, asked.year,
        asked.seed, asked.threads,
    )  # fmt: skip
    levers, left_out = lever_factors(prepared.case)
    groups = {"levers": levers, "parameters": parameter_factors(parameters)}
    groups["all"] = (*levers, *groups["parameters"])
    # A range given for one factor must not take the others away.
    factors = chosen(groups[asked.factors], asked.names, asked.swings)
    size = REPLICATIONS[asked.method] if asked.replications is None else asked.replications
    if asked.method == "tornado":
        return tornado(study, factors, size, progress, stop), left_out
    samples = SAMPLES[asked.method] if asked.samples is None else asked.samples
    method = {"morris": sensitivity_global.morris, "sobol": sensitivity_global.sobol}[asked.method]
    return method(study, factors, samples, size, progress, stop), left_out


def table_shown(found: Sensitivity, lang: Lang) -> pd.DataFrame:
    """The table for the screen, in words."""
    unit = ALL[found.indicator].unit
    table = found.table
    shown = pd.DataFrame(
        {
            "factor": _labels(table, lang),
            "kind": [say(f"sim.kind.{kind}", lang) for kind in table["kind"]],
            "range": [
                f"{figure_text(low, u, lang)} .. {figure_text(high, u, lang)}"
                for low, high, u in zip(table["low"], table["high"], table["unit"], strict=True)
            ],
        },
        dtype=object,
    )
    for name, low, high in _intervals(found.method):
        if found.method == "sobol":
            scale, digits = Scale(1.0, "", False), 2
        else:
            scale = scale_of(unit, table[[name, low, high]], lang)
            digits = scale.digits(float(table[[low, high]].abs().to_numpy().max()) / scale.divisor)
        columns = (table[c] / scale.divisor for c in (name, low, high))
        shown[name] = [
            say("outlook.sensitivity.interval", lang, value=f"{v:,.{digits}f}",
                low=f"{a:,.{digits}f}", high=f"{b:,.{digits}f}")
            for v, a, b in zip(*columns, strict=True)
        ]  # fmt: skip
    if found.method == "morris":
        shown["sigma"] = [f"{v / scale.divisor:,.{digits}f}" for v in table["sigma"]]
    return shown.rename(columns={c: say(f"outlook.column.{c}", lang) for c in shown.columns})


def unit_shown(found: Sensitivity, lang: Lang) -> str:
    """The unit of the figures in `table_shown`."""
    it = ALL[found.indicator]
    if found.method == "sobol":
        return say("chart.sobol_axis", lang)
    if it.unit == "share":
        return say("chart.points", lang)
    names = [column for group in _intervals(found.method) for column in group]
    return scale_of(it.unit, found.table[names], lang).label


def _intervals(method: str) -> tuple[tuple[str, str, str], ...]:
    """Figure and the columns of its interval."""
    if method == "tornado":
        return tuple((f"at_{end}", f"at_{end}_from", f"at_{end}_to") for end in ("low", "high"))
    names = ("mu_star",) if method == "morris" else ("s1", "st")
    return tuple((name, f"{name}_low", f"{name}_high") for name in names)


def _labels(table: pd.DataFrame, lang: Lang) -> list[str]:
    pairs = zip(table["factor"], table["kind"], strict=True)
    return [factor_label(str(factor), str(kind), lang) for factor, kind in pairs]


def sensitivity_sheet(prepared: Prepared, found: Sensitivity, lang: Lang) -> Sheet:
    """The table with its units, what was played above it."""
    table, it = found.table, ALL[found.indicator]
    kind = KIND_OF_UNIT[it.unit] if found.method != "sobol" else "fine"
    fields: list[Field] = [
        column("factor", _labels(table, lang), lang, width=28),
        column("name", table["factor"], lang, width=22),
        column("kind", (say(f"sim.kind.{k}", lang) for k in table["kind"]), lang),
        column("factor_unit", (unit_word(str(u), lang) for u in table["unit"]), lang, width=18),
        column("low", table["low"], lang, "fine"),
        column("high", table["high"], lang, "fine"),
        *(column(name, table[name], lang, kind, 14) for name in FIGURES[found.method]),
    ]
    lines = [
        *prepared.caveats(lang),
        say("outlook.sensitivity.head", lang, what=it.label(lang), year=found.year,
            unit=unit_word(it.unit, lang), method=say(f"sim.method.{found.method}", lang),
            plays=found.plays, replications=found.replications,
            case=prepared.case.fingerprint, run=prepared.inputs.fingerprint),
        say(f"cli.sensitivity.{found.method}", lang),
    ]  # fmt: skip
    if not found.complete:
        lines.append(say("cli.sensitivity.stopped", lang, done=len(table)))
    return Sheet(say("outlook.sheet.sensitivity", lang), fields, lines)


def write_sensitivity(
    prepared: Prepared, found: Sensitivity, folder: Path, lang: Lang, day: date
) -> list[Path]:
    """Write sensitivity-<method>.xlsx, .csv, .png and .svg into `folder`, all or none.

    Raises FolderBusy if an old file cannot be replaced, OSError if the disk refuses.
    """
    from app.charts import tornado as chart
    from app.charts.frame import drawing, save
    from app.exports.csv import write_csv
    from app.exports.pack import FolderBusy, swap_in
    from app.exports.xlsx import write_workbook

    folder.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    stem = f"sensitivity-{found.method}"
    try:
        sheet = sensitivity_sheet(prepared, found, lang)
        write_csv(sheet, new / f"{stem}.csv")
        write_workbook([sheet], new / f"{stem}.xlsx", lang)
        with drawing():
            figure = chart.draw(found, _caption(prepared, found, lang, day))
            save(figure, new, stem, prepared.inputs.fingerprint)
        names = [f"{stem}.{kind}" for kind in ("csv", "xlsx", "png", "svg")]
        swap_in(new, folder, names)
    except FolderBusy:
        raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return [folder / name for name in names]


def _caption(prepared: Prepared, found: Sensitivity, lang: Lang, day: date) -> Caption:
    plan = prepared.plan
    said = say("outlook.what.no_plan", lang)
    if plan is not None:
        said = say("outlook.what.plan", lang, file=plan.file, pairings=f"{plan.pairings:,}")
    what = say("outlook.what.line", lang, scenario=prepared.titles[lang], plan=said)
    notes = say(
        "outlook.sensitivity.notes", lang, plays=f"{found.plays:,}",
        replications=found.replications, case=prepared.case.fingerprint,
        run=prepared.inputs.fingerprint, date=day.isoformat(),
    )  # fmt: skip
    return Caption(lang, what, notes, prepared.case.world.synthetic)
