"""From a header somebody wrote to a column of ours, and to the unit the header states.

"年产值（亿元）"      -> output_wan_yuan, unit "亿元"
"拟用地/公顷"         -> land_mu, unit "公顷"
"COD排放量 (kg)"      -> cod_t, unit "kg"
"企业名称\\nName"      -> name_zh
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from geodata import units
from geodata.tables import ALL
from geodata.tables.column import Column, Table

LONGEST_HEADER = 60
CUT_BYTES = 10
_BRACKET = re.compile(r"^(.+?)\s*[(\[【<]([^()\[\]【】<>]*)[)\]】>]\s*$", re.DOTALL)
_SEPARATOR = re.compile(r"[/,:_\-\s|;]+")

EXACT, SYNONYM, WEAK = 0, 1, 2
"""How sure a match is: our own name or label; a synonym; a word that may mean other things."""


@dataclass(frozen=True)
class Match:
    """A header understood: column, how sure (EXACT..WEAK), the unit it states ("" if none) and
    a remark in brackets that is neither a unit nor a name ("" if none)."""

    column: Column
    rank: int
    unit: str = ""
    remark: str = ""


def key(text: str) -> str:
    """A name without width, case, spaces and punctuation: "ＧＢ/T 4754 大类" -> "gbt4754大类"."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@lru_cache(maxsize=64)
def index(table: str) -> Mapping[str, tuple[Column, int]]:
    """Key of every accepted header of a table -> its column and rank; the surest one wins."""
    found: dict[str, tuple[Column, int]] = {}
    for column in ALL[table].columns:
        names = ((EXACT, (column.name, column.zh, column.en)), (SYNONYM, column.synonyms),
                 (WEAK, column.weak))  # fmt: skip
        for rank, words in names:
            for word in words:
                if key(word) not in found or rank < found[key(word)][1]:
                    found[key(word)] = (column, rank)
    return found


def accepted(column: Column) -> tuple[str, ...]:
    """Every header we accept for a column, for messages."""
    return tuple(dict.fromkeys((column.zh, column.name, column.en, *column.synonyms, *column.weak)))


@lru_cache(maxsize=65536)
def find(table: str, header: str) -> Match | None:
    """The column of `table` that `header` names; None if it names none."""
    text = unicodedata.normalize("NFKC", header).strip().strip("*").strip()
    if not text or len(text) > LONGEST_HEADER:
        return None
    known = index(table)
    if hit := known.get(key(text)):
        return Match(*hit)
    return (
        _with_bracket(table, known, text)
        or _with_separator(known, text)
        or _glued(known, text)
        or _two_names(table, text)
    )


def _with_bracket(table: str, known: Mapping[str, tuple[Column, int]], text: str) -> Match | None:
    found = _BRACKET.match(text)
    if found is None:
        return None
    base, inner = found[1], found[2].strip()
    for part in re.split(r"[,;、，；]", inner):
        if units.parse(part) is not None and (hit := find(table, base)):
            return Match(hit.column, hit.rank, unit=part.strip())
    outside = find(table, base)
    inside = known.get(key(inner))
    if outside and inside and inside[0].name != outside.column.name:
        return None
    if outside:
        return Match(outside.column, outside.rank, outside.unit, "" if inside else inner)
    return Match(*inside) if inside else None


def _with_separator(known: Mapping[str, tuple[Column, int]], text: str) -> Match | None:
    """ "用地面积/亩", "land_ha", "rent yuan/m2/month": cut where a unit follows a known name."""
    for cut in _SEPARATOR.finditer(text):
        hit = known.get(key(text[: cut.start()]))
        rest = text[cut.end() :]
        if hit and rest and units.parse(rest) is not None:
            return Match(*hit, unit=rest)
    return None


def _glued(known: Mapping[str, tuple[Column, int]], text: str) -> Match | None:
    """ "年产值万元": a known name with a unit right behind it."""
    plain = re.sub(r"\s+", "", text)
    for cut in range(len(plain) - 1, 1, -1):
        hit = known.get(key(plain[:cut]))
        if hit and hit[0].unit and units.parse(plain[cut:]) is not None:
            return Match(*hit, unit=plain[cut:])
    return None


def _two_names(table: str, text: str) -> Match | None:
    """ "企业名称 / Name" or two lines: the surer part decides; equally sure, they must agree."""
    parts = [part.strip() for part in re.split(r"[\n/|]", text) if part.strip()]
    if len(parts) < 2:
        return None
    hits = [hit for part in parts if (hit := find(table, part))]
    stated = [part for part in parts if find(table, part) is None and units.parse(part)]
    best = min(hits, key=lambda hit: hit.rank, default=None)
    if best is None or len({hit.column.name for hit in hits if hit.rank == best.rank}) > 1:
        return None
    unit = next((hit.unit for hit in hits if hit.unit), "") or (stated[0] if stated else "")
    return Match(best.column, best.rank, unit)


def find_cut(table: str, header: str) -> Match | None:
    """A Shapefile field name cut to 10 bytes: the one column with a name that starts like it."""
    hits: dict[str, tuple[Column, int]] = {}
    for column in ALL[table].columns:
        for rank, words in ((EXACT, (column.name, column.zh)), (SYNONYM, column.synonyms)):
            if any(header in _cuts(word) for word in words):
                hits.setdefault(column.name, (column, rank))
    return Match(*next(iter(hits.values()))) if len(hits) == 1 else None


def _cuts(word: str) -> Iterator[str]:
    for encoding in ("utf-8", "gb18030"):
        content = word.encode(encoding)
        if len(content) > CUT_BYTES:
            yield content[:CUT_BYTES].decode(encoding, "ignore")


def known_anywhere(text: str) -> bool:
    """Whether some table has a column with this header."""
    return any(find(table, text) is not None for table in ALL)


def header_words(table: Table) -> dict[str, str]:
    """Key of a table's name in every form -> table name, for sheet and file names."""
    return {key(word): table.name for word in (table.name, table.zh, table.en, *table.synonyms)}
