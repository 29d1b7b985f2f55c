"""Every sentence a person reads, in Chinese and English, kept as text beside the code that says it.

Each package holds `text/zh.toml` and `text/en.toml`, and beside them one pair of files per topic
where it says much (`text/map.zh.toml`, `text/map.en.toml`).  The tables inside are joined by dots:
`[finding.negative] problem = "..."` is asked for as `say("finding.negative.problem", lang)`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
PACKAGES = ("geodata", "scenarios", "matching", "simulation", "app")


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat


@cache
def catalogue(lang: Lang) -> Mapping[str, str]:
    """All texts of one language: dotted key -> template.  Raises ValueError on a key said twice."""
    texts: dict[str, str] = {}
    for package in PACKAGES:
        for source in text_files(package, lang):
            flat = _flatten(tomllib.loads(source.read_text("utf-8")))
            twice = texts.keys() & flat.keys()
            if twice:
                raise ValueError(f"text keys defined twice: {sorted(twice)}")
            texts.update(flat)
    return texts


def text_files(package: str, lang: Lang) -> list[Traversable]:
    """The files of a package's `text/` folder in one language, in the order of their names."""
    folder = resources.files(package) / "text"
    if not folder.is_dir():
        return []
    mine = (f"{lang}.toml", f".{lang}.toml")
    return sorted(
        (file for file in folder.iterdir() if file.name == mine[0] or file.name.endswith(mine[1])),
        key=lambda file: file.name,
    )


def say(key: str, lang: Lang, **values: object) -> str:
    """The sentence `key` in `lang` with `{placeholders}` filled.  Raises KeyError if unknown."""
    return catalogue(lang)[key].format(**values)


def known(key: str) -> bool:
    """Whether both languages have the sentence `key`."""
    return all(key in catalogue(lang) for lang in LANGS)
