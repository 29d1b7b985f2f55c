"""The parts of the report, one file each; each has `add(paper, meeting, run)`."""

from app.exports.meeting.pages import (
    comparison,
    duties,
    flows,
    limits,
    notes,
    outlook,
    pairings,
    provenance,
    receiving,
    summary,
    tasks,
    the_map,
    unmatched,
)

OPENING = (summary,)
COMPARISON = (comparison,)
OF_RUN = (
    the_map, receiving, flows, pairings, limits, duties, tasks, unmatched, outlook, provenance,
)  # fmt: skip
CLOSING = (notes,)
