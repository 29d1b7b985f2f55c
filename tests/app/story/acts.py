"""What a planner's hands do on the pages, and where the eyes rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser import ROOT, serious, settled

from geodata.words import Lang, say

ARTEFACTS = ROOT / "artefacts" / "story"
"""Screenshots of the tests; git ignores the folder."""
LONG_MS = 400_000
"""Longest wait for a plan or a pack: some ten seconds on a machine with nothing else to do."""


def part(page: Any, key: str) -> Any:
    """The element with a widget's key."""
    return page.locator(f".st-key-{key}")


def answered(page: Any) -> None:
    """Give the page time to ask, then wait for the answer."""
    page.wait_for_timeout(250)
    settled(page)


def press(page: Any, key: str) -> None:
    """Press a button that can be pressed, and wait for the page."""
    part(page, key).locator("button:not([disabled])").first.click()
    answered(page)


def fill(page: Any, key: str, text: str) -> None:
    """Type into a field and leave it."""
    field = part(page, key).locator("input, textarea").first
    field.fill(text)
    field.press("Tab")
    answered(page)


def pick(page: Any, key: str, text: str) -> None:
    """Choose by typing in a list of choices."""
    field = part(page, key).locator("input").first
    field.click()
    field.fill(text)
    page.get_by_role("option", name=text).first.click()
    page.keyboard.press("Escape")
    answered(page)


def switch(page: Any, key: str, label: str) -> None:
    """Press one of several buttons in a row."""
    part(page, key).get_by_role("radio", name=label).click()
    answered(page)


def least(page: Any, key: str) -> None:
    """Move a slider to its left end."""
    thumb = part(page, key).get_by_role("slider").first
    thumb.focus()
    thumb.press("Home")
    answered(page)


def to_page(page: Any, name: str, lang: Lang) -> None:
    """Go to another page by the bar at the top."""
    label = say(f"page.nav.{name}", lang)
    page.locator("[data-testid=stTopNavLink]", has_text=label).first.click()
    page.wait_for_url(f"**/{name}?*")
    titled(page, "papers" if name == "export" else name, lang)


def titled(page: Any, name: str, lang: Lang) -> None:
    """Wait until a page stands there with its title."""
    title = say(f"page.{name}.title", lang)
    page.get_by_role("heading", name=title, exact=True, level=2).wait_for()
    settled(page)


def look_at(page: Any, name: str, lang: Lang, told: str = "") -> list[str]:
    """What is wrong with a page: its language, a failure told, whatever axe takes seriously.

    told: beginning of the one failure that should be told.
    """
    settled(page)
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}-{lang}.png")
    failures = page.locator("[data-testid=stAlertContentError], [data-testid=stException]")
    said = failures.all_inner_texts()
    found = [one for one in said if not (told and one.startswith(told))] + serious(page)
    spoken = page.evaluate("document.documentElement.lang")
    if spoken != {"zh": "zh-CN", "en": "en"}[lang]:
        found.append(f"html lang is {spoken}")
    return [f"{name}: {one}" for one in found]


def finish(page: Any) -> None:
    """Wait until the run of the panel has ended."""
    page.wait_for_selector(".st-key-run_close", timeout=LONG_MS)
    settled(page)


def click_cell(page: Any, key: str, row: int, x: int) -> None:
    """Click a table (a canvas) in a row, 0 is the first, `x` pixels from its left edge.

    Streamlit lays its scrolling over the canvas, hence by force.
    """
    canvas = part(page, key).locator("canvas").first
    canvas.scroll_into_view_if_needed()
    canvas.click(position={"x": x, "y": 35 + 35 * row + 17}, force=True)
    answered(page)


def save(download: Any, folder: Path) -> Path:
    """A downloaded file under its own name."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return path
