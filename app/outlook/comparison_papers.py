"""A comparison on paper: the table for the screen, workbook, CSV and charts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from app.charts.frame import Caption
from app.charts.units import scale_of
from app.exports.sheet import Field, Sheet
from app.outlook.comparing import Comparison, name_of
from app.outlook.fields import column, figures, unit_column
from geodata.words import Lang, say
from simulation.indicators import ALL

FIGURES = (
    "a_mean", "b_mean", "difference_mean", "difference_low", "difference_high", "difference_p05",
    "difference_p95", "unpaired_low", "unpaired_high",
)  # fmt: skip


def paired_sheet(found: Comparison, lang: Lang) -> Sheet:
    """Every indicator and year: both means, difference with interval, verdict."""
    table = found.table
    fields: list[Field] = [
        column("indicator", (ALL[n].label(lang) for n in table["indicator"]), lang, width=30),
        column("year", table["year"], lang, "year", 8),
        unit_column(table["unit"], lang),
        column("better", (say(f"outlook.better.{b}", lang) for b in table["better"]), lang),
        *figures(table, {name: name for name in FIGURES}, lang, table["unit"].tolist(), 14),
        column("share_b_higher", table["share_b_higher"], lang, "share"),
        column("verdict", (say(f"sim.verdict.{v}", lang) for v in table["verdict"]), lang,
               width=16),
    ]  # fmt: skip
    lines = [*found.caveats(lang), *_heads(found, lang), say("compare.sheet_note", lang)]
    return Sheet(say("compare.sheet", lang), fields, lines)


def inputs_sheet(found: Comparison, lang: Lang) -> Sheet:
    """What differs in the inputs, sentence by sentence."""
    lines = found.differences(lang)
    fields = [column("difference", lines, lang, width=120)]
    return Sheet(say("compare.inputs_sheet", lang), fields, _heads(found, lang))


def _heads(found: Comparison, lang: Lang) -> list[str]:
    return [
        say("compare.run", lang, letter=letter, what=name_of(run, lang),
            replications=f"{run.record['replications']:,}", seed=run.record["seed"],
            case=run.record["case_fingerprint"], run=run.record["inputs_fingerprint"])
        for letter, run in (("A", found.a), ("B", found.b))
    ]  # fmt: skip


def shown(found: Comparison, lang: Lang, years: Sequence[int]) -> pd.DataFrame:
    """The table for the screen: in words, some years, one unit an indicator."""
    table = found.table[found.table["year"].isin(years)]
    rows = []
    for name, part in table.groupby("indicator", sort=False):
        it = ALL[str(name)]
        scale = scale_of(it.unit, part[["a_mean", "b_mean"]], lang)
        label = say("chart.with_unit", lang, what=it.label(lang), unit=scale.label)
        for row in part.to_dict("records"):
            a, b, d, low, high = (
                float(row[key]) / scale.divisor
                for key in ("a_mean", "b_mean", "difference_mean", "difference_low",
                            "difference_high")
            )  # fmt: skip
            digits = scale.digits(max(abs(low), abs(high)))
            span = {"low": f"{low:+,.{digits}f}", "high": f"{high:+,.{digits}f}"}
            rows.append((
                label, str(row["year"]), f"{a:,.{digits}f}", f"{b:,.{digits}f}",
                f"{d:+,.{digits}f}", say("compare.interval", lang, **span),
                say(f"sim.verdict.{row['verdict']}", lang),
            ))  # fmt: skip
    keys = ("indicator", "year", "a_mean", "b_mean", "difference_mean", "interval", "verdict")
    heads = [say(f"outlook.column.{key}", lang) for key in keys]
    return pd.DataFrame(rows, columns=heads, dtype=object)


def write_comparison(found: Comparison, folder: Path, lang: Lang, day: date) -> list[Path]:
    """Write comparison.xlsx, comparison.csv and the charts into `folder`, all or none.

    Raises FolderBusy if an old file cannot be replaced, OSError if the disk refuses.
    """
    from app.charts import differences
    from app.charts.frame import drawing, save
    from app.exports.csv import write_csv
    from app.exports.pack import FolderBusy, swap_in
    from app.exports.xlsx import write_workbook

    folder.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        sheet = paired_sheet(found, lang)
        names = ["comparison.csv", "comparison.xlsx"]
        write_csv(sheet, new / names[0])
        write_workbook([sheet, inputs_sheet(found, lang)], new / names[1], lang)
        caption = _caption(found, lang, day)
        (new / "charts").mkdir()
        with drawing():
            for year in milestones(found):
                figure = differences.draw(found.table, year, caption)
                paths = save(figure, new / "charts", f"differences-{year}", "compare")
                names += [f"charts/{path.name}" for path in paths]
            figure = differences.draw_years(found.table, "processing_share", caption)
            paths = save(figure, new / "charts", "difference-processing_share", "compare")
            names += [f"charts/{path.name}" for path in paths]
        swap_in(new, folder, names)
    except FolderBusy:
        raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return [folder / name for name in names]


def milestones(found: Comparison) -> tuple[int, ...]:
    """The goal's year, where it is played, and the last year."""
    years = sorted(int(year) for year in found.table["year"].unique())
    goal = ALL["processing_share"].goal
    marked = [goal[0]] if goal is not None and goal[0] in years else []
    return tuple(dict.fromkeys([*marked, years[-1]]))


def _caption(found: Comparison, lang: Lang, day: date) -> Caption:
    what = say("compare.what", lang, a=name_of(found.a, lang), b=name_of(found.b, lang))
    notes = say(
        "compare.notes", lang, replications=f"{int(found.table['replications'].iloc[0]):,}",
        seed=found.a.record["seed"], a=found.a.record["inputs_fingerprint"],
        b=found.b.record["inputs_fingerprint"], date=day.isoformat(),
    )  # fmt: skip
    return Caption(lang, what, notes, found.synthetic)
