"""The web map in a real browser: what it draws, what it answers, and that it asks nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from browser import OpenPage, Serve, map_ready, serious, settled
from webmap_worlds import crowded, demo_input

from app.webmap.ground import frame
from app.webmap.view import Selection, map_view

PAGE = Path(__file__).parent / "demo_page.py"
EVIL = '<img src=x onerror="window.hit=1">'


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Any:
    """Opens the demonstration page with a query and waits for the map `one`."""

    def opened(query: str = "", viewport: tuple[int, int] = (1280, 860)) -> tuple[Any, Any]:
        page = open_page(f"{serve(PAGE)}/?{query}", viewport=viewport)
        return page, map_ready(page, "one")

    return opened


def picked(page: Any, what: str, label: str = "picked") -> None:
    """Wait until Python has got the selection."""
    page.get_by_text(f"{label}: {what}", exact=True).wait_for()


def seen(root: Any) -> dict[str, float]:
    return json.loads(root.get_attribute("data-seen"))


def on_screen(root: Any, x: float, y: float) -> tuple[float, float]:
    """Pixels of the page where a place in units of the frame is drawn, computed anew in Python."""
    stage, camera = root.locator(".stage").bounding_box(), seen(root)
    # The border of the stage is one pixel wide.
    width, height = stage["width"] - 2, stage["height"] - 2
    scale = min(width / frame().width, height / frame().height) * camera["zoom"]
    return (
        stage["x"] + 1 + (x - camera["x"]) * scale + width / 2,
        stage["y"] + 1 + (y - camera["y"]) * scale + height / 2,
    )


@pytest.mark.parametrize(("lang", "html", "title"), [
    ("zh", "zh-CN", "可用土地（亩）"), ("en", "en", "Land headroom (mu)"),
])  # fmt: skip
def test_it_draws_all_outlines_parks_and_the_largest_flows(
    visit: Any, lang: str, html: str, title: str
) -> None:
    page, root = visit(f"lang={lang}&layer=land&flows=40")
    view = map_view(demo_input(), "land", lang, flows=40)
    assert root.locator(".county").count() == 124
    assert root.locator(".city").count() == 21
    assert root.locator("[data-park]").count() == len(view.parks) > 50
    assert root.get_attribute("data-flows") == "40"
    assert root.locator(".title").inner_text() == title
    assert page.evaluate("document.documentElement.lang") == html
    colour = root.locator("[data-county='440204']").get_attribute("fill")
    assert colour == view.classes.colours[view.areas["440200"].cls]
    # Guangzhou has no park, so the layer has no figure for its counties.
    assert root.locator("[data-county='440103']").get_attribute("fill").startswith("url(#")


def test_the_tooltip_names_place_figure_and_how_it_was_made(visit: Any) -> None:
    _, root = visit("lang=en&layer=land")
    park = map_view(demo_input(), "land", "en").parks[0]
    root.locator(f"[data-park='{park.park_id}'] .reach").hover(force=True)
    tip = root.locator(".tip")
    tip.wait_for()
    lines = tip.inner_text().splitlines()
    assert lines[:3] == [park.name, park.value, park.detail]
    assert f"{park.firms} firms" in lines[3]


def test_a_click_on_a_park_a_county_and_the_sea(visit: Any) -> None:
    page, root = visit()
    view = map_view(demo_input())
    root.locator("[data-park='P003'] .reach").click(force=True)
    picked(page, "park P003")
    at = next(i for i, park in enumerate(view.parks) if park.park_id == "P003")
    into = sum(flow.park == at for flow in view.flows)
    assert into > 0 and root.get_attribute("data-flows") == str(into)
    assert root.locator("[data-park='P003']").get_attribute("aria-pressed") == "true"
    # The middle of the sea south of Huidong, then a county of Zhanjiang far from parks and flows.
    page.mouse.click(*on_screen(root, frame().width * 0.6, frame().height * 0.85))
    picked(page, "none")
    box = root.locator("[data-county='440825']").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.8)
    picked(page, "city 440800")


def test_the_keyboard_moves_zooms_and_selects(visit: Any) -> None:
    page, root = visit()
    root.locator(".stage").focus()
    start = seen(root)
    page.keyboard.press("+")
    page.wait_for_function("e => JSON.parse(e.dataset.seen).zoom > 1.39", arg=root.element_handle())
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([e, x]) => JSON.parse(e.dataset.seen).x > x", arg=[root.element_handle(), start["x"]]
    )
    page.keyboard.press("0")
    page.wait_for_function("e => JSON.parse(e.dataset.seen).zoom === 1", arg=root.element_handle())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    picked(page, "city 440100")
    assert "广州" in root.locator("[role=status]").inner_text()
    page.keyboard.press("Escape")
    picked(page, "none")
    for _ in range(21):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    picked(page, f"park {map_view(demo_input()).parks[0].park_id}")


def test_the_skip_button_leads_past_all_cities_and_parks(visit: Any) -> None:
    page, root = visit()
    root.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip() == "rerun"


def test_linked_maps_pan_and_zoom_together_and_select_apart(visit: Any) -> None:
    page, root = visit("case=linked&layer=output", (1400, 900))
    other = map_ready(page, "two")
    box = root.locator(".stage").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 120)
    page.mouse.wheel(0, -600)
    page.wait_for_function("e => JSON.parse(e.dataset.seen).zoom > 2", arg=other.element_handle())
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 160, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "([a, b]) => a.dataset.seen === b.dataset.seen",
        arg=[root.element_handle(), other.element_handle()],
    )
    picked(page, "none")
    other.locator("[data-city='440200']").focus()
    page.keyboard.press("Enter")
    picked(page, "city 440200", "other")
    picked(page, "none")


@pytest.mark.parametrize(
    "query", ["layer=land", "large=1&layer=land", "lang=en&firms=3000&points=1"]
)
@pytest.mark.parametrize("viewport", [(1280, 860), (520, 900)])
def test_nothing_covers_dongsha(visit: Any, query: str, viewport: tuple[int, int]) -> None:
    _, root = visit(query, viewport)
    for place in ("dongsha", "hong_kong", "macau"):
        name = root.locator(f"text[data-place={place}]").bounding_box()
        stage = root.locator(".stage").bounding_box()
        assert stage["x"] <= name["x"] and name["x"] + name["width"] <= stage["x"] + stage["width"]
        for other in ("legend", "head", "notes"):
            assert apart(root.locator(f".{other}").bounding_box(), stage), other
    view = map_view(demo_input())
    assert view.notes[0] in root.locator(".notes").inner_text() or "lang=en" in query


def apart(a: dict[str, float], b: dict[str, float]) -> bool:
    return (
        a["x"] >= b["x"] + b["width"] - 1 or b["x"] >= a["x"] + a["width"] - 1
        or a["y"] >= b["y"] + b["height"] - 1 or b["y"] >= a["y"] + a["height"] - 1
    )  # fmt: skip


def test_in_a_narrow_column_badge_and_buttons_stay_within_the_map(visit: Any) -> None:
    _, root = visit("lang=en&large=1&layer=land", (420, 900))
    whole = root.bounding_box()
    for part in (".badge", ".tools"):
        box = root.locator(part).bounding_box()
        assert box["x"] >= whole["x"] and box["x"] + box["width"] <= whole["x"] + whole["width"]


@pytest.mark.parametrize("query", ["layer=land", "lang=en&large=1", "case=linked&layer=output"])
def test_axe_finds_nothing_serious(visit: Any, query: str) -> None:
    page, _ = visit(query, (1400, 900))
    assert not serious(page)


def test_an_enterprise_is_selected_by_its_dot(visit: Any) -> None:
    page, root = visit("firms=3000&points=1&flows=0")
    view = map_view(crowded(3000, 63), points=True, flows=0)
    points = view.points
    assert points is not None and root.get_attribute("data-points") == str(len(points.ids))
    # The enterprise farthest from all others and from every park, so that nothing else is meant.
    at = loneliest(view)
    page.mouse.click(*on_screen(root, int(points.x[at]), int(points.y[at])))
    picked(page, f"enterprise {points.ids[at]}")
    assert root.get_attribute("data-flows") == "1", "its own way and nothing else"


def loneliest(view: Any) -> int:
    import numpy as np
    from scipy.spatial import cKDTree

    dots = np.column_stack([view.points.x, view.points.y]).astype(float)
    parks = np.array([(park.x, park.y) for park in view.parks], dtype=float)
    near = cKDTree(dots).query(dots, k=2)[0][:, 1]
    return int(np.minimum(near, cKDTree(parks).query(dots)[0]).argmax())


def test_a_selection_from_outside_shows_the_way_of_the_enterprise(visit: Any) -> None:
    firm = demo_input().enterprises["enterprise_id"].iloc[3]
    page, root = visit(f"firm={firm}&flows=30")
    picked(page, f"enterprise {firm}")
    assert root.get_attribute("data-flows") == "1"
    assert ink_at_middle_of_way(root, firm) == 255, "drawn full, not as a hair among the dots"
    root.locator("[data-park='P003'] .reach").click(force=True)
    picked(page, "park P003")


def ink_at_middle_of_way(root: Any, firm: str) -> int:
    """Opacity of the canvas, 0 to 255, at the middle of an enterprise's way."""
    view = map_view(demo_input(), selected=Selection("enterprise", firm))
    assert view.way is not None and view.way.home is not None
    (x0, y0), park = view.way.home, view.parks[view.way.park]
    bow = 0.15 / 2
    x = (x0 + park.x) / 2 + (park.y - y0) * bow
    y = (y0 + park.y) / 2 - (park.x - x0) * bow
    (left, top), box = on_screen(root, x, y), root.locator("canvas").bounding_box()
    script = "(c, [x, y]) => c.getContext('2d').getImageData(x, y, 1, 1).data[3]"
    return root.locator("canvas").evaluate(script, [left - box["x"], top - box["y"]])


