"""Homes of the desk for the tests of its pages: without data, with bad data, and with a story.

The story: demonstration data in use, thirty enterprises as a second data set, two match runs of
them and a simulation of each, all computed here with the product's own code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from run_stores import new_store
from streamlit.testing.v1 import AppTest

from app.job import Search
from app.runs.claims import Claims
from app.runs.records import DEMO, DataSet, Recipe, RecipeFile, Run, RunState
from app.runs.store import Store
from app.runs.work import perform
from geodata.shipped import shipped_world

MAIN = Path(__file__).resolve().parents[1] / "app" / "main.py"
FIRMS = 30
REPLICATIONS = 60
COLUMNS = (
    "enterprise_id", "name_zh", "name_en", "city_adcode", "county_adcode", "lon", "lat", "division",
    "product", "output_wan_yuan", "investment_wan_yuan", "tax_wan_yuan", "jobs_persons", "land_mu",
    "plant_m2",
)  # fmt: skip
BAD = """企业名称,地址,行业,产值（万元）,用工
甲厂,东莞市长安镇,电子,12000,350
乙厂,深圳市宝安区,玩具,-500,120
"""


@dataclass(frozen=True)
class Desk:
    """A home and what is in it; ids are "" where there is nothing of the kind."""

    home: Path
    data: str = ""
    first: str = ""
    second: str = ""
    played: str = ""


def work(store: Store) -> Run:
    """Take the next run of the queue and compute it in this process."""
    name = store.workers.register(most=99)
    assert name
    run = Claims(store.database, name).take()
    assert run is not None
    state = perform(run, store, Claims(store.database, name), None)
    assert state is RunState.DONE, store.runs.get(run.id).trouble
    return store.runs.get(run.id)


def add_file(store: Store, folder: Path, text: str, name: str) -> DataSet:
    """A CSV file of enterprises as a data set."""
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8-sig")
    recipe = Recipe(files=(RecipeFile(path.name, "enterprises"),))
    return store.data.add(recipe, {path.name: path}, name=name, who="Chen")


def empty_desk(folder: Path) -> Desk:
    """Nothing was ever loaded."""
    new_store(folder / "home").close()
    return Desk(folder / "home")


def bad_desk(folder: Path) -> Desk:
    """A list with an impossible figure was uploaded; nothing else."""
    store = new_store(folder / "home")
    draft = add_file(store, folder, BAD, "bad")
    assert not draft.ready
    store.close()
    return Desk(folder / "home", draft.id)


def full_desk(folder: Path) -> Desk:
    """The story of this file's docstring."""
    store = new_store(folder / "home")
    firms = shipped_world()["enterprises"].head(FIRMS)[list(COLUMNS)]
    few = add_file(store, folder, firms.to_csv(index=False), "thirty")
    assert few.ready
    store.set_setting("data_id", DEMO)
    search = Search(seconds=2.0, seed=1, threads=1)
    for scenario in ("baseline", "land-east-20"):
        store.runs.match(few.id, scenario, search=search, who="Chen", why="test")
    first, second = work(store), work(store)
    for run in (first, second):
        store.runs.simulate(of_run=run.id, replications=REPLICATIONS, threads=1, who="Chen")
    played = work(store)
    work(store)
    store.close()
    return Desk(folder / "home", few.id, first.id, second.id, played.id)


def visit(page: str, lang: str = "zh", **words: str) -> AppTest:
    """Open a page as a browser would, with words in the address bar."""
    test = AppTest.from_file(str(MAIN), default_timeout=120)
    _address(test, {"lang": lang, **words})
    test.run()
    if page != "start":
        test.switch_page(f"screens/{page}.py")
        _address(test, {"lang": lang, **words})
        test.run()
    return test


def _address(test: AppTest, words: Mapping[str, str]) -> None:
    for name, value in words.items():
        test.query_params[name] = value


def elements(test: AppTest) -> list[Any]:
    """Every element of the page, whatever it lies in."""
    found: list[Any] = []
    todo: list[Any] = [test.main]
    while todo:
        node = todo.pop()
        children = getattr(node, "children", None)
        if children:
            todo += list(children.values())
        else:
            found.append(node)
    return found


def texts(test: AppTest) -> list[str]:
    """Every sentence of ours on a page: labels, hints, titles, table heads, buttons."""
    said: list[str] = []
    for element in elements(test):
        if type(element).__name__ in ("Code", "Html"):
            continue  # files and style, not sentences
        for name in ("label", "value", "help", "placeholder"):
            text = getattr(element, name, None)
            if isinstance(text, str):
                said.append(text)
        options = getattr(element, "options", None)
        if isinstance(options, list):
            said += [text for text in options if isinstance(text, str)]
        if type(element).__name__ == "Dataframe":
            said += [str(column) for column in element.value.columns]
    todo: list[Any] = [test.main]
    while todo:
        node = todo.pop()
        if type(node).__name__ in ("Expander", "Tab", "Status") and node.label:
            said.append(str(node.label))
        todo += list(getattr(node, "children", {}).values())
    return said
