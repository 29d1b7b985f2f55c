"""The map: what it must carry, what may not cover what, and the arithmetic of its signs."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Annotation, Text

from app.exports.material import Material
from app.map import province_map
from app.map.flows import BOW, WIDEST_PT, bow, curve_points, width_pt
from app.map.geometry import path_of, project
from app.map.labels import Label, Sheet, place
from app.map.panel import nice_steps, short_park
from app.map.parks import LARGEST_PT2, area_pt2
from app.map.province_map import draw_map, write_map
from app.map.style import drawing
from app.map.view import METRES_PER_PT, SPREAD_M, TOP_FLOWS, MapView, spread
from geodata.boundaries import dongsha
from geodata.words import say


def texts(figure: object) -> list[Text]:
    return [t for t in figure.findobj(Text) if t.get_text().strip()]  # type: ignore[attr-defined]


def said(figure: object) -> str:
    return "\n".join(t.get_text() for t in texts(figure))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_map_carries_everything_it_must(material: Material, lang: str) -> None:
    told = replace(material, lang=lang)  # type: ignore[arg-type]
    with drawing():
        words = said(draw_map(told))
    plan = material.plan
    for key in ("map.note.warning", "map.note.roads", "map.demo", "map.place.dongsha",
                "map.place.hong_kong", "map.place.macau", "map.legend.at_seat"):  # fmt: skip
        assert say(key, told.lang) in words, key
    for region in ("prd", "east", "west", "north"):
        assert say(f"map.region.{region}", told.lang) in words
    assert "GS(2024)0650" in words and "CGCS2000" in words and "2016-09-02" in words
    assert plan.case_fingerprint in words and plan.world_fingerprint in words
    assert told.fingerprint in words and "2016-2017" in words
    assert told.scenario_title in words
    assert told.city_names["441600"].removesuffix("市") in words


def test_real_data_carry_no_demo_badge(material: Material) -> None:
    with drawing():
        words = said(draw_map(replace(material, plan=replace(material.plan, synthetic=False))))
    assert say("map.demo", "zh") not in words and "演示" not in words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_name_covers_another_and_none_leaves_its_frame(material: Material, lang: str) -> None:
    """Names of places may touch by at most a tenth of the smaller one; notes not at all."""
    with drawing():
        figure = draw_map(replace(material, lang=lang))  # type: ignore[arg-type]
        renderer = figure.canvas.get_renderer()
        frame = figure.bbox
        main = figure.axes[0]
        names = [t for t in main.texts if isinstance(t, Annotation) and t.get_text().strip()]
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in names]
        for axes in figure.axes[1:]:
            boxes += [(t.get_text(), t.get_window_extent(renderer)) for t in axes.texts]
    for i, (one, a) in enumerate(boxes):
        assert frame.x0 <= a.x0 and a.x1 <= frame.x1 and frame.y0 <= a.y0, one
        for two, b in boxes[i + 1 :]:
            wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            if wide > 0 and high > 0:
                share = wide * high / min(a.width * a.height, b.width * b.height)
                assert share < 0.1, (one, two, share)


def test_a_long_title_is_made_smaller_and_stays_clear_of_the_badge(material: Material) -> None:
    with drawing():
        figure = draw_map(replace(material, title="粤北各市化学需氧量收紧三成并且" * 5))
        renderer = figure.canvas.get_renderer()
        (title,) = [t for t in texts(figure) if "粤北各市" in t.get_text()]
        (badge,) = [t for t in texts(figure) if t.get_text() == say("map.demo", "zh")]
        boxes = [t.get_window_extent(renderer) for t in (title, badge)]
    assert boxes[0].x1 < boxes[1].x0 and title.get_fontsize() < 25


def test_nothing_covers_dongsha(material: Material) -> None:
    """It lies inside the map's frame, and no other sheet of axes or name stands upon it."""
    with drawing():
        figure = draw_map(material)
        renderer = figure.canvas.get_renderer()
        main = figure.axes[0]
        west, south, east, north = dongsha().bounds
        x, y = project([west, east], [south, north])
        low, high = main.transData.transform(np.column_stack([x, y]))
        frame = main.get_window_extent(renderer)
        assert frame.x0 < low[0] and high[0] < frame.x1 and frame.y0 < low[1] and high[1] < frame.y1
        for axes in figure.axes[1:]:
            box = axes.get_window_extent(renderer)
            assert box.x0 > high[0] or box.x1 < low[0] or box.y0 > high[1] or box.y1 < low[1]


