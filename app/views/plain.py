"""Sentences on screen.  User text never becomes markup: values are escaped unless asked otherwise.

Streamlit reads Markdown in labels, captions and notes.  A park called `![x](http://...)` would
fetch a picture from the network, so whatever is filled into a sentence is escaped first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from app import state
from geodata.findings import Both
from geodata.words import say

_MARKS = re.compile(r"([\\`*_\[\]<>$~#|!:{}()@^&])")
_LINE_STARTS = re.compile(r"(?m)^(\s*)([-+=]|\d+(?=[.)]))")


def escaped(text: object) -> str:
    """`text` so that Markdown shows it letter by letter."""
    marked = _MARKS.sub(r"\\\1", str(text))
    # A list or rule begins a line with a mark; a backslash before a digit would be shown.
    return _LINE_STARTS.sub(
        lambda found: (
            found[1] + (found[2] + "\u2060" if found[2][0].isdigit() else "\\" + found[2])
        ),
        marked,
    )


def t(key: str, **values: object) -> str:
    """The sentence `page.<key>` for places that read Markdown; its values are escaped."""
    return said(f"page.{key}", **values)


def said(key: str, **values: object) -> str:
    """The sentence `key` of any package for places that read Markdown; its values are escaped."""
    told = {name: escaped(_spoken(value)) if not _harmless(value) else value
            for name, value in values.items()}  # fmt: skip
    return say(key, state.lang(), **told)


def tp(key: str, **values: object) -> str:
    """The sentence `page.<key>` for places that show plain text: table heads, options, files."""
    told = {name: _spoken(value) for name, value in values.items()}
    return say(f"page.{key}", state.lang(), **told)


def _harmless(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _spoken(value: object) -> object:
    return getattr(value, state.lang()) if isinstance(value, Both) else value


def told_apart(words: Mapping[str, str]) -> dict[str, str]:
    """Code -> word for a list of choices; a word that several codes share is told with its code.

    What is chosen comes back as the word: of two that are equal it would always be the last.
    """
    count = Counter(words.values())
    return {
        code: f"{word} · {code}" if count[word] > 1 else word for code, word in words.items()
    }  # fmt: skip
