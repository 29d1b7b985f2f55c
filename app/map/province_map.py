"""The province map of a plan: who moves from which city to which park, fit for a meeting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from app.exports.material import Material
from app.map import base, furniture
from app.map.flows import curve_points, draw_flows
from app.map.geometry import project, rows_of
from app.map.labels import Label, Sheet, around, place
from app.map.panel import draw_panel, key_figures, short_city
from app.map.parks import area_pt2, draw_parks
from app.map.style import (
    BADGE,
    CITY_EDGE,
    DPI,
    HEIGHT_IN,
    INK,
    QUIET,
    REGIONS,
    SAR_EDGE,
    SEA,
    STRONG,
    WIDTH_IN,
    drawing,
    heavy,
)
from app.map.view import MapView
from geodata.periods import period
from geodata.words import say

MARGIN, PANEL, GAP = 0.35, 3.05, 0.22
TOP, BOTTOM = 1.22, 0.92
"""Inches: outer margin, width of the panel, gap to it, band above and below the map."""
PAD_M = 16_000.0
MAP_FILES = ("map.png", "map.svg")

NEIGHBOURS = (
    ("guangxi", 110.35, 23.75), ("hunan", 111.75, 25.35), ("jiangxi", 115.3, 25.35),
    ("fujian", 116.95, 25.1),
)  # fmt: skip
SEA_NAME = (114.6, 21.35)
HONG_KONG, MACAU = (114.17, 22.34), (113.555, 22.16)


def draw_map(material: Material) -> Any:
    """The whole sheet as a matplotlib Figure (A3 landscape); nothing is written to disk."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    view = MapView(material)
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    map_width = WIDTH_IN - 2 * MARGIN - PANEL - GAP
    map_height = HEIGHT_IN - TOP - BOTTOM
    ax = _axes(figure, MARGIN, BOTTOM, map_width, map_height)
    fill_map(ax, view, map_width / map_height)
    side = _axes(figure, WIDTH_IN - MARGIN - PANEL, BOTTOM, PANEL, map_height)
    draw_panel(side, view, PANEL, map_height)
    _title(figure, material)
    _notes(figure, material)
    return figure


def fill_map(ax: Any, view: MapView, ratio: float) -> None:
    """The map itself onto an axis whose width is `ratio` times its height: ground to names."""
    _extent(ax, view, ratio)
    _ground(ax, view)
    draw_flows(ax, view.flows)
    draw_parks(ax, view.parks)
    _seats(ax, view)
    _names(ax, view, _furniture(ax, view.material))


def write_map(material: Material, folder: Path) -> list[Path]:
    """Write map.png and map.svg into `folder`; the same plan and day give the same bytes."""
    paths = [folder / name for name in MAP_FILES]
    title = f"{material.scenario_title} {material.fingerprint}"
    with drawing():
        figure = draw_map(material)
        figure.savefig(paths[0], format="png", metadata={"Title": title, "Software": None})
        figure.savefig(paths[1], format="svg", metadata={"Title": title, "Date": None})
    return paths


def _axes(figure: Any, left: float, bottom: float, width: float, height: float) -> Any:
    """An axis whose place is given in inches."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def _extent(ax: Any, view: MapView, ratio: float) -> None:
    """Fit the whole province, Dongsha included, into the frame's proportions."""
    import shapely

    left, bottom, right, top = shapely.total_bounds(view.cities["shape"].to_numpy())
    left, bottom, right, top = left - PAD_M, bottom - PAD_M, right + PAD_M, top + PAD_M
    width, height = right - left, top - bottom
    if width / height < ratio:
        left, right = left - (height * ratio - width) / 2, right + (height * ratio - width) / 2
    else:
        bottom, top = bottom - (width / ratio - height) / 2, top + (width / ratio - height) / 2
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_facecolor(SEA)
    for spine in ax.spines.values():
        spine.set_color(CITY_EDGE)


def _ground(ax: Any, view: MapView) -> None:
    base.draw_neighbours(ax)
    furniture.draw_graticule(ax, zorder=1.4)
    base.draw_land(ax, view)
    base.draw_roads(ax, view)


