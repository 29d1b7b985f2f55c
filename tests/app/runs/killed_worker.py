"""A worker that stops dead at one place and says so, to be killed there by a test.

python killed_worker.py HOME URL writing     its folder is written, not yet renamed
python killed_worker.py HOME URL renamed     renamed, not yet marked as done in the store
python killed_worker.py HOME URL searching   in the middle of the search
"""

from __future__ import annotations

import sys
import time
from typing import Any

from app import worker
from app.runs import folders
from app.runs.claims import Claims
from app.runs.relay import Relay


def halt(*_: Any, **__: Any) -> None:
    """Say that the place is reached and wait to be killed."""
    print("here", flush=True)
    time.sleep(600)


def main(home: str, url: str, where: str) -> None:
    """Run a worker that halts."""
    if where == "writing":
        folders._seal = halt
    elif where == "renamed":
        Claims.finish = halt  # type: ignore[method-assign]
    else:
        told = Relay.tell

        def tell(self: Relay, stage: str, *rest: Any) -> None:
            told(self, stage, *rest)
            if stage == "route":
                self._send()
                halt()

        Relay.tell = tell  # type: ignore[method-assign]
    worker.main(["--home", home, "--store", url, "--idle", "0"])


if __name__ == "__main__":
    main(*sys.argv[1:])
