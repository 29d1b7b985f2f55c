"""Decides which place an address is in, from everything it mentions.

The city first: named outright, or implied by a district or town that only one city has.  Then the
county: the one with the most evidence inside that city.  A contradiction lowers the confidence.
Strengths of independent mentions join as 1 - (1 - a)(1 - b).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geodata.place_mentions import Mention
from geodata.place_names import Names, Place

MINIMUM_CONFIDENCE = 0.5
NAMED = 0.5
"""A mention weaker than this (a road, a village) names nothing by itself."""
PROVINCE_SAID, PROVINCE_SILENT = 1.0, 0.93
"""Certainty that a city or county name means the one in Guangdong, with and without the province;
names of towns alone are worth less, every province has a 长安镇."""
TOWN_ALONE = 0.8
OUTRIGHT = 0.8
"""From this strength on a name is taken at its word."""
SECOND_CITY = 0.4
"""A second city named without the word city is mostly part of a name: Shenzhen Industrial Park."""
SHARPNESS = 3
"""A name that means places in several cities counts for each by its strength to this power."""
CONFLICT_COUNTY, CONFLICT_TOWN = 0.6, 0.75
"""Left of the confidence when a district or town of another city is named too.  Assumptions."""


@dataclass(frozen=True)
class Choice:
    """Where an address lies: place None = unknown; confidence 0..1; matched: the words used."""

    level: str
    place: Place | None
    confidence: float
    matched: str


NOWHERE = Choice("none", None, 0.0, "")


def either(strengths: Iterable[float]) -> float:
    """Joint strength of independent evidence: 1 - product of (1 - s)."""
    missing = 1.0
    for strength in strengths:
        missing *= 1.0 - strength
    return 1.0 - missing


def choose(mentions: Sequence[Mention], chinese: bool, names: Names) -> Choice:
    """The county, else the city, else nowhere; nothing below MINIMUM_CONFIDENCE."""
    province = any(m.strength("province") >= NAMED for m in mentions)
    city, sure, used = _city(mentions, chinese, province)
    if city is None or _outside(mentions, chinese, province, city):
        return NOWHERE
    against = _conflicts(mentions, city) if used.get("named") else []
    if against:
        county_named = any(m.strength("county") >= NAMED for m in against)
        sure *= CONFLICT_COUNTY if county_named else CONFLICT_TOWN
    county, town, strength = _county(mentions, city, names)
    words = _words(mentions, city, county, town, against)
    confidence = sure * strength
    if county is not None and confidence >= MINIMUM_CONFIDENCE and not against:
        return Choice("county", town or county, confidence, words)
    if sure >= MINIMUM_CONFIDENCE:
        words = _words(mentions, city, None, None, against)
        return Choice("city", names.cities[city], sure, words)
    return Choice("none", None, 0.0, words)


def _city(
    mentions: Sequence[Mention], chinese: bool, province: bool
) -> tuple[str | None, float, dict[str, bool]]:
    """City adcode, certainty, and whether it was named outright."""
    direct: dict[str, float] = {}
    for mention in mentions if chinese else reversed(mentions):
        for place, strength in mention.candidates:
            if place.level != "city":
                continue
            if mention.bare and any(s >= NAMED for c, s in direct.items() if c != place.city):
                strength *= SECOND_CITY
            direct[place.city] = max(strength, direct.get(place.city, 0.0))
    implied: dict[str, float] = defaultdict(float)
    county_named: set[str] = set()
    for mention in mentions:
        by_city: dict[str, float] = {}
        for place, strength in mention.candidates:
            if place.level in ("county", "town"):
                by_city[place.city] = max(by_city.get(place.city, 0.0), strength)
                if place.level == "county" and strength >= NAMED:
                    county_named.add(place.city)
        total = sum(strength**SHARPNESS for strength in by_city.values())
        for city, strength in by_city.items():
            if total:
                share = strength**SHARPNESS / total
                implied[city] = either((implied[city], strength * share))
    said = PROVINCE_SAID if province else PROVINCE_SILENT
    named = {c: s for c, s in direct.items() if s >= NAMED}
    if named:
        city = max(named, key=lambda c: named[c] * (0.6 + 0.4 * implied.get(c, 0.0)))
        rival = max((s for c, s in named.items() if c != city), default=0.0)
        sure = either((named[city], 0.7 if province else 0.0, 0.5 * implied.get(city, 0.0)))
        return city, said * sure * (1 - 0.3 * rival), {"named": True}
    if not implied:
        return None, 0.0, {}
    city = max(implied, key=lambda c: either((implied[c], direct.get(c, 0.0))))
    sure = either((implied[city], direct.get(city, 0.0))) * said
    rivals = sorted(implied.values(), reverse=True)
    if len(rivals) > 1:
        sure *= 1 - 0.4 * rivals[1] / rivals[0]
    if city not in county_named:
        sure *= TOWN_ALONE if not province else 0.9
    return city, sure, {"named": False}


def _outside(mentions: Sequence[Mention], chinese: bool, province: bool, city: str) -> bool:
    """Whether the address names another province or country and Guangdong does not outweigh it."""
    away = [m for m in mentions if m.strength("outside") >= NAMED]
    if not away or province:
        return False
    inside = [
        m
        for m in mentions
        if any(p.level == "city" and p.city == city and s >= NAMED for p, s in m.candidates)
    ]
    if not inside:
        return True
    # The largest place stands first in Chinese and last in English.
    if chinese:
        return away[0].start < inside[0].start
    return away[-1].start > inside[-1].start


def _conflicts(mentions: Sequence[Mention], city: str) -> list[Mention]:
    """Mentions that say outright they are a district or town, but of one other city."""
    return [
        m
        for m in mentions
        if m.admin
        and max(m.strength("county"), m.strength("town")) >= OUTRIGHT
        and m.strength("city") < NAMED
        and len({p.city for p, s in m.candidates if s >= OUTRIGHT}) == 1
        and all(p.city != city for p, _ in m.candidates)
    ]


def _county(
    mentions: Sequence[Mention], city: str, names: Names
) -> tuple[Place | None, Place | None, float]:
    """County, town (None if not named) and the strength of the evidence inside the city."""
    by_name: list[dict[str, float]] = []
    by_town: dict[str, dict[Place, list[float]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        own: dict[str, float] = {}
        named = {p.county: s for p, s in mention.candidates if p.level == "county"}
        for place, strength in mention.candidates:
            if place.city != city or place.level not in ("county", "town"):
                continue
            # "Nanshan District" is not its street office of the same name.
            if place.level == "town" and strength > named.get(place.county, 0.0):
                by_town[place.county][place].append(strength)
            own[place.county] = max(own.get(place.county, 0.0), strength)
        if own:
            by_name.append(own)
    if not by_name:
        return None, None, 0.0
    found = {county for own in by_name for county in own}
    score = {c: either(own.get(c, 0.0) for own in by_name) for c in found}
    for child in list(score):
        for parent in names.former.get(child, frozenset()) & score.keys():
            if score[child] >= NAMED and not _has_town(by_town.get(parent)):
                score[child] = either((score[child], 0.5 * score[parent]))
                score[parent] = 0.0
    best = max(score, key=lambda c: score[c])
    rival = max((_rival(by_name, score, best, c) for c in found - {best}), default=0.0)
    strength = score[best] * (1 - 0.5 * min(1.0, rival / score[best])) if score[best] else 0.0
    return names.counties[best], _town(by_town.get(best)), strength


def _rival(
    by_name: Sequence[Mapping[str, float]], score: Mapping[str, float], best: str, other: str
) -> float:
    """Evidence for `other` against `best`.

    石角镇 lies in two counties of Qingyuan: alone it leaves both open, beside 佛冈县 it does not.
    """
    if any(own.get(best, 0.0) > own.get(other, 0.0) for own in by_name):
        against = (own.get(other, 0.0) for own in by_name
                   if own.get(other, 0.0) > own.get(best, 0.0))  # fmt: skip
        return min(score[other], either(against))
    return score[other]


def _has_town(towns: dict[Place, list[float]] | None) -> bool:
    return bool(towns) and any(max(s) >= OUTRIGHT for s in (towns or {}).values())


def _town(towns: dict[Place, list[float]] | None) -> Place | None:
    """The town named best, if one is named at all."""
    if not towns:
        return None
    best = max(towns, key=lambda t: either(towns[t]))
    return best if either(towns[best]) >= NAMED else None


def _words(
    mentions: Sequence[Mention],
    city: str,
    county: Place | None,
    town: Place | None,
    against: Sequence[Mention],
) -> str:
    """The words that decided, as "words=place", contradicting ones after "≠"."""
    parts = []
    for mention in mentions:
        labels = []
        for place, strength in mention.candidates:
            spoken_for = {
                "province": True,
                "city": place.city == city,
                "county": county is not None and place.county == county.county,
                "town": town is not None and (place.county, place.town) == (town.county, town.town),
            }
            if spoken_for.get(place.level, False):
                labels.append((strength, place.label))
        if labels and max(labels)[0] >= NAMED:
            label = max(labels)[1]
            parts.append(label if label == mention.text else f"{mention.text}={label}")
    for mention in against:
        label = max(mention.candidates, key=lambda c: c[1])[0].label
        parts.append(f"≠ {mention.text}={label}")
    return "; ".join(dict.fromkeys(parts))
