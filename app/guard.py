"""Nobody sees a traceback: what goes wrong on a page is told in words, and kept in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import streamlit as st

from app import shell
from app.errors import AppError
from app.views.plain import t
from scenarios.faults import ScenarioError

log = logging.getLogger("doubletransfer.app")


@contextmanager
def guarded() -> Iterator[None]:
    """Tell an error of the body in its place on the page; Streamlit's own signals pass through."""
    try:
        yield
    except (AppError, ScenarioError) as error:
        shell.problem(error)
    except OSError as error:
        log.exception("page failed")
        st.error(t("failed.system", reason=str(error)))
    except Exception as error:
        log.exception("page failed")
        st.error(t("failed.page", reason=f"{type(error).__name__}: {error}"))


def apart(body: Callable[..., None], *arguments: object, every_s: float | None = None) -> None:
    """Draw `body` so that what is chosen in it redraws it without the rest of the page.

    Guarded each time.  every_s: redraw it by itself, too.
    """

    @wraps(body)
    def told(*again: object) -> None:
        with guarded():
            body(*again)

    st.fragment(told, run_every=every_s)(*arguments)
