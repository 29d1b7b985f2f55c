"""Desks for the stories: each story that begins on the first day gets a home of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from acts import ARTEFACTS
from browser import OpenPage
from desk_server import DeskServer, running_desk

from matching.ready import make_ready

NewDesk = Callable[[], DeskServer]


@pytest.fixture(scope="session")
def compiled() -> None:
    """The engine compiled, so that no story waits for that."""
    make_ready()


@pytest.fixture
def new_desk(tmp_path_factory: pytest.TempPathFactory, compiled: None) -> Iterator[NewDesk]:
    """Starts a desk that nobody has used yet; all are ended with the test."""
    with ExitStack() as open_ones:

        def start() -> DeskServer:
            home: Path = tmp_path_factory.mktemp("desk") / "home"
            home.mkdir()
            return open_ones.enter_context(running_desk(home))

        yield start


@pytest.fixture
def open_page(open_page: OpenPage, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Pages whose last sight is kept in the folder of artefacts, whatever becomes of the test."""
    opened: list[Any] = []

    def visit(*place: Any, **options: Any) -> Any:
        opened.append(open_page(*place, **options))
        return opened[-1]

    yield visit
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(opened, start=1):
        page.screenshot(path=ARTEFACTS / f"{request.node.name}-last-{number}.png")
