"""Decisions of planners about single enterprises, collected before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.draft import Draft, pinned


@dataclass(frozen=True)
class Decision:
    """An enterprise must go to a park, or must not.  why: as the planner wrote it, or ""."""

    enterprise: str
    park: str
    forbid: bool
    why: str = ""


def decided(before: Iterable[Decision], new: Decision) -> tuple[Decision, ...]:
    """All decisions with a new one, which takes the place of those it contradicts.

    One park can be ordered for an enterprise, several can be ruled out.
    """
    kept = [
        one for one in before
        if one.enterprise != new.enterprise
        or (one.park != new.park and (one.forbid or new.forbid))
    ]  # fmt: skip
    return (*kept, new)


def drafted(draft: Draft, decisions: Iterable[Decision]) -> Draft:
    """The draft with every decision as a lever of its own, in the order they were taken."""
    for one in decisions:
        draft = pinned(draft, one.enterprise, one.park, forbid=one.forbid)
    return draft
