"""Three desks, made once: without data, with bad data, with a whole story."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from desks import Desk, bad_desk, empty_desk, full_desk

Sit = Callable[[str], Desk]
MAKERS = {"empty": empty_desk, "bad": bad_desk, "demo": full_desk}


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Desk]:
    """Name -> desk; each is made when it is first asked for."""
    made: dict[str, Desk] = {}

    def get(name: str) -> Desk:
        if name not in made:
            made[name] = MAKERS[name](tmp_path_factory.mktemp(name))
        return made[name]

    return get


@pytest.fixture
def sit(desks: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sit]:
    """Sit down at a desk: the pages opened in this test use it.  Nothing is computed behind it."""
    import app.views.compare_futures
    import app.views.decide
    import app.views.progress
    import app.views.start_run
    import app.views.start_simulation
    import app.views.study

    for module in (
        app.views.compare_futures, app.views.decide, app.views.progress, app.views.start_run,
        app.views.start_simulation, app.views.study,
    ):  # fmt: skip
        monkeypatch.setattr(module, "ensure_worker", lambda store: False)

    def take(name: str) -> Desk:
        desk = desks(name)
        monkeypatch.setenv("DOUBLETRANSFER_HOME", str(desk.home))
        monkeypatch.delenv("DOUBLETRANSFER_STORE", raising=False)
        return desk

    yield take
    st.cache_data.clear()
