"""Anchor: how near the park is to a flagship project (龙头项目) that draws the division.

    1                       an open anchor of the division stands in the park's county
    1 - hours / limit       road time from the park to the nearest open one; 0 from the limit on
    0                       anchors draw the division, but none of them is open in that year
    0.5                     no anchor ever draws the division, or the park has no place: neutral

limit = policy.anchor_limit_h.  Anchors count from their opening year until the year before they
close; those without a place are left out.  Source: 粤府〔2016〕98号 二(三)12, tasks 39-40 (flagship
projects and the clusters around them).  The straight line and the limit are assumptions.
"""

from __future__ import annotations

import numpy as np

from matching.cells import lists, texts
from matching.context import Context, in_service
from matching.factored import Factored
from matching.objectives.scale import NEUTRAL
from matching.rows import Floats


def score(context: Context) -> Factored:
    """(classes, P, T, 1) by class: divisions drawn by the same anchors."""
    names, division_of = context.divisions
    anchors = context.table("anchors")
    drawing = [np.array([name in drawn for drawn in lists(anchors["divisions"])], dtype=bool)
               for name in names]  # fmt: skip
    pull = _pull(context)
    drawn_by, class_of = np.unique(
        np.array(drawing).reshape(len(names), len(anchors)), axis=0, return_inverse=True
    )
    values = np.full((len(drawn_by), *pull.shape[1:]), NEUTRAL)
    for k, who in enumerate(drawn_by):
        if who.any():
            values[k] = pull[who].max(axis=0)
    known = np.isfinite(context.of_parks("lon") + context.of_parks("lat"))
    values[:, ~known] = NEUTRAL
    return Factored(values[..., None], class_of.reshape(-1)[division_of])


def _pull(context: Context) -> Floats:
    """(A, P, T) pull of each anchor on each park in each year; 0 while it is not open."""
    anchors = context.table("anchors")
    _, parks, years, _ = context.shape
    hours = np.full((parks, 0), np.nan) if context.legs.anchor_h is None else context.legs.anchor_h
    near = np.nan_to_num(1.0 - hours.T.astype(np.float64) / context.case.policy.anchor_limit_h)
    county = texts(anchors["county_adcode"])[:, None]
    same = (county == texts(context.parks["county_adcode"])) & (county != "")
    near = np.where(same, 1.0, np.maximum(near, 0.0))
    open_ = in_service(anchors, context.years).reshape(len(anchors), years)
    return near[:, :, None] * open_[:, None, :]