def _seats(ax: Any, view: MapView) -> None:
    """A dot at the seat of every city from which a flow starts."""
    if len(view.flows):
        starts = view.flows[["x0", "y0"]].drop_duplicates()
        ax.scatter(starts["x0"], starts["y0"], s=30, color="white", ec=INK, lw=1.3, zorder=6)


def _furniture(ax: Any, material: Material) -> tuple[float, float, float, float]:
    """Scale bar and north arrow; returns the scale bar's box in metres."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    x, y = left + 0.52 * (right - left), bottom + 0.06 * (top - bottom)
    furniture.draw_scale_bar(ax, x, y)
    furniture.draw_north_arrow(ax, left + 0.045 * (right - left), top - 70_000, material.lang)
    return x - 10_000, y - 8_000, x + 118_000, y + 26_000


def _names(ax: Any, view: MapView, scale: tuple[float, float, float, float]) -> None:
    """All names, the fixed ones first."""
    material, lang = view.material, view.material.lang
    sheet = Sheet(ax)
    parks = view.parks
    most = float(parks["firms"].max()) if len(parks) else 1.0
    radius = np.sqrt(np.where(parks["firms"] > 0, area_pt2(parks["firms"], most), 14.0)) / 2
    sheet.take(parks["x"], parks["y"], radius)
    seats = view.flows[["x0", "y0"]].drop_duplicates()
    sheet.take(seats["x0"], seats["y0"], np.full(len(seats), 4.0))
    sheet.take_metres(*scale)
    sheet.mark_busy(curve_points(view.flows))
    place(sheet, [*_islands(material), *_cities(view), *_regions(ax, view), *_neighbours(lang)])


def _islands(material: Material) -> list[Label]:
    from geodata.boundaries import dongsha

    lang, atoll = material.lang, dongsha()
    labels = []
    for key, (lon, lat), places in (
        ("dongsha", (atoll.label_lon, atoll.label_lat), [(0.0, -17.0), (0.0, 17.0)]),
        ("hong_kong", HONG_KONG, [(14.0, -9.0), (20.0, -2.0), (16.0, -18.0)]),
        ("macau", MACAU, [(6.0, -9.0), (10.0, -15.0), (8.0, -24.0), (14.0, -2.0)]),
    ):
        x, y = project([lon], [lat])
        labels.append(
            Label(say(f"map.place.{key}", lang), float(x[0]), float(y[0]), 10.5, places, QUIET)
        )
    x, y = project([SEA_NAME[0]], [SEA_NAME[1]])
    sea = Label(
        say("map.place.south_china_sea", lang), float(x[0]), float(y[0]), 15, [(0.0, 0.0)],
        "#7FA3BF", style={"style": "italic"},
    )  # fmt: skip
    return [*labels, sea]


def _cities(view: MapView) -> list[Label]:
    """Names of cities near their seat; those with the most neighbours are placed first."""
    lang = view.material.lang
    cities = view.cities.sort_values("region", key=lambda r: r != "prd", kind="stable")
    return [
        Label(short_city(name, lang), x, y, 12.5, [*around(6, 26), *around(34, 44)])
        for name, x, y in rows_of(cities, "name", "x", "y")
    ]


def _regions(ax: Any, view: MapView) -> list[Label]:
    """Names of regions in large letters, in the widest free space of the region's largest part."""
    import shapely
    from scipy.spatial import cKDTree

    taken = [curve_points(view.flows), view.parks[["x", "y"]], view.cities[["x", "y"]]]
    crowd = cKDTree(np.concatenate([np.asarray(points, dtype=float) for points in taken]))
    metres_per_pt = float(np.ptp(ax.get_xlim())) / (
        ax.get_window_extent().width / ax.figure.dpi * 72.0
    )
    labels = []
    for region in REGIONS:
        inside = view.cities.loc[view.cities["region"] == region, "shape"].to_numpy()
        if not len(inside):
            continue
        area = max(shapely.get_parts(shapely.union_all(inside)), key=shapely.area)
        left, bottom, right, top = area.bounds
        x, y = np.meshgrid(np.linspace(left, right, 40), np.linspace(bottom, top, 30))
        grid = np.column_stack([x.ravel(), y.ravel()])
        grid = grid[shapely.contains_xy(area, grid[:, 0], grid[:, 1])]
        grid = grid[np.argsort(-crowd.query(grid)[0], kind="stable")]
        middle = area.representative_point()
        places = (grid - [middle.x, middle.y]) / metres_per_pt
        labels.append(
            Label(
                say(f"map.region.{region}", view.material.lang), middle.x, middle.y, 20,
                [(float(dx), float(dy)) for dx, dy in places], STRONG[region], 3.5,
                {"alpha": 0.9}, shyness=4.0, patience=0.002, area=area, centred=True,
            )
        )  # fmt: skip
    return labels


