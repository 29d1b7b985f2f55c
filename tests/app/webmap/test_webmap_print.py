"""The print twin has the classes, colours and flows of the screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch
from webmap_worlds import demo_input

from app.layers.classes import NO_DATA, NO_DATA_COLOUR
from app.map.view import county_shapes
from app.webmap.prints import fills, park_colours, print_map, write_print
from app.webmap.view import MapView, map_view
from geodata.words import say


@pytest.fixture(scope="module")
def view() -> MapView:
    return map_view(demo_input(), "land", "zh", flows=30)


def texts(figure) -> list[str]:
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_counties_and_parks_have_the_colours_of_the_screen(view: MapView) -> None:
    figure = print_map(view)
    drawn = next(
        c for c in figure.axes[0].collections
        if isinstance(c, PathCollection) and len(c.get_paths()) == 124
    )  # fmt: skip
    colours = [to_hex(c).upper() for c in drawn.get_facecolors()]
    assert view.classes is not None
    for code, colour in zip(county_shapes()["city_adcode"], colours, strict=True):
        area = view.areas.get(code)
        empty = area is None or area.cls == NO_DATA
        assert colour == (NO_DATA_COLOUR if empty else view.classes.colours[area.cls])
    assert len(set(colours)) > 3
    for park in view.parks:
        assert park_colours(view, park)[0] in (*view.classes.colours, NO_DATA_COLOUR)


def test_it_carries_all_classes_notes_and_names(view: MapView) -> None:
    written = texts(print_map(view))
    assert view.classes is not None
    for text in (*view.classes.texts, *view.notes, view.note, view.badge, view.title):
        assert text in written
    for place in ("dongsha", "hong_kong", "macau"):
        assert say(f"map.place.{place}", "zh") in written


def test_the_day_is_printed_where_it_is_given(view: MapView) -> None:
    assert any("2016-09-02" in text for text in texts(print_map(view, day=date(2016, 9, 2))))
    assert not any("生成日期" in text for text in texts(print_map(view)))


def test_it_draws_the_shown_flows_removed_ones_dashed() -> None:
    data = demo_input()
    view = map_view(data.at(2016), "output", "en", compare=data, flows=25)
    lines = [
        p for p in print_map(view).axes[0].patches
        if isinstance(p, PathPatch) and p.get_zorder() == 4.1
    ]  # fmt: skip
    assert len(lines) == 25
    assert all(line.get_linestyle() in ("solid", "-") for line in lines), "later: only more"
    back = map_view(data, "output", "en", compare=data.at(2016), flows=25)
    fewer = [
        p for p in print_map(back).axes[0].patches
        if isinstance(p, PathPatch) and p.get_zorder() == 4.1
    ]  # fmt: skip
    assert all(line.get_linestyle() not in ("solid", "-") for line in fewer)


def test_regions_colour_the_map_without_a_layer() -> None:
    from app.map.style import PALE

    assert set(fills(map_view(demo_input()))) == set(PALE.values())


def test_names_stay_inside_the_sheet_and_apart_from_dongsha(view: MapView) -> None:
    for lang in ("zh", "en"):
        figure = print_map(map_view(demo_input(), "land", lang))
        ax = figure.axes[0]
        frame = ax.get_window_extent()
        for text in ax.texts:
            if text.get_text() in (say("map.place.dongsha", lang), say("map.place.macau", lang)):
                box = text.get_window_extent(figure.canvas.get_renderer())
                assert frame.x0 <= box.x0 and box.x1 <= frame.x1


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_files_are_the_same_each_time(view: MapView, tmp_path: Path, ending: str) -> None:
    one = write_print(view, tmp_path / f"a.{ending}", width_in=8).read_bytes()
    two = write_print(view, tmp_path / f"b.{ending}", width_in=8).read_bytes()
    assert one == two and len(one) > 20_000
    with pytest.raises(ValueError, match="png"):
        write_print(view, tmp_path / "a.bmp")
