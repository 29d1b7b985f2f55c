"""Which runs are compared: what a link to the comparison carries, so that it shows the same."""

from __future__ import annotations

from collections.abc import Sequence

from app import caches, shell, state
from app.runs.records import Run
from app.views.plain import tp
from app.views.runs import finished

KEY = "compared"
MOST = 4
LEAST = 2


def remember(ids: Sequence[str]) -> None:
    """Keep what is compared on the page, for the links of other pages."""
    state.remember(KEY, list(ids))


def compared(run: Run | None = None) -> list[str]:
    """The runs a link to the comparison carries, those compared last in this session first.

    run: the one the link stands at, always among them.  Where nothing was compared yet it is set
    against the plan of the scenario it was made from, else against the newest other plan; one of
    the same data goes before one of other data.
    """
    plans = {one.id: one for one in finished()}
    last: list[str] = state.recall(KEY, [])
    kept = [one for one in last if one in plans]
    if run is None or run.id in kept:
        return kept
    if kept:
        return [*kept[: MOST - 1], run.id]
    others = [one for one in plans.values() if one.id != run.id]
    parent = caches.version(run.scenario_id).parent_id
    others.sort(key=lambda one: (one.data_id != run.data_id, one.scenario_id != parent))
    return [*(one.id for one in others[:1]), run.id]


def link(run: Run | None = None) -> None:
    """A link to the comparison of `run` with what it is compared with."""
    shell.link("compare", tp("run.to_compare"), {"runs": ",".join(compared(run))})
