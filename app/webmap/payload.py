"""A MapView as JSON for the browser: short lists instead of named fields, dots as base64."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.layers.classes import NO_DATA_COLOUR, NO_DATA_HATCH
from app.map import style
from app.map.panel import nice_steps
from app.map.province_map import HONG_KONG, MACAU
from app.webmap.flows import WIDEST_PX, width_px
from app.webmap.ground import frame, ground
from app.webmap.words import Writer
from geodata.words import Lang, say

if TYPE_CHECKING:
    from app.webmap.view import MapView


def payload(view: MapView) -> bytes:
    """Everything but the ground, which travels once."""
    content = {
        "lang": view.lang,
        "ground": ground().name,
        "title": view.title,
        "badge": view.badge,
        "large": view.large,
        "note": view.note,
        "notes": view.notes,
        "alt": view.alt,
        "words": Writer(view.lang).browser(),
        "style": _style(),
        "places": _fixed_places(view.lang),
        "level": view.level,
        "delta": view.delta,
        "classes": _classes(view),
        "areas": {code: [a.cls, a.value, a.detail] for code, a in view.areas.items()},
        "cities": view.cities,
        "parks": [park[:-1] for park in view.parks],
        "flows": [number for flow in view.flows for number in flow],
        "top": view.top,
        "most": view.most,
        "widest": WIDEST_PX,
        "widths": _widths(view),
        "legend": _legend(view),
        "points": _points(view),
        "selected": view.selected,
        "way": view.way,
    }
    return json.dumps(
        content, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()  # fmt: skip


def _style() -> dict[str, Any]:
    return {
        "strong": style.STRONG, "pale": style.PALE, "unknown": style.UNKNOWN, "sea": style.SEA,
        "land": style.LAND, "land_edge": style.LAND_EDGE, "sar": style.SAR,
        "sar_edge": style.SAR_EDGE, "county_edge": style.COUNTY_EDGE, "city_edge": style.CITY_EDGE,
        "ink": style.INK, "quiet": style.QUIET, "faint": style.FAINT, "badge": style.BADGE,
        "no_data": NO_DATA_COLOUR, "hatch": NO_DATA_HATCH,
    }  # fmt: skip


def _fixed_places(lang: Lang) -> list[list[object]]:
    """Names that always stand on the map: Dongsha, Hong Kong, Macau."""
    from geodata.boundaries import dongsha

    atoll = dongsha()
    written = []
    for key, (lon, lat) in (
        ("dongsha", (atoll.label_lon, atoll.label_lat)),
        ("hong_kong", HONG_KONG),
        ("macau", MACAU),
    ):
        x, y = frame().place([lon], [lat])
        written.append([key, say(f"map.place.{key}", lang), int(x[0]), int(y[0])])
    return written


def _classes(view: MapView) -> dict[str, Any] | None:
    ranks = view.classes
    if ranks is None:
        return None
    return {
        "heading": ranks.heading, "colours": ranks.colours, "texts": ranks.texts,
        "no_data": ranks.no_data,
    }  # fmt: skip


def _widths(view: MapView) -> list[list[object]]:
    """Numbers and line widths of the legend of flows."""
    if not view.flows or not view.top:
        return []
    return [
        [say("map.legend.firms", view.lang, firms=step), float(width_px(step, view.most))]
        for step in nice_steps(float(view.most))
    ]


def _legend(view: MapView) -> dict[str, Any]:
    """Headings and lines of the legend."""
    lang, shown = view.lang, min(view.top, len(view.flows))
    key = "delta_flows" if view.delta else "flows"
    return {
        "regions": [[r, say(f"map.region.{r}", lang)] for r in style.REGIONS],
        "regions_heading": say("webmap.legend.regions", lang),
        "flows_heading": say(f"webmap.legend.{key}", lang, shown=shown, all=len(view.flows)),
        "added": say("webmap.legend.added", lang),
        "removed": say("webmap.legend.removed", lang),
        "parks_heading": say("webmap.legend.parks", lang),
        "at_park": say("webmap.legend.at_park", lang),
        "at_seat": say("webmap.legend.at_seat", lang),
        "empty": say("webmap.legend.empty", lang),
        "points": "" if view.points is None else say(
            "webmap.legend.points", lang, points=f"{len(view.points.ids):,}"
        ),
    }  # fmt: skip


def _points(view: MapView) -> dict[str, Any] | None:
    if view.points is None:
        return None
    return {
        "x": _base64(view.points.x), "y": _base64(view.points.y),
        "park": _base64(view.points.park), "names": view.points.names,
    }  # fmt: skip


def _base64(numbers: npt.NDArray[np.int16]) -> str:
    """Little-endian 16-bit numbers as text."""
    return base64.b64encode(numbers.astype("<i2").tobytes()).decode("ascii")
