"""Leaving: a process ends with the exit code that was meant, whatever a solver still does."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End the process.  A solver that does not hear its stop is not waited for beyond its grace."""
    # Commands that solve nothing must not load the solver only to hear that it is idle.
    if "matching.engine.highs" in sys.modules:
        from matching.engine.highs import solvers_ended

        if not solvers_ended():
            logging.shutdown()
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):
                    stream.flush()
            os._exit(code)
    sys.exit(code)
