"""The print twin: a MapView drawn with matplotlib, in the classes and colours of the screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from app.layers.classes import NO_DATA, NO_DATA_COLOUR, NO_DATA_HATCH
from app.map import base, furniture
from app.map.geometry import path_of, project
from app.map.labels import Label, Sheet, around, place
from app.map.parks import AT_PARK, AT_SEAT
from app.map.province_map import HONG_KONG, MACAU
from app.map.style import (
    BADGE,
    CITY_EDGE,
    COUNTY_EDGE,
    FAINT,
    INK,
    LAND,
    PALE,
    QUIET,
    SEA,
    STRONG,
    UNKNOWN,
    drawing,
    heavy,
)
from app.map.view import city_shapes, county_shapes
from app.webmap.flows import width_px
from app.webmap.ground import frame
from app.webmap.marks import PLAIN_PARK, REMOVED, Flow, Park
from app.webmap.print_legend import draw_legend
from app.webmap.view import MapView
from geodata.words import say

PT_PER_PX = 0.75
LEGEND_IN, MARGIN_IN, HEAD_IN, LINE_IN = 2.35, 0.2, 0.5, 0.19
BOW = 0.15
"""As in the browser: the control point's sideways reach as a share of the flow's length."""


def print_map(
    view: MapView, width_in: float = 10.0, dpi: int = 150, day: date | None = None
) -> Any:
    """The view as a matplotlib Figure, `width_in` inches wide, as high as its map needs.

    day: printed below the map where it is given.
    What is selected on screen is not drawn; an enterprise selected from outside (view.way) is.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if width_in < 6.0:
        raise ValueError(f"a map needs a width of 6 inches for its legend, not {width_in}")
    map_width = width_in - 3 * MARGIN_IN - LEGEND_IN
    map_height = map_width * frame().height / frame().width
    notes = [*([view.note] if view.note else []), *view.notes]
    if day is not None:
        notes[-1] = say("webmap.made_on", view.lang, made=notes[-1], date=day.isoformat())
    foot = LINE_IN * len(notes) + MARGIN_IN
    height = HEAD_IN + map_height + foot
    with drawing():
        figure = Figure(figsize=(width_in, height), dpi=dpi, facecolor="white")
        FigureCanvasAgg(figure)

        def axes(left: float, bottom: float, wide: float, high: float) -> Any:
            return figure.add_axes(
                (left / width_in, bottom / height, wide / width_in, high / height)
            )

        ax = axes(MARGIN_IN, foot, map_width, map_height)
        _ground(ax, view)
        _flows(ax, view)
        _parks(ax, view)
        _names(ax, view)
        side = axes(2 * MARGIN_IN + map_width, foot, LEGEND_IN, map_height)
        draw_legend(side, view, LEGEND_IN, map_height)
        sheet = axes(0, 0, width_in, height)
        _words(sheet, view, notes, width_in, height, foot)
    return figure


def write_print(
    view: MapView, path: FilePath, width_in: float = 10.0, dpi: int = 150, day: date | None = None
) -> FilePath:
    """Write .png, .svg or .pdf by the path's ending; the same view and day give the same bytes."""
    kind = path.suffix.lower().removeprefix(".")
    dated = {"png": {"Software": None}, "svg": {"Date": None},
             "pdf": {"CreationDate": None, "ModDate": None}}  # fmt: skip
    if kind not in dated:
        raise ValueError(f"maps are written as .png, .svg or .pdf, not {path.suffix!r}")
    with drawing():
        print_map(view, width_in, dpi, day).savefig(path, format=kind, metadata=dated[kind])
    return path


def fills(view: MapView) -> list[str]:
    """Colour of each county, in the order of `county_shapes`; NO_DATA_COLOUR where hatched."""
    table = county_shapes()
    if view.level == "none":
        return [PALE.get(str(region), LAND) for region in table["region"]]
    assert view.classes is not None, "a level is set by a layer, which has classes"
    keys = table["adcode" if view.level == "county" else "city_adcode"]
    ranks = [view.areas[key].cls if key in view.areas else NO_DATA for key in keys]
    return [NO_DATA_COLOUR if rank == NO_DATA else view.classes.colours[rank] for rank in ranks]


def park_colours(view: MapView, park: Park) -> tuple[str, str]:
    """Fill and edge of a park, as in the browser."""
    strong = STRONG.get(park.region, UNKNOWN)
    if park.cls == PLAIN_PARK or view.classes is None:
        return (strong, "white") if park.firms else ("white", FAINT)
    return (NO_DATA_COLOUR if park.cls == NO_DATA else view.classes.colours[park.cls]), strong


def _ground(ax: Any, view: MapView) -> None:
    (left, right), (bottom, top) = frame().metres([0, frame().width], [frame().height, 0])
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_facecolor(SEA)
    for spine in ax.spines.values():
        spine.set_color(CITY_EDGE)
    base.draw_neighbours(ax)
    counties, colours = county_shapes(), fills(view)
    base.draw_counties(ax, counties, colours, zorder=2.0)
    for shape, colour in zip(counties["shape"], colours, strict=True):
        if colour == NO_DATA_COLOUR:
            hatch = PathPatch(
                path_of(shape), fc="none", ec=NO_DATA_HATCH, hatch="////", lw=0, zorder=2.05
            )
            ax.add_artist(hatch)
            ax.add_artist(
                PathPatch(path_of(shape), fc="none", ec=COUNTY_EDGE, lw=0.55, zorder=2.06)
            )
    base.draw_borders(ax, city_shapes(), zorder=2.1)
    span = right - left
    furniture.draw_scale_bar(ax, left + 0.45 * span, bottom + 0.05 * (top - bottom))