def test_files_are_fit_for_print_and_the_same_each_time(material: Material, tmp_path: Path) -> None:
    from PIL import Image

    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    started = time.process_time()
    png, svg = write_map(material, first)
    assert time.process_time() - started < 12  # about 3 s on an idle machine
    with Image.open(png) as image:
        assert image.size[0] >= 2400 and image.size[0] / image.size[1] == pytest.approx(
            2**0.5, abs=0.01
        )
    again = write_map(material, second)
    assert png.read_bytes() == again[0].read_bytes() and svg.read_bytes() == again[1].read_bytes()
    assert "<text" not in svg.read_text("utf-8")  # letters are drawn, no typeface is needed


def test_an_empty_plan_still_gives_a_map(material: Material) -> None:
    plan = material.plan
    empty = replace(
        plan, placements=plan.placements.iloc[:0], terms=plan.terms.iloc[:0],
        alternatives=plan.alternatives.iloc[:0], bound=float("nan"),
    )  # fmt: skip
    with drawing():
        assert say("export.word.none", "zh") in said(draw_map(replace(material, plan=empty)))


def test_dollar_signs_in_names_are_no_mathematics(material: Material) -> None:
    parks = material.case.world["parks"].assign(name_zh="$园$")
    world = material.case.world.with_table("parks", parks)
    with drawing():
        assert "$园$" in said(draw_map(replace(material, case=replace(material.case, world=world))))


# Flows


def test_the_bow_reaches_fifteen_per_cent_to_the_left() -> None:
    """From (0, 0) east to (100, 0): control point 15 above the middle; back again: 15 below."""
    assert BOW == 0.15
    assert bow(0, 0, 100, 0) == (50, 15)
    assert bow(100, 0, 0, 0) == (50, -15)


def test_a_curve_starts_and_ends_where_it_should() -> None:
    flows = pd.DataFrame({"x0": [0.0], "y0": [0.0], "x1": [100.0], "y1": [0.0]})
    points = curve_points(flows, steps=3)
    np.testing.assert_allclose(points, [(0, 0), (50, 7.5), (100, 0)])


def test_width_is_proportional_to_firms() -> None:
    widths = width_pt([100, 50, 1], 100)
    assert widths[0] == WIDEST_PT == 2 * widths[1] and widths[2] >= 0.5


def test_area_is_proportional_to_firms() -> None:
    areas = area_pt2([100, 50], 100)
    assert areas.tolist() == [LARGEST_PT2, LARGEST_PT2 / 2]


