"""The folder of an outcome: everything written beside the old files, then swapped in at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.outlook.record import OUTCOME, RECORD, record_of, write_inputs, write_record

if TYPE_CHECKING:
    import pandas as pd

    from app.outlook.papers import Papers

Progress = Callable[[str, float | None, str], None]
WORKBOOK = "outcome.xlsx"
TABLES, CHARTS = "tables", "charts"
BESIDE = (WORKBOOK, TABLES, CHARTS)
"""What lies in a folder of results beside `OUTCOME` and `RECORD`."""


def write_outcome(
    papers: Papers, folder: Path, progress: Progress | None = None, *, charts: bool = True
) -> list[Path]:
    """Write the outcome into `folder`; returns the paths of all files.

    outcome.npz (read again by `compare`), outcome.xlsx, tables/*.parquet, charts/*.png and *.svg,
    inputs/*.parquet (the effective input tables) and run.json, which is put in place last.  If
    anything fails the last good results stay as they were; other files are left alone.  charts:
    False leaves the charts out, and takes those of an earlier outcome away.  Raises FolderBusy if
    an old file cannot be replaced, OSError if the disk refuses.
    """
    from app.exports.pack import FolderBusy, swap_in

    folder.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        names = _write(papers, new, progress or (lambda stage, done, detail: None), charts)
        swap_in(new, folder, [*(c for c in chart_files() if c not in names), *names])
    except FolderBusy:
        raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return [folder / name for name in names]


def _write(papers: Papers, folder: Path, tell: Progress, charts: bool) -> list[str]:
    """Write all files and return their paths below the folder, run.json last."""
    tell("exports", 0.0, OUTCOME)
    papers.outcome.save(folder / OUTCOME)
    names = [OUTCOME]
    tell("exports", 0.1, TABLES)
    names += _tables(papers, folder)
    names += write_inputs(papers.case.world, folder)
    tell("exports", 0.2, WORKBOOK)
    _workbook(papers, folder / WORKBOOK)
    names.append(WORKBOOK)
    if charts:
        names += _charts(papers, folder, tell)
    write_record(record_of(papers.prepared, papers.apart, papers.day, sorted(names)), folder)
    tell("exports", 1.0, "")
    return [*names, RECORD]


def frames(papers: Papers) -> dict[str, pd.DataFrame]:
    """Name -> tidy table, as kept in the folder `tables`."""
    from simulation import tables
    from simulation.parameters import parameters_table

    outcome = papers.outcome
    return {
        "indicators": papers.indicators,
        "goal": papers.goal,
        "spread": papers.spread,
        "accounts_by_side": tables.accounts_by_side(outcome),
        "accounts_by_city": tables.accounts_by_city(outcome),
        "funnel": tables.funnel_by_year(outcome),
        "states": tables.states_by_year(outcome),
        "duties": tables.duties_by_year(outcome),
        "parks": papers.moves,
        "fates": tables.fates_by_enterprise(outcome),
        "replications": tables.replications_table(outcome),
        "parameters": parameters_table(papers.prepared.inputs.parameters, papers.lang),
    }


def _tables(papers: Papers, folder: Path) -> list[str]:
    (folder / TABLES).mkdir()
    names = []
    for name, frame in frames(papers).items():
        names.append(f"{TABLES}/{name}.parquet")
        frame.to_parquet(folder / names[-1], index=False)
    return names


def _workbook(papers: Papers, path: Path) -> None:
    from app.exports.xlsx import write_workbook
    from app.outlook import sheets, told

    write_workbook(
        [
            told.summary_sheet(papers),
            sheets.goal_sheet(papers),
            sheets.indicators_sheet(papers),
            sheets.spread_sheet(papers),
            sheets.sides_sheet(papers),
            sheets.cities_sheet(papers),
            sheets.stages_sheet(papers),
            sheets.duties_sheet(papers),
            sheets.parks_sheet(papers),
            sheets.enterprises_sheet(papers),
            told.assumptions_sheet(papers),
            told.macro_sheet(papers),
            told.provenance(papers),
        ],
        path,
        papers.lang,
    )


def chart_files() -> list[str]:
    """Paths of all charts below a folder of results."""
    from simulation.indicators import ALL

    stems = ["goal", "funnel", "parks", *(f"fan-{name}" for name in ALL)]
    return [f"{CHARTS}/{stem}.{kind}" for stem in stems for kind in ("png", "svg")]


def _charts(papers: Papers, folder: Path, tell: Progress) -> list[str]:
    """Every chart as PNG and SVG."""
    from app.charts import fan, funnel, goal, park_moves
    from app.charts.frame import drawing, save
    from simulation import tables
    from simulation.indicators import ALL

    (folder / CHARTS).mkdir()
    caption = papers.caption
    planned = int(papers.moves["recommended_enterprises"].sum())
    stages = tables.funnel_by_year(papers.outcome)
    makers: dict[str, Callable[[], object]] = {
        "goal": lambda: goal.draw(papers.goal, caption),
        "funnel": lambda: funnel.draw(stages, caption, papers.milestones, planned),
        "parks": lambda: park_moves.draw(papers.moves, papers.park_names, caption),
    }
    for name in ALL:
        makers[f"fan-{name}"] = lambda name=name: fan.draw(  # type: ignore[misc]
            papers.indicators, name, caption, papers.spread
        )
    names: list[str] = []
    title = f"{papers.title} {papers.outcome.inputs_fingerprint}"
    with drawing():
        for number, (stem, make) in enumerate(makers.items()):
            tell("exports", 0.3 + 0.7 * number / len(makers), f"{CHARTS}/{stem}")
            written = save(make(), folder / CHARTS, stem, title)
            names += [f"{CHARTS}/{path.name}" for path in written]
    return names
