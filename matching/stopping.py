"""When to stop: time used up, the Stop button pressed, or Ctrl-C; whatever comes first."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Stop = Callable[[], bool]
"""Asked often; True ends the search, and the best plan so far is returned."""


class Clock:
    """Seconds since the start, how many are left, and whether to stop."""

    def __init__(self, seconds: float, stop: Stop | None = None) -> None:
        self.started = time.perf_counter()
        self.seconds = seconds
        self._stop = stop

    @property
    def elapsed(self) -> float:
        """Seconds since the clock was made."""
        return time.perf_counter() - self.started

    @property
    def left(self) -> float:
        """Seconds left, 0 when stopped."""
        return 0.0 if self.stopped else max(0.0, self.seconds - self.elapsed)

    @property
    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop is not None and self._stop()

    @property
    def over(self) -> bool:
        """Whether to end now, for whatever reason."""
        return self.left <= 0.0

    def part(self, seconds: float) -> Clock:
        """A clock for a part of the work: ends after `seconds`, or when this one does."""
        return Clock(max(0.0, min(seconds, self.left)), self._stop)


@contextmanager
def interruptible(stop: Stop | threading.Event | None) -> Iterator[Stop]:
    """Inside, the first Ctrl-C counts as Stop; the second interrupts as usual.

    stop: a function, an Event (which Ctrl-C sets) or nothing.  Outside the main
    thread signals are left alone.
    """
    pressed = stop if isinstance(stop, threading.Event) else threading.Event()
    asked: Stop = stop.is_set if isinstance(stop, threading.Event) else stop or (lambda: False)

    def either() -> bool:
        return pressed.is_set() or asked()

    if threading.current_thread() is not threading.main_thread():
        yield either
        return
    before = signal.getsignal(signal.SIGINT)

    def press(number: int, frame: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)

    signal.signal(signal.SIGINT, press)
    try:
        yield either
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
