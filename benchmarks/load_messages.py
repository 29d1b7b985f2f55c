"""Which large messages a browser still holds: the rules of Streamlit's own client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


@dataclass
class _Held:
    """fragment: the part of the page it belongs to, "" the page itself.  used: number of a run."""

    fragment: str
    used: int


class Messages:
    """What the server need not send again.  A message unused for some runs is thrown away."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._runs = 0

    def hashes(self) -> list[str]:
        """What every question tells the server."""
        return list(self._held)

    def take(self, message: ForwardMsg) -> None:
        """Hold or use a message.  Raises RuntimeError for a reference to one that is not held."""
        if message.WhichOneof("type") == "ref_hash":
            if message.ref_hash not in self._held:
                raise RuntimeError("the server refers to a message that a browser would not have")
            self._held[message.ref_hash].used = self._runs
        elif message.metadata.cacheable:
            self._held.setdefault(message.hash, _Held(message.delta.fragment_id, self._runs))
            self._held[message.hash].used = self._runs

    def ended(self, fragments: Sequence[str], most_runs: int) -> None:
        """A run has ended: of the whole page, or of some parts, whose messages alone grow old."""
        self._runs += 1
        self._held = {
            name: held
            for name, held in self._held.items()
            if (fragments and held.fragment not in fragments) or self._runs - held.used <= most_runs
        }
