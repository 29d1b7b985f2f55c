"""Finds every place name in an address, with how strongly the words around it name that place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geodata.place_names import Level, Names, Place
from geodata.place_words import fit, hint_en, hint_zh, reduced

MOST_WORDS = 6
BESIDE_CITY = {"town": 0.8, "county": 0.88}
"""Strength of a bare name that stands right beside its city or county: "Huangjiang Dongguan"."""
WRITTEN_OUT = 0.98
"""Strength of a full Chinese name (长安镇)."""
SPLIT = 0.85
"""A name matched across words without a word for its kind is a little less certain: "Chang An"."""
_CJK = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
_BREAK = re.compile("[,;:()/|\\[\\]，；：（）、。]+")


@dataclass(frozen=True)
class Mention:
    """Words start..end of an address that name a place, and which places with what strength.

    candidates: (place, strength 0..1).  admin: the words say what kind of place it is, or are the
    full Chinese name.  text: the words as matched.
    """

    start: int
    end: int
    text: str
    candidates: tuple[tuple[Place, float], ...]
    bare: bool
    admin: bool

    def strength(self, level: Level) -> float:
        """Strongest candidate of a level, 0 if none."""
        return max((s for p, s in self.candidates if p.level == level), default=0.0)


def find_mentions(address: str, names: Names) -> tuple[list[Mention], bool]:
    """All mentions in order, and whether the address is Chinese (large places first)."""
    text = unicodedata.normalize("NFKC", address)
    chinese = _CJK.search(text) is not None
    mentions = _chinese(text.translate(names.simplify), names) if chinese else []
    words = latin_words(text)
    if words:
        mentions += _english(words, names, offset=len(text) if chinese else 0)
    return mentions, chinese


def latin_words(text: str) -> list[str]:
    """Lower-case words with "," between parts: "HuangJiang, Bao’an" -> huang jiang , baoan."""
    split = _BREAK.sub(" , ", _CAMEL.sub(" ", text))
    plain = unicodedata.normalize("NFKD", split).lower()
    plain = re.sub("['’‘`´ʼ′\u0300-\u036f]", "", plain)
    words = re.findall("[a-z0-9]+|,", plain)
    return words if any(w != "," for w in words) else []


def _english(words: Sequence[str], names: Names, offset: int) -> list[Mention]:
    listed = list(words)
    found = _phrases(listed, names)
    covered = {i for m in found for i in range(m.start, m.end)}
    i = 0
    while i < len(listed):
        places, size = _longest_name(listed, i, names)
        if not places:
            i += 1
            continue
        end = i + size
        hint = hint_en(listed, end)
        candidates = tuple((p, p.weight * fit(p, hint)) for p in places)
        admin = hint in ("city", "county", "town")
        if size > 1 and hint == "":
            candidates = tuple(
                (p, s * SPLIT if p.level in ("town", "county") else s) for p, s in candidates
            )
        text = " ".join(listed[i : end + (1 if admin else 0)])
        mention = Mention(i, end, text, candidates, hint == "", admin)
        same = next((m for m in found if (m.start, m.end) == (i, end)), None)
        if same is not None:  # the words name a zone or are an old name, and name places of today
            found.remove(same)
            mention = replace(mention, candidates=candidates + same.candidates)
        if not covered.issuperset(range(i, end)) or same or any(p.level == "city" for p in places):
            found.append(mention)
        i = end
    found.sort(key=lambda m: (m.start, -m.end))
    return [
        replace(m, start=m.start + offset, end=m.end + offset)
        for m in _beside(found, listed, before=False)
    ]


def _longest_name(words: list[str], i: int, names: Names) -> tuple[tuple[Place, ...], int]:
    """Places of the longest name that begins at word i, and its number of words."""
    if words[i] in names.first_words:
        for size in range(min(MOST_WORDS, len(words) - i), 0, -1):
            places = names.en.get(tuple(words[i : i + size]))
            if places is not None:
                return places, size
    return (), 0


def _phrases(words: list[str], names: Names) -> list[Mention]:
    """Zones and other names of several words, in reduced spelling."""
    short = reduced(words)
    found = []
    i = 0
    while i < len(short):
        places, size, joined = None, 0, ""
        for j in range(i, min(i + MOST_WORDS, len(short))):
            joined += short[j][0]
            if joined not in names.phrase_starts:
                break
            if joined in names.phrases:
                places, size = names.phrases[joined], j - i + 1
        if places is None:
            i += 1
            continue
        first, last = short[i][1], short[i + size - 1][1] + 1
        while last < len(words) and words[last] in ("tech", "technology", "industrial"):
            last += 1
        hint = hint_en(words, last)
        factor = 0.2 if hint in ("road", "place") else 1.0
        candidates = tuple((p, p.weight * factor) for p in places)
        found.append(
            Mention(first, last, " ".join(words[first:last]), candidates, False, factor == 1.0)
        )
        i += size
    return found


def _beside(mentions: list[Mention], words: Sequence[str], *, before: bool) -> list[Mention]:
    """Strengthens bare names next to a city or county; before: the larger place stands first."""
    out = []
    for i, mention in enumerate(mentions):
        j = i - 1 if before else i + 1
        if mention.bare and 0 <= j < len(mentions):
            other = mentions[j]
            gap = words[other.end : mention.start] if before else words[mention.end : other.start]
            larger = any(p.level in ("city", "county", "province") and s > 0.5
                         for p, s in other.candidates)  # fmt: skip
            if larger and all(w == "," for w in gap):
                mention = replace(
                    mention,
                    candidates=tuple(
                        (p, max(s, p.weight * BESIDE_CITY.get(p.level, 0.0)))
                        for p, s in mention.candidates
                    ),
                )
        out.append(mention)
    return out


def _chinese(text: str, names: Names) -> list[Mention]:
    found: list[Mention] = []
    i = 0
    while i < len(text):
        mention = _chinese_at(text, i, names)
        if mention is None:
            i += 1
        else:
            found.append(mention)
            i = mention.end
    return _beside(found, text, before=True)


def _chinese_at(text: str, i: int, names: Names) -> Mention | None:
    for size in range(min(16, len(text) - i), 1, -1):
        word = text[i : i + size]
        whole, stems = names.zh_full.get(word, ()), names.zh_stem.get(word, ())
        if whole or stems:
            break
    else:
        return None
    hint, more = hint_zh(text, i + size)
    candidates = []
    for place in whole:
        strength = WRITTEN_OUT
        if place.level in ("province", "outside") and hint in ("road", "place", "zone"):
            strength = fit(place, hint)
        elif hint in ("road", "place") and word[-1] not in "区市县乡道":
            strength = 0.4
        candidates.append((place, place.weight * strength))
    for place in stems:
        candidates.append((place, place.weight * fit(place, hint)))
    end = i + size + (more if stems else 0)
    admin = bool(whole) or hint in ("town", "county", "city")
    return Mention(i, end, text[i:end], tuple(candidates), not whole and hint == "", admin)
