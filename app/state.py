"""What one visitor's session remembers; the only file that touches `st.session_state`.

The address bar holds what a colleague needs to see the same thing (language, run, compared runs,
layer, city); the session holds what is only in the making (a scenario not saved yet, filters).
Widgets forget their value when their page is left, so what must survive is copied into own keys.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from geodata.words import LANGS, Lang

T = TypeVar("T")
OWN = "desk."
"""Prefix of everything kept here, so that no widget's key can collide with it."""


def recall(key: str, default: T) -> T:
    """What was remembered under `key` in this session, else `default`."""
    return st.session_state.get(OWN + key, default)


def remember(key: str, value: Any) -> None:
    """Keep `value` under `key` for this session."""
    st.session_state[OWN + key] = value


def forget(*keys: str) -> None:
    """Drop what was remembered under `keys`; unknown keys are no error."""
    for key in keys:
        st.session_state.pop(OWN + key, None)


def once(key: str, make: Callable[[], T]) -> T:
    """What `key` holds; made on the first call of this session."""
    if OWN + key not in st.session_state:
        st.session_state[OWN + key] = make()
    return st.session_state[OWN + key]


def widget(key: str, default: Any = None) -> Any:
    """The present value of the widget with `key`; `default` where it is not on the page."""
    return st.session_state.get(key, default)


def set_widget(key: str, value: Any) -> None:
    """Give a widget a value; only before it is drawn in this run, or in a callback."""
    st.session_state[key] = value


def clear_widgets(prefix: str) -> None:
    """Forget the values of all widgets whose key starts with `prefix`."""
    for key in [key for key in st.session_state if str(key).startswith(prefix)]:
        del st.session_state[key]


_run = threading.local()
"""What a run of the script asks a hundred times; Streamlit gives every run a thread of its own."""


def begin() -> None:
    """Forget what the last run on this thread knew; the first call of every full run."""
    _run.__dict__.clear()


def lang() -> Lang:
    """Language of this session: the address bar's, else what was chosen before, else Chinese."""
    known: Lang | None = getattr(_run, "lang", None)
    if known is None:
        said = st.query_params.get("lang")
        for one in LANGS:
            if said == one:
                remember("lang", one)
        known = _run.lang = recall("lang", LANGS[0])
    return known


def set_lang(chosen: Lang) -> None:
    """Speak `chosen` from now on."""
    _run.lang = chosen
    remember("lang", chosen)
    st.query_params["lang"] = chosen


def presenting() -> bool:
    """Whether the page is shown in a meeting: large type, no tools around it."""
    said = st.query_params.get("present")
    if said is not None:
        remember("present", said == "1")
    return recall("present", False)


def set_presenting(on: bool) -> None:
    """Switch the presentation mode."""
    remember("present", on)
    if on:
        st.query_params["present"] = "1"
    else:
        st.query_params.pop("present", None)


def settle_address() -> None:
    """Put language and presentation mode back into the address bar; a change of page drops them."""
    if st.query_params.get("lang") != lang():
        st.query_params["lang"] = lang()
    if presenting() and st.query_params.get("present") != "1":
        st.query_params["present"] = "1"


def carried() -> dict[str, str]:
    """What every link to another page takes along."""
    return {"lang": lang(), **({"present": "1"} if presenting() else {})}


def address(name: str, default: str = "") -> str:
    """One word of the address bar, as the visitor may have typed it: not to be trusted."""
    return str(st.query_params.get(name, default))


def address_list(name: str) -> list[str]:
    """A comma-separated list of the address bar, without empty and double words."""
    words = (word.strip() for word in address(name).split(","))
    return list(dict.fromkeys(word for word in words if word))


def set_address(name: str, value: str | Sequence[str] | None) -> None:
    """Write a word or list into the address bar; None or nothing removes it."""
    text = value if isinstance(value, str) or value is None else ",".join(value)
    if text:
        if st.query_params.get(name) != text:
            st.query_params[name] = text
    else:
        st.query_params.pop(name, None)
