"""Short ids that can stand in a URL and be read out in a meeting."""

from __future__ import annotations

import secrets

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""No 0 and o, no 1, i and l: they look alike on a slide."""
LENGTH = 7


def new_id(kind: str) -> str:
    """`kind` (one letter: d data set, s scenario version, r run, w worker) and 7 random letters.

    31^7 = 2.8e10 possibilities; the store's unique key catches the one in a million that is taken.
    """
    return kind + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
