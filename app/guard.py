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


def live(body: Callable[..., None], every_s: float, *arguments: object) -> None:
    """Draw `body` now and again every so often, without the rest of the page, guarded each time."""

    @wraps(body)
    def told(*again: object) -> None:
        with guarded():
            body(*again)

    st.fragment(told, run_every=every_s)(*arguments)
