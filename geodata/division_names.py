"""Divisions in words ("计算机、通信和其他电子设备制造业", "玩具制造") become their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from geodata.division_words import guess_divisions
from geodata.findings import Finding
from geodata.headers import key
from geodata.notes import join_notes
from geodata.report import doubt
from geodata.tables import ALL

TABLES = {
    "enterprises": ("division",),
    "bans": ("division",),
    "parks": ("lead_divisions", "accepted_divisions", "refused_divisions", "priority_divisions"),
    "anchors": ("divisions",),
}
"""Tables and their columns in which people write industries in words."""
_ENDING = re.compile("(制造业|加工业|制品业|制造|加工|业)$")


def to_divisions(
    table: str, frame: pd.DataFrame, industries: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """A copy with names of industries replaced by codes, notes, and doubts for guesses.

    The official name of a division counts as its code; other words are guessed from with a doubt
    (`geodata.division_words`).  What neither knows stays, and the checks report it.  In a list
    every part is read by itself: "电子信息;机械" -> "39;34".
    """
    known = _names(industries)
    changed: list[tuple[object, ...]] = []
    findings: list[Finding] = []
    filled = {}
    for column in TABLES[table]:
        cells = list(frame[column])
        meanings = _meanings(cells, known)
        for position, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            parts = cell.split(";")
            if not meanings.keys() & set(parts):
                continue
            codes = ";".join(dict.fromkeys(meanings.get(part, (part, True))[0] for part in parts))
            named = all(meanings.get(part, (part, True))[1] for part in parts)
            row = frame["source_row"].iat[position]
            number = None if row is pd.NA else int(str(row))
            if not named:
                findings.append(
                    doubt("division_from_text", table, number, column, cell, division=codes)
                )
            cells[position] = codes
            rule = "division_name" if named else "division_from_words"
            kind = "coerced" if named else "estimated"
            owner = frame[ALL[table].key[0]].iat[position]
            changed.append((table, row, owner, column, kind, cell, codes, "", rule))
        filled[column] = pd.Series(cells, index=frame.index, dtype=object)
    if not changed:
        return frame, join_notes([]), []
    names = ["table", "row", "id", "column", "kind", "before", "after", "unit", "rule"]
    notes = join_notes([pd.DataFrame(changed, columns=names)])
    return frame.assign(**filled), notes, findings


def _meanings(cells: Sequence[object], known: Mapping[str, str]) -> dict[str, tuple[str, bool]]:
    """Each text that means a division -> its code, and whether that is its official name."""
    parts = {part for cell in cells if isinstance(cell, str) for part in cell.split(";")}
    wanted = sorted(part for part in parts if not re.fullmatch(r"\d*", part))
    if not wanted:
        return {}
    guesses = guess_divisions(wanted, [None] * len(wanted), [None] * len(wanted))["division"]
    found = {}
    for part, guess in zip(wanted, guesses, strict=True):
        code = known.get(key(part)) or known.get(_stem(part))
        if code is not None or isinstance(guess, str):
            found[part] = (code or str(guess), code is not None)
    return found


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
