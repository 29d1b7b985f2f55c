"""Nobody sees a traceback: what goes wrong on a page is told in words, and kept in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app import state
from app.errors import AppError
from app.views.plain import escaped, t
from scenarios.faults import ScenarioError

log = logging.getLogger("doubletransfer.app")


@contextmanager
def guarded() -> Iterator[None]:
    """Tell an error of the body in its place on the page; Streamlit's own signals pass through."""
    lang = state.lang()
    try:
        yield
    except AppError as error:
        st.error(f"{escaped(error.problem(lang))}\n\n{escaped(error.remedy(lang))}")
    except ScenarioError as error:
        st.error(t("failed.scenario"))
        for line in error.text(lang).splitlines():
            st.error(escaped(line))
    except OSError as error:
        log.exception("page failed")
        st.error(t("failed.system", reason=str(error)))
    except Exception as error:
        log.exception("page failed")
        st.error(t("failed.page", reason=f"{type(error).__name__}: {error}"))
