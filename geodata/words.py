"""Every sentence a person reads, in Chinese and English, kept as text beside the code that says it.

Each package holds `text/zh.toml` and `text/en.toml`; the tables inside are joined by dots, so
`[finding.negative] problem = "..."` is asked for as `say("finding.negative.problem", lang)`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
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
        source = resources.files(package) / "text" / f"{lang}.toml"
        if not source.is_file():
            continue
        flat = _flatten(tomllib.loads(source.read_text("utf-8")))
        twice = texts.keys() & flat.keys()
        if twice:
            raise ValueError(f"text keys defined twice: {sorted(twice)}")
        texts.update(flat)
    return texts


def say(key: str, lang: Lang, **values: object) -> str:
    """The sentence `key` in `lang` with `{placeholders}` filled.  Raises KeyError if unknown."""
    return catalogue(lang)[key].format(**values)


def known(key: str) -> bool:
    """Whether both languages have the sentence `key`."""
    return all(key in catalogue(lang) for lang in LANGS)