def _flows(ax: Any, view: MapView) -> None:
    opacity = 0.7 if view.level == "none" else 0.55
    for flow in view.shown_flows:
        city, park = view.cities[flow.city], view.parks[flow.park]
        _line(ax, (city.x, city.y), park, _width(view, flow), opacity, flow.kind == REMOVED)
    if view.way is not None and view.way.home is not None:
        if view.way.park >= 0:
            _line(ax, view.way.home, view.parks[view.way.park], 1.2, 1.0, False, INK)
        x, y = frame().metres(*view.way.home)
        ax.scatter([x], [y], s=60, facecolors="none", edgecolors=BADGE, linewidths=2, zorder=6.5)


def _width(view: MapView, flow: Flow) -> float:
    return float(width_px(flow.firms, view.most)) * PT_PER_PX


def _line(
    ax: Any, start: tuple[int, int], park: Park, width_pt: float, opacity: float, dashed: bool,
    colour: str | None = None,
) -> None:  # fmt: skip
    (x0, x1), (y0, y1) = (
        v.tolist() for v in frame().metres([start[0], park.x], [start[1], park.y])
    )
    middle = ((x0 + x1) / 2 - (y1 - y0) * BOW, (y0 + y1) / 2 + (x1 - x0) * BOW)
    path = Path([(x0, y0), middle, (x1, y1)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    style = (0, (4.0, 2.5)) if dashed else "solid"
    ax.add_artist(PathPatch(path, fc="none", ec="white", lw=width_pt + 1.2, alpha=0.6, zorder=4.0))
    ax.add_artist(
        PathPatch(
            path, fc="none", ec=colour or STRONG.get(park.region, UNKNOWN), lw=width_pt,
            alpha=opacity, ls=style, capstyle="butt", zorder=4.1,
        )
    )  # fmt: skip


def _parks(ax: Any, view: MapView) -> None:
    for park in view.parks:
        x, y = frame().metres(park.x, park.y)
        fill, edge = park_colours(view, park)
        ax.scatter(
            [x], [y], s=(2 * park.radius_px * PT_PER_PX) ** 2 * 0.8,
            marker=AT_SEAT if park.at_seat else AT_PARK, facecolors=fill, edgecolors=edge,
            linewidths=0.8 if park.cls == PLAIN_PARK else 1.4, zorder=5.0,
        )  # fmt: skip
    seats = [frame().metres(city.x, city.y) for city in view.cities]
    ax.scatter(*np.array(seats).T, s=9, color="white", ec=INK, lw=0.9, zorder=5.5)


def _names(ax: Any, view: MapView) -> None:
    from geodata.boundaries import dongsha

    sheet, atoll = Sheet(ax), dongsha()
    size = 11.0 if view.large else 8.5
    for park in view.parks:
        sheet.take(*frame().metres([park.x], [park.y]), [park.radius_px * PT_PER_PX * 0.8])
    labels = []
    for key, (lon, lat), places in (
        ("dongsha", (atoll.label_lon, atoll.label_lat), [(0.0, -9.0), (0.0, 9.0), (-9.0, 0.0)]),
        ("hong_kong", HONG_KONG, [(7.0, -5.0), (10.0, -1.0), (8.0, -9.0)]),
        ("macau", MACAU, [(3.0, -5.0), (5.0, -8.0), (4.0, -12.0)]),
    ):
        x, y = project([lon], [lat])
        text = say(f"map.place.{key}", view.lang)
        labels.append(Label(text, float(x[0]), float(y[0]), size - 1, places, QUIET))
    for city in sorted(view.cities, key=lambda city: city.region != "prd"):
        x, y = frame().metres(city.x, city.y)
        labels.append(Label(city.name, float(x), float(y), size, [*around(4, 16), *around(22)]))
    place(sheet, labels)


def _words(
    ax: Any, view: MapView, notes: list[str], width: float, height: float, foot: float
) -> None:
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.axis("off")
    larger = 1.3 if view.large else 1.0
    ax.text(
        MARGIN_IN, height - HEAD_IN * 0.55, view.title, fontsize=13 * larger, va="center",
        path_effects=heavy(),
    )  # fmt: skip
    if view.badge:
        ax.text(
            width - MARGIN_IN - 0.05, height - HEAD_IN * 0.55, view.badge, fontsize=11, ha="right",
            va="center", color=BADGE,
            bbox={"boxstyle": "round,pad=0.3", "fc": "white", "ec": BADGE, "lw": 1.3},
        )  # fmt: skip
    for i, note in enumerate(notes):
        ax.text(MARGIN_IN, foot - LINE_IN * (i + 0.8), note, fontsize=7.5, va="center", color=QUIET)
