"""Divisions in words ("计算机、通信和其他电子设备制造业", "玩具制造") become their codes."""

from __future__ import annotations

import re

import pandas as pd

from geodata.division_words import guess_divisions
from geodata.findings import Finding
from geodata.headers import key
from geodata.notes import join_notes
from geodata.report import doubt
from geodata.tables import ALL

TABLES = ("enterprises", "bans")
_ENDING = re.compile("(制造业|加工业|制品业|制造|加工|业)$")


def to_divisions(
    table: str, frame: pd.DataFrame, industries: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """A copy with names in column `division` replaced by codes, notes, and doubts for guesses.

    The official name of a division counts as its code; other words are guessed from with a doubt
    (`geodata.division_words`).  What neither knows stays, and the checks report it.
    """
    known = _names(industries)
    cells = list(frame["division"])
    texts = {cell for cell in cells if isinstance(cell, str) and not re.fullmatch(r"\d+", cell)}
    if not texts:
        return frame, join_notes([]), []
    wanted = sorted(texts)
    guesses = guess_divisions(wanted, [None] * len(wanted), [None] * len(wanted))["division"]
    guessed = dict(zip(wanted, guesses, strict=True))
    changed, findings = [], []
    for position, cell in enumerate(cells):
        if cell not in texts:
            continue
        code = known.get(key(cell)) or known.get(_stem(cell))
        named = code is not None
        code = code or guessed[cell]
        if code is None:
            continue
        row = frame["source_row"].iat[position]
        number = None if row is pd.NA else int(str(row))
        if not named:
            findings.append(
                doubt("division_from_text", table, number, "division", cell, division=code)
            )
        cells[position] = code
        rule = "division_name" if named else "division_from_words"
        kind = "coerced" if named else "estimated"
        owner = frame[ALL[table].key[0]].iat[position]
        changed.append((table, row, owner, "division", kind, cell, code, "", rule))
    columns = ["table", "row", "id", "column", "kind", "before", "after", "unit", "rule"]
    notes = join_notes([pd.DataFrame(changed, columns=columns)])
    filled = frame.assign(division=pd.Series(cells, index=frame.index, dtype=object))
    return filled, notes, findings


def _stem(name: str) -> str:
    return _ENDING.sub("", key(name))


def _names(industries: pd.DataFrame) -> dict[str, str]:
    """Key of every Chinese and English name, and of the Chinese one without its ending -> code."""
    found: dict[str, str] = {}
    for code, chinese, english in zip(
        industries["division"], industries["name_zh"], industries["name_en"], strict=True
    ):
        for name in (chinese, english):
            if isinstance(name, str):
                found.setdefault(key(name), code)
                found.setdefault(_stem(name), code)
    return found
