"""Own data with a mistake in them: told, put right on the page, and a plan made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from acts import answered, click_cell, finish, look_at, part, press, titled, to_page
from browser import OpenPage, settled
from desk_server import DeskServer
from desks import BAD

from app.runs.records import RunKind
from geodata.words import say

WRONG, RIGHT = "-500", "1500"


def test_a_wrong_figure_is_told_put_right_on_the_page_and_planned_with(
    new_desk: Callable[[], DeskServer], open_page: OpenPage, tmp_path: Path
) -> None:
    """The file's one mistake is an output below nought in row 3; the file itself is never changed.

    The cell is edited with the keyboard: rows with blockers stand first, and three cells right of
    the row's number, behind key and name, the column with the blocker.
    """
    desk = new_desk()
    page = open_page(desk.url)
    press(page, "start_upload")
    titled(page, "data", "zh")
    assert WRONG in BAD
    file = tmp_path / "名录.csv"
    file.write_text(BAD, encoding="utf-8-sig")
    page.locator(".st-key-data_uploader_0 input[type=file]").set_input_files(file)
    part(page, "data_review").wait_for()
    worries = look_at(page, "data-review", "zh")
    press(page, "data_check")
    blocked = page.get_by_text(blocked_words(1))
    blocked.first.wait_for()
    (draft,) = [one for one in desk.store.data.all(drafts=True) if one.id != "demo"]
    assert (draft.ready, draft.blockers) == (False, 1)
    worries += look_at(page, "data-blocked", "zh", told=blocked_words(1))
    with page.expect_download() as waiting:
        part(page, "data_findings_download").locator("button").click()
    assert waiting.value.suggested_filename.endswith((".csv", ".xlsx"))

    page.get_by_role("radio", name=say("page.data.tab_edit", "zh")).click()
    settled(page)
    type_into_cell(page, f"data_edit_{draft.id}_enterprises_True", row=0, right=3, text=RIGHT)
    press(page, "data_edit_save")
    page.get_by_text(say("page.data.in_use", "zh")).first.wait_for()
    (mended,) = [one for one in desk.store.data.all() if one.id != "demo"]
    assert (mended.parent, mended.ready) == (draft.id, True)
    firms = desk.store.data.world(mended.id)["enterprises"]
    assert sorted(firms["output_wan_yuan"]) == [1500.0, 12000.0]
    kept = desk.store.data.files(mended.id)["名录.csv"].read_text("utf-8-sig")
    assert kept.replace("\r\n", "\n") == BAD
    # Parks and limits are still the made-up ones around the two firms, so the badge stays.
    assert mended.synthetic and part(page, "desk_badge").count() == 1

    to_page(page, "scenarios", "zh")
    press(page, "run_start")
    finish(page)
    (run,) = desk.store.runs.all(kind=RunKind.MATCH)
    assert run.has_result and (run.data_id, run.summary["enterprises"]) == (mended.id, 2)
    assert not worries, "\n".join(worries)


def blocked_words(blockers: int) -> str:
    """The sentence of the page, without the marks of its emphasis."""
    return say("page.data.blocked", "zh", blockers=blockers).replace("*", "")


def type_into_cell(page: Any, key: str, row: int, right: int, text: str) -> None:
    """Click the first cell of a row, go right with the arrow key, open the cell and write."""
    click_cell(page, key, row, x=20)
    for _ in range(right):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    field = page.locator(".gdg-input, .clip-region textarea, .clip-region input").last
    field.fill(text)
    field.press("Enter")
    answered(page)
