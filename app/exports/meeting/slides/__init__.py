"""The slides, one file each; `ALL` is their order in the deck.

A slide module has `add(deck, meeting, run)`: once for the deck (`OPENING`), once where several runs
are compared (`COMPARISON`), or once for every run (`OF_RUN`).
"""

from app.exports.meeting.slides import (
    compare_cities,
    compare_figures,
    compare_inputs,
    duties,
    flows,
    indicators,
    limits,
    map_slide,
    method,
    outlook,
    pairings,
    provenance,
    tasks,
    title,
)

OPENING = (title, method)
COMPARISON = (compare_figures, compare_cities, compare_inputs)
OF_RUN = (
    provenance, map_slide, flows, indicators, pairings, limits, duties, tasks, outlook,
)  # fmt: skip
ALL = (*OPENING, *COMPARISON, *OF_RUN)