def test_the_selection_survives_a_new_layer(visit: Any) -> None:
    page, root = visit()
    root.locator("[data-park='P003'] .reach").click(force=True)
    picked(page, "park P003")
    page.locator(".st-key-switch label").click()
    page.get_by_text("可用土地（亩）").first.wait_for()
    picked(page, "park P003")
    assert root.locator("[data-park='P003']").get_attribute("aria-pressed") == "true"


def test_a_rerun_sends_neither_ground_nor_figures_again(serve: Serve, open_page: OpenPage) -> None:
    page = open_page(None)
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on(
        "framereceived", lambda frame: received.append(len(frame)))
    )  # fmt: skip
    page.goto(f"{serve(PAGE)}/?firms=3000&points=1")
    map_ready(page, "one")
    settled(page)
    first = sum(received)
    assert first > 100_000, "ground and dots have to be sent once"
    for _ in range(2):
        # The first rerun teaches the message cache, the second must profit.
        received.clear()
        page.get_by_role("button", name="rerun").click()
        page.wait_for_timeout(300)
        settled(page)
    assert sum(received) < 20_000


def test_names_never_become_markup(visit: Any) -> None:
    page, root = visit("evil=1")
    root.locator("[data-park='P001'] .reach").hover(force=True)
    root.locator(".tip").wait_for()
    assert root.locator(".tip").inner_text().splitlines()[0] == EVIL
    root.locator("[data-park='P001'] .reach").click(force=True)
    picked(page, "park P001")
    assert page.evaluate("window.hit") is None
    assert root.locator("img").count() == 0
