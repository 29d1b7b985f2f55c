"""Read what-ifs from TOML files, from the library or from anywhere, parents first."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geodata.words import Lang
from scenarios.faults import Fault, ScenarioError, collecting, wrong
from scenarios.scenario import Scenario, scenario_from

LIBRARY = Path(__file__).with_name("library")
FIRST = "baseline"
LARGEST_BYTES = 1_000_000
"""A what-if is a page of text; anything larger was not meant as one."""


def library_names() -> tuple[str, ...]:
    """Names of the what-ifs that come with the product, the baseline first."""
    names = sorted(file.stem for file in LIBRARY.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != FIRST))


def library() -> list[Scenario]:
    """The what-ifs that come with the product, loaded, the baseline first."""
    return [load_scenario(name) for name in library_names()]


def title_of(name: str, lang: Lang) -> str:
    """What people call the scenario of this short name; the name itself of one not shipped."""
    return load_scenario(name).title(lang) if name in library_names() else name


def load_scenario(name_or_path: str | Path) -> Scenario:
    """A what-if by its library name, or from a TOML file.

    Raises ScenarioError with every fault of the file and of its parents: unknown name, key or
    lever, bad value, unknown parent, a circle of parents.
    """
    return _load(_find(str(name_or_path), None), ())


def _find(said: str, beside: Path | None, key: str = "") -> Path:
    """The file meant: a path, a file beside the child, or a name in the library."""
    path = Path(said)
    if beside is not None:
        here = beside.parent / (said if path.suffix == ".toml" else f"{said}.toml")
        if here.is_file() and here.resolve() != beside.resolve():
            return here
    if path.suffix == ".toml" and path.is_file():
        return path
    names = library_names()
    if said in names:
        return LIBRARY / f"{said}.toml"
    if path.suffix == ".toml":
        raise wrong("no_such_file", key, value=said)
    raise wrong("unknown_scenario", key, word=said, among=names)


def _load(path: Path, children: tuple[Path, ...]) -> Scenario:
    faults: list[Fault] = []
    data = _read(path)
    above = None
    parent = data.get("parent")
    if isinstance(parent, str):
        with collecting(faults, file=path.name):
            found = _find(parent, path, "parent")
            line = (*children, path)
            if found.resolve() in {one.resolve() for one in line}:
                circle = " > ".join(one.stem for one in (*line, found))
                raise wrong("parent_circle", "parent", value=circle)
            above = _load(found, line)
    scenario = None
    with collecting(faults, file=path.name):
        scenario = scenario_from(data, path.stem, file=path.name, above=above)
    if faults or scenario is None:
        raise ScenarioError(faults)
    return scenario


def _read(path: Path) -> Mapping[str, Any]:
    if path.stat().st_size > LARGEST_BYTES:
        raise ScenarioError([Fault("too_large", file=path.name, values={"value": LARGEST_BYTES})])
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ScenarioError([Fault("not_utf8", file=path.name)]) from error
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([Fault("bad_toml", file=path.name, values={"value": error})]) from error
