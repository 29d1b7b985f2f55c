"""The web server of the desk: `python -m app.server run app/main.py ...`, Streamlit's own command.

While the server comes up and the browser opens, what every page needs is read beside it: libraries,
boundaries and shipped tables, for which the first visitor would wait before the first map.
"""

from __future__ import annotations

import threading


def main() -> None:
    """Serve until the process is ended."""
    threading.Thread(target=_make_ready, daemon=True).start()
    from streamlit.web import cli

    cli.main(prog_name="streamlit")


def _make_ready() -> None:
    from app import caches

    caches.warm()


if __name__ == "__main__":
    main()
