"""Entry point of the installed command: `app.cli.main`, calm about Ctrl-C while loading."""

from __future__ import annotations

import signal
import sys
from itertools import pairwise

INTERRUPTED = 130


def main() -> None:
    """Run the command; Ctrl-C before it listens ends with a sentence and code 130."""
    try:
        from app.cli import main as run

        run()
    except KeyboardInterrupt:
        # The sentence must come out whole, however often the key is pressed.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from geodata.words import LANGS, say

        words = sys.argv[1:]
        english = "--lang=en" in words or ("--lang", "en") in pairwise(words)
        sys.stderr.write(say("cli.error.interrupted", LANGS[english]) + "\n")
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