def _neighbours(lang: Any) -> list[Label]:
    labels = []
    for key, lon, lat in NEIGHBOURS:
        x, y = project([lon], [lat])
        labels.append(
            Label(
                say(f"map.place.{key}", lang), float(x[0]), float(y[0]), 13,
                [(0.0, 0.0), (14.0, 0.0), (-14.0, 0.0), (0.0, -12.0)], SAR_EDGE, 1.5,
            )
        )  # fmt: skip
    return labels


def _line(ax: Any, y: float, text: str, size: float, right: float, **style: Any) -> None:
    """One line of text from the left margin, made smaller where it would reach beyond `right`."""
    written = ax.text(MARGIN, y, text, fontsize=size, va="center", **style)
    width = written.get_window_extent(ax.figure.canvas.get_renderer()).width / ax.figure.dpi
    written.set_fontsize(size * min(1.0, 0.985 * (right - MARGIN) / width))


def _band(figure: Any, bottom: float, height: float) -> Any:
    """An axis over the whole width of the sheet, in inches."""
    ax = _axes(figure, 0, bottom, WIDTH_IN, height)
    ax.set_xlim(0, WIDTH_IN)
    ax.set_ylim(0, height)
    ax.axis("off")
    return ax


def _title(figure: Any, material: Material) -> None:
    lang, plan = material.lang, material.plan
    ax = _band(figure, HEIGHT_IN - TOP, TOP)
    right = WIDTH_IN - MARGIN
    if plan.synthetic:
        badge = ax.text(
            right - 0.08, TOP - 0.5, say("map.demo", lang), fontsize=17, ha="right",
            va="center", color=BADGE, path_effects=heavy(BADGE, 0.6),
            bbox={"boxstyle": "round,pad=0.35", "fc": "white", "ec": BADGE, "lw": 2.0},
        )  # fmt: skip
        right -= badge.get_window_extent(figure.canvas.get_renderer()).width / figure.dpi + 0.5
    title = say("map.title", lang, scenario=material.scenario_title)
    _line(ax, TOP - 0.52, title, 25, right, path_effects=heavy(width=0.9))
    years = material.case.world.years
    figures = say("map.subtitle_mark", lang).join(
        f"{label} {value}" for label, value in key_figures(material)
    )
    text = say("map.subtitle", lang, years=period(years), figures=figures)
    _line(ax, TOP - 0.95, text, 13, WIDTH_IN - MARGIN, color=QUIET)


def _notes(figure: Any, material: Material) -> None:
    lang, plan = material.lang, material.plan
    ax = _band(figure, 0, BOTTOM)
    ax.add_patch(Rectangle((0, 0), WIDTH_IN, 0.02, fc=STRONG["prd"], lw=0))
    made = say(
        "map.note.crs", lang, date=material.day.isoformat(), fingerprint=material.fingerprint,
        case=plan.case_fingerprint, world=plan.world_fingerprint,
    )  # fmt: skip
    lines = [
        say("map.note.warning", lang),
        f"{say('map.note.source', lang)} {say('map.note.roads', lang)}",
        f"{made} {say('map.note.synthetic', lang)}" if plan.synthetic else made,
    ]
    for i, line in enumerate(lines):
        size, colour = (10.0, INK) if i == 0 else (9.0, QUIET)
        _line(ax, BOTTOM - 0.25 - 0.22 * i, line, size, WIDTH_IN - MARGIN, color=colour)
