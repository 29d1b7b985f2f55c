"""Where the desk keeps things: one folder with the database, the data sets and the results."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError

HOME_VARIABLE = "DOUBLETRANSFER_HOME"
STORE_VARIABLE = "DOUBLETRANSFER_STORE"
FOLDER = ".doubletransfer"


def default_home() -> Path:
    """$DOUBLETRANSFER_HOME, or ~/.doubletransfer."""
    stated = os.environ.get(HOME_VARIABLE)
    return Path(stated).expanduser() if stated else Path.home() / FOLDER


@dataclass(frozen=True)
class Home:
    """The folder and what lies where in it.  Everybody who shares a store shares this folder too.

    root: made where it does not exist.
    """

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file, where no other database is named."""
        return self.root / "desk.sqlite3"

    @property
    def data(self) -> Path:
        """One folder per data set: the files as uploaded and the tables made of them."""
        return self.root / "data"

    @property
    def results(self) -> Path:
        """One folder per finished run."""
        return self.root / "results"

    @property
    def log(self) -> Path:
        """What the worker wrote when it could not say it in the store."""
        return self.root / "worker.log"

    def make(self) -> Home:
        """Make the folders.  Raises AppError where that is not possible."""
        try:
            for folder in (self.root, self.data, self.results):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AppError("home_unusable", folder=self.root, reason=error) from error
        return self

    def url(self, stated: str | None = None) -> str:
        """The database: as stated, else $DOUBLETRANSFER_STORE, else the SQLite file."""
        named = stated or os.environ.get(STORE_VARIABLE)
        return named or f"sqlite:///{self.database.resolve()}"
