"""Misprinted names: one letter off, where the word for their kind says that a name was meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from geodata.place_choice import Choice
from geodata.place_mentions import latin_words
from geodata.place_names import Place, names
from geodata.place_words import kind_en

SHORTEST = 5
CONFIDENCE = 0.55
"""Confidence of a county found by a misprinted name; an assumption."""
_NEW = frozenset({"new"})


@cache
def _joined(city: str) -> dict[str, Place | None]:
    """Joined pinyin of every county and town of a city; None where two counties share it."""
    found: dict[str, Place | None] = {}
    for words, places in names().en.items():
        if len(words) > 1:
            continue
        for place in places:
            if place.city != city or place.level not in ("county", "town"):
                continue
            known = found.get(words[0], place)
            found[words[0]] = place if known and known.county == place.county else None
    return found


def one_letter_off(a: str, b: str) -> bool:
    """Whether one insertion, deletion, change or swap of neighbours turns a into b.

    >>> one_letter_off("pingshang", "pingshan"), one_letter_off("shajing", "shajign")
    (True, True)
    """
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        swapped = a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :]
        return a[i + 1 :] == b[i + 1 :] or swapped
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[i + 1 :] == shorter[i:]


def correct(address: str, city: Choice) -> Choice:
    """The county or town whose misprinted name `address` holds, else `city` unchanged.

    city: a choice of level "city".  Words before Town, District and the like are compared with the
    names of that city; a name must be the only one that is one letter off.
    """
    if city.place is None:
        return city
    words = latin_words(address)
    for i, word in enumerate(words):
        if kind_en(word) not in ("town", "county"):
            continue
        end = i - 1 if i and words[i - 1] in _NEW else i
        for size in (1, 2, 3):
            place = _nearest(words[max(0, end - size) : end], city.place.city)
            if place is not None:
                text = " ".join([*words[end - size : end], word])
                matched = f"{text}≈{place.label}; {city.matched}"
                return Choice("county", place, min(CONFIDENCE, city.confidence), matched)
    return city


def _nearest(words: Sequence[str], city: str) -> Place | None:
    joined = "".join(words)
    if len(joined) < SHORTEST or not joined.isalpha():
        return None
    near = [place for name, place in _joined(city).items() if one_letter_off(joined, name)]
    if len({p.county if p else None for p in near}) != 1:
        return None
    return near[0] if len(near) == 1 else (names().counties[near[0].county] if near[0] else None)