def test_the_largest_sixty_flows_are_drawn(
    material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert TOP_FLOWS == 60
    view = MapView(material)
    assert view.flows["firms"].tolist() == [2, 1] and view.all_flows == 2
    assert view.flows["region"].tolist() == ["north", "north"]
    monkeypatch.setattr("app.map.view.TOP_FLOWS", 1)
    shown = MapView(material)
    assert shown.flows["firms"].tolist() == [2] and shown.all_flows == 2
    with drawing():
        assert "2 条中最大的 1 条" in said(draw_map(material))


# Parks and geometry


def test_parks_know_firms_rank_and_whether_their_place_is_true(material: Material) -> None:
    parks = MapView(material).parks.set_index("park_id")
    assert parks["firms"].to_dict() == {"P1": 2, "P2": 1}
    assert parks["rank"].to_dict() == {"P1": 1, "P2": 2}
    assert parks["at_seat"].to_dict() == {"P1": False, "P2": True}


def test_parks_at_one_point_are_drawn_side_by_side() -> None:
    """Two small ones 11 km apart, two large ones so that their markers do not overlap."""
    parks = pd.DataFrame(
        {"x": [0.0, 0.0, 9e4, 3e5, 3e5], "y": [0.0] * 5, "firms": [1, 1, 5, 100, 90]}
    )
    moved = spread(parks)
    gap = np.hypot(moved["x"].diff(), moved["y"].diff())
    assert gap[1] == pytest.approx(2 * SPREAD_M)
    assert gap[4] >= np.sqrt(LARGEST_PT2) * METRES_PER_PT * 0.99
    assert moved.loc[2, ["x", "y"]].tolist() == [9e4, 0.0]
    assert parks["x"].tolist() == [0.0, 0.0, 9e4, 3e5, 3e5]


def test_the_scale_of_the_sheet_is_as_stated(material: Material) -> None:
    with drawing():
        main = draw_map(material).axes[0]
    points = main.get_position().width * province_map.WIDTH_IN * 72
    assert float(np.ptp(main.get_xlim())) / points == pytest.approx(METRES_PER_PT, rel=0.03)


def test_other_names_of_a_park_are_left_out_of_the_panel() -> None:
    assert short_park("东莞(韶关)园 (莞韶园)", "zh") == "东莞(韶关)园"
    assert short_park("广清产业园(A)", "zh") == "广清产业园(A)"
    assert short_park("Park (Heyuan)", "en") == "Park (Heyuan)"


def test_a_hundred_kilometres_on_the_sheet_are_a_hundred_on_the_ground() -> None:
    """One degree of latitude at 23 N is 110.75 km (WGS84); the projection is true to 0.2 %."""
    _, y = project([113.4, 113.4], [22.5, 23.5])
    assert float(y[1] - y[0]) == pytest.approx(110_750, rel=0.002)


def test_holes_of_polygons_stay_holes() -> None:
    """A black square with a hole: the middle of the drawing stays white."""
    import shapely
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import PathPatch

    figure = Figure(figsize=(1, 1), dpi=100)
    canvas = FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.axis("off")
    ax.add_artist(PathPatch(path_of(shapely.box(0, 0, 1, 1) - shapely.box(0.4, 0.4, 0.6, 0.6))))
    ax.patches[0].set_facecolor("black")
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., 0]
    assert pixels[20, 20] == 0 and pixels[50, 50] == 255


@pytest.mark.parametrize(("most", "steps"), [(1, [1]), (7, [5, 2, 1]), (64, [50, 25, 10])])
def test_legend_steps_are_round(most: int, steps: list[int]) -> None:
    assert nice_steps(most) == steps


# Labels


def test_a_label_gives_way_to_what_is_there() -> None:
    """The first place is taken by a marker, the second is free."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with drawing():
        figure = Figure(figsize=(4, 4), dpi=100)
        FigureCanvasAgg(figure)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_xlim(0, 100)
        ax.set_ylim(0, 100)
        sheet = Sheet(ax)
        x, y = sheet.points(50, 50)[0]
        sheet.boxes.append((x + 2, y - 10, x + 60, y + 10))
        (box,) = place(sheet, [Label("name", 50, 50, 10, [(5.0, 0.0), (-5.0, 0.0)])])
    assert box[2] < x


def test_a_label_without_places_is_an_error() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    with pytest.raises(ValueError, match="no places"):
        place(Sheet(figure.add_subplot()), [Label("x", 0, 0, 9, [])])


def test_the_frame_holds_the_whole_province_undistorted(material: Material) -> None:
    """Every county lies inside, and a metre is as long to the east as to the north."""
    import shapely

    with drawing():
        main = draw_map(material).axes[0]
    left, bottom, right, top = shapely.total_bounds(MapView(material).cities["shape"].to_numpy())
    (x0, x1), (y0, y1) = main.get_xlim(), main.get_ylim()
    assert x0 < left and right < x1 and y0 < bottom and top < y1
    box = main.get_position()
    across = (x1 - x0) / (box.width * province_map.WIDTH_IN)
    upward = (y1 - y0) / (box.height * province_map.HEIGHT_IN)
    assert across == pytest.approx(upward, rel=1e-6)
